#!/bin/sh
# Writes docs/reliability.md from the parts that the runs left in target/reliability: one Markdown file each. A part that
# was not run since keeps what the page says of it; one that never was is named as not run.
set -eu
cd "$(dirname "$0")/.."
parts=${CARGO_TARGET_DIR:-target}/reliability
page=docs/reliability.md
new=$(mktemp)
trap 'rm -f "$new"' EXIT

# What stands in the page between the marks of a part.
kept() { # NAME
    [ ! -f "$page" ] || awk -v begin="<!-- $1 -->" -v end="<!-- end of $1 -->" \
        '$0 == end { inside = 0 } inside { print } $0 == begin { inside = 1 }' "$page"
}

# The rows of the part about keys, which several tests leave; it is as old as the oldest.
join_keys() {
    [ -d "$parts/keys" ] || return 0
    {
        printf '| what | tried | found |\n|---|---|---|\n'
        cat "$parts"/keys/*.row
    } >"$parts/keys.md"
    touch -r "$(find "$parts/keys" -name '*.row' -printf '%T@ %p\n' | sort -n | head -n 1 | cut -d ' ' -f 2-)" "$parts/keys.md"
}

part() { # NAME COMMAND TITLE
    printf '\n## %s\n\n`%s`\n\n<!-- %s -->\n' "$3" "$2" "$1"
    if [ -f "$parts/$1.md" ]; then
        printf 'Run on %s.\n\n' "$(date -u -r "$parts/$1.md" +%F)"
        cat "$parts/$1.md"
    else
        before=$(kept "$1")
        printf '%s\n' "${before:-Not run.}"
    fi
    printf '<!-- end of %s -->\n' "$1"
}

join_keys
{
    echo '# Reliability'
    echo
    echo 'What was done to the library and what came of it, written by the runs themselves: each part names its command.'
    echo '`make reliability` puts them together.'
    part faults 'make faults' 'Faults of servers and of the network'
    part faults-pebble 'make faults' 'The same before Pebble, once each'
    part storms 'make faults' 'Nonce storms'
    part kills 'make faults' 'Processes killed at random'
    part soak 'make soak' 'Ten thousand issuances'
    part fuzz 'make fuzz SECONDS=n' 'Fuzzing'
    part sanitize 'make sanitize' 'Sanitizers'
    part exports 'make sanitize' 'Every exported function under valgrind'
    part languages 'make languages' 'Interrupts, time-outs and forks in every language'
    part keys 'make test interop' 'Keys'
} >"$new"
mkdir -p docs
cp "$new" "$page"
