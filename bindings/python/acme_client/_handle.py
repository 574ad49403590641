"""Owns one object of the C library, and keeps the rule of the header: const is shared, everything else is alone."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Optional, Tuple

from .error import ClosedError, InUseError

# One for all objects, held for a few instructions; a forked child takes a new one.
_guard = threading.Condition()


def _renew_guard() -> None:
    global _guard
    _guard = threading.Condition()


os.register_at_fork(after_in_child=_renew_guard)


class Handle:
    """A pointer, who uses it, and the function that frees it."""

    __slots__ = ("_free", "_noun", "_owner", "_pointer", "_shares")

    def __init__(self, pointer: Any, free: Callable[[Any], None], noun: str) -> None:
        self._pointer = pointer
        self._free = free
        self._noun = noun
        self._shares = 0
        self._owner: Optional[Tuple[int, int]] = None

    @property
    def closed(self) -> bool:
        return self._pointer is None

    def _take(self) -> Any:
        """Waits until nobody has it alone."""
        me = (os.getpid(), threading.get_ident())
        while self._owner is not None:
            if self._owner == me:
                raise InUseError(f"{self._noun}: a call of this thread that changes it is under way")
            if self._owner[0] != me[0]:
                raise InUseError(f"{self._noun}: a call that changes it was under way when the process forked")
            _guard.wait()
        if self._pointer is None:
            raise ClosedError(f"{self._noun}: it is closed")
        return self._pointer

    @contextmanager
    def shared(self) -> Iterator[Any]:
        """The pointer, for calls that take it as const. It is not freed before the end."""
        guard = _guard
        with guard:
            pointer = self._take()
            self._shares += 1
        try:
            yield pointer
        finally:
            self._release()

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """The pointer, for calls that change it."""
        me = (os.getpid(), threading.get_ident())
        with _guard:
            pointer = self._take()
            while self._shares or self._owner:
                _guard.wait()
                pointer = self._take()
            self._owner = me
        try:
            yield pointer
        finally:
            with _guard:
                self._owner = None
                _guard.notify_all()

    def _release(self) -> None:
        with _guard:
            self._shares -= 1
            if not self._shares:
                _guard.notify_all()

    def close(self) -> None:
        """Frees the object once, as soon as no call uses it. Closing again does nothing."""
        with _guard:
            if self._pointer is None:
                return
            self._take()
            while self._shares:
                _guard.wait()
                if self._pointer is None:
                    return
                self._take()
            pointer, self._pointer = self._pointer, None
        self._free(pointer)

    def __del__(self) -> None:
        pointer, self._pointer = getattr(self, "_pointer", None), None
        if pointer is not None:
            self._free(pointer)
