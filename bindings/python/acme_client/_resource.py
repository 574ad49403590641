"""What accounts, orders, authorizations and challenges have in common: snapshots of what the server said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Type, TypeVar

from ._call import call
from ._native import Native

if TYPE_CHECKING:
    from .client import Client

R = TypeVar("R", bound="ServerResource")


class ServerResource(Native):
    """
    What the server said last of a resource. The attributes may be read by several threads at once; calls that change it
    come one after the other. On failure it stays as it is.
    """

    _client: Any = None

    @classmethod
    def _from(cls: Type[R], client: "Client", pointer: Any) -> R:
        made = cls._of(pointer)
        made._client = client
        return made

    def _change(self, name: str, *arguments: Any) -> None:
        """Makes a call that changes the resource, and reads it anew."""
        with self._handle.alone() as pointer:
            call(name, self._client, pointer, *arguments)
            self._values = self._read(pointer)

    def snapshot(self) -> Dict[str, Any]:
        """All attributes at one moment."""
        return dict(self._values)
