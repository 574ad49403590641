#!/bin/sh
# link-soname.sh FOLDER: makes the link by which the loader finds the library that was built there.
set -eu
major=$(sed -n 's/^version = "\([0-9]*\)\..*/\1/p' Cargo.toml | head -n 1)
ln -sf libacme_client.so "$1/libacme_client.so.$major"
