"""Which exported function, method or field of the Go package calls which C function."""

import re

FUNCTION = re.compile(r"func (?:\((\w+) \*?(\w+)(?:\[[^]]*\])?\) )?(\w+)")
LITERAL = re.compile(r"(\t*).*?&?\b([A-Z]\w+)\{$")
FIELD = re.compile(r"(\t+)(?:\w+\.)?([A-Z]\w+)(?::| =) ")


def names(root):
    """Each C function with the names that call it, in the order of the files."""
    found = {}
    for file in sorted((root / "bindings/go").glob("*.go")):
        if not file.name.endswith("_test.go"):
            for name, function in calls(file.read_text()):
                found.setdefault(function, [])
                if name and name not in found[function]:
                    found[function].append(name)
    return found


def calls(text):
    receiver = owner = function = ""
    literals = {}
    for line in text.splitlines():
        begun, literal, field = FUNCTION.match(line), LITERAL.match(line), FIELD.match(line)
        if begun:
            receiver, owner, function, literals = begun[1] or "", begun[2] or "", begun[3], {}
        if literal:
            # Its fields are one step further in.
            literals[len(literal[1]) + 1] = literal[2]
        for called in re.findall(r"\bC\.(acme_\w+)", line):
            given = receiver and re.search(rf"\b{receiver}\.([A-Z]\w+)", line)
            if field and len(field[1]) in literals:
                yield f"{literals[len(field[1])]}.{field[2]}", called
            elif function[:1].isupper():
                yield (f"{owner}.{function}" if owner else function), called
            elif given and owner[:1].isupper():
                yield f"{owner}.{given[1]}", called
            else:
                yield "", called
