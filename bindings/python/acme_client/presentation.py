"""Presentations: what a solver of functions is asked to make visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, List, Optional, Sequence, Union, overload

from ._call import get, make
from ._frame import answer, finished
from ._library import ffi, lib
from .challenge import Challenge
from .error import ClosedError


@dataclass(frozen=True)
class Presentation:
    """One thing to make visible so that the authority can validate an identifier."""

    type: str
    """The challenge's type, such as "dns-01"."""
    identifier: str
    """The DNS name or IP address to be validated, without "*."."""
    is_wildcard: bool
    """Whether it is for the wildcard of the identifier."""
    token: Optional[str]
    """The token; None for a type without one."""
    key_authorization: Optional[str]
    """The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1); None without a token."""
    http01_path: Optional[str]
    """Where http-01 is served; None without a token."""
    dns_name: Optional[str]
    """The full name of the TXT record, without a final dot; None for what no DNS record proves."""
    dns_value: Optional[str]
    """The value of the TXT record; None for what no DNS record proves."""
    thumbprint: str
    """The thumbprint of the account's key (RFC 7638)."""
    account_url: str
    """The account's URL."""
    _batch: "Batch"
    _index: int

    def challenge(self) -> Challenge:
        """
        The challenge, an object of its own whose attributes can be read; it has no client. To be asked for during the
        solver's step.
        """
        return Challenge._of(make("acme_presentation_challenge", self._batch._presentation(self._index)))


class Batch(Sequence[Presentation]):
    """The presentations of one round, to be used during the step that got it."""

    def __init__(self, pointer: Any) -> None:
        """For the library itself."""
        self._pointer = pointer
        self._items: List[Presentation] = [self._read(index) for index in range(get("acme_batch_count", pointer))]

    def _presentation(self, index: int) -> Any:
        return get("acme_batch_presentation", self._live(), index)

    def _live(self) -> Any:
        if self._pointer is None:
            raise ClosedError("Batch: the step that got it has ended")
        return self._pointer

    def _read(self, index: int) -> Presentation:
        pointer = self._presentation(index)
        return Presentation(
            type=get("acme_presentation_type", pointer),
            identifier=get("acme_presentation_identifier", pointer),
            is_wildcard=bool(get("acme_presentation_is_wildcard", pointer)),
            token=get("acme_presentation_token", pointer),
            key_authorization=get("acme_presentation_key_authorization", pointer),
            http01_path=get("acme_presentation_http01_path", pointer),
            dns_name=get("acme_presentation_dns_name", pointer),
            dns_value=get("acme_presentation_dns_value", pointer),
            thumbprint=get("acme_presentation_thumbprint", pointer),
            account_url=get("acme_presentation_account_url", pointer),
            _batch=self,
            _index=index,
        )

    @overload
    def __getitem__(self, index: int) -> Presentation: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Presentation]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Presentation, Sequence[Presentation]]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Presentation]:
        return iter(self._items)

    @property
    def timeout(self) -> float:
        """How many seconds are left until the step must have ended."""
        return float(get("acme_batch_timeout_ms", self._live())) / 1000

    @property
    def is_cancelled(self) -> bool:
        """Whether the call was cancelled, so that the step is of no use any more."""
        return bool(get("acme_batch_is_cancelled", self._live()))

    def _fail(self, reason: str) -> None:
        lib.acme_batch_fail(self._live(), reason.replace("\0", "").encode("utf-8", "replace"))

    def _end(self) -> None:
        self._pointer = None


def _step(position: int, name: str, tidying: bool = False) -> Any:
    @ffi.callback("int32_t(void *, acme_batch *)", error=7)  # type: ignore[untyped-decorator]
    def step(userdata: Any, pointer: Any) -> int:
        chosen = ffi.from_handle(userdata)[position]
        if chosen is None:
            return 0
        batch = Batch(pointer)

        def work() -> Any:
            return finished(chosen(batch), name, tidying) and None

        def told() -> Any:
            try:
                return work()
            except BaseException as error:
                batch._fail(f"{type(error).__name__}: {error}")
                raise

        try:
            return int(answer(told, tidying=tidying))
        finally:
            batch._end()

    return step


steps = (_step(0, "present"), _step(1, "ready"), _step(2, "clean_up", tidying=True))
"""For the library itself: the C functions that call present, ready and clean_up."""
