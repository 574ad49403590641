#!/bin/sh
# Obtains a certificate from a CA server on this machine with the example of each language, and checks it.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
names="demo.example www.demo.example"
release=${CARGO_TARGET_DIR:-target}/release

now() { date +%s%N | cut -c -13; }

timed() { # TITLE COMMAND...
    title=$1
    shift
    echo "== $title"
    started=$(now)
    "$@"
    passed=$(($(now) - started))
    printf '   %s took %d.%02d s\n\n' "$title" $((passed / 1000)) $((passed % 1000 / 10))
}

fail() {
    echo "demo: $*" >&2
    exit 1
}

build_c() {
    for example in issue obtain; do
        "${CC:-cc}" -std=c99 -O2 -Wall -Wextra -Iinclude "examples/c/$example.c" -o "$work/$example-c" \
            -L"$release" -lacme_client -Wl,-rpath,"$(cd "$release" && pwd)"
    done
}

# Runs an example in a folder of its own and checks what it left there.
try() { # LANGUAGE COMMAND...
    language=$1
    shift
    mkdir "$work/$language"
    cd "$work/$language"
    # shellcheck disable=SC2086 # one word a name
    timed "issuance from $language" "$@" "$ACME_DIRECTORY" "$ACME_CA_FILE" "$ACME_WEBROOT" $names
    timed "verification" verify
    cd - >/dev/null
}

verify() {
    first=${names%% *}
    openssl verify -CAfile "$ACME_ROOT_FILE" -untrusted "$first.pem" "$first.pem"
    [ "$(openssl x509 -in "$first.pem" -noout -pubkey)" = "$(openssl pkey -in "$first.key" -pubout)" ] ||
        fail "$first.key is not the certificate's key"
    [ "$(stat -c %a "$first.key")" = 600 ] || fail "$first.key may be read by others"
    text=$(openssl x509 -in "$first.pem" -noout -ext subjectAltName)
    for name in $names; do
        case $text in
            *"DNS:$name"*) ;;
            *) fail "the certificate is not for $name" ;;
        esac
    done
    echo "   names:   $(echo "$text" | sed -n 's/ *DNS:\([^,]*\),*/ \1/gp' | sed 's/^ *//' | cut -c -100)"
    echo "   issuer:  $(openssl x509 -in "$first.pem" -noout -issuer | sed 's/^issuer= *//')"
    echo "   valid:   $(openssl x509 -in "$first.pem" -noout -startdate | sed 's/^notBefore=//')" \
        "to $(openssl x509 -in "$first.pem" -noout -enddate | sed 's/^notAfter=//')"
}

if [ "${1:-}" = --with-server ]; then
    work=$2
    try "C, step by step," "$work/issue-c"
    try "C, in one call," "$work/obtain-c"
    try "Ruby, step by step," ruby -I "$root/bindings/ruby/lib" "$root/examples/ruby/issue.rb"
    try "Ruby, in one call," ruby -I "$root/bindings/ruby/lib" "$root/examples/ruby/obtain.rb"
    names=$(seq -s ' ' -f 'n%g.demo.example' 1 100)
    try "C, in one call for 100 names," "$work/obtain-c"
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

timed "build of the library" "${MAKE:-make}" --no-print-directory lib
timed "build of the test servers" cargo build --features testing --example test-servers
timed "build of the C example" build_c
timed "build of the Ruby extension" scripts/ruby.sh
"${CARGO_TARGET_DIR:-target}/debug/examples/test-servers" pebble -- scripts/demo.sh --with-server "$work"
echo "demo: done"
