"""Enumerations that take what a newer server or library says."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any


class OpenIntEnum(IntEnum):
    """An enumeration of numbers. One that this version does not know becomes a member of its own."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member


class OpenStrEnum(str, Enum):
    """An enumeration of words. One that this version does not know becomes a member of its own."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value.upper().replace("-", "_")
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
