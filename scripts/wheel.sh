#!/bin/sh
# Builds the Python wheel into dist/: one for every Python 3 of this platform, with the library inside, in which OpenSSL is
# linked statically.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}
case $CARGO_TARGET_DIR in /*) ;; *) CARGO_TARGET_DIR=$root/$CARGO_TARGET_DIR ;; esac
# In a folder of its own, for its features differ.
CARGO_TARGET_DIR=$CARGO_TARGET_DIR/python-vendored
SOURCE_DATE_EPOCH=$(scripts/source-date.sh)
export CARGO_TARGET_DIR SOURCE_DATE_EPOCH
python=$root/.tools/python/bin/python

scripts/python.sh --venv
"$python" bindings/python/tools/generate.py --declarations
# What maturin derives its own declarations from, in place of a header that it would generate anew.
mkdir -p target dist
"$python" bindings/python/tools/generate.py --header >target/header.h
cp LICENSE bindings/python/LICENSE
trap 'rm -f bindings/python/LICENSE target/header.h' EXIT
rm -f dist/acme_client_native-*.whl
(cd bindings/python && PATH="$root/.tools/python/bin:$PATH" maturin build --quiet --release --strip --features vendored --out "$root/dist")
ls dist/*.whl
