#!/bin/sh
# setup.sh FEATURE...: sees to it that what the features need is there.
#
#   build   a C compiler, pkg-config and OpenSSL's development files; Rust
#   demo    the openssl command and Pebble, a CA server
#   test    clang, CMake and valgrind
#
# As root it installs what is missing; otherwise it prints the one apt-get line that does, and fails.
set -eu
cd "$(dirname "$0")/.."

missing=
pebble=no

need() { # COMMAND PACKAGE...
    command=$1
    shift
    command -v "$command" >/dev/null 2>&1 || missing="$missing $*"
}

for feature in "$@"; do
    case $feature in
        build)
            need cc gcc libc6-dev
            need pkg-config pkg-config
            pkg-config --exists openssl 2>/dev/null || missing="$missing libssl-dev"
            ;;
        demo)
            need openssl openssl
            # setup-pebble.sh builds a newer one where there is Go.
            [ -x .tools/bin/pebble ] || command -v go >/dev/null 2>&1 || need pebble pebble
            pebble=yes
            ;;
        test)
            need clang clang
            need cmake cmake
            need g++ g++
            need nm binutils
            need valgrind valgrind
            ;;
        *)
            echo "setup: there is no feature $feature" >&2
            exit 2
            ;;
    esac
done

if [ -n "$missing" ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "apt-get install -y$missing" >&2
        exit 1
    fi
    apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
fi

if ! command -v "${CARGO:-cargo}" >/dev/null 2>&1; then
    echo "setup: Rust 1.85 or later is needed: see https://rustup.rs" >&2
    exit 1
fi

if [ "$pebble" = yes ]; then
    scripts/setup-pebble.sh
fi
