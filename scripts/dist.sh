#!/bin/sh
# Packs what is committed, with the sources of all crates, as a tarball into dist/ that builds without a network.
set -eu
cd "$(dirname "$0")/.."
name=acme-client-$(scripts/version.sh)
stage=${CARGO_TARGET_DIR:-target}/dist
epoch=$(scripts/source-date.sh)

if [ -n "$(git status --porcelain)" ]; then
    echo "dist: what is not committed is left out" >&2
fi

rm -rf "$stage"
mkdir -p "$stage/$name/.cargo" dist
git archive HEAD | tar -xf - -C "$stage/$name"
"${CARGO:-cargo}" vendor --quiet --locked --versioned-dirs --manifest-path "$stage/$name/Cargo.toml" \
    "$stage/$name/vendor" >/dev/null
cat >"$stage/$name/.cargo/config.toml" <<'END'
[source.crates-io]
replace-with = "vendored"

[source.vendored]
directory = "vendor"
END
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="@$epoch" -cf - "$name" |
    gzip -9n >"dist/$name.tar.gz"
rm -rf "$stage"
ls "dist/$name.tar.gz"
