#!/bin/sh
# instructions.sh [--write]: counts the instructions of the parts of an issuance that only compute, under callgrind, and
# compares them with benches/instructions/counts.tsv. A count that grew by more than the tolerance fails; --write keeps
# the new ones. What another compiler, OpenSSL or processor counts is shown and not compared.
set -eu
cd "$(dirname "$0")/.."
kept=benches/instructions/counts.tsv
tolerance=5
target=${CARGO_TARGET_DIR:-target}
cases="jws-rs256 jws-es256 jws-es384 jws-es512 jws-eddsa thumbprint order-100 chain-100 csr-100"

${CARGO:-cargo} build --quiet --profile counting --example bench-instructions
program=$target/counting/examples/bench-instructions
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl genrsa -out "$work/rsa.pem" 2048 2>/dev/null

# What the counts depend on: OpenSSL and libc choose code by what the processor can do.
features=$(sed -n 's/^flags[^:]*: //p' /proc/cpuinfo | head -n 1 | tr ' ' '\n' |
    grep -E '^(avx2|avx512f|bmi2|adx|sha_ni|erms|fsrm)$' | sort | tr '\n' ' ')
made_with="$(rustc --version | cut -d' ' -f1,2), $(openssl version | cut -d' ' -f1,2), $(valgrind --version), $(uname -m) ${features% }"

instructions() { # CASE TIMES
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" "$work/rsa.pem" 2>"$work/$1.$2" ||
        { cat "$work/$1.$2" >&2; exit 1; }
    sed -n 's/.*Collected : //p' "$work/$1.$2"
}

# The first repetition sets up what later ones find: the slope begins behind it.
count() { # CASE
    echo "$1	$((($(instructions "$1" 21) - $(instructions "$1" 1)) / 20))"
}

{
    echo "# $made_with"
    # shellcheck disable=SC2086 # several words
    for case in $cases; do count "$case"; done
} >"$work/counts.tsv"

if [ "${1:-}" = --write ]; then
    cp "$work/counts.tsv" "$kept"
    cat "$kept"
elif [ "$(head -n 1 "$kept")" != "$(head -n 1 "$work/counts.tsv")" ]; then
    echo "instructions: not compared, for the kept ones are of: $(sed -n '1s/^# //p' "$kept")"
    cat "$work/counts.tsv"
else
    awk -F '\t' -v tolerance=$tolerance '
        /^#/ { next }
        NR == FNR { kept[$1] = $2; next }
        {
            change = kept[$1] ? 100 * ($2 / kept[$1] - 1) : 0
            verdict = !kept[$1] ? "not kept: run scripts/instructions.sh --write" : change > tolerance ? "MORE THAN ALLOWED" : "ok"
            if (verdict != "ok") failed = 1
            printf "%-12s %9d instructions, %+5.1f %%  %s\n", $1, $2, change, verdict
        }
        END { exit failed }' "$kept" "$work/counts.tsv"
fi
