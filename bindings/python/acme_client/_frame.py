"""
Calls under way: who runs the callbacks of each, what ends it, and what a callback raised.
"""

from __future__ import annotations

import atexit
import inspect
import logging
import threading
import time
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Awaitable, Callable, Iterator, List, Optional, Set, TypeVar, Union

from ._library import lib
from .constants import Status

logger = logging.getLogger("acme_client")
logger.addHandler(logging.NullHandler())

R = TypeVar("R")
Given = Union[R, Awaitable[R]]
"""What a callback gives: a value, or in `acme_client.aio` an awaitable that gives it."""

# How often a wait looks whether a signal took away what it waits for.
SLICE = 0.1
# How many seconds the end of the interpreter waits for calls that it has cancelled.
_LAST_WAIT = 5

_threads = threading.local()
_live: Set["Frame"] = set()  # the calls under way that may wait for the network
_ending = threading.Event()  # set when the interpreter ends


class Job:
    """A callback that the calling thread is to run."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._taken = threading.Lock()
        self._under_way = threading.Lock()
        self._under_way.acquire()
        self._result: Any = None
        self._failure: Optional[BaseException] = None

    def run(self) -> None:
        if not self._taken.acquire(blocking=False):
            return
        try:
            self._result = self._work()
        except BaseException as failure:
            self._failure = failure
        finally:
            self._under_way.release()

    def result(self, repost: Callable[[], None]) -> Any:
        while not self._under_way.acquire(timeout=SLICE):
            if not self._taken.locked():
                repost()  # a signal may have taken it out of the queue unseen
        if self._failure is not None:
            raise self._failure
        return self._result


class Frame:
    """One call under way: who runs its callbacks, what ends it, and what a callback raised."""

    def __init__(self) -> None:
        self.jobs: Optional[SimpleQueue[Optional[Job]]] = None
        self.token: Any = None
        self.failure: Optional[BaseException] = None
        self.ended = False  # by what a callback raised, which the C library does not hear of
        self.given_up = False  # by the main thread; the worker goes on and tidies up
        self.abandoned = False  # by a task; its own thread goes on and tidies up

    def cancel(self) -> bool:
        """Ends the call; False when nothing can."""
        if self.token is not None:
            lib.acme_cancel_trigger(self.token)
        return self.token is not None

    def run(self, work: Callable[[], Any]) -> Any:
        """Runs a callback on the thread that made the call."""
        if self.jobs is None:
            return work()
        job, jobs = Job(work), self.jobs

        jobs.put(job)
        return job.result(lambda: jobs.put(job))


@contextmanager
def task(cancel: Any, await_result: Callable[[Any, bool], Any]) -> Iterator[None]:
    """Within it, `cancel` ends the calls of this thread, and awaitables that callbacks give are awaited by `await_result`."""
    _threads.cancels = (cancel,)
    _threads.await_result = await_result
    try:
        yield
    finally:
        del _threads.cancels, _threads.await_result


def finished(result: Any, name: str, tidying: bool = False) -> Any:
    """
    What a callback of the user's gave; what is awaitable is awaited. `name`: the callback's, for errors; `tidying`: whether
    it is to run to its end though the task is cancelled.
    """
    if not inspect.isawaitable(result):
        return result
    await_result: Optional[Callable[[Any, bool], Any]] = getattr(_threads, "await_result", None)
    if await_result is None:
        if inspect.iscoroutine(result):
            result.close()
        raise TypeError(f"{name} may be a coroutine function in acme_client.aio alone")
    return await_result(result, tidying)


def cancels() -> List[Any]:
    """What ends the calls of this thread."""
    return list(getattr(_threads, "cancels", ()))


def abandon(begun: List[Frame]) -> bool:
    """Whether the call of a thread is one that nothing can end: then it goes on, and nobody waits for it any more."""
    endless = [frame for frame in begun[:1] if frame.token is None and frame in _live]
    for frame in endless:
        frame.abandoned = True
    return bool(endless)


def frames() -> List[Frame]:
    """The calls under way on this thread, the innermost last."""
    if not hasattr(_threads, "frames"):
        _threads.frames = []
    found: List[Frame] = _threads.frames
    return found


def answer(work: Callable[[], Any], ends: bool = False, tidying: bool = False) -> Any:
    """
    Runs a callback's work for the C library. The first failure is kept for the call to raise, and ACME_STATUS_CALLBACK
    returned. `ends`: the C library does not look at what is returned, so the call is cancelled. `tidying`: what it raises
    is logged alone, so that it does not hide how the call went.
    """
    frame = frames()[-1]
    try:
        return frame.run(work) or 0
    except BaseException as failure:
        if tidying and isinstance(failure, Exception):
            logger.error("a callback failed, the call did not", exc_info=failure)
            return int(Status.CALLBACK)
        if frame.failure is None or (isinstance(frame.failure, Exception) and not isinstance(failure, Exception)):
            frame.failure = failure
        if ends:
            frame.ended = frame.cancel()
        return int(Status.CALLBACK)


@contextmanager
def under_way(frame: Frame) -> Iterator[None]:
    """Within it, the end of the interpreter ends the call."""
    _live.add(frame)
    try:
        if _ending.is_set():
            raise RuntimeError("the interpreter is about to end")
        yield
    finally:
        _live.discard(frame)


@atexit.register
def _end_calls() -> None:
    """Ends what daemon threads have begun: no callback may come into an interpreter that is gone."""
    _ending.set()
    deadline = time.monotonic() + _LAST_WAIT
    while time.monotonic() < deadline:
        waiting = [frame for frame in list(_live) if not frame.abandoned]
        for frame in waiting:
            frame.cancel()
        if not waiting:
            return
        time.sleep(0.001)
