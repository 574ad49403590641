"""Which member of the C++ header calls which C function."""

import re

CLASS = re.compile(r"(?:template.*)?(?:class|struct) (\w+)[^;]*$")
MEMBER = re.compile(r" {4}(?! |return\b|using\b|static_assert|if\b|for\b)[^=;]*?(~?\w+|operator\[\])\(")
FUNCTION = re.compile(r"(?! )(?:inline |constexpr )*[\w:<>&*]+[ &*]+(?:(\w+)::)?(~?\w+|operator\[\])\([^;]*(?:\{.*)?$")


def names(root):
    """Each C function with the members that call it, in the order of the files."""
    found = {}
    for file in sorted((root / "include/acme_client").glob("*.hpp")):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", lambda comment: "\n" * comment[0].count("\n"), file.read_text(), flags=re.S)
        for name, function in calls(text):
            found.setdefault(function, [])
            if name not in found[function]:
                found[function].append(name)
    return found


def calls(text):
    owner, member, inside_function = "", "", False
    for line in text.splitlines():
        begun = FUNCTION.match(line)
        if CLASS.match(line):
            owner, member, inside_function = CLASS.match(line)[1], "", False
        elif begun:
            owner, member, inside_function = begun[1] or "", begun[2], not line.endswith("}")
        elif not inside_function and MEMBER.match(line):
            member = MEMBER.match(line)[1]
        for function in re.findall(r"\bacme_\w+", line):
            yield (f"{owner}::{member}" if owner else member), function
