#!/bin/sh
# Prints the version, which stands in Cargo.toml.
sed -n 's/^version = "\(.*\)"/\1/p' "$(dirname "$0")/../Cargo.toml" | head -n 1
