#!/bin/sh
# spec.sh [ARGUMENT...]: runs the Ruby specs beside the test servers; those that collect garbage at every allocation come
# last. Arguments are for rspec; they replace both runs by one.
set -eu
cd "$(dirname "$0")/.."
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers
cd bindings/ruby

if [ $# -gt 0 ]; then
    exec "$servers" all -- rspec "$@"
fi
"$servers" all -- rspec --tag '~gc_stress'
"$servers" all -- rspec --tag gc_stress
