#!/bin/sh
# python.sh [--venv]: makes the Python module importable from bindings/python: what is derived from the header, and the
# library. With --venv only the virtual environment .tools/python, where it is missing or other packages are wanted.
set -eu
cd "$(dirname "$0")/.."
wanted=bindings/python/requirements.txt
venv=.tools/python
package=bindings/python/acme_client

if ! cmp -s "$wanted" "$venv/requirements.txt"; then
    "${PYTHON:-python3}" -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
    cp "$wanted" "$venv/requirements.txt"
fi
[ "${1:-}" != --venv ] || exit 0

"$venv/bin/python" bindings/python/tools/generate.py --declarations
for suffix in so dylib; do
    library=${CARGO_TARGET_DIR:-target}/release/libacme_client.$suffix
    [ -e "$library" ] || continue
    # Beside its place first: a process that has the old one loaded goes on with it.
    cp "$library" "$package/.libacme_client.new"
    mv "$package/.libacme_client.new" "$package/libacme_client.$suffix"
done
