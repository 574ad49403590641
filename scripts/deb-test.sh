#!/bin/sh
# Installs the Debian packages of dist into a root of its own, where nothing else of this project is, compiles the examples
# in C and C++ there and obtains a certificate from an empty folder with each. The CA server runs outside. Without
# debootstrap or the rights for it, the packages are unpacked into a folder instead.
set -eu
cd "$(dirname "$0")/.."
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers
libdir=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
warnings="-Wall -Wextra -Werror"

fail() {
    echo "deb-test: $*" >&2
    exit 1
}

make_root() {
    suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
    debootstrap --variant=minbase --include=g++,libssl-dev,openssl,pkg-config "$suite" "$root" "$mirror" \
        >"$work/debootstrap.log" 2>&1 || { tail -n 3 "$work/debootstrap.log" >&2; return 1; }
    echo "127.0.0.1 localhost" >"$root/etc/hosts"
}

install_in_root() {
    cp "$runtime" "$dev" "$root/tmp/"
    chroot "$root" sh -euc "dpkg --install /tmp/*.deb
        cd /build
        cc -std=c99 $warnings issue.c -o issue-c \$(pkg-config --cflags --libs acme_client)
        c++ -std=c++17 $warnings issue.cpp -o issue-cpp \$(pkg-config --cflags --libs acme_client)"
}

unpack() {
    echo "deb-test: no clean root, which takes root's rights, debootstrap and a mirror: dpkg --install was not tried"
    dpkg-deb -x "$runtime" "$root"
    dpkg-deb -x "$dev" "$root"
    cd "$root/build"
    # shellcheck disable=SC2086 # one word a flag
    cc -std=c99 $warnings issue.c -o issue-c -I"$root/usr/include" -L"$root$libdir" -lacme_client
    # shellcheck disable=SC2086 # one word a flag
    c++ -std=c++17 $warnings issue.cpp -o issue-cpp -I"$root/usr/include" -L"$root$libdir" -lacme_client
    cd - >/dev/null
}

issue() { # LANGUAGE
    mkdir "$root/build/empty-$1"
    if [ -x "$root/bin/sh" ]; then
        # The servers' folders are in the root, too.
        chroot "$root" env -i -C "/build/empty-$1" \
            "../issue-$1" "$ACME_DIRECTORY" "${ACME_CA_FILE#"$root"}" "${ACME_WEBROOT#"$root"}" "$1.deb.example"
    else
        env -i -C "$root/build/empty-$1" LD_LIBRARY_PATH="$root$libdir" \
            "../issue-$1" "$ACME_DIRECTORY" "$ACME_CA_FILE" "$ACME_WEBROOT" "$1.deb.example"
    fi
    (cd "$root/build/empty-$1" && openssl verify -CAfile "$ACME_ROOT_FILE" -untrusted "$1.deb.example.pem" "$1.deb.example.pem")
}

if [ "${1:-}" = --with-server ]; then
    root=$2
    issue c
    issue cpp
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
runtime=$(ls dist/libacme-client[0-9]*.deb) && dev=$(ls dist/libacme-client-dev_*.deb) || fail "no packages in dist"

if command -v lintian >/dev/null 2>&1; then
    lintian --fail-on error,warning "$runtime" "$dev"
else
    echo "deb-test: lintian is not installed: not tried"
fi
root=$work/root
if [ "$(id -u)" -eq 0 ] && command -v debootstrap >/dev/null 2>&1 && make_root; then
    how=install_in_root
else
    rm -rf "$root"
    how=unpack
fi
mkdir -p "$root/build" "$root/tmp"
cp examples/c/issue.c examples/cpp/issue.cpp "$root/build/"
$how
TMPDIR=$root/tmp "$servers" pebble -- scripts/deb-test.sh --with-server "$root"
