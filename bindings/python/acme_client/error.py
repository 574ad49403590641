"""Errors: what went wrong, with everything the server said about it (RFC 8555, section 6.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional, Tuple

from .constants import Status


@dataclass(frozen=True)
class Subproblem:
    """What the server said about one identifier (RFC 8555, section 6.7.1)."""

    type: str | None
    """Its type, such as "urn:ietf:params:acme:error:caa"."""
    detail: str | None
    """The server's words."""
    identifier_type: str | None
    """The type of the identifier, such as "dns"."""
    identifier: str | None
    """The identifier, such as "www.example.com"."""


class AcmeError(Exception):
    """
    A failure. `str(error)` is all of it as text: a line that says what it was about, at which step, and what kind of
    failure; then the server's detail; then a line for each subproblem. Each `Status` has a class of its own below this one.
    """

    status: Status = Status.OK
    """What kind of failure it is."""

    step: Optional[str] = None
    """The step of the protocol, such as "newOrder"; None when nothing of the protocol had begun."""
    subject: Optional[str] = None
    """What the call was about, such as "order for example.com", or None."""
    problem_type: Optional[str] = None
    """The problem document's type, such as "urn:ietf:params:acme:error:rateLimited"; None when the server sent none."""
    title: Optional[str] = None
    """The problem document's title, or None."""
    detail: Optional[str] = None
    """The problem document's detail: the server's own words. Or None."""
    instance: Optional[str] = None
    """The problem document's instance, or None."""
    http_status: Optional[int] = None
    """The HTTP status of the answer; None when it was not an answer that failed."""
    retry_after: Optional[float] = None
    """How many seconds the server asks to wait before the next attempt, or None."""
    help_url: Optional[str] = None
    """The URL of a page about the failure that the server names, or None."""
    action_url: Optional[str] = None
    """The URL of a page that the user must visit before the call can succeed, or None."""
    subproblems: Tuple[Subproblem, ...] = ()
    """What the server said about single identifiers."""
    problem: Optional[dict[str, Any]] = None
    """The whole problem document as the server sent it, or None."""
    state: Optional[str] = None
    """After an obtain that failed: the state to go on from, as secret as the key in it. Or None."""

    @property
    def message(self) -> str:
        """The whole text."""
        return str(self)


class LibraryError(AcmeError):
    """About the call and the library: statuses 1 to 29."""


class NetworkError(AcmeError):
    """Network and TLS: statuses 30 to 49."""


class ServerError(AcmeError):
    """An answer that is malformed or that forbids going on: statuses 50 to 99."""


class ProblemError(AcmeError):
    """What the server refused by an error type of ACME: statuses 100 to 199."""


class ClosedError(LibraryError, ValueError):
    """An object was used after it was closed."""

    status = Status.INVALID_ARGUMENT


class InUseError(LibraryError, RuntimeError):
    """An object was used while a call that changes it is under way on the same thread, or was when the process forked."""

    status = Status.INVALID_ARGUMENT
