"""Events: what an issuance is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Optional

from ._call import get
from ._frame import answer, finished
from ._library import ffi
from .constants import EventKind
from .identifier import Identifier


@dataclass(frozen=True)
class Event:
    """One thing that happened during `Client.obtain`. What it has nothing to say about is None or 0."""

    kind: EventKind
    """What happened."""
    name: str
    """The event's name, such as "validated"."""
    step: Optional[str]
    """The protocol step that it belongs to, such as "newOrder"."""
    identifier: Optional[Identifier]
    """What it is about, without "*."."""
    challenge_type: Optional[str]
    """The type of the challenge that it is about, such as "http-01"."""
    done: int
    """How many authorizations of the order are valid by now."""
    total: int
    """How many authorizations the order has."""
    until: Optional[datetime]
    """When the next look will be."""
    attempt: int
    """The number of the attempt that failed."""
    url: Optional[str]
    """The order URL."""
    message: Optional[str]
    """What went wrong, as the text of an `AcmeError`."""
    problem_type: Optional[str]
    """The type of the server's problem document."""

    def __str__(self) -> str:
        parts = [self.name, self.identifier and self.identifier.value, self.challenge_type, self.url, self.message]
        return " ".join(str(part) for part in parts if part)


def _event(pointer: Any) -> Event:
    type_, value = (get(f"acme_event_identifier_{part}", pointer) for part in ("type", "value"))
    until = get("acme_event_until", pointer)
    return Event(
        kind=EventKind(get("acme_event_kind", pointer)),
        name=get("acme_event_name", pointer),
        step=get("acme_event_step", pointer),
        identifier=Identifier(type_, value) if value else None,
        challenge_type=get("acme_event_challenge_type", pointer),
        done=get("acme_event_done", pointer),
        total=get("acme_event_total", pointer),
        until=datetime.fromtimestamp(until / 1000, timezone.utc) if until else None,
        attempt=get("acme_event_attempt", pointer),
        url=get("acme_event_url", pointer),
        message=get("acme_event_message", pointer),
        problem_type=get("acme_event_problem_type", pointer),
    )


@ffi.callback("void(void *, acme_event *)")  # type: ignore[untyped-decorator]
def _take(userdata: Any, pointer: Any) -> None:
    event = _event(pointer)
    answer(lambda: finished(ffi.from_handle(userdata)(event), "events") and None, ends=True)


function: Any = _take
"""For the library itself: the C function that hands an event on."""
