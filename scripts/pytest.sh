#!/bin/sh
# pytest.sh [ARGUMENT...]: checks the types of the Python module and runs its tests beside the test servers. Arguments are
# for pytest, which alone runs then.
set -eu
cd "$(dirname "$0")/.."
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers
python=$(pwd)/.tools/python/bin/python
cd bindings/python

[ $# -gt 0 ] || "$python" -m mypy acme_client tests scenarios ../../examples/python/issue.py ../../examples/python/obtain.py
exec "$servers" all -- "$python" -m pytest "$@"
