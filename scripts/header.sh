#!/bin/sh
# Rewrites include/acme_client.h from the sources and adds its new functions to include/acme_client.symbols.
set -eu
cd "$(dirname "$0")/.."
header=include/acme_client.h
ledger=include/acme_client.symbols

built=$(cargo check --quiet --lib --message-format=json-render-diagnostics |
    sed -n '/"reason":"build-script-executed"/s/.*"out_dir":"\([^"]*\/acme-client-[^"]*\)".*/\1/p')
cp "$built/acme_client.h" "$header"

touch "$ledger"
version=$(scripts/version.sh)
functions=$(cpp -P -x c "$header" 2>/dev/null | grep -o '\bacme_[a-z0-9_]*(' | tr -d '(' | sort -u)
for function in $functions; do
    grep -q "^$function " "$ledger" || echo "$function $version" >>"$ledger"
done
LC_ALL=C sort -o "$ledger" "$ledger"

# The constants and exception classes of the Python module follow from the header.
"${PYTHON:-python3}" bindings/python/tools/generate.py
