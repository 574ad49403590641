#!/bin/sh
# fuzz.sh SECONDS [NAME...]: feeds each property of tests/properties for so many seconds with libFuzzer, then calls every
# C function at random under the address sanitizer. Inputs that reached new code are kept in target/fuzz/corpus; the part of
# docs/reliability.md is left in target/reliability.
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
parts=$target/reliability
rows=$parts/fuzz.rows
log=$parts/fuzz.log
mkdir -p "$parts"
: >"$rows"

for name in $names; do
    mkdir -p "$target/fuzz/corpus/$name"
    fuzz run --target-dir "$target/fuzz" "$name" "$target/fuzz/corpus/$name" "fuzz/corpus/$name" -- \
        -max_total_time="$seconds" -rss_limit_mb=1024 -malloc_limit_mb=128 -timeout=20 -print_final_stats=1 -verbosity=0 \
        >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    printf '| %s | %s |\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" | tee -a "$rows"
done
scripts/fuzz-c.sh "$seconds" | tee "$log"

{
    echo "Each for $seconds s; nothing crashed, hung for 20 s, or asked for 128 MB at once."
    echo
    printf '| property | inputs |\n|---|---|\n'
    cat "$rows"
    echo
    awk '/ calls of / { calls += $1; functions = $4 }
        END { printf "%d random calls of %d C functions under the address and undefined behaviour sanitizers.\n", calls, functions }' "$log"
} >"$parts/fuzz.md"
rm -f "$rows" "$log"
