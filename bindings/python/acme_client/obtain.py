"""What `Client.obtain` is asked for: names, and everything else that has a default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Optional, Tuple, Union

from . import event as event_module
from ._call import call
from ._call import text as taken_text
from ._convert import Moment, milliseconds, rfc3339, text_of
from ._frame import Given, answer, finished
from ._library import ffi
from ._native import Builder
from .certificate import Certificate
from .chain_preference import ChainPreference
from .constants import KeyKind
from .csr import Csr
from .event import Event
from .identifier import Identifier
from .key import lent_key

if TYPE_CHECKING:
    from os import PathLike
    from typing import TypedDict

    from typing_extensions import Unpack

    from .key import KeyLike

    class ObtainOptions(TypedDict, total=False):
        """What a certificate may be asked for besides its names; see `ObtainParams`."""

        challenges: Optional[Iterable[str]]
        key: Optional[KeyLike]
        key_kind: Optional[KeyKind]
        csr: Optional[Union[Csr, str, bytes]]
        common_name: Optional[str]
        must_staple: Optional[bool]
        profile: Optional[str]
        not_before: Optional[Moment]
        not_after: Optional[Moment]
        chain_preference: Optional[ChainPreference]
        replaces: Optional[Union[str, Certificate]]
        timeout: Optional[float]
        parallel: Optional[int]
        order_rate: Optional[Tuple[int, int]]
        request_rate: Optional[Tuple[int, int]]
        state: Optional[str]
        state_file: Optional[Union[str, PathLike[str]]]
        state_sink: Optional[Callable[[str], Given[None]]]
        events: Optional[Callable[[Event], Given[None]]]


@ffi.callback("int32_t(void *, char *)", error=7)  # type: ignore[untyped-decorator]
def _keep_state(userdata: Any, state: Any) -> int:
    document = text_of(state)
    return int(answer(lambda: finished(ffi.from_handle(userdata)(document), "state_sink") and None))


_PLAIN = {
    "key_kind": "acme_obtain_params_set_key_kind",
    "common_name": "acme_obtain_params_set_common_name",
    "must_staple": "acme_obtain_params_set_must_staple",
    "profile": "acme_obtain_params_set_profile",
    "chain_preference": "acme_obtain_params_set_chain_preference",
    "parallel": "acme_obtain_params_set_parallel",
    "state": "acme_obtain_params_set_state",
    "state_file": "acme_obtain_params_set_state_file",
}
_MOMENTS = {
    "not_before": "acme_obtain_params_set_not_before",
    "not_after": "acme_obtain_params_set_not_after",
}
_RATES = {
    "order_rate": "acme_obtain_params_set_order_rate",
    "request_rate": "acme_obtain_params_set_request_rate",
}


class ObtainParams(Builder):
    """
    What `Client.obtain` is asked for. It keeps the state of a call that failed: called with it again, `obtain` goes on with
    the same order and key.
    """

    _type = "acme_obtain_params"
    _free = "acme_obtain_params_free"

    def __init__(
        self, names: Union[str, Identifier, Iterable[Union[str, Identifier]]], **options: "Unpack[ObtainOptions]"
    ) -> None:
        """
        - `names`: DNS names, "*." allowed in front, in any script, and IP addresses; or `Identifier`s of any type
        - `challenges`: challenge types in the order of preference; without any, the solver's order counts
        - `key`: the certificate's key; without one, a key of the kind `key_kind` is made
        - `csr`: a certificate request of one's own, whose names are those asked for
        - `common_name`: a DNS name for the subject, at most 64 characters; authorities recommend to do without
        - `must_staple`: whether the certificate may only be used with a stapled OCSP response (RFC 7633)
        - `profile`: one of `Directory.profiles`
        - `not_before`, `not_after`: the wanted validity; most authorities refuse it
        - `chain_preference`: which of several chains is wanted
        - `replaces`: the certificate that the new one replaces (RFC 9773, section 5)
        - `timeout`: how long the whole may take, in seconds; 600 by default
        - `parallel`: the most connections and threads; 16 by default
        - `order_rate`, `request_rate`: how many requests a second go to newNonce and newOrder, and to everything else, in the
          long run and at once after a pause; (18, 12) and (240, 120) by default
        - `state`: goes on from the state of an earlier call, `AcmeError.state`
        - `state_file`: keeps the state in a file and goes on from it; remove it once certificate and key are stored
        - `state_sink`: is handed the state before each step that cannot be undone, on the thread that called `obtain`
        - `events`: is handed each `Event`, on the thread that called `obtain`
        """
        self._kept: Dict[str, Any] = {}
        self._begin("acme_obtain_params_new")
        for name in [names] if isinstance(names, (str, Identifier)) else names:
            if isinstance(name, Identifier):
                call("acme_obtain_params_add_identifier", self, *name)
            else:
                call("acme_obtain_params_add_name", self, name)
        for option, value in options.items():
            if value is not None:
                self._set(option, value)

    def _set(self, option: str, value: Any) -> None:
        if option in _PLAIN:
            call(_PLAIN[option], self, value)
        elif option in _MOMENTS:
            call(_MOMENTS[option], self, rfc3339(value, option))
        elif option in _RATES:
            call(_RATES[option], self, *value)
        elif option == "timeout":
            call("acme_obtain_params_set_timeout", self, milliseconds(value, option))
        elif option == "challenges":
            for one in [value] if isinstance(value, str) else value:
                call("acme_obtain_params_add_challenge_type", self, one)
        elif option == "replaces":
            call("acme_obtain_params_set_replaces", self, value.ari_id if isinstance(value, Certificate) else value)
        else:
            self._set_object(option, value)

    def _set_object(self, option: str, value: Any) -> None:
        if option == "key":
            with lent_key(value, "key") as key:
                call("acme_obtain_params_set_key", self, key)
        elif option == "csr":
            with Csr.lend(value) as csr:
                call("acme_obtain_params_set_csr", self, csr)
        elif option in ("events", "state_sink"):
            if not callable(value):
                raise TypeError(f"{option} must be callable, not {type(value).__name__}")
            self._kept[option] = ffi.new_handle(value)
            setter = f"acme_obtain_params_set_{option}"
            function = event_module.function if option == "events" else _keep_state
            call(setter, self, function, self._kept[option], ffi.NULL)
        else:
            raise TypeError(f"obtain has no option {option}")

    @property
    def state(self) -> Optional[str]:
        """After an `obtain` that failed, the state to go on from, as secret as the key in it; None when there is none."""
        return taken_text("acme_obtain_params_state", self)
