#!/bin/sh
# fuzz-c.sh SECONDS: calls every C function at random under the address and undefined behaviour sanitizers, with new seeds
# until the time is over; the seed of a failure is printed.
set -eu
cd "$(dirname "$0")/.."
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
calls=2000

if [ "${1:-}" = --with-server ]; then
    end=$(($(date +%s) + $2))
    seed=${ACME_FUZZ_SEED:-$(date +%s)}
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cd "$folder"
    while :; do
        timeout --kill-after=5 300 "$target/fuzz-c/calls" "$calls" "$seed" "$ACME_SCRIPTED/ok.$seed/directory" "$ACME_CA_FILE" ||
            { echo "fuzz-c: failed with ACME_FUZZ_SEED=$seed" >&2; exit 1; }
        [ "$(date +%s)" -lt "$end" ] || break
        seed=$((seed + 1))
    done
    exit
fi

mkdir -p "$target/fuzz-c"
python3 fuzz/c/generate.py include/acme_client.h >"$target/fuzz-c/calls.c"
"${CC:-cc}" -std=c99 -g -O1 -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=undefined \
    -Ifuzz/c -Iinclude "$target/fuzz-c/calls.c" -o "$target/fuzz-c/calls" \
    -L"$target/release" -lacme_client -Wl,-rpath,"$target/release"
nm "$target/fuzz-c/calls" | grep -q __asan_init || { echo "fuzz-c: the address sanitizer is not in the program" >&2; exit 1; }
"$target/debug/examples/test-servers" scripted -- scripts/fuzz-c.sh --with-server "$1"
