#!/bin/sh
# Writes the API reference of each language into target/docs. A warning is a failure.
set -eu
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
case $target in /*) ;; *) target=$PWD/$target ;; esac
docs=$target/docs
tools=.tools/docs

rust() {
    RUSTDOCFLAGS="-D warnings" "${CARGO:-cargo}" doc --quiet --no-deps
    cp -R "$target/doc" "$docs/rust"
}

c() { doxygen_of c; }
cpp() { doxygen_of cpp; }

doxygen_of() { # LANGUAGE
    mkdir -p "$docs/$1"
    { cat "docs/doxygen/$1"; echo "OUTPUT_DIRECTORY = $docs/$1"; } | doxygen -
}

ruby() {
    (cd bindings/ruby && yard doc --quiet --no-cache --no-save --fail-on-warning --markup markdown \
        --output-dir "$docs/ruby" 'lib/**/*.rb' - README.md)
}

python() {
    if [ ! -x "$tools/bin/pdoc" ]; then
        python3 -m venv "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check --constraint bindings/python/requirements.txt \
            pdoc==15.0.4 cffi cryptography typing_extensions
    fi
    # An alias that names a class of its own module is printed as it is written.
    PYTHONPATH=bindings/python "$tools/bin/python" -W error -W "ignore:Error parsing type annotation:UserWarning" \
        -m pdoc --output-directory "$docs/python" acme_client acme_client.aio
}

go() {
    mkdir -p "$docs/go"
    scripts/go.sh bindings/go doc -all . >"$docs/go/acmeclient.txt"
}

rm -rf "$docs"
mkdir -p "$docs"
for language in rust c cpp ruby python go; do
    echo "== $language"
    $language
done
echo "docs: in $docs"
