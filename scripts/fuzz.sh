#!/bin/sh
# fuzz.sh SECONDS [NAME...]: feeds each property of tests/properties for so many seconds with libFuzzer, then calls every
# C function at random under the address sanitizer. Inputs that reached new code are kept in target/fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
shift
target=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd)
tools=$(pwd)/.tools/bin
names=${*:-$(sed -n 's/^name = "\([a-z_0-9]*\)"$/\1/p' fuzz/Cargo.toml)}

if [ ! -x "$tools/cargo-fuzz" ]; then
    cargo install --quiet --locked cargo-fuzz --root .tools
fi

# A stable toolchain takes the compiler's flags for coverage when it is told that it may.
fuzz() {
    if cargo +nightly --version >/dev/null 2>&1; then
        cargo +nightly fuzz "$@"
    else
        RUSTC_BOOTSTRAP=1 cargo fuzz "$@"
    fi
}

PATH=$tools:$PATH
unset CARGO_TARGET_DIR
fuzz build --target-dir "$target/fuzz"
for name in $names; do
    echo "== $name"
    mkdir -p "$target/fuzz/corpus/$name"
    fuzz run --target-dir "$target/fuzz" "$name" "$target/fuzz/corpus/$name" "fuzz/corpus/$name" -- \
        -max_total_time="$seconds" -rss_limit_mb=1024 -malloc_limit_mb=128 -timeout=20 -print_final_stats=1 -verbosity=0
done
echo "== every C function"
scripts/fuzz-c.sh "$seconds"
