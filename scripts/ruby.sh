#!/bin/sh
# Builds the Ruby extension into bindings/ruby/lib.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}
case $CARGO_TARGET_DIR in /*) ;; *) CARGO_TARGET_DIR=$root/$CARGO_TARGET_DIR ;; esac
# Beside the C library's: in one folder cargo would keep only one of the two, for their features differ.
CARGO_TARGET_DIR=$CARGO_TARGET_DIR/ruby
export CARGO_TARGET_DIR

mkdir -p "$CARGO_TARGET_DIR"
cd "$CARGO_TARGET_DIR"
"${RUBY:-ruby}" "$root/bindings/ruby/ext/acme_client_native/extconf.rb"
"${MAKE:-make}" --no-print-directory install DESTDIR= sitearchdir="$root/bindings/ruby/lib"
