#!/bin/sh
# Builds the gems into dist/: from source, precompiled for this platform and Ruby, and the one that is named as the
# original. The source gem holds the core's sources as `cargo package` packs them.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
cargo=${CARGO:-cargo}
# As extconf.rb has it, so that the crates that ask Ruby are not built again.
RUBY=$("${RUBY:-ruby}" -e 'print RbConfig.ruby')
export RUBY
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}
case $CARGO_TARGET_DIR in /*) ;; *) CARGO_TARGET_DIR=$root/$CARGO_TARGET_DIR ;; esac
export CARGO_TARGET_DIR
SOURCE_DATE_EPOCH=$(scripts/source-date.sh)
export SOURCE_DATE_EPOCH
stage=$CARGO_TARGET_DIR/gem
extension=ext/acme_client_native

# The folder of the source gem.
stage_source() {
    rm -rf "$stage"
    mkdir -p "$stage/core" dist
    (cd bindings/ruby && find lib ext sig README.md ./*.gemspec -type f ! -name '*.so' ! -name '*.bundle' 2>/dev/null) |
        (cd bindings/ruby && tar -cf - -T -) | tar -xf - -C "$stage"
    cp LICENSE "$stage/"
    "$cargo" package --quiet --package acme-client --no-verify --allow-dirty
    tar -xf "$(ls -t "$CARGO_TARGET_DIR"/package/acme-client-*.crate | head -n 1)" -C "$stage/core" --strip-components=1
    rm -f "$stage/core/Cargo.lock" "$stage/core/Cargo.toml.orig"
    own_workspace
}

# There, the extension's crate has the core beside it and is a workspace of its own.
own_workspace() {
    manifest=$stage/$extension/Cargo.toml
    sed -i.orig 's|path = "../../../.."|path = "../../core"|' "$manifest"
    rm "$manifest.orig"
    printf '\n[workspace]\n\n' >>"$manifest"
    sed -n '/^\[profile\.release\]/,/^$/p' Cargo.toml >>"$manifest"
    cp Cargo.lock "$stage/$extension/"
    # Reading the workspace drops what the lock file has for others.
    "$cargo" metadata --quiet --format-version 1 --manifest-path "$manifest" >/dev/null
}

build_gem() { # GEMSPEC
    (cd "$stage" && gem build --silent "$1" && mv ./*.gem "$root/dist/")
}

# Links OpenSSL statically, so that nothing but libc is needed.
build_precompiled() {
    # In a folder of its own, as in ruby.sh.
    "$cargo" build --release --package acme-client-native --features vendored --target-dir "$CARGO_TARGET_DIR/ruby-vendored"
    cp "$CARGO_TARGET_DIR/ruby-vendored/release/libacme_client_native.so" "$stage/lib/acme/client/acme_client_native.so"
    strip --strip-unneeded "$stage/lib/acme/client/acme_client_native.so"
    (cd "$stage" && "$RUBY" -rrubygems/package -e '
      spec = Gem::Specification.load("acme-client-native.gemspec")
      major, minor = RbConfig::CONFIG.values_at("MAJOR", "MINOR").map(&:to_i)
      spec.platform = Gem::Platform.new(RbConfig::CONFIG["arch"].sub("-gnu", ""))
      spec.required_ruby_version = ["~> #{major}.#{minor}.0"]
      spec.files = spec.files.grep_v(%r{\A(ext|core)/}) + ["lib/acme/client/acme_client_native.so"]
      spec.extensions = []
      Gem::DefaultUserInteraction.ui = Gem::SilentUI.new
      Gem::Package.build(spec, false, false, File.join(ARGV[0], spec.file_name))
    ' "$root/dist")
}

stage_source
rm -f dist/acme-client-*.gem
build_gem acme-client-native.gemspec
build_gem acme-client.gemspec
build_precompiled
ls dist/*.gem
