#!/bin/sh
# Installs the wheel of dist into an empty environment, and with it obtains a certificate from an empty folder.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)

# The repository is neither the folder nor on the path of modules.
issue() { # FOLDER
    cd "$1"
    "$1/environment/bin/python" issue.py "$ACME_DIRECTORY" "$ACME_CA_FILE" "$ACME_WEBROOT" wheel.example
    openssl verify -CAfile "$ACME_ROOT_FILE" -untrusted wheel.example.pem wheel.example.pem
    "$1/environment/bin/python" -c '
import acme_client, sys
from importlib.metadata import version
assert acme_client.__file__.startswith(sys.prefix), acme_client.__file__
print("   acme-client-native", version("acme-client-native"), "with libacme_client", acme_client.library_version())'
}

if [ "${1:-}" = --with-server ]; then
    issue "$2"
    exit
fi

wheel=$(ls dist/acme_client_native-*-py3-none-*.whl) || { echo "wheel-test: no wheel in dist" >&2; exit 1; }
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
unset PYTHONPATH PYTHONHOME ACME_CLIENT_LIBRARY LD_LIBRARY_PATH

echo "== $(basename "$wheel")"
"${PYTHON:-python3}" -m venv "$work/environment"
"$work/environment/bin/pip" install --quiet --disable-pip-version-check "$wheel"
cp examples/python/issue.py "$work/"
"$servers" pebble -- "$root/scripts/wheel-test.sh" --with-server "$work"
