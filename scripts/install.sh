#!/bin/sh
# install.sh BUILT DESTDIR PREFIX LIBDIR: installs the C library that stands in the folder BUILT.
set -eu
cd "$(dirname "$0")/.."
built=$1 destdir=$2 prefix=$3 libdir=$4

case $prefix$libdir in
    /*) ;;
    *) echo "install: PREFIX must be an absolute path, not \"$prefix\"" >&2; exit 1 ;;
esac

version=$(scripts/version.sh)
major=${version%%.*}

# What a program needs that links the static library. OpenSSL is missing here when it is built in.
static_libs=$(cat "$built/native-static-libs")
requires=
libs_private=
for flag in $static_libs; do
    case $flag in
        -lssl | -lcrypto) requires=openssl ;;
        -lc) ;;
        *) libs_private="$libs_private $flag" ;;
    esac
done

# From LIBDIR/cmake/acme_client to PREFIX/include, so that an installed tree may be moved.
case $libdir in
    "$prefix"/*) cmake_include=$(echo "${libdir#"$prefix"}/cmake/acme_client" | sed 's,/[^/]*,../,g')include ;;
    *) cmake_include=$prefix/include ;;
esac

fill() {
    sed -e "s|@VERSION@|$version|g" -e "s|@MAJOR@|$major|g" \
        -e "s|@PREFIX@|$prefix|g" -e "s|@LIBDIR@|$libdir|g" \
        -e "s|@REQUIRES_PRIVATE@|$requires|g" -e "s|@LIBS_PRIVATE@|${libs_private# }|g" \
        -e "s|@LINK_LIBRARIES@|$(echo "$static_libs" | tr ' ' ';')|g" \
        -e "s|@INCLUDE@|$cmake_include|g" "packaging/$1.in" >"$2/$1"
    chmod 644 "$2/$1"
}

lib=$destdir$libdir
include=$destdir$prefix/include
mkdir -p "$lib/pkgconfig" "$lib/cmake/acme_client" "$include"

install -m 755 "$built/libacme_client.so" "$lib/libacme_client.so.$version"
strip --strip-unneeded "$lib/libacme_client.so.$version"
ln -sf "libacme_client.so.$version" "$lib/libacme_client.so.$major"
ln -sf "libacme_client.so.$major" "$lib/libacme_client.so"
install -m 644 "$built/libacme_client.a" "$lib/libacme_client.a"
(cd include && find . -name '*.h' -o -name '*.hpp') | while read -r header; do
    install -D -m 644 "include/$header" "$include/$header"
done
fill acme_client.pc "$lib/pkgconfig"
fill acme_client-config.cmake "$lib/cmake/acme_client"
fill acme_client-config-version.cmake "$lib/cmake/acme_client"

echo "installed acme_client $version into $destdir$prefix"

# The loader finds a library in a cache, except in the system's own folders.
PATH=$PATH:/sbin:/usr/sbin
if [ -z "$destdir" ] && command -v ldconfig >/dev/null 2>&1; then
    [ "$(id -u)" -ne 0 ] || ldconfig
    ldconfig -p | grep -q "$libdir/libacme_client" ||
        echo "the loader does not look into $libdir: run ldconfig as root, or set LD_LIBRARY_PATH"
fi
