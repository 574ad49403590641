"""CAA records of onion services, which some authorities want within finalize (RFC 9799, section 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Iterable, Optional

from ._call import call
from ._convert import epoch
from ._native import Builder
from .key import lent_key

if TYPE_CHECKING:
    from .key import KeyLike


@dataclass(frozen=True)
class OnionCaa:
    """The CAA records of one onion service, which its key signs."""

    name: str
    """The service's name, or one below it."""
    key: KeyLike = field(repr=False)
    """The service's Ed25519 key."""
    records: Optional[str] = None
    """As the service's descriptor has them, a line each: "caa " and what `Client.caa_record` gives; None for none."""
    expiry: Optional[datetime] = None
    """Until when they are good, at most 8 hours from now; None for an hour from now."""


class OnionCaaParams(Builder):
    """For the library itself: the records of the services of an order."""

    _type = "acme_onion_caa_params"
    _free = "acme_onion_caa_params_free"

    def __init__(self, services: Iterable[OnionCaa]) -> None:
        self._begin("acme_onion_caa_params_new")
        for one in services:
            expiry = 0 if one.expiry is None else epoch(one.expiry, "expiry")
            with lent_key(one.key, "key") as key:
                call("acme_onion_caa_params_add", self, one.name, one.records, expiry, key)
