#!/bin/sh
# Prints the time that packages bear, in seconds since 1970: that of the last commit, or of the changelog where there is
# no repository. The same sources give the same packages, byte by byte.
set -eu
cd "$(dirname "$0")/.."
if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then
    echo "$SOURCE_DATE_EPOCH"
elif [ -e .git ]; then
    git log -1 --format=%ct
else
    stat -c %Y CHANGELOG.md
fi
