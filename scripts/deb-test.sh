#!/bin/sh
# Installs the Debian packages of dist into a root of its own, where nothing else of this project is, compiles an example
# there and obtains a certificate from an empty folder. The CA server runs outside. Without debootstrap or the rights for
# it, the packages are unpacked into a folder instead.
set -eu
cd "$(dirname "$0")/.."
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers
libdir=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
compile="cc -std=c99 -Wall -Wextra -Werror"

fail() {
    echo "deb-test: $*" >&2
    exit 1
}

make_root() {
    suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
    debootstrap --variant=minbase --include=gcc,libc6-dev,libssl-dev,openssl,pkg-config "$suite" "$root" "$mirror" \
        >"$work/debootstrap.log" 2>&1 || fail "$(tail -n 1 "$work/debootstrap.log")"
    echo "127.0.0.1 localhost" >"$root/etc/hosts"
}

install_in_root() {
    cp "$runtime" "$dev" "$root/tmp/"
    chroot "$root" sh -euc "dpkg --install /tmp/*.deb
        cd /work; $compile issue.c -o issue \$(pkg-config --cflags --libs acme_client)"
}

unpack() {
    echo "deb-test: debootstrap or root's rights are missing: installing with dpkg into a clean root was not tried"
    dpkg-deb -x "$runtime" "$root"
    dpkg-deb -x "$dev" "$root"
    (cd "$root/work" && $compile issue.c -o issue -I"$root/usr/include" -L"$root$libdir" -lacme_client)
}

if [ "${1:-}" = --with-server ]; then
    root=$2
    if [ -x "$root/bin/sh" ]; then
        # The servers' folders are in the root, too.
        set -- chroot "$root" env -i -C /work/empty \
            ../issue "$ACME_DIRECTORY" "${ACME_CA_FILE#"$root"}" "${ACME_WEBROOT#"$root"}"
    else
        set -- env -i -C "$root/work/empty" LD_LIBRARY_PATH="$root$libdir" \
            ../issue "$ACME_DIRECTORY" "$ACME_CA_FILE" "$ACME_WEBROOT"
    fi
    "$@" deb.example
    cd "$root/work/empty"
    openssl verify -CAfile "$ACME_ROOT_FILE" -untrusted deb.example.pem deb.example.pem
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
mkdir "$root"
how=unpack
if command -v debootstrap >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
    make_root
    how=install_in_root
fi
mkdir -p "$root/work/empty" "$root/tmp"
cp examples/c/issue.c "$root/work/"
$how
TMPDIR=$root/tmp "$servers" pebble -- scripts/deb-test.sh --with-server "$root"
