"""Orders whose certificate renews itself: STAR (RFC 8739). Few authorities offer them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Optional

from ._convert import Moment


@dataclass(frozen=True)
class AutoRenewal:
    """How a certificate renews itself."""

    end: Moment
    """When the last certificate ends."""
    lifetime: timedelta
    """How long each certificate is valid."""
    start: Optional[Moment] = None
    """When the first one begins; None for at once."""
    allow_get: bool = False
    """Whether the certificate may be fetched with a GET that nobody signs."""
    lifetime_adjust: timedelta = timedelta(0)
    """How much earlier than its issuance each one begins, for clocks that are behind (RFC 8739, section 3.1.1)."""
