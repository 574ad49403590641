#!/bin/sh
# The C and C++ tests under valgrind and under gcc's sanitizers, the Rust tests under the address and the thread sanitizer,
# handles and text under Miri where that is installed; mistakes with handles. Leaves its parts of docs/reliability.md in target/reliability.
set -eu
cd "$(dirname "$0")/.."
. scripts/sanitized.sh
parts=$target/reliability
mkdir -p "$parts"
export ROWS="$parts/sanitize.rows"
: >"$ROWS"

try() { # TOOL WHAT COMMAND...
    tool=$1 what=$2
    shift 2
    "$@" >"$parts/sanitize.log" 2>&1 || { cat "$parts/sanitize.log" >&2; exit 1; }
    row "$tool" "$what" "$(awk '/^test result: ok/ { passed += $4 } END { print passed " passed" }' "$parts/sanitize.log")"
}

# Some tests leak on purpose; that the library does not is valgrind's to say.
export ASAN_OPTIONS=detect_leaks=0

# That the sanitizer is in what was run.
proved() { # SANITIZER SYMBOL
    program=$(find "$target/sanitize-$1/$host/debug/deps" -name 'verbs-*' -perm -u+x -type f | head -n 1)
    nm "$program" | grep -q "$2" || { echo "sanitize: $2 is not in $program" >&2; exit 1; }
}

tests="--features testing --lib --test verbs --test obtain --test store --test solver --test properties"

try valgrind 'the C tests, which call every exported function' cargo test --features testing --test c
try 'gcc ASan, UBSan' 'the C++ tests' cargo test --features testing --test cpp
# shellcheck disable=SC2086 # one word an argument
try 'rustc ASan' 'the engine against the scripted CA' sanitized address test $tests
proved address __asan_init
# The standard library has to be compiled anew for this one: it takes fences for races.
if [ -d "$(rustc +nightly --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library" ]; then
    try 'rustc TSan' 'the engine against the scripted CA' \
        sanitized thread test -Zbuild-std --features testing --lib --test verbs --test obtain --test store
    proved thread __tsan_init
else
    row 'rustc TSan' 'the engine against the scripted CA' "skipped: the standard library's source is not installed"
fi
if cargo +nightly miri --version >/dev/null 2>&1; then
    try Miri 'handles and text of the C layer' cargo +nightly miri test --lib ffi::text ffi::handle ffi::guard
else
    row Miri 'handles and text of the C layer' 'skipped: Miri is not installed'
fi
scripts/checked.sh

{
    printf '| tool | what | result |\n|---|---|---|\n'
    cat "$ROWS"
} >"$parts/sanitize.md"
count=$(wc -l <include/acme_client.symbols)
echo "All $count functions of the ledger are called by the C tests, which run under valgrind: \`tests/c.rs\` compares." \
    >"$parts/exports.md"
rm -f "$ROWS" "$parts/sanitize.log"
