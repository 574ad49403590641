"""Finds and loads the C library: the one inside the package, or the system's."""

from __future__ import annotations

import os
from typing import Any

from ._ffi import ffi as _ffi
from ._parameters import VERSION_NUMBER

ffi: Any = _ffi

VARIABLE = "ACME_CLIENT_LIBRARY"
_INSIDE = ("_native/native.so", "_native/native.dylib", "libacme_client.so", "libacme_client.dylib")


def spell(number: int) -> str:
    """A version number as text: 65536 * major + 256 * minor + patch."""
    return f"{number >> 16}.{number >> 8 & 255}.{number & 255}"


def _path() -> str:
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return chosen
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in _INSIDE:
        if os.path.exists(os.path.join(folder, name)):
            return os.path.join(folder, name)
    # It takes long to load, and only the system's library needs it.
    from ctypes.util import find_library

    found = find_library("acme_client")
    if found:
        return found
    raise ImportError(f"libacme_client is neither in {folder} nor installed; {VARIABLE} may name it")


def _load() -> Any:
    path = _path()
    try:
        library = ffi.dlopen(path)
        runtime = library.acme_version_number()
    except (OSError, AttributeError, ffi.error) as error:
        raise ImportError(f"{path} is no libacme_client that can be loaded: {error}") from None
    if runtime >> 16 != VERSION_NUMBER >> 16 or runtime < VERSION_NUMBER:
        raise ImportError(
            f"acme_client {spell(VERSION_NUMBER)} cannot use version {spell(runtime)} of libacme_client ({path}): "
            f"it needs the same major version, {spell(VERSION_NUMBER)} or later"
        )
    return library


lib: Any = _load()
