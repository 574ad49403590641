"""Cancellation: ends calls in flight, from any thread."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import Any, Iterator, List

from ._library import lib


class Cancel:
    """
    Ends the calls of the clients made with it: `client.with_cancel(cancel)`, `Client.from_store(..., cancel=cancel)`. There is
    no way back; the next piece of work takes a new one. All of it may be used by several threads at once.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._tokens: List[Any] = []
        self._triggered = False

    def trigger(self) -> None:
        """Ends the calls in flight within 100 ms, and all later ones at once, with `CancelledError`."""
        with self._lock:
            self._triggered = True
            for token in self._tokens:
                lib.acme_cancel_trigger(token)

    @property
    def is_triggered(self) -> bool:
        """Whether `trigger` was called."""
        with self._lock:
            return self._triggered or any(lib.acme_cancel_is_triggered(token) for token in self._tokens)

    @contextmanager
    def ends(self, token: Any) -> Iterator[None]:
        """For the library itself: lets this end the call that has the token."""
        with self._lock:
            self._tokens.append(token)
            if self._triggered:
                lib.acme_cancel_trigger(token)
        try:
            yield
        finally:
            with self._lock:
                self._tokens.remove(token)
