#!/bin/sh
# setup.sh FEATURE...: sees to it that what the features need is there.
#
#   build     a C compiler, pkg-config and OpenSSL's development files; Rust
#   demo      a C++ compiler, the openssl command, Python and Pebble, a CA server
#   test      clang, CMake, valgrind and BIND
#   ruby      Ruby and its headers, libclang, and what the specs need
#   python    Python 3.9 or later with venv; scripts/python.sh installs the rest into .tools/python
#   go        Go 1.21 or later with cgo
#   vendored  what compiles the OpenSSL that goes into wheels and precompiled gems
#   packages  what builds Debian packages, and as root what tries them in a clean root
#   docs      what writes the API reference of each language
#
# As root it installs what is missing; otherwise it prints the one apt-get line that does, and fails. What Debian does not
# have in a version that is new enough it names, a line each.
set -eu
cd "$(dirname "$0")/.."

missing=
absent=
pebble=no
updated=no

# Whether Ruby has a gem, of that version or later.
have_gem() { # NAME VERSION
    ruby -e 'exit Gem::Specification.find_all_by_name(ARGV[0], ">= #{ARGV[1]}").any?' "$1" "$2" 2>/dev/null
}

need() { # COMMAND PACKAGE...
    command=$1
    shift
    command -v "$command" >/dev/null 2>&1 || missing="$missing $*"
}

# Brings the lists of packages up to date, once, where that is allowed.
update() {
    [ "$(id -u)" -eq 0 ] && [ "$updated" = no ] || return 0
    updated=yes
    apt-get update -qq
}

# Names something that no package gives.
lacks() { # WHAT WHERE
    absent="${absent}setup: $1 is needed: see $2
"
}

# Whether a version is that one or later.
at_least() { # WANTED FOUND
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
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
            rust=$("${CARGO:-cargo}" --version 2>/dev/null | cut -d ' ' -f 2)
            if ! at_least 1.85 "${rust:-0}"; then
                update
                rust=$(apt-cache show cargo 2>/dev/null | sed -n 's/^Version: \([0-9]*:\)*//p' | head -n 1)
                if at_least 1.85 "${rust:-0}"; then
                    missing="$missing cargo"
                else
                    lacks "Rust 1.85 or later" https://rustup.rs
                fi
            fi
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
            "${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null ||
                ! command -v "${PYTHON:-python3}" >/dev/null 2>&1 || lacks "Python 3.9 or later" https://www.python.org
            ;;
        go)
            need cc gcc libc6-dev
            need pkg-config pkg-config
            if ! scripts/go.sh . version >/dev/null 2>&1; then
                update
                package=$(go_package)
                [ -n "$package" ] || lacks "Go 1.21 or later" https://go.dev/dl
                missing="$missing${package:+ $package}"
            fi
            ;;
        vendored)
            need make make
            perl -MFindBin -MIPC::Cmd -e 1 2>/dev/null || missing="$missing perl"
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

if [ -n "$missing" ] && [ "$(id -u)" -ne 0 ]; then
    echo "apt-get install -y$missing" >&2
elif [ -n "$missing" ]; then
    update
    # RUNLEVEL=1: the servers among them are for the tests to start.
    # shellcheck disable=SC2086 # one word a package
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
    missing=
fi
printf '%s' "$absent" >&2
[ -z "$missing$absent" ] || exit 1

if [ "$pebble" = yes ]; then
    scripts/setup-pebble.sh
fi
