#!/bin/sh
# Measures this library's C program beside its peers against one CA on this machine; writes docs/performance.md.
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
built=$target/bench
python=.tools/bench-python/bin/python

if [ "${1:-}" = --with-server ]; then
    shift
    exec python3 benches/bench.py "$built" docs/performance.md "$@"
fi

log=$built/setup.log
mkdir -p "$built" docs .tools
: >"$log"

${CC:-cc} -std=c99 -O2 -Wall -Wextra -Iinclude benches/c/obtain.c -o "$built/obtain" \
    -L"$target/release" -lacme_client -Wl,-rpath,"$(cd "$target/release" && pwd)"
${CC:-cc} -std=c99 -O2 -Wall -Wextra benches/c/measure.c -o "$built/measure"
rustc --edition 2024 -O benches/support/delay_proxy.rs -o "$built/delay_proxy"

# A peer's command, or nothing when it cannot be set up; why stands in the log.
instant_acme() {
    cargo build --release --locked --manifest-path benches/peers/instant_acme/Cargo.toml --target-dir "$built/peers" \
        >>"$log" 2>&1 && echo "$built/peers/release/bench-instant-acme"
}

python_acme() {
    { [ -x "$python" ] || python3 -m venv .tools/bench-python; } >>"$log" 2>&1 || return 1
    { "$python" -c 'import acme' || "$python" -m pip install --quiet 'acme==5.9.0'; } >>"$log" 2>&1 &&
        echo "$python benches/peers/python_acme.py"
}

ruby_acme_client() {
    ruby -e 'gem "acme-client", "2.0.9"; require "acme-client"' >>"$log" 2>&1 &&
        echo "ruby benches/peers/ruby_acme_client.rb"
}

"$target/debug/examples/test-servers" pebble --always-valid --nonce-reject 0 --authorization-reuse 0 -- \
    scripts/bench.sh --with-server \
    "this library, C=$built/obtain" \
    "Rust instant-acme 0.8.5=$(instant_acme || true)" \
    "Python acme 5.9.0=$(python_acme || true)" \
    "Ruby acme-client 2.0.9=$(ruby_acme_client || true)" ||
    { echo "bench: failed; what setting up the peers said is in $log" >&2; exit 1; }
