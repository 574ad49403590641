#!/bin/sh
# setup.sh FEATURE...: sees to it that what the features need is there.
#
#   build     a C compiler, pkg-config and OpenSSL's development files; Rust
#   demo      a C++ compiler, the openssl command, Python and Pebble, a CA server
#   test      clang, CMake, valgrind and BIND
#   ruby      Ruby and its headers, libclang, and what the specs need
#   python    Python 3.9 or later with venv; scripts/python.sh installs the rest into .tools/python
#   go        Go 1.21 or later with cgo
#   packages  what builds Debian packages, and as root what tries them in a clean root
#   docs      what writes the API reference of each language
#
# As root it installs what is missing; otherwise it prints the one apt-get line that does, and fails.
set -eu
cd "$(dirname "$0")/.."

missing=
pebble=no

# Whether Ruby has a gem, of that version or later.
have_gem() { # NAME VERSION
    ruby -e 'exit Gem::Specification.find_all_by_name(ARGV[0], ">= #{ARGV[1]}").any?' "$1" "$2" 2>/dev/null
}

need() { # COMMAND PACKAGE...
    command=$1
    shift
    command -v "$command" >/dev/null 2>&1 || missing="$missing $*"
}

# The package of a Go that is new enough, if Debian has one.
go_package() {
    apt-cache show golang-go 2>/dev/null | grep -qE '^Version: 2:1\.(2[1-9]|[3-9][0-9])' && echo golang-go && return
    apt-cache pkgnames golang-1. 2>/dev/null | grep -E '^golang-1\.(2[1-9]|[3-9][0-9])-go$' | sort -V | tail -n 1
}

for feature in "$@"; do
    case $feature in
        build)
            need cc gcc libc6-dev
            need pkg-config pkg-config
            pkg-config --exists openssl 2>/dev/null || missing="$missing libssl-dev"
            ;;
        demo)
            need c++ g++
            need openssl openssl
            need python3 python3
            # setup-pebble.sh builds a newer one where there is Go.
            [ -x .tools/bin/pebble ] || command -v go >/dev/null 2>&1 || need pebble pebble
            pebble=yes
            ;;
        test)
            need clang clang
            need python3 python3
            need cmake cmake
            need g++ g++
            need nm binutils
            need valgrind valgrind
            need named bind9
            ;;
        ruby)
            need ruby ruby
            ruby -rrbconfig -e 'exit File.exist?("#{RbConfig::CONFIG["rubyhdrdir"]}/ruby.h")' 2>/dev/null ||
                missing="$missing ruby-dev"
            ls /usr/lib/llvm*/lib/libclang* /usr/lib/*/libclang* >/dev/null 2>&1 || [ -n "${LIBCLANG_PATH:-}" ] ||
                missing="$missing libclang-dev"
            need rspec ruby-rspec
            need puma puma
            need unicorn unicorn
            have_gem webmock 3 || missing="$missing ruby-webmock"
            have_gem vcr 5 || missing="$missing ruby-vcr"
            have_gem acme-client 2.0.9 || missing="$missing ruby-acme-client"
            ;;
        python)
            need "${PYTHON:-python3}" python3 python3-venv
            "${PYTHON:-python3}" -c 'import venv, ensurepip' 2>/dev/null || missing="$missing python3-venv"
            ;;
        go)
            need cc gcc libc6-dev
            need pkg-config pkg-config
            if ! scripts/go.sh . version >/dev/null 2>&1; then
                package=$(go_package)
                if [ -z "$package" ]; then
                    echo "setup: Go 1.21 or later is needed: see https://go.dev/dl" >&2
                    exit 1
                fi
                missing="$missing $package"
            fi
            ;;
        packages)
            need dpkg-shlibdeps dpkg-dev
            # Only root can make and enter another root.
            [ "$(id -u)" -ne 0 ] || need debootstrap debootstrap
            ;;
        docs)
            need doxygen doxygen
            need yard yard
            need python3 python3 python3-venv
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
    # RUNLEVEL=1: the servers among them are for the tests to start.
    # shellcheck disable=SC2086 # one word a package
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
fi

if ! command -v "${CARGO:-cargo}" >/dev/null 2>&1; then
    echo "setup: Rust 1.85 or later is needed: see https://rustup.rs" >&2
    exit 1
fi

if [ "$pebble" = yes ]; then
    scripts/setup-pebble.sh
fi
