#!/bin/sh
# Loads the library with OpenSSL inside into a program that exports functions with OpenSSL's names: it must not call them.
# That the program would notice is shown by the library that uses the system's OpenSSL.
set -eu
cd "$(dirname "$0")/.."
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)

if [ "${1:-}" = --with-server ]; then
    "$2/host" "$2"/acme_client/_native/lib_native.so "$ACME_DIRECTORY" "$ACME_CA_FILE"
    if "$2/host" "$target/release/libacme_client.so" "$ACME_DIRECTORY" "$ACME_CA_FILE" 2>/dev/null; then
        echo "host-test: the program's functions are in nobody's way; the test proves nothing" >&2
        exit 1
    fi
    echo "host-test: 1 passed"
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m zipfile -e dist/acme_client_native-*.whl "$work"
"${CC:-cc}" -std=gnu99 -O1 -Wall -Wextra -rdynamic -Iinclude tests/host/host.c -o "$work/host" -ldl
"$target/debug/examples/test-servers" pebble -- scripts/host-test.sh --with-server "$work"
