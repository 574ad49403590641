# Sourced by the scripts that compile with rustc's sanitizers and tell in a table what came of it.
# shellcheck shell=sh

target=${CARGO_TARGET_DIR:-target}
host=$(rustc -vV | sed -n 's/^host: //p')

row() { # TOOL WHAT RESULT: also into the file ROWS, where that is set
    printf '| %s | %s | %s |\n' "$1" "$2" "$3" | tee -a "${ROWS:-/dev/null}"
}

# Runs rustc or cargo of a toolchain that knows sanitizers: the nightly one, or else the usual one made to.
unstable() { # COMMAND ARGUMENT...
    command=$1
    shift
    if cargo +nightly --version >/dev/null 2>&1; then
        "$command" +nightly "$@"
    else
        RUSTC_BOOTSTRAP=1 "$command" "$@"
    fi
}

# Runs cargo with a sanitizer in everything that is compiled for the host.
sanitized() { # SANITIZER ARGUMENT...
    sanitizer=$1
    shift
    (
        export RUSTFLAGS="-Zsanitizer=$sanitizer -Cunsafe-allow-abi-mismatch=sanitizer"
        unstable cargo "$@" --target "$host" --target-dir "$target/sanitize-$sanitizer"
    )
}
