"""Renewal: when the authority wants a certificate to be renewed (RFC 9773), and whether one is due."""

from __future__ import annotations

import random as random_module
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from ._call import call, get, make
from ._convert import epoch, moment_of, span
from ._library import ffi, lib
from ._native import Builder, Field, Native, document, moment, optional_text
from .certificate import Certificate
from .constants import RenewalReason


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(timezone.utc)


class RenewalInfo(Native):
    """The authority's advice for one certificate. It never changes and may be used by several threads at once."""

    _type = "acme_renewal_info"
    _free = "acme_renewal_info_free"

    start: Field[datetime] = moment("acme_renewal_info_start")
    """The begin of the suggested window."""
    end: Field[datetime] = moment("acme_renewal_info_end")
    """The end of the suggested window."""
    explanation_url = optional_text("acme_renewal_info_explanation_url")
    """The URL of a page that says why, or None."""
    next_look: Field[timedelta] = Field(
        lambda pointer: timedelta(milliseconds=get("acme_renewal_info_next_look_ms", pointer))
    )
    """How long to wait before the next look: between a minute and a day."""
    json = document("acme_renewal_info_json")
    """The advice as the server sent it."""

    def pick(self, at: Optional[datetime] = None) -> datetime:
        """
        Picks the moment to renew at: a random one in the window, `at` (now by default) when that has passed (RFC 9773,
        section 4.2). Pick once and keep the moment while the window stays as it is.

        Raises `InvalidResponseError` when the window ends before it has begun.
        """
        out = ffi.new("int64_t *")
        call("acme_renewal_info_pick", self, epoch(at or now(), "at"), outs=(out,))
        return moment_of(out[0])


class RenewalOptions(Builder):
    """What is wanted of renewals."""

    _type = "acme_renewal_options"
    _free = "acme_renewal_options_free"

    def __init__(self, renew_before: Optional[timedelta] = None, look_every: Optional[timedelta] = None) -> None:
        """
        - `renew_before`: renew at the latest this long before the certificate's end, whatever the authority suggests. By
          default, without a suggestion, when a third of its life is left, or half of a life of less than 10 days
        - `look_every`: how long until the next look when the authority does not say: between a minute and a day, 6 hours
          by default
        """
        self._begin("acme_renewal_options_new")
        if renew_before is not None:
            call("acme_renewal_options_set_renew_before", self, span(renew_before, "renew_before"))
        if look_every is not None:
            call("acme_renewal_options_set_look_every", self, span(look_every, "look_every"))


@dataclass(frozen=True)
class RenewalDecision:
    """What is to be done about a certificate, and when."""

    is_due: bool
    """Whether to renew now."""
    at: datetime
    """The moment to renew at; in the past when it was missed."""
    reason: RenewalReason
    """What that moment follows from."""
    look_again_at: datetime
    """When to decide again."""


def decide(
    certificate: Certificate,
    info: Optional[RenewalInfo] = None,
    options: Optional[RenewalOptions] = None,
    *,
    at: Optional[datetime] = None,
    random: Optional[float] = None,
) -> RenewalDecision:
    """
    Decides whether a certificate is due; nothing is sent.

    - `info`: the authority's advice, from `Client.renewal_info`
    - `at`: the time; now by default
    - `random`: a number from 0 up to 1, which places the moment within the suggested window. Keep it as long as the
      certificate lives, and the moment stays where it is while the window does
    """
    life = (epoch(certificate.not_before, "not_before"), epoch(certificate.not_after, "not_after"))
    chosen = random_module.random() if random is None else float(random)
    return _decision(make("acme_renewal_decide", *life, info, options, epoch(at or now(), "at"), chosen))


def _decision(pointer: Any) -> RenewalDecision:
    try:
        return RenewalDecision(
            is_due=bool(get("acme_renewal_decision_is_due", pointer)),
            at=moment_of(get("acme_renewal_decision_at", pointer)),
            reason=RenewalReason(get("acme_renewal_decision_reason", pointer)),
            look_again_at=moment_of(get("acme_renewal_decision_look_again_at", pointer)),
        )
    finally:
        lib.acme_renewal_decision_free(pointer)
