"""Identifiers: what a certificate is for."""

from __future__ import annotations

from typing import Any, NamedTuple, Tuple

from ._call import get
from ._native import Field


class Identifier(NamedTuple):
    """What a certificate is for (RFC 8555, section 9.7.7)."""

    type: str
    """The type: "dns", "ip" (RFC 8738) or another."""
    value: str
    """The name or address, such as "www.example.com"."""

    def __str__(self) -> str:
        return self.value


def identifiers(noun: str) -> Field[Tuple[Identifier, ...]]:
    """The field of a noun that lists identifiers."""

    def read(pointer: Any) -> Tuple[Identifier, ...]:
        count = get(f"{noun}_identifier_count", pointer)
        return tuple(
            Identifier(get(f"{noun}_identifier_type", pointer, index), get(f"{noun}_identifier_value", pointer, index))
            for index in range(count)
        )

    return Field(read)
