"""Transports: HTTP by other means than the library's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Mapping, Optional, Tuple, Union

from ._call import get, lent_bytes
from ._convert import c_text
from ._frame import Given, answer, finished
from ._library import ffi, lib
from .error import AcmeError

Headers = Union[Mapping[str, str], Iterable[Tuple[str, str]]]


@dataclass(frozen=True)
class Request:
    """One HTTP request. What is cancelled can be asked until the transport has returned."""

    method: str
    """"GET", "HEAD" or "POST"."""
    url: str
    """The absolute URL."""
    headers: Tuple[Tuple[str, str], ...]
    """Names in lower case, and values. Host and Content-Length are not among them."""
    body: bytes
    """The body, which only a POST has."""
    timeout: float
    """How many seconds are left until the request must have ended."""
    _pointer: Any = field(repr=False, compare=False)

    def is_cancelled(self) -> bool:
        """Whether the call was cancelled, so that the response is of no use any more."""
        return bool(self._pointer) and bool(lib.acme_request_is_cancelled(self._pointer))


@dataclass(frozen=True)
class Response:
    """What the server answered, of whatever status."""

    status: int
    """The HTTP status."""
    headers: Headers = ()
    """The headers; a name may come more than once."""
    body: bytes = b""
    """The body."""


Transport = Callable[[Request], Given[Response]]
"""
Sends a request and gives its response, on the thread that made the call; it follows no redirects and repeats nothing.
Raises a `NetworkError`, `CancelledError` or `TimedOutError` for what may pass and is tried again; whatever else it raises
ends the call and is raised by it.
"""


def _request(pointer: Any) -> Request:
    headers = tuple(
        (get("acme_request_header_name", pointer, index), get("acme_request_header_value", pointer, index))
        for index in range(get("acme_request_header_count", pointer))
    )
    return Request(
        method=get("acme_request_method", pointer),
        url=get("acme_request_url", pointer),
        headers=headers,
        body=lent_bytes("acme_request_body", pointer),
        timeout=get("acme_request_timeout_ms", pointer) / 1000,
        _pointer=pointer,
    )


def _fill(pointer: Any, response: Response) -> None:
    if not isinstance(response, Response):
        raise TypeError(f"the transport must return a Response, not {type(response).__name__}")
    lib.acme_response_set_status(pointer, response.status)
    pairs = response.headers.items() if isinstance(response.headers, Mapping) else response.headers
    for name, value in pairs:
        lib.acme_response_add_header(pointer, c_text(name, "header name"), c_text(value, "header value"))
    lib.acme_response_append_body(pointer, response.body, len(response.body))


@ffi.callback("int32_t(void *, acme_request *, acme_response *)", error=7)  # type: ignore[untyped-decorator]
def _send(userdata: Any, pointer: Any, response: Any) -> int:
    def work() -> Optional[int]:
        request = _request(pointer)
        try:
            _fill(response, finished(ffi.from_handle(userdata)(request), "transport"))
        except AcmeError as error:
            if error.status in (5, 6) or 30 <= error.status < 50:
                return int(error.status)
            raise
        finally:
            object.__setattr__(request, "_pointer", None)
        return None

    return int(answer(work))


function: Any = _send
"""For the library itself: the C function that calls a transport."""
