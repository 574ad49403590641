"""Writes docs/names.md: what every function of the C library is called in the other languages.

    names.py write    writes the table
    names.py check    fails when the table is not what `write` would write

The functions are those of include/acme_client.symbols. Their names are read from the sources of the bindings: the public
place that calls the function. by-hand.tsv has those that cannot be read off, and all of Ruby's that are called
otherwise; a name there that a binding does not declare is refused.
"""

import sys
from fnmatch import fnmatchcase
from pathlib import Path

import cpp
import declared
import go
import python

ROOT = Path(__file__).resolve().parents[2]
TABLE, BY_HAND, LEDGER = ROOT / "docs/names.md", ROOT / "scripts/names/by-hand.tsv", ROOT / "include/acme_client.symbols"
LANGUAGES = ["C++", "Ruby", "Python", "Go"]
# What is no name.
WORDS = {"-", "by itself", "the destructor"}
FREE = {"C++": "the destructor", "Ruby": "by itself", "Python": "by itself", "Go": "by itself"}
# The classes of the gem by the beginning of the C name.
RUBY = {
    "acme_account_": "Account",
    "acme_authorization_": "Authorization",
    "acme_certificate_": "Certificate",
    "acme_challenge_": "Challenges::Base",
    "acme_client_": "Client",
    "acme_directory_": "Directory",
    "acme_event_": "Event",
    "acme_order_": "Order",
    "acme_presentation_": "Presentation",
    "acme_renewal_info_": "RenewalInfo",
    "acme_solver_": "Solver",
}


class Wrong(Exception):
    """What does not fit together."""


def ruby_names(functions, known):
    """The method of the same name, where there is one; `refresh` is `reload` there."""
    found = {}
    for function in functions:
        for prefix, owner in RUBY.items():
            if function.startswith(prefix):
                method = function.removeprefix(prefix).replace("refresh", "reload")
                candidates = [f"{owner}#{method}", f"{owner}.{method}"]
                found[function] = [name for name in candidates if name in known]
    return found


def by_hand():
    """Lines of by-hand.tsv: a function, or a pattern with a star; then a name in each language, or nothing."""
    lines = [line.split("\t") for line in BY_HAND.read_text().splitlines()[1:]]
    return {pattern: dict(zip(LANGUAGES, cells)) for pattern, *cells in lines}


def from_hand(lines, function, language):
    """The name of the line that fits best: the function itself, else the longest pattern."""
    if function.endswith("_free"):
        return FREE[language]
    fitting = [pattern for pattern in lines if fnmatchcase(function, pattern) and lines[pattern][language]]
    if not fitting:
        return None
    pattern = max(fitting, key=lambda pattern: (pattern == function, len(pattern)))
    rest = function.removeprefix(pattern.split("*")[0]) if "*" in pattern else function.split("_set_")[-1]
    return lines[pattern][language].replace("{}", rest.removesuffix("_ms"))


def rows(functions):
    lines = by_hand()
    unused = [pattern for pattern in lines if not any(fnmatchcase(function, pattern) for function in functions)]
    if unused:
        raise Wrong(f"by-hand.tsv: the ledger has no {', '.join(unused)}")
    known = {
        "C++": declared.cpp(ROOT),
        "Ruby": declared.ruby(ROOT),
        "Python": declared.python(ROOT),
        "Go": declared.go(ROOT),
    }
    read = {
        "C++": cpp.names(ROOT),
        "Ruby": ruby_names(functions, known["Ruby"]),
        "Python": python.names(ROOT),
        "Go": go.names(ROOT),
    }
    wrong = []
    for function in functions:
        row = {}
        for language in LANGUAGES:
            name = from_hand(lines, function, language) or next(iter(read[language].get(function, [])), None)
            if not name:
                wrong.append(f"{function} has no name in {language}: write one into by-hand.tsv, or -")
            elif name not in WORDS and name not in known[language]:
                wrong.append(f"{function}: {language} declares no {name}")
            row[language] = name
        yield function, row
    if wrong:
        raise Wrong("\n".join(wrong))


def markdown(functions):
    yield "# One call, five languages"
    yield ""
    yield "Every function of the C library and what does the same in the other languages. Written by `make names` from the ledger"
    yield "`include/acme_client.symbols` and the sources of the bindings."
    yield ""
    yield "C++ names are in the namespace `acme`, Ruby's in `Acme::Client` and its `Resources`, Python's in `acme_client`, Go's in"
    yield "`acmeclient`. `-` stands where a language has no such call: its own means do it, such as `OpenSSL::PKey` for keys in Ruby,"
    yield "`context.Context` for cancelling in Go and `logging` in Python, or the gem keeps to what `acme-client` offers."
    yield ""
    yield "| C | C++ | Ruby | Python | Go |"
    yield "|---|---|---|---|---|"
    for function, row in rows(functions):
        cells = (cell if cell in WORDS else f"`{cell}`" for cell in row.values())
        yield f"| `{function}` | {' | '.join(cells)} |"


def main(what):
    functions = [line.split()[0] for line in LEDGER.read_text().splitlines()]
    text = "\n".join(markdown(functions)) + "\n"
    if what == "write":
        TABLE.write_text(text)
    elif TABLE.read_text() != text:
        raise Wrong("docs/names.md is not what ledger and bindings say; `make names` rewrites it")


try:
    main(*sys.argv[1:])
except Wrong as wrong:
    sys.exit(f"names: {wrong}")
