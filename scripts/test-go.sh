#!/bin/sh
# test-go.sh [ARGUMENT...]: vets the Go package and tests it with the race detector beside the test servers. Arguments are
# for go test.
set -eu
cd "$(dirname "$0")/.."
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers

scripts/go.sh bindings/go vet ./...
exec "$servers" all -- scripts/go.sh bindings/go test -count=1 -timeout 120s "$@" ./...
