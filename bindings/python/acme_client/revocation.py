"""Reasons for the revocation of certificates (RFC 5280, section 5.3.1)."""

from __future__ import annotations

from enum import IntEnum
from typing import Union

from ._call import call


class RevocationReason(IntEnum):
    """Why a certificate is revoked."""

    UNSPECIFIED = 0
    KEY_COMPROMISE = 1
    AFFILIATION_CHANGED = 3
    SUPERSEDED = 4
    CESSATION_OF_OPERATION = 5
    CERTIFICATE_HOLD = 6
    REMOVE_FROM_CRL = 8
    PRIVILEGE_WITHDRAWN = 9
    AA_COMPROMISE = 10


def reason_code(reason: Union[RevocationReason, int, str, None]) -> int:
    """For the library itself: a reason by its code or name; -1 for none."""
    if reason is None:
        return -1
    if not isinstance(reason, str):
        return reason
    code = int(call("acme_revocation_reason", reason))
    if code < 0:
        raise ValueError(f"there is no revocation reason {reason!r}")
    return code
