#!/bin/sh
# Interrupts, time-outs, forks and preloading servers in every language, on a server that never answers and on one that
# does; leaves its part of docs/reliability.md in target/reliability.
set -eu
cd "$(dirname "$0")/.."
parts=${CARGO_TARGET_DIR:-target}/reliability
mkdir -p "$parts"
log=$parts/languages.log
rows=$parts/languages.rows
: >"$rows"

try() { # LANGUAGE WHAT COMMAND...
    language=$1 what=$2
    shift 2
    "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    result=$(grep -E '[0-9]+ (examples?|passed)|^ok ' "$log" | grep -v 'no tests' | tail -n 1 | sed 's/^=* *//; s/ *=*$//; s/\t/ /g')
    printf '| %s | %s | %s |\n' "$language" "$what" "$result" | tee -a "$rows"
}

try Ruby 'Timeout, Thread#kill, raise and Ctrl-C on a stalled server' scripts/spec.sh spec/interrupts spec/issuance/interrupts_spec.rb
try Ruby 'fork; puma and unicorn with preload, 4 workers, 25 issuances each' scripts/spec.sh spec/concurrency/fork_spec.rb spec/servers
try Python 'KeyboardInterrupt and asyncio cancel on a stalled server' scripts/pytest.sh tests/test_interrupts.py tests/test_aio.py
try Python 'fork; gunicorn with preload, 4 workers, 25 issuances each' scripts/pytest.sh tests/test_fork.py
try Go 'context cancelled and past its deadline on a stalled server' scripts/test-go.sh -race -run 'Context|Deadline|Cancelled'
try C 'a program that exports the names of OpenSSL, with the library that has OpenSSL inside' scripts/host-test.sh

{
    echo 'Calls on a server that never answers come back within 0.3 s of the interrupt, and the client works afterwards.'
    echo
    printf '| language | what | result |\n|---|---|---|\n'
    cat "$rows"
} >"$parts/languages.md"
rm -f "$rows" "$log"
