#!/bin/sh
# Measures this library beside its peers against one CA on this machine; writes docs/performance.md and its plots.
# Needs what `make lib ruby python` builds. Peers that cannot be set up are left out, and named; why stands in the log.
#
#     QUICK=1     everything once, and less of it; the page goes to target/bench
#     VENDORED=1  also the C library with OpenSSL within, which takes minutes to build
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
built=$target/bench

if [ "${1:-}" = --with-server ]; then
    shift
    page=docs/performance.md
    [ "${QUICK:-}" != 1 ] || page=$built/performance.md
    exec python3 -B benches/bench.py "$built" "$page" docs/performance-notes.md "$built/versions" "$@"
fi

mkdir -p "$built" .tools
log=$built/setup.log
: >"$log"
full=$(cd "$built" && pwd)
prefix=$full/prefix
peers=benches/peers

# What stands on its standard output is the command, or nothing.
quietly() {
    "$@" >>"$log" 2>&1
}

scripts/install.sh "$target/release" "" "$prefix" "$prefix/lib" >>"$log" 2>&1
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
library="$(pkg-config --cflags --libs acme_client) -Wl,-rpath,$prefix/lib"

for program in measure nothing; do
    ${CC:-cc} -std=c99 -O2 -Wall -Wextra "benches/support/$program.c" -o "$built/$program"
done
# shellcheck disable=SC2086 # several words
for source in benches/ours/obtain.c benches/support/load.c; do
    ${CC:-cc} -std=c99 -O2 -Wall -Wextra "$source" -o "$built/$(basename "$source" .c)" $library -pthread
done
rustc --edition 2024 -O benches/support/delay_proxy.rs -o "$built/delay_proxy"

ours_in_rust() {
    quietly cargo build --release --example bench-obtain && echo "$target/release/examples/bench-obtain"
}

ours_in_cpp() {
    [ -e include/acme_client.hpp ] || return 1
    # shellcheck disable=SC2086 # several words
    quietly ${CXX:-c++} -std=c++17 -O2 -Iinclude benches/ours/obtain.cpp -o "$built/obtain_cpp" $library -pthread &&
        echo "$built/obtain_cpp"
}

ours_in_go() {
    [ -d bindings/go ] && command -v go >/dev/null 2>&1 || return 1
    CGO_LDFLAGS="-Wl,-rpath,$prefix/lib" quietly go build -C benches/ours/go -o "$full/obtain_go" . && echo "$full/obtain_go"
}

vendored() {
    [ "${VENDORED:-}" = 1 ] || return 1
    quietly cargo rustc --release --lib --features vendored --crate-type cdylib --target-dir "$built/vendored" &&
        mkdir -p "$built/vendored/lib" &&
        strip -o "$built/vendored/lib/libacme_client.so.1" "$built/vendored/release/libacme_client.so"
}

stripped() { # FILE NAME
    strip -o "$built/$2" "$1" && echo "$built/$2"
}

instant_acme() { # its cryptographic library
    quietly cargo build --release --locked --manifest-path $peers/instant_acme/Cargo.toml --features "$1" \
        --target-dir "$built/instant-acme-$1" && echo "$built/instant-acme-$1/release/bench-instant-acme"
}

go_peer() { # NAME
    command -v go >/dev/null 2>&1 || return 1
    quietly go build -C $peers/go -o "$full/$1" "./$1" && echo "$full/$1"
}

python_acme() {
    python=.tools/bench-python/bin/python
    { [ -x "$python" ] || quietly python3 -m venv .tools/bench-python; } &&
        { quietly "$python" -c 'import acme' || quietly "$python" -m pip install --quiet 'acme==5.9.0'; } &&
        echo "$python"
}

node_acme_client() {
    command -v node >/dev/null 2>&1 || return 1
    node=.tools/bench-node
    mkdir -p "$node" && cp $peers/node_acme/package.json $peers/node_acme/package-lock.json "$node" &&
        { [ -d "$node/node_modules/acme-client" ] || quietly npm ci --no-audit --no-fund --prefix "$node"; } &&
        echo "env NODE_PATH=$node/node_modules node"
}

ruby_acme_client() {
    quietly ruby -e 'gem "acme-client", "2.0.9"; require "acme-client"' && echo "ruby"
}

# The first word, with further ones behind it where there is a first.
with() {
    [ -z "$1" ] || echo "$*"
}

ours_python="env PYTHONPATH=bindings/python .tools/python/bin/python"
ours_ruby="ruby -I bindings/ruby/lib"
peer_python=$(python_acme || true)
peer_node=$(node_acme_client || true)
peer_ruby=$(ruby_acme_client || true)
vendored=
vendored_library=
if vendored; then
    vendored="env LD_LIBRARY_PATH=$built/vendored/lib $built/obtain"
    vendored_library=$built/vendored/lib/libacme_client.so.1
fi

{
    sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1
    openssl version | sed 's/ (.*//'
    rustc --version | sed 's/ (.*//'
    ruby --version | sed 's/ (.*//'
    $ours_python --version
    if command -v node >/dev/null 2>&1; then echo "Node $(node --version)"; fi
    if command -v go >/dev/null 2>&1; then go env GOVERSION; fi
    sed -n 's/^instant-acme = .*"=\(.*\)", default.*/instant-acme \1/p' $peers/instant_acme/Cargo.toml
    sed -n 's,^.*github.com/\(go-acme/lego\|mholt/acmez\)/v[0-9]* v\([0-9.]*\)$,\1 \2,p' $peers/go/go.mod
    echo "Python acme 5.9.0"
    echo "Ruby acme-client 2.0.9"
    sed -n 's/.*"acme-client": "\(.*\)".*/Node acme-client \1/p' $peers/node_acme/package.json
} >"$built/versions"

"$target/debug/examples/test-servers" pebble --always-valid --nonce-reject 0 --authorization-reuse 0 -- \
    scripts/bench.sh --with-server \
    "c=$built/obtain" \
    "cpp=$(ours_in_cpp || true)" \
    "ruby=$ours_ruby benches/ours/obtain.rb" \
    "python=$ours_python benches/ours/obtain.py" \
    "go=$(ours_in_go || true)" \
    "rust=$(ours_in_rust || true)" \
    "c-vendored=$vendored" \
    "instant-acme=$(instant_acme aws-lc-rs || true)" \
    "instant-acme-ring=$(instant_acme ring || true)" \
    "lego=$(go_peer lego || true)" \
    "acmez=$(go_peer acmez || true)" \
    "python-acme=$(with "$peer_python" $peers/python_acme.py)" \
    "ruby-acme-client=$(with "$peer_ruby" $peers/ruby_acme_client.rb)" \
    "node-acme-client=$(with "$peer_node" $peers/node_acme/obtain.js)" \
    "load-c=$built/load" "bare-c=$built/nothing" \
    "load-ruby=$ours_ruby -r acme-client -e 1" "bare-ruby=ruby -e 1" \
    "load-ruby-acme-client=$(with "$peer_ruby" -r acme-client -e 1)" \
    "load-python=$ours_python -c 'import acme_client'" "bare-python=$ours_python -c pass" \
    "load-python-acme=$(with "$peer_python" -c "'import acme.client'")" \
    "bare-python-acme=$(with "$peer_python" -c pass)" \
    "load-node-acme-client=$(with "$peer_node" -e "'require(\"acme-client\")'")" \
    "bare-node=$(with "$peer_node" -e 1)" \
    "library=$(stripped "$target/release/libacme_client.so" libacme_client.stripped)" \
    "library-vendored=$vendored_library" \
    "ruby-extension=$(stripped bindings/ruby/lib/acme/client/acme_client_native.so acme_client_native.stripped)" ||
    { echo "bench: failed; what setting up the peers said is in $log" >&2; exit 1; }
