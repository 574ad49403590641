#!/bin/sh
# test-go.sh [ARGUMENT...]: looks at the format of all Go, vets it, and tests the package beside the test servers. Arguments
# are for go test.
set -eu
cd "$(dirname "$0")/.."
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers

unformatted=$("$(scripts/go.sh . env GOROOT)/bin/gofmt" -l bindings/go examples/go)
if [ -n "$unformatted" ]; then
    echo "test-go: gofmt would change $unformatted" >&2
    exit 1
fi
scripts/go.sh bindings/go vet ./...
for example in issue obtain; do scripts/go.sh examples/go vet "$example.go"; done
exec "$servers" all -- scripts/go.sh bindings/go test -count=1 -timeout 120s "$@" ./...
