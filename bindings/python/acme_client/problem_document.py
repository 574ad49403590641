"""Problem documents in resources: why an order or a challenge is invalid (RFC 8555, section 6.7; RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional

from ._call import get
from ._convert import json_of
from ._native import Field


@dataclass(frozen=True)
class ProblemDocument:
    """What the server said about a failure."""

    type: Optional[str]
    """The type, such as "urn:ietf:params:acme:error:caa"."""
    detail: Optional[str]
    """The server's own words."""
    json: Dict[str, Any]
    """The whole document as the server sent it."""


def problem(noun: str) -> Field[Optional[ProblemDocument]]:
    """The field of a noun that holds its problem."""

    def read(pointer: Any) -> Optional[ProblemDocument]:
        whole = json_of(get(f"{noun}_problem_json", pointer))
        if whole is None:
            return None
        return ProblemDocument(get(f"{noun}_problem_type", pointer), get(f"{noun}_problem_detail", pointer), whole)

    return Field(read)
