#!/bin/sh
# Installs each gem of dist into an empty GEM_HOME, and with it obtains a certificate from an empty folder.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
servers=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/debug/examples/test-servers

fail() {
    echo "gem-test: $*" >&2
    exit 1
}

# Issues with the gem in GEM_HOME; the repository is neither the folder nor on the load path.
issue() { # NAME
    ruby issue.rb "$ACME_DIRECTORY" "$ACME_CA_FILE" "$ACME_WEBROOT" "$1"
    openssl verify -CAfile "$ACME_ROOT_FILE" -untrusted "$1.pem" "$1.pem"
    ruby -r acme-client -e '
      spec = Gem.loaded_specs["acme-client-native"] or abort "the gem was not loaded as a gem"
      here = $LOADED_FEATURES.grep(/acme_client_native\.so\z|acme\/client\.rb\z/)
      abort "loaded from elsewhere: #{here}" unless here.all? { |file| file.start_with?(ENV.fetch("GEM_HOME")) }
      puts "   #{spec.full_name}"
    '
}

# A machine with a gem alone: no Cargo settings but the registry's, and for a precompiled gem no Rust either.
try() { # GEM...
    GEM_HOME=$work/home
    export GEM_HOME GEM_PATH="$GEM_HOME"
    rm -rf "$GEM_HOME" "$work/empty"
    mkdir "$GEM_HOME" "$work/empty"
    cp "$root/examples/ruby/issue.rb" "$work/empty/"
    cd "$work/empty"
    unset RUBYLIB RUBYOPT CARGO_TARGET_DIR
    gem install --quiet --local --no-document "$@"
    "$servers" pebble -- "$root/scripts/gem-test.sh" --with-server
    cd "$root"
}

if [ "${1:-}" = --with-server ]; then
    cd "$ISSUE_FOLDER"
    issue gem.example
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
ISSUE_FOLDER=$work/empty
export ISSUE_FOLDER

source=$(ls dist/acme-client-native-*.gem | grep -v linux) || fail "no source gem in dist"
binary=$(ls dist/acme-client-native-*linux*.gem) || fail "no precompiled gem in dist"
alias=$(ls dist/acme-client-[0-9]*.gem) || fail "no gem named acme-client in dist"

echo "== the source gem, built on installation"
(try "$root/$source")
echo "== the precompiled gem, without Rust"
(PATH=/usr/local/bin:/usr/bin:/bin try "$root/$binary" "$root/$alias")
