"""Authorizations (RFC 8555, sections 7.1.4 and 7.5)."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from ._call import get, make
from ._convert import milliseconds
from ._native import Field, document, flag, optional_text, text
from ._open_enum import OpenStrEnum
from ._resource import ServerResource
from .challenge import Challenge
from .identifier import Identifier


class AuthorizationStatus(OpenStrEnum):
    """The status of an authorization (RFC 8555, section 7.1.6)."""

    PENDING = "pending"
    VALID = "valid"
    INVALID = "invalid"
    DEACTIVATED = "deactivated"
    EXPIRED = "expired"
    REVOKED = "revoked"


def _identifier(pointer: Any) -> Identifier:
    noun = "acme_authorization_identifier"
    return Identifier(get(f"{noun}_type", pointer), get(f"{noun}_value", pointer))


class Authorization(ServerResource):
    """
    The server's belief that an account controls an identifier, as it showed it last. It offers challenges, of which one is
    enough. One that is valid already needs none: authorities reuse them.
    """

    _type = "acme_authorization"
    _free = "acme_authorization_free"

    url = text("acme_authorization_url")
    """The authorization URL."""
    status: Field[AuthorizationStatus] = Field(
        lambda pointer: AuthorizationStatus(get("acme_authorization_status", pointer))
    )
    """The status."""
    expires = optional_text("acme_authorization_expires")
    """When the server forgets it, as RFC 3339 writes it, or None."""
    identifier: Field[Identifier] = Field(_identifier)
    """What it is for; without "*." also for a wildcard."""
    is_wildcard = flag("acme_authorization_is_wildcard")
    """Whether it is for the wildcard name of the identifier."""
    subdomains_allowed = flag("acme_authorization_subdomains_allowed")
    """Whether it counts for the names below as well (RFC 9444)."""
    json = document("acme_authorization_json")
    """The authorization as the server sent it."""

    def refresh(self) -> "Authorization":
        """Reads the authorization again."""
        self._change("acme_authorization_refresh")
        return self

    def wait(self, timeout: Optional[float] = 300) -> "Authorization":
        """
        Waits until the authorization is valid.

        - `timeout`: in seconds; None for ever

        Raises `AuthorizationInvalidError` with the problem of the challenge that failed, or `TimedOutError`.
        """
        self._change("acme_authorization_wait", milliseconds(timeout, "timeout"))
        return self

    def deactivate(self) -> "Authorization":
        """Gives the authorization up (RFC 8555, section 7.5.2)."""
        self._change("acme_authorization_deactivate")
        return self

    def challenge(self, type: str) -> Challenge:
        """
        The challenge of a type, such as "http-01". Nothing is sent.

        Raises `ChallengeNotOfferedError`, whose message lists what is offered.
        """
        return Challenge._from(self._client, make("acme_authorization_challenge", self, type))

    @property
    def challenges(self) -> Tuple[Challenge, ...]:
        """All challenges. Nothing is sent."""
        with self._handle.shared() as pointer:
            count = get("acme_authorization_challenge_count", pointer)
            return tuple(
                Challenge._from(self._client, make("acme_authorization_challenge_at", pointer, index))
                for index in range(count)
            )
