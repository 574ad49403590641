#!/bin/sh
# Puts step-ca, a second ACME server to test against, into .tools/bin: a pinned version, built by Go without C.
set -eu

version=v0.30.2
root=$(cd "$(dirname "$0")/.." && pwd)
bin=$root/.tools/bin

[ -x "$bin/step-ca" ] && exit 0
if ! command -v go >/dev/null 2>&1; then
    echo "setup-step-ca: there is no Go to build step-ca with" >&2
    exit 1
fi
mkdir -p "$bin"
GOBIN=$bin CGO_ENABLED=0 go install "github.com/smallstep/certificates/cmd/step-ca@$version"
echo "setup-step-ca: step-ca $version"
