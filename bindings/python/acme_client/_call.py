"""
The crossing into the C library.

A call that may wait for the network runs on another thread when it comes from the main thread, which waits for it and so
hears of Ctrl-C at once: the call is cancelled, its end awaited, and KeyboardInterrupt raised. Callbacks run on the
thread that made the call, and what they raise is raised by the call.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from queue import Empty, SimpleQueue
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from . import _handle
from ._convert import bytes_of, c_bytes, c_text, text_of
from ._failure import take_error
from ._frame import SLICE, Frame, Job, cancels, frames, logger, under_way
from ._library import ffi, lib
from ._parameters import PARAMETERS
from ._worker import worker
from .constants import Status

# What takes a client and sends nothing.
_LOCAL = frozenset(
    {
        "acme_client_account_url",
        "acme_client_credentials",
        "acme_client_with_cancel",
        "acme_challenge_key_authorization",
        "acme_challenge_dns01_value",
        "acme_challenge_tls_alpn01_certificate",
        "acme_manager_new",
    }
)
# What waits for the network though it takes no client, and is given a token; and what waits for the processor, which nothing
# ends: making a key of 4096 bits takes seconds.
_WAITING = frozenset({"acme_client_from_store", "acme_manager_run_pending", "acme_key_generate"})


class Signature:
    """A function of the C library, and how its arguments are made."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.function = getattr(lib, name)
        self.type = ffi.typeof(self.function)
        self.parameters = PARAMETERS[name]
        self.fails = self.type.result.cname == "int32_t" and self.parameters[-1:] == (("error", False),)
        self.takes_client = self.parameters[:1] == (("client", True),)
        self.waits = name in _WAITING or (self.takes_client and name not in _LOCAL)

    def argument(self, stack: ExitStack, index: int, value: Any) -> Any:
        kind, (name, const) = self.type.args[index], self.parameters[index]
        if isinstance(value, ffi.CData):
            return value
        if kind.kind == "pointer":
            return self._pointer(stack, kind.item, name, const, value)
        if kind.cname == "_Bool":
            return bool(value)
        if kind.kind == "primitive" and kind.cname != "double":
            return _integer(kind, name, value)
        return ffi.NULL if value is None else value

    @staticmethod
    def _pointer(stack: ExitStack, item: Any, name: str, const: bool, value: Any) -> Any:
        noun = item.cname.replace("struct ", "")
        if item.cname == "char":
            return c_text(value, name)
        if item.cname == "uint8_t" and value is not None:
            return c_bytes(value, name)
        if value is None:
            return ffi.NULL
        handle = getattr(value, "_handle", None)
        if not isinstance(handle, _handle.Handle) or getattr(value, "_type", None) != noun:
            wanted = "".join(word.capitalize() for word in noun.split("_")[1:])
            raise TypeError(f"{name} must be of the class {wanted}, not {type(value).__name__}")
        return stack.enter_context(handle.shared() if const else handle.alone())


def _integer(kind: Any, name: str, value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    try:
        return int(ffi.cast(kind, value)) if int(ffi.cast(kind, value)) == value else _refuse(name, value)
    except OverflowError:
        return _refuse(name, value)


def _refuse(name: str, value: int) -> int:
    raise ValueError(f"{name} is out of range: {value}")


_signatures: Dict[str, "Signature"] = {}


def signature(name: str) -> Signature:
    found = _signatures.get(name)
    if found is None:
        found = _signatures[name] = Signature(name)
    return found


def call(name: str, *arguments: Any, outs: Tuple[Any, ...] = (), token: Any = None) -> Any:
    """
    Calls a function with Python's values; objects are held for the length of the call. `outs` are the C pointers in front
    of `error`, `token` ends a call that takes no client. Raises what failed; gives what a function that cannot fail returns.
    """
    chosen = signature(name)
    with ExitStack() as stack:
        values = [chosen.argument(stack, index, value) for index, value in enumerate(arguments)]
        values.extend(outs)
        if not chosen.fails:
            return _plain(chosen, values)
        error = ffi.new("acme_error **")
        frame = Frame()
        frame.token = token
        interruption = None
        if chosen.waits:
            stack.enter_context(under_way(frame))
        if chosen.takes_client and chosen.waits and arguments[0] is not None:
            frame.token, values[0] = derive(stack, arguments[0], values[0])
        if chosen.waits and threading.current_thread() is threading.main_thread():
            status, interruption = _on_worker(chosen, frame, values, error, outs)
        else:
            status = _cross(chosen, frame, values, error)
        _finish(frame, status, error, interruption, outs)
    return None


def _plain(chosen: Signature, values: List[Any]) -> Any:
    frame = Frame()
    begun = frames()
    begun.append(frame)
    try:
        result = chosen.function(*values)
    finally:
        begun.pop()
    if frame.failure is not None:
        raise frame.failure
    return result


def _cross(chosen: Signature, frame: Frame, values: List[Any], error: Any) -> int:
    begun = frames()
    begun.append(frame)
    try:
        return int(chosen.function(*values, error))
    finally:
        begun.pop()


def new_token(stack: ExitStack, given: Iterable[Any]) -> Any:
    """A token for one call. The given cancels trigger it, and those of the thread."""
    token, error = ffi.new("acme_cancel **"), ffi.new("acme_error **")
    if lib.acme_cancel_new(token, error):
        raise take_error(error)
    stack.callback(lib.acme_cancel_free, token[0])
    for cancel in [*given, *cancels()]:
        stack.enter_context(cancel.ends(token[0]))
    return token[0]


def derive(stack: ExitStack, client: Any, pointer: Any) -> Tuple[Any, Any]:
    """A token for one call, and the client derived with it. The cancels of client and thread trigger it."""
    token = new_token(stack, getattr(client, "_cancels", ()))
    derived, error = ffi.new("acme_client **"), ffi.new("acme_error **")
    if lib.acme_client_with_cancel(pointer, token, derived, error):
        raise take_error(error)
    stack.callback(lib.acme_client_free, derived[0])
    return token, derived[0]


def _on_worker(
    chosen: Signature, frame: Frame, values: List[Any], error: Any, outs: Tuple[Any, ...]
) -> Tuple[int, Optional[BaseException]]:
    """
    Has a worker make the call; callbacks come back to this thread. A call that nothing can end is given up when it is
    interrupted: the worker frees what it has when it ends.
    """
    jobs: SimpleQueue[Optional[Job]] = SimpleQueue()
    frame.jobs = jobs
    status: List[int] = []
    begun = threading.Lock()  # whoever takes it decides: the worker makes the call, or nobody does

    def work(rest: Callable[[], None]) -> None:
        if not begun.acquire(blocking=False):
            return rest()
        try:
            status.append(_cross(chosen, frame, values, error))
        except BaseException as raised:
            frame.failure = raised
            status.append(int(Status.CALLBACK))
        if frame.given_up:
            lib.acme_error_clear(error)
            _drop(outs)
        rest()
        jobs.put(None)

    interruption: Optional[BaseException] = None
    started = False
    while True:
        try:
            if not started:
                started = True
                worker().begin(work)
            while not status:
                _run_next(jobs)
            return status[0], interruption
        except BaseException as raised:
            interruption = interruption or raised
            if begun.acquire(blocking=False):
                raise  # an interrupted start does not tell whether a worker has it
            if not frame.cancel() and not status:
                frame.given_up = True
                raise


def _run_next(jobs: SimpleQueue[Optional[Job]]) -> None:
    try:
        job = jobs.get(timeout=SLICE)
    except Empty:
        return
    if job is not None:
        job.run()


def _finish(
    frame: Frame, status: int, error: Any, interruption: Optional[BaseException], outs: Tuple[Any, ...]
) -> None:
    """Raises what is to be raised when a call has ended."""
    failure = frame.failure
    grave = interruption or (failure if failure is not None and not isinstance(failure, Exception) else None)
    refused = take_error(error, status) if status else None
    if grave is not None:
        _drop(outs)
        raise grave
    if refused is None:
        if failure is not None:
            logger.error("a callback failed, the call did not", exc_info=failure)
        return
    if failure is not None and (status == Status.CALLBACK or (status == Status.CANCELLED and frame.ended)):
        raise failure
    raise refused from failure


def _drop(outs: Tuple[Any, ...]) -> None:
    """Frees what a call gave that nobody will get."""
    for out in outs:
        item = ffi.typeof(out).item
        if item.kind != "pointer" or out[0] == ffi.NULL:
            continue
        if item.cname == "char *":
            lib.acme_string_free(out[0])
        elif item.item.kind == "struct":
            getattr(lib, item.item.cname.replace("struct ", "") + "_free")(out[0])
        out[0] = ffi.NULL


def make(name: str, *arguments: Any, token: Any = None) -> Any:
    """Calls a function that gives an object; None where it gives NULL."""
    out = ffi.new(ffi.typeof(getattr(lib, name)).args[-2])
    call(name, *arguments, outs=(out,), token=token)
    return None if out[0] == ffi.NULL else out[0]


def text(name: str, *arguments: Any) -> Optional[str]:
    """Calls a function that hands over text, and frees it."""
    out = ffi.new("char **")
    call(name, *arguments, outs=(out,))
    try:
        return text_of(out[0])
    finally:
        lib.acme_string_free(out[0])


def octets(name: str, *arguments: Any) -> Optional[bytes]:
    """Calls a function that hands over bytes, and frees them."""
    out, length = ffi.new("uint8_t **"), ffi.new("size_t *")
    call(name, *arguments, outs=(out, length))
    try:
        return None if out[0] == ffi.NULL else bytes_of(out[0], length[0])
    finally:
        lib.acme_bytes_free(out[0], length[0])


# Functions that only read, and whether they give text.
_accessors: Dict[str, Tuple[Any, bool]] = {}


def get(name: str, *arguments: Any) -> Any:
    """Calls an accessor; text comes as str or None."""
    found = _accessors.get(name)
    if found is None:
        function = getattr(lib, name)
        found = _accessors[name] = function, ffi.typeof(function).result.cname == "char *"
    function, gives_text = found
    result = function(*arguments)
    return text_of(result) if gives_text else result


def lent_bytes(name: str, *arguments: Any) -> bytes:
    """Calls an accessor that lends bytes."""
    length = ffi.new("size_t *")
    pointer = getattr(lib, name)(*arguments, length)
    return bytes_of(pointer, length[0])
