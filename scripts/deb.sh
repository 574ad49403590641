#!/bin/sh
# deb.sh BUILT: packs the C library that stands in the folder BUILT as Debian packages into dist/.
set -eu
cd "$(dirname "$0")/.."
built=$1
version=$(scripts/version.sh)
major=${version%%.*}
deb_version=$version-1
arch=$(dpkg --print-architecture)
libdir=usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
maintainer="${DEBFULLNAME:-The acme-client authors} <${DEBEMAIL:-authors@acme-client.invalid}>"
SOURCE_DATE_EPOCH=$(scripts/source-date.sh)
export SOURCE_DATE_EPOCH

stage=${CARGO_TARGET_DIR:-target}/deb
runtime=$stage/libacme-client$major
dev=$stage/libacme-client-dev

# `make install` lays out the development package; the shared library moves out of it.
lay_out() {
    rm -rf "$stage"
    mkdir -p "$runtime/DEBIAN" "$runtime/$libdir" "$dev/DEBIAN" dist
    scripts/install.sh "$built" "$dev" /usr "/$libdir" >/dev/null
    mv "$dev/$libdir/libacme_client.so.$version" "$dev/$libdir/libacme_client.so.$major" "$runtime/$libdir/"
    chmod 644 "$runtime/$libdir/libacme_client.so.$version"
    strip --strip-debug --enable-deterministic-archives "$dev/$libdir/libacme_client.a"
    document "$runtime"
    document "$dev"
    mkdir "$dev/usr/share/doc/libacme-client-dev/examples"
    cp examples/c/*.c examples/cpp/*.cpp "$dev/usr/share/doc/libacme-client-dev/examples/"
}

document() { # PACKAGE_FOLDER
    doc=$1/usr/share/doc/${1##*/}
    mkdir -p "$doc"
    {
        cat packaging/deb/copyright.head
        sed -n '/^Permission/,$ { s/^$/./; s/^/ /; p }' LICENSE
    } >"$doc/copyright"
    gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
    {
        printf 'acme-client (%s) unstable; urgency=medium\n\n  * See changelog.gz.\n\n' "$deb_version"
        printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
    } | gzip -9nc >"$doc/changelog.Debian.gz"
    # It is not an upload to Debian's archive.
    mkdir -p "$1/usr/share/lintian/overrides"
    echo "${1##*/}: initial-upload-closes-no-bugs" >"$1/usr/share/lintian/overrides/${1##*/}"
}

# What tells other packages, and the loader's cache, of the shared library.
describe_library() {
    echo "libacme_client $major libacme-client$major (>= $version)" >"$runtime/DEBIAN/shlibs"
    {
        echo "libacme_client.so.$major libacme-client$major #MINVER#"
        LC_ALL=C sort include/acme_client.symbols | sed 's/^\([^ ]*\) / \1@Base /'
    } >"$runtime/DEBIAN/symbols"
    echo "activate-noawait ldconfig" >"$runtime/DEBIAN/triggers"
}

# dpkg-shlibdeps wants a source package around it.
depends() {
    mkdir -p "$stage/source/debian"
    printf 'Source: acme-client\n\nPackage: libacme-client%s\nArchitecture: any\n' "$major" >"$stage/source/debian/control"
    library=$(cd "$runtime/$libdir" && pwd)/libacme_client.so.$version
    (cd "$stage/source" && dpkg-shlibdeps -O "$library") | sed -n 's/^shlibs:Depends=//p'
}

pack() { # PACKAGE_FOLDER CONTROL
    size=$(du -k -s --apparent-size --exclude=DEBIAN "$1" | cut -f 1)
    sed -e "s|@MAJOR@|$major|g" -e "s|@DEB_VERSION@|$deb_version|g" -e "s|@ARCH@|$arch|g" -e "s|@SIZE@|$size|g" \
        -e "s|@MAINTAINER@|$maintainer|g" -e "s|@DEPENDS@|$depends|g" "packaging/deb/$2.control.in" >"$1/DEBIAN/control"
    (cd "$1" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    chmod -R u=rwX,go=rX "$1"
    dpkg-deb --root-owner-group -Zxz --build "$1" "dist/${1##*/}_${deb_version}_$arch.deb" >/dev/null
}

lay_out
describe_library
depends=$(depends)
[ -n "$depends" ] || { echo "deb: dpkg-shlibdeps found no dependency" >&2; exit 1; }
rm -f dist/libacme-client*.deb
pack "$runtime" libacme-client
pack "$dev" libacme-client-dev
ls dist/libacme-client*.deb
