"""The list of an account's orders (RFC 8555, section 7.1.2.1), which few authorities keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator

from ._call import make
from ._native import Native
from .order import Order

if TYPE_CHECKING:
    from .client import Client


class Orders(Native, Iterator[Order]):
    """An iterator over the account's orders; pages are fetched as they are needed."""

    _type = "acme_orders"
    _free = "acme_orders_free"
    _client: "Client"

    @classmethod
    def _begin(cls, client: "Client") -> "Orders":
        made = cls._of(make("acme_client_orders", client))
        made._client = client
        return made

    def __iter__(self) -> "Orders":
        return self

    def __next__(self) -> Order:
        pointer: Any = make("acme_orders_next", self._client, self)
        if pointer is None:
            raise StopIteration
        return Order._from(self._client, pointer)
