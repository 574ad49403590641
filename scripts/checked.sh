#!/bin/sh
# Builds the C library with the address sanitizer into target/checked, and shows what is found of the mistakes with handles in
# tests/misuse: by that library, by valgrind with the library of `make lib`, and by the compilers.
set -eu
cd "$(dirname "$0")/.."
. scripts/sanitized.sh
checked=$target/checked
plain=$target/release
programs=$(mktemp -d)
trap 'rm -rf "$programs"' EXIT

fail() { # WHY
    echo "checked: $1" >&2
    exit 1
}

has_sanitizer() { # COMPILER
    echo 'int main(void) { return 0; }' | "$1" -fsanitize=address -x c - -o "$programs/empty" 2>/dev/null
}

build_library() {
    sanitized address rustc --lib --crate-type cdylib
    mkdir -p "$checked"
    cp "$target/sanitize-address/$host/debug/libacme_client.so" "$checked"
    scripts/link-soname.sh "$checked"
    nm -D "$checked/libacme_client.so" | grep -q __asan_init || fail 'the address sanitizer is not in the library'
}

build_programs() { # FOLDER COMPILER FLAG...
    folder=$1
    shift
    for program in correct double_free use_after_free wrong_type_cast; do
        "$@" -std=c99 -g -O1 -Wall -Wextra -pedantic -Werror -I include "tests/misuse/$program.c" \
            -o "$programs/$program" -L "$folder" -lacme_client
    done
}

# Runs a program that makes a mistake: it has to end with a report that names it.
reported() { # PATTERN COMMAND...
    pattern=$1
    shift
    ! "$@" >"$programs/log" 2>&1 || fail "nothing was reported: $*"
    grep -qE "$pattern" "$programs/log" || { cat "$programs/log" >&2; fail "another end than \"$pattern\": $*"; }
    count=$((count + 1))
}

clean() { # COMMAND...
    "$@" >"$programs/log" 2>&1 || { cat "$programs/log" >&2; fail "a correct program fails: $*"; }
}

report_misuses() { # TOOL LIBRARY FREED_TWICE USED_AFTER WRONG_TYPE [COMMAND...]
    tool=$1 library=$2 freed_twice=$3 used_after=$4 wrong_type=$5 count=0
    shift 5
    export LD_LIBRARY_PATH="$library"
    clean "$@" "$programs/correct"
    row "$tool" 'a correct program' 'no report'
    for handle in key client error text; do
        reported "$freed_twice" "$@" "$programs/double_free" "$handle"
        reported "$used_after" "$@" "$programs/use_after_free" "$handle"
    done
    row "$tool" 'a key, a client, an error, a text: freed twice, used after free' "all $count reported"
    reported "$wrong_type" "$@" "$programs/wrong_type_cast"
    row "$tool" 'a handle behind a `void *` where a larger one is expected' reported
    unset LD_LIBRARY_PATH
}

refused() { # PATTERN COMPILER FLAG...
    pattern=$1
    shift
    ! "$@" -fsyntax-only -I include tests/misuse/wrong_type.c 2>"$programs/log" || fail "$1 takes a handle of another type"
    grep -qE "$pattern" "$programs/log" || { cat "$programs/log" >&2; fail "$1 refuses something else"; }
}

unstable rustc -Zsanitizer=address --print cfg >/dev/null 2>&1 || fail 'this rustc has no address sanitizer: install a nightly one'
compilers=
for compiler in gcc clang; do
    if has_sanitizer "$compiler"; then compilers="$compilers $compiler"; else echo "checked: no $compiler with -fsanitize=address"; fi
done
[ -n "$compilers" ] || fail 'a C compiler with -fsanitize=address is needed: gcc with libasan, or clang with compiler-rt'

build_library
for compiler in $compilers; do
    build_programs "$checked" "$compiler" -fsanitize=address
    report_misuses "checked library, $compiler" "$checked" 'AddressSanitizer: (attempting double-free|heap-use-after-free)' \
        'AddressSanitizer: heap-use-after-free' 'AddressSanitizer: heap-buffer-overflow'
    refused 'incompatible.pointer.type' "$compiler" -Werror
    refused 'cannot convert|no matching function' "$compiler" -x c++
    row "$compiler" 'a handle of another type, as C with -Werror and as C++' refused
done
command -v valgrind >/dev/null || fail 'valgrind is needed'
build_programs "$plain" gcc
report_misuses 'ordinary library, valgrind' "$plain" 'Invalid (free|read)' 'Invalid read' 'Invalid read' valgrind --error-exitcode=99
echo "The checked library is $checked/libacme_client.so: link it into a program compiled with -fsanitize=address."
