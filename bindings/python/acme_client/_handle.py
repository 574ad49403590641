"""Owns one object of the C library, and keeps the rule of the header: const is shared, everything else is alone."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import Any, Callable, Iterator, List, Optional, Tuple

from ._frame import SLICE, cancels
from .error import ClosedError, InUseError
from .problem import CancelledError

# One for all objects, held for a few instructions; a forked child takes a new one.
_guard = threading.Condition()


def _renew_guard() -> None:
    global _guard
    _guard = threading.Condition()


os.register_at_fork(after_in_child=_renew_guard)


User = Tuple[int, int]
"""A thread: its process and its number there."""


def _me() -> User:
    return os.getpid(), threading.get_ident()


def _wait(noun: str) -> None:
    """Waits until an object may be free, as long as nobody ends the calls of this thread."""
    ends = cancels()
    if any(cancel.is_triggered for cancel in ends):
        raise CancelledError(f"{noun}: cancelled while waiting for a call that uses it")
    _guard.wait(SLICE if ends else None)


class Handle:
    """A pointer, who uses it, and the function that frees it."""

    __slots__ = ("_closed", "_free", "_noun", "_owner", "_pointer", "_sharers")

    def __init__(self, pointer: Any, free: Callable[[Any], None], noun: str) -> None:
        self._pointer = pointer
        self._free = free
        self._noun = noun
        self._closed = False
        self._sharers: List[User] = []
        self._owner: Optional[User] = None

    @property
    def closed(self) -> bool:
        return self._closed

    def _open(self) -> Any:
        """Waits until nobody has it alone."""
        me = _me()
        while self._owner is not None:
            if self._owner == me:
                raise InUseError(f"{self._noun}: a call of this thread that changes it is under way")
            if self._owner[0] != me[0]:
                raise InUseError(f"{self._noun}: a call that changes it was under way when the process forked")
            _wait(self._noun)
        if self._closed:
            raise ClosedError(f"{self._noun}: it is closed")
        return self._pointer

    def _shared_here(self) -> bool:
        """Whether a call of this process has it; those of the process that forked do not count."""
        me = _me()
        if me in self._sharers:
            raise InUseError(f"{self._noun}: a call of this thread that uses it is under way")
        return any(user[0] == me[0] for user in self._sharers)

    @contextmanager
    def shared(self) -> Iterator[Any]:
        """The pointer, for calls that take it as const. It is not freed before the end."""
        me = _me()
        with _guard:
            pointer = self._open()
            self._sharers.append(me)
        try:
            yield pointer
        finally:
            with _guard:
                self._sharers.remove(me)
            self._let_go()

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """The pointer, for calls that change it."""
        with _guard:
            pointer = self._open()
            while self._shared_here():
                _wait(self._noun)
                pointer = self._open()
            self._owner = _me()
        try:
            yield pointer
        finally:
            with _guard:
                self._owner = None
            self._let_go()

    def close(self) -> None:
        """Takes no new calls, and frees the object as soon as no call uses it. Closing again does nothing."""
        self._closed = True
        self._let_go()

    def _let_go(self) -> None:
        """Wakes who waits, and frees what is closed and unused."""
        pointer = None
        with _guard:
            _guard.notify_all()
            used = self._owner is not None or any(user[0] == os.getpid() for user in self._sharers)
            if self._closed and not used:
                pointer, self._pointer = self._pointer, None
        if pointer is not None:
            self._free(pointer)

    def __del__(self) -> None:
        pointer, self._pointer = getattr(self, "_pointer", None), None
        if pointer is not None:
            self._free(pointer)
