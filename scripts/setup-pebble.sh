#!/bin/sh
# Puts pebble and pebble-challtestsrv, the test CA and its DNS server, into .tools/bin: a pinned version by Go where Go
# is recent enough, else Debian's package.
set -eu

version=v2.10.1
root=$(cd "$(dirname "$0")/.." && pwd)
bin=$root/.tools/bin

have_both() {
    [ -x "$1/pebble" ] && [ -x "$1/pebble-challtestsrv" ]
}

have_go() {
    command -v go >/dev/null 2>&1 || return 1
    found=$(go env GOVERSION | sed -n 's/^go1\.\([0-9][0-9]*\).*/\1/p')
    [ "${found:-0}" -ge 24 ]
}

link_installed() {
    mkdir -p "$bin"
    for program in pebble pebble-challtestsrv; do
        ln -sf "$(command -v "$program")" "$bin/$program"
    done
}

installed() {
    command -v pebble >/dev/null 2>&1 && command -v pebble-challtestsrv >/dev/null 2>&1
}

install_with_go() {
    mkdir -p "$bin"
    GOBIN=$bin go install \
        "github.com/letsencrypt/pebble/v2/cmd/pebble@$version" \
        "github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv@$version"
}

install_with_apt() {
    if [ "$(id -u)" -ne 0 ]; then
        echo "setup-pebble: Pebble is missing; run: sudo apt-get install pebble" >&2
        exit 1
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends pebble >&2
    link_installed
}

if have_both "$bin"; then
    exit 0
elif have_go && install_with_go; then
    echo "setup-pebble: Pebble $version by Go"
elif installed; then
    link_installed
    echo "setup-pebble: the Pebble that is installed"
elif command -v apt-get >/dev/null 2>&1 && apt-cache show pebble >/dev/null 2>&1; then
    install_with_apt
    echo "setup-pebble: Pebble from Debian's package"
else
    echo "setup-pebble: Pebble is not to be had: install Go 1.24 or later, or Debian's package pebble" >&2
    exit 1
fi
