"""Answers to requests of the caller's own, for resources that this library has no call for."""

from __future__ import annotations

import json
from typing import Any, List

from ._call import get, lent_bytes
from ._convert import c_text
from ._native import Field, Native, number


class Resource(Native):
    """What the server answered. It never changes and may be used by several threads at once."""

    _type = "acme_resource"
    _free = "acme_resource_free"

    http_status = number("acme_resource_http_status")
    """The HTTP status, one of 200 to 299."""
    body: Field[bytes] = Field(lambda pointer: lent_bytes("acme_resource_body", pointer))
    """The body."""

    def header(self, name: str) -> List[str]:
        """The values of a header, its name in any case; empty when there is none."""
        values: List[str] = []
        with self._handle.shared() as pointer:
            while (value := get("acme_resource_header", pointer, c_text(name, "name"), len(values))) is not None:
                values.append(value)
        return values

    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)
