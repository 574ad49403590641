#!/bin/sh
# Unpacks the tarball of dist into an empty folder, builds it without a network and with nothing that Cargo has kept,
# installs it, and obtains a certificate with the C example.
set -eu
cd "$(dirname "$0")/.."
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers
tarball=$PWD/dist/acme-client-$(scripts/version.sh).tar.gz

if [ "${1:-}" = --with-server ]; then
    cd "$2"
    ./issue "$ACME_DIRECTORY" "$ACME_CA_FILE" "$ACME_WEBROOT" dist.example
    openssl verify -CAfile "$ACME_ROOT_FILE" -untrusted dist.example.pem dist.example.pem
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

build() (
    mkdir "$work/source" "$work/cargo"
    tar -xzf "$tarball" -C "$work/source" --strip-components=1
    cd "$work/source"
    # Quicker than the release's own profile, and from the same sources.
    export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
    export CARGO_HOME="$work/cargo" CARGO_NET_OFFLINE=true
    unset CARGO_TARGET_DIR MAKEFLAGS MAKELEVEL
    "${CARGO:-cargo}" build --release --offline --locked
    make --no-print-directory install PREFIX="$work/prefix"
)

build
mkdir "$work/empty"
export PKG_CONFIG_PATH="$work/prefix/lib/pkgconfig"
# shellcheck disable=SC2046 # one word a flag
cc -std=c99 -Wall -Wextra -Werror "$work/source/examples/c/issue.c" -o "$work/empty/issue" \
    $(pkg-config --cflags --libs acme_client) -Wl,-rpath,"$work/prefix/lib"
"$servers" pebble -- scripts/dist-test.sh --with-server "$work/empty"
