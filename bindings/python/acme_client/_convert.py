"""Values of Python as values of C, and back."""

from __future__ import annotations

import json
import math
import os
from datetime import datetime, timedelta, timezone
from typing import Any, Optional, Union

from ._library import ffi

Moment = Union[datetime, str]
"""A point in time: an aware `datetime`, or text as RFC 3339 writes it."""

_FOREVER_MS = 2**63


def text_of(pointer: Any) -> Optional[str]:
    """Text that the C library lends."""
    return None if pointer == ffi.NULL else ffi.string(pointer).decode("utf-8", "replace")


def bytes_of(pointer: Any, length: int) -> bytes:
    return b"" if pointer == ffi.NULL else bytes(ffi.buffer(pointer, length))


def milliseconds(seconds: Optional[float], name: str) -> int:
    """Seconds as milliseconds; None is as long as there is."""
    if seconds is None:
        return _FOREVER_MS
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(f"{name} must be a number of seconds, not {type(seconds).__name__}")
    if math.isnan(seconds) or seconds < 0:
        raise ValueError(f"{name} must not be negative: {seconds}")
    return min(_FOREVER_MS, math.ceil(seconds * 1000) if math.isfinite(seconds) else _FOREVER_MS)


def span(time: timedelta, name: str) -> int:
    """A length of time as milliseconds."""
    if not isinstance(time, timedelta):
        raise TypeError(f"{name} must be a timedelta, not {type(time).__name__}")
    return milliseconds(time.total_seconds(), name)


def epoch(moment: datetime, name: str) -> int:
    """A point in time as seconds since 1970-01-01 UTC."""
    if not isinstance(moment, datetime):
        raise TypeError(f"{name} must be a datetime, not {type(moment).__name__}")
    if moment.tzinfo is None:
        raise ValueError(f"{name} must have a time zone")
    return math.floor(moment.timestamp())


def moment_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)


def rfc3339(moment: Optional[Moment], name: str) -> Optional[str]:
    if moment is None or isinstance(moment, str):
        return moment
    return moment_of(epoch(moment, name)).strftime("%Y-%m-%dT%H:%M:%SZ")


def c_text(value: Any, name: str) -> Any:
    """Text for a `const char *`."""
    if value is None:
        return ffi.NULL
    if isinstance(value, str):
        data = value.encode("utf-8", "surrogateescape")
    elif isinstance(value, os.PathLike):
        data = os.fsencode(value)
    elif isinstance(value, bytes):
        data = value
    else:
        raise TypeError(f"{name} must be text, not {type(value).__name__}")
    if b"\0" in data:
        raise ValueError(f"{name} must not hold NUL")
    return data


def c_bytes(value: Any, name: str) -> bytes:
    """Bytes for a `const uint8_t *`."""
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError(f"{name} must be bytes, not {type(value).__name__}")
    return bytes(value)


def json_of(text: Optional[str]) -> Any:
    """A document as the server sent it."""
    return None if text is None else json.loads(text)
