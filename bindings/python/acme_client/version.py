"""The version of this module and of the C library that runs, which may be newer."""

from __future__ import annotations

from ._call import call
from ._convert import text_of
from ._library import spell
from ._parameters import VERSION_NUMBER

__version__ = spell(VERSION_NUMBER)


def library_version() -> str:
    """The version of the C library, such as "1.0.0"."""
    return text_of(call("acme_version")) or ""


def library_version_number() -> int:
    """The version of the C library as a number: 65536 * major + 256 * minor + patch."""
    return int(call("acme_version_number"))
