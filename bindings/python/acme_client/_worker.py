"""
The threads that make the calls of the main thread. One that has made its call waits a while for the next: a new thread
costs as much as half of the C library's work for a certificate, for its cryptography keeps things for each.
"""

from __future__ import annotations

import os
import threading
from queue import Empty, SimpleQueue
from typing import Callable, List, Optional

Task = Callable[[Callable[[], None]], None]
"""What a worker is to do. It calls what it is given when the worker may take the next."""

# How many seconds it waits for the next task.
_PATIENCE = 1

_idle: List["Worker"] = []
os.register_at_fork(after_in_child=_idle.clear)


class Worker:
    """A thread that does one task after the other."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[Task] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="acme_client", daemon=True)
        self._stays = True

    def begin(self, task: Task) -> None:
        self._tasks.put(task)
        if not self._thread.ident:
            self._thread.start()

    def _work(self) -> None:
        while self._stays:
            task = self._next()
            if task is None:
                return
            task(self._rest)
            del task

    def _next(self) -> Optional[Task]:
        while True:
            try:
                return self._tasks.get(timeout=_PATIENCE)
            except Empty:
                try:
                    _idle.remove(self)
                    return None
                except ValueError:
                    pass  # it was just taken, so that a task will come

    def _rest(self) -> None:
        """One worker waits for the next call; those of calls within calls end."""
        self._stays = not _idle
        if self._stays:
            _idle.append(self)


def worker() -> Worker:
    """One that has nothing to do."""
    try:
        return _idle.pop()
    except IndexError:
        return Worker()
