#!/bin/sh
# Obtains certificates from a CA server on this machine with the examples of every language, and checks them.
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

"${MAKE:-make}" --no-print-directory lib
"${CARGO:-cargo}" build --features testing --example test-servers
python3 scripts/demo.py build "$target/release" "$work"
"$target/debug/examples/test-servers" pebble -- python3 scripts/demo.py run "$target/release" "$work"
echo "demo: done"
