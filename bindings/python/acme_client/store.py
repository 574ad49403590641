"""Stores: where managed certificates are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable, Optional, Union

from ._call import call, make, octets
from ._convert import bytes_of, c_bytes, c_text, text_of
from ._frame import Given, answer, finished
from ._library import ffi, lib
from ._native import Native
from .constants import Status

if TYPE_CHECKING:
    from os import PathLike


class Store(Native):
    """
    A place for documents, with names such as "example.com/record.json". It may be used by several threads at once.
    """

    _type = "acme_store"
    _free = "acme_store_free"
    _keep: Any = None

    def read(self, name: str) -> Optional[bytes]:
        """Reads a document; None when there is none, or it is empty."""
        return octets("acme_store_read", self, name)

    def write(self, name: str, data: bytes, *, private: bool = False) -> None:
        """Writes a document, whole or not at all; `private`: for the owner's eyes alone."""
        call("acme_store_write", self, name, data, len(data), private)

    def remove(self, name: str) -> None:
        """Removes a document; one that is not there is removed already."""
        call("acme_store_remove", self, name)


class FolderStore(Store):
    """A folder, which several processes of this machine may use at once. Private documents have mode 0600."""

    def __init__(self, path: "Union[str, PathLike[str]]") -> None:
        """`path`: the folder, which is made when it is not there. Raises `FileError` when that cannot be done."""
        self._own(make("acme_store_folder", path))


class FunctionStore(Store):
    """
    A store over a database that many machines share, say: a subclass defines the functions below. They are called on the
    thread that made the call, with names that were checked. What they raise is raised by the call.
    """

    def __init__(self) -> None:
        self._keep = ffi.new_handle(self)
        functions = (_read, _write, _list, _remove, _lock, _unlock)
        self._own(make("acme_store_new", *functions, self._keep, ffi.NULL))

    def on_read(self, name: str) -> Given[Optional[bytes]]:
        """Gives a document, or None."""
        raise NotImplementedError

    def on_write(self, name: str, data: bytes, private: bool) -> Given[None]:
        """Writes a document so that whoever reads it finds the old one or the new one, whole."""
        raise NotImplementedError

    def on_list(self, prefix: str) -> Given[Iterable[str]]:
        """Gives every name that begins with `prefix`."""
        raise NotImplementedError

    def on_remove(self, name: str) -> Given[None]:
        """Removes a document; one that is not there is removed already."""
        raise NotImplementedError

    def on_lock(self, name: str, holder: str, lease: float) -> Given[bool]:
        """
        Takes the lock `name` for `holder` until `lease` seconds from now, in one step: when nobody holds it, when its lease
        has run out, or when `holder` holds it already, which prolongs it. Otherwise it gives False.
        """
        raise NotImplementedError

    def on_unlock(self, name: str, holder: str) -> Given[None]:
        """Gives the lock `name` back when `holder` holds it, and does nothing otherwise."""
        raise NotImplementedError


def _ask(userdata: Any, work: Callable[[FunctionStore], Any], tidying: bool = False) -> int:
    return int(answer(lambda: work(ffi.from_handle(userdata)), tidying=tidying))


@ffi.callback("int32_t(void *, char *, acme_store_answer *)", error=7)  # type: ignore[untyped-decorator]
def _read(userdata: Any, name: Any, found: Any) -> int:
    def work(store: FunctionStore) -> None:
        document = finished(store.on_read(text_of(name) or ""), "on_read")
        if document is not None:
            data = c_bytes(document, "document")
            lib.acme_store_answer_set_document(found, data, len(data))

    return _ask(userdata, work)


@ffi.callback("int32_t(void *, char *, uint8_t *, size_t, bool)", error=7)  # type: ignore[untyped-decorator]
def _write(userdata: Any, name: Any, data: Any, length: int, private: bool) -> int:
    def work(store: FunctionStore) -> None:
        finished(store.on_write(text_of(name) or "", bytes_of(data, length), bool(private)), "on_write")

    return _ask(userdata, work)


@ffi.callback("int32_t(void *, char *, acme_store_answer *)", error=7)  # type: ignore[untyped-decorator]
def _list(userdata: Any, prefix: Any, found: Any) -> int:
    def work(store: FunctionStore) -> None:
        for name in finished(store.on_list(text_of(prefix) or ""), "on_list"):
            lib.acme_store_answer_add_name(found, c_text(name, "name"))

    return _ask(userdata, work)


@ffi.callback("int32_t(void *, char *)", error=7)  # type: ignore[untyped-decorator]
def _remove(userdata: Any, name: Any) -> int:
    return _ask(userdata, lambda store: finished(store.on_remove(text_of(name) or ""), "on_remove") and None)


@ffi.callback("int32_t(void *, char *, char *, uint64_t)", error=7)  # type: ignore[untyped-decorator]
def _lock(userdata: Any, name: Any, holder: Any, lease: int) -> int:
    def work(store: FunctionStore) -> int:
        taken = finished(store.on_lock(text_of(name) or "", text_of(holder) or "", lease / 1000), "on_lock")
        return 0 if taken else int(Status.LOCKED)

    return _ask(userdata, work)


@ffi.callback("void(void *, char *, char *)")  # type: ignore[untyped-decorator]
def _unlock(userdata: Any, name: Any, holder: Any) -> None:
    def work(store: FunctionStore) -> None:
        finished(store.on_unlock(text_of(name) or "", text_of(holder) or ""), "on_unlock", tidying=True)

    _ask(userdata, work, tidying=True)
