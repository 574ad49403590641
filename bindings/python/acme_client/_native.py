"""What the classes have in common that stand for an object of the C library."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Callable, ClassVar, Dict, Generic, List, Optional, Type, TypeVar, overload

from ._call import call, get
from ._convert import json_of, moment_of
from ._handle import Handle
from ._library import lib

T = TypeVar("T")
N = TypeVar("N", bound="Native")


class Field(Generic[T]):
    """An attribute that is read from the C library once, when the object is made or refreshed."""

    def __init__(self, read: Callable[[Any], T]) -> None:
        self.read = read
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "Field[T]": ...

    @overload
    def __get__(self, instance: "Native", owner: type) -> T: ...

    def __get__(self, instance: Optional["Native"], owner: type) -> Any:
        return self if instance is None else instance._values[self._name]

    def __set__(self, instance: "Native", value: Any) -> None:
        raise AttributeError(f"{self._name} cannot be set")


def text(name: str) -> Field[str]:
    return Field(lambda pointer: get(name, pointer) or "")


def optional_text(name: str) -> Field[Optional[str]]:
    return Field(lambda pointer: get(name, pointer))


def number(name: str) -> Field[int]:
    return Field(lambda pointer: int(get(name, pointer)))


def flag(name: str) -> Field[bool]:
    return Field(lambda pointer: bool(get(name, pointer)))


def moment(name: str) -> Field[Any]:
    return Field(lambda pointer: moment_of(get(name, pointer)))


def document(name: str) -> Field[Any]:
    return Field(lambda pointer: json_of(get(name, pointer)))


def texts(pointer: Any, count: str, item: str) -> List[str]:
    """What a pair of accessors lists."""
    return [get(item, pointer, index) for index in range(get(count, pointer))]


class Native:
    """
    An object of the C library. It is freed when nobody refers to it any more, or by `close()`, or at the end of a `with`
    block; closing twice does nothing, using it afterwards raises `ClosedError`.
    """

    _type: ClassVar[str]
    _free: ClassVar[str]
    _fields: ClassVar[Dict[str, Field[Any]]] = {}
    _handle: Handle
    _values: Dict[str, Any]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._fields = {name: one for base in cls.__mro__ for name, one in vars(base).items() if isinstance(one, Field)}

    def _own(self, pointer: Any) -> None:
        """Takes the pointer over and reads the fields."""
        self._handle = Handle(pointer, getattr(lib, self._free), type(self).__name__)
        self._values = self._read(pointer)

    @classmethod
    def _of(cls: Type[N], pointer: Any) -> N:
        made = cls.__new__(cls)
        made._own(pointer)
        return made

    @classmethod
    def _lent(cls: Type[N], pointer: Any) -> N:
        """An object that belongs to the C library: closing it frees nothing."""
        made = cls.__new__(cls)
        made._handle = Handle(pointer, lambda _: None, cls.__name__)
        made._values = cls._read(pointer)
        return made

    @classmethod
    def _read(cls, pointer: Any) -> Dict[str, Any]:
        return {name: field.read(pointer) for name, field in cls._fields.items()}

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._handle.closed

    def close(self) -> None:
        """Frees the object; what it stands for stays. Calls that use it go on, and it is freed when they end."""
        self._handle.close()

    def __enter__(self: N) -> N:
        if self.closed:
            with self._handle.shared():
                pass
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} belongs to this process: it can be neither copied nor pickled")

    def __repr__(self) -> str:
        shown = {name: self._values[name] for name in ("url", "status", "type", "kind") if name in self._values}
        return f"<{type(self).__name__}{''.join(f' {name}={value!s}' for name, value in shown.items())}>"


class Builder(Native):
    """Parameters or options: an object whose setters keep the first bad value for the call that uses it."""

    def _begin(self, function: str, *arguments: Any) -> None:
        self._own(call(function, *arguments))
