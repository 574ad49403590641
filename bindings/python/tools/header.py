"""Reads include/acme_client.h: what the Python modules need to know of the C library is derived from it alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HEADER = Path(__file__).resolve().parents[3] / "include" / "acme_client.h"


@dataclass(frozen=True)
class Constant:
    name: str
    value: int
    doc: str


@dataclass(frozen=True)
class Parameter:
    """A parameter of a C function. `const` says whether several threads may share what it points to."""

    name: str
    const: bool


def declarations(text: str) -> str:
    """The header without comments, directives and what is for C++: what `cpp -P` makes of it without includes."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"^#ifdef __cplusplus$.*?^#endif$", "", text, flags=re.S | re.M)
    text = re.sub(r"^#.*$", "", text, flags=re.M)
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


def functions(text: str) -> dict[str, tuple[Parameter, ...]]:
    """Every function with its parameters."""
    found = {}
    for statement in declarations(text).split(";"):
        match = re.match(r"\s*(?!typedef)[\w\s]+?\**\s*\b(acme_\w+)\((.*)\)\s*$", statement, flags=re.S)
        if match:
            found[match[1]] = tuple(_parameter(one) for one in _split(match[2]))
    return found


def _split(parameters: str) -> list[str]:
    """Splits at the commas that are not inside a function pointer."""
    parts = re.split(r",(?![^()]*\))", parameters)
    return [part.strip() for part in parts if part.strip() != "void"]


def _parameter(text: str) -> Parameter:
    name = re.search(r"\(\*(\w+)\)", text) or re.search(r"(\w+)$", text)
    if name is None:
        raise ValueError(f"a parameter without a name: {text}")
    return Parameter(name[1], text.startswith("const "))


def constants(text: str) -> list[list[Constant]]:
    """The groups of anonymous enumerators, with the comment of each."""
    groups = []
    for body in re.findall(r"^enum \{\n(.*?)^\};", text, flags=re.S | re.M):
        members = re.findall(r"(?:/\*\*(.*?)\*/\s*)?(ACME_\w+) = (\w+),", body, flags=re.S)
        groups.append([Constant(name, int(value, 0), _plain(doc)) for doc, name, value in members])
    return groups


def _plain(doc: str) -> str:
    """A comment as one line."""
    return " ".join(re.sub(r"^\s*\*", "", doc, flags=re.M).split())
