"""Options: what a client is told when it is made. The defaults are good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Optional, Tuple, Union

from . import log
from . import transport as transport_module
from ._call import call
from ._convert import milliseconds
from ._library import ffi
from ._native import Builder
from .key import lent_key

if TYPE_CHECKING:
    from os import PathLike
    from typing import TypedDict

    from .key import KeyLike
    from .transport import Transport

    Path = Union[str, bytes, PathLike[str]]

    class ClientOptions(TypedDict, total=False):
        """What a client may be told; see `Client`."""

        account_url: Optional[str]
        ca_file: Optional[Union[Path, Iterable[Path]]]
        ca_pem: Optional[Union[str, Iterable[str]]]
        system_roots: Optional[bool]
        client_certificate: Optional[Tuple[str, KeyLike]]
        proxy: Optional[str]
        user_agent: Optional[str]
        accept_language: Optional[str]
        connect_timeout: Optional[float]
        request_timeout: Optional[float]
        operation_timeout: Optional[float]
        attempts: Optional[int]
        retry_window: Optional[float]
        longest_wait: Optional[float]
        nonce_attempts: Optional[int]
        http_on_loopback: Optional[bool]
        transport: Optional[Transport]


_PLAIN = {
    "account_url": "acme_client_options_set_account_url",
    "system_roots": "acme_client_options_set_system_roots",
    "user_agent": "acme_client_options_set_user_agent",
    "accept_language": "acme_client_options_set_accept_language",
    "attempts": "acme_client_options_set_attempts",
    "nonce_attempts": "acme_client_options_set_nonce_attempts",
    "http_on_loopback": "acme_client_options_set_http_on_loopback",
}
_TIMES = {
    "connect_timeout": "acme_client_options_set_connect_timeout_ms",
    "request_timeout": "acme_client_options_set_request_timeout_ms",
    "operation_timeout": "acme_client_options_set_operation_timeout_ms",
    "retry_window": "acme_client_options_set_retry_window_ms",
    "longest_wait": "acme_client_options_set_longest_wait_ms",
}
_LISTS = {
    "ca_file": "acme_client_options_set_ca_file",
    "ca_pem": "acme_client_options_set_ca_pem",
}


class Options(Builder):
    """For the library itself: the options of a client."""

    _type = "acme_client_options"
    _free = "acme_client_options_free"

    def __init__(self, directory: str, **options: Any) -> None:
        self.transport: Any = None
        self._begin("acme_client_options_new", directory)
        call("acme_client_options_set_log", self, log.wanted(), log.function, ffi.NULL, ffi.NULL)
        for option, value in options.items():
            if option == "proxy":
                call("acme_client_options_set_proxy", self, value)
            elif value is not None:
                self._set(option, value)

    def _set(self, option: str, value: Any) -> None:
        if option in _PLAIN:
            call(_PLAIN[option], self, value)
        elif option in _TIMES:
            call(_TIMES[option], self, milliseconds(value, option))
        elif option in _LISTS:
            for one in value if isinstance(value, (list, tuple)) else [value]:
                call(_LISTS[option], self, one)
        elif option == "client_certificate":
            chain, key = value
            with lent_key(key, option) as lent:
                call("acme_client_options_set_client_certificate", self, chain, lent)
        elif option == "transport":
            if not callable(value):
                raise TypeError(f"transport must be callable, not {type(value).__name__}")
            self.transport = ffi.new_handle(value)
            function = transport_module.function
            call("acme_client_options_set_transport", self, function, self.transport, ffi.NULL)
        else:
            raise TypeError(f"a client has no option {option}")
