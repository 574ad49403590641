#!/bin/sh
# Tries the scenarios of tests/scenarios from every language against every ACME server at hand, and prints what each does.
# `interop.sh all` installs step-ca first; without it Pebble alone is there unless step-ca is installed already.
set -eu
cd "$(dirname "$0")/.."

scripts/setup-pebble.sh
[ "${1:-}" != all ] || scripts/setup-step-ca.sh
exec cargo test --features testing --test interop -- --nocapture
