#!/bin/sh
# go.sh FOLDER ARGUMENT...: runs go in a folder of the repository over the library that stands in target/release. Nothing
# is downloaded.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
mkdir -p "${CARGO_TARGET_DIR:-target}"
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
version=$(scripts/version.sh)

# Whether there is a Go of version 1.21 or later.
recent() {
    minor=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
    [ "${minor:-0}" -ge 21 ]
}

# Debian installs Go of a certain version beside the path.
go=
for candidate in "${GO:-go}" /usr/lib/go-1.*/bin/go; do
    if recent "$candidate"; then
        go=$candidate
        break
    fi
done
if [ -z "$go" ]; then
    echo "go.sh: Go 1.21 or later is needed: run scripts/setup.sh go" >&2
    exit 1
fi

mkdir -p "$target/pkgconfig"
cat >"$target/pkgconfig/acme_client.pc.$$" <<END
Name: acme_client
Description: the library of this working tree
Version: $version
Libs: -L$target/release -lacme_client -Wl,-rpath,$target/release
Cflags: -I$root/include
END
mv "$target/pkgconfig/acme_client.pc.$$" "$target/pkgconfig/acme_client.pc"

export PKG_CONFIG_PATH="$target/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
export GOPROXY=off GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=1
cd "$1"
shift
exec "$go" "$@"
