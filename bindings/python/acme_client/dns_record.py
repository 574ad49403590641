"""DNS records: those that prove control of a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ._call import get
from ._library import lib


@dataclass(frozen=True)
class DnsRecord:
    """A record to be put into the DNS."""

    name: str
    """The full name, without a final dot."""
    type: str
    """The type: "TXT"."""
    value: str
    """The text. Where it is longer than 255 characters a zone holds it in several strings of one record."""


def record_of(pointer: Any) -> DnsRecord:
    """For the library itself: the record, whose C object is freed."""
    try:
        return DnsRecord(*(get(f"acme_dns_record_{part}", pointer) for part in ("name", "type", "value")))
    finally:
        lib.acme_dns_record_free(pointer)
