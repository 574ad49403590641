"""The C library's log lines go to the logger "acme_client" of `logging`."""

from __future__ import annotations

import logging
from typing import Any, Dict

from ._convert import text_of
from ._frame import logger
from ._library import ffi
from .constants import LogLevel

TRACE = 5
"""The level of `logging` for what is of use inside the library alone."""

LEVELS: Dict[int, int] = {
    LogLevel.ERROR: logging.ERROR,
    LogLevel.WARN: logging.WARNING,
    LogLevel.INFO: logging.INFO,
    LogLevel.DEBUG: logging.DEBUG,
    LogLevel.TRACE: TRACE,
}
"""The level of `logging` for each of the library's."""


@ffi.callback("void(void *, int32_t, char *)")  # type: ignore[untyped-decorator]
def _log(userdata: Any, level: int, line: Any) -> None:
    chosen = LEVELS.get(level, TRACE)
    if logger.isEnabledFor(chosen):
        logger.log(chosen, "%s", text_of(line))


function: Any = _log
"""For the library itself: the C function that takes a line. It runs on whichever thread is in the library."""


def wanted() -> LogLevel:
    """For the library itself: the least urgent level that a client asks for."""
    return LogLevel.TRACE if logger.isEnabledFor(TRACE) else LogLevel.DEBUG
