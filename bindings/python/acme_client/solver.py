"""Solvers: who makes visible what the authority asks to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable, Optional, Union

from ._call import call, make
from ._convert import milliseconds
from ._frame import Given
from ._library import ffi
from ._native import Native
from .presentation import Batch, steps

if TYPE_CHECKING:
    from os import PathLike

Step = Callable[[Batch], Given[None]]
"""A step of a solver of functions. What it raises ends the call and is raised by it."""


def address(host: str, port: int) -> str:
    """Host and port as the C library wants them; an empty host is all addresses of both families."""
    if isinstance(port, bool) or not isinstance(port, int):
        raise TypeError(f"port must be an integer, not {type(port).__name__}")
    if not 0 <= port <= 65535:
        raise ValueError(f"port is out of range: {port}")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Solver(Native):
    """
    Makes visible what the authority asks to see. One solver may be used by several calls at once, if its own functions may.
    """

    _type = "acme_solver"
    _free = "acme_solver_free"
    _keep: Any = None

    def add(self, other: "Solver") -> "Solver":
        """Adds what another solver can do, behind what this one can: each challenge type goes to the first that can do it."""
        call("acme_solver_add", self, other)
        self._keep = (self._keep, other._keep)
        return self

    def self_check(self, timeout: float = 120, http_port: int = 80) -> "Solver":
        """
        Has it look whether what it presented can be seen, before the authority is asked to look: key authorizations of
        http-01 as a web client, TXT records at every server of their zone. What cannot be seen in time is
        `NotVisibleError`.

        - `timeout`: how long to wait at most, in seconds
        - `http_port`: where the authority asks for http-01
        """
        call("acme_solver_self_check", self, milliseconds(timeout, "timeout"), http_port)
        return self


class Webroot(Solver):
    """http-01 for a web server that runs already: writes files into .well-known/acme-challenge below its root."""

    def __init__(self, root: "Union[str, PathLike[str]]") -> None:
        """`root`: the folder of the web server's documents."""
        self._own(make("acme_solver_webroot", root))


class Http01Server(Solver):
    """http-01 with a server of its own, which listens while something is presented."""

    def __init__(self, port: int = 80, host: str = "") -> None:
        """`host`: the address to listen at; "" for all. That the port is in use is `AddressInUseError` when it presents."""
        self._own(make("acme_solver_http01_server", address(host, port)))


class Http01Stateless(Solver):
    """
    http-01 that answers any token with the thumbprint of the account's key, so that every machine behind a load balancer
    can answer. It listens from now on until it is closed.
    """

    def __init__(self, thumbprint: str, port: int = 80, host: str = "") -> None:
        """`thumbprint`: `Key.thumbprint` of the account's key. Raises `AddressInUseError` or `SolverFailedError`."""
        self._own(make("acme_solver_http01_stateless", address(host, port), thumbprint))


class TlsAlpn01Server(Solver):
    """tls-alpn-01 (RFC 8737) with a server of its own, which listens while something is presented."""

    def __init__(self, port: int = 443, host: str = "") -> None:
        """As `Http01Server`."""
        self._own(make("acme_solver_tls_alpn01_server", address(host, port)))


class DnsUpdate(Solver):
    """dns-01 that updates DNS zones (RFC 2136); where _acme-challenge is an alias, the record goes to where that leads."""

    def __init__(
        self,
        server: str,
        *,
        key_name: Optional[str] = None,
        secret: Optional[str] = None,
        algorithm: Optional[str] = None,
        zone: Optional[str] = None,
        resolver: Optional[str] = None,
    ) -> None:
        """
        - `server`: takes updates: a name or an address, with a port unless that is 53
        - `key_name`, `secret`: the key that signs updates (TSIG, RFC 8945), the secret in base64; None for none
        - `algorithm`: "hmac-sha256", which None stands for, and others
        - `zone`: the zone; None to ask the server for it
        - `resolver`: the server to ask for aliases; None for the system's
        """
        self._own(make("acme_solver_dns_update", server, key_name, algorithm, secret, zone, resolver))


class CertbotHook(Solver):
    """Calls hooks written for certbot's --manual-auth-hook and --manual-cleanup-hook, which are shell commands."""

    def __init__(self, auth_hook: str, cleanup_hook: Optional[str] = None, challenge_type: str = "dns-01") -> None:
        """`challenge_type`: "dns-01" or "http-01"."""
        self._own(make("acme_solver_certbot_hook", auth_hook, cleanup_hook, challenge_type))


class DehydratedHook(Solver):
    """Calls a hook written for dehydrated."""

    def __init__(
        self, program: "Union[str, PathLike[str]]", challenge_type: str = "dns-01", *, chain: bool = False
    ) -> None:
        """`program`: its path; `chain`: whether it is called once for many challenges (HOOK_CHAIN)."""
        self._own(make("acme_solver_dehydrated_hook", program, challenge_type, chain))


class FunctionSolver(Solver):
    """A solver of functions. They are called on the thread that asked for the certificate."""

    def __init__(
        self, types: Iterable[str], present: Step, clean_up: Optional[Step] = None, ready: Optional[Step] = None
    ) -> None:
        """
        - `types`: the challenge types that it can do, the preferred one first, such as `["dns-01"]`
        - `present`: makes all presentations of a batch visible
        - `clean_up`: takes them away again, on every way out for what `present` was called with
        - `ready`: waits until they can be seen
        """
        for name, step in (("present", present), ("clean_up", clean_up), ("ready", ready)):
            if not callable(step) and (step is not None or name == "present"):
                raise TypeError(f"{name} must be callable, not {type(step).__name__}")
        listed = types if isinstance(types, str) else ",".join(types)
        self._keep = ffi.new_handle((present, ready, clean_up))
        functions = [steps[0], steps[1] if ready else ffi.NULL, steps[2]]
        self._own(make("acme_solver_new", listed, *functions, self._keep, ffi.NULL))
