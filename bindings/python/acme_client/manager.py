"""Managers: certificates that are kept fresh."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, Optional, Tuple

from ._call import call, derive, get, make
from ._call import text as taken_text
from ._convert import epoch, milliseconds, moment_of, text_of
from ._failure import lent_error
from ._frame import Given, answer, finished
from ._library import ffi, lib
from ._native import Builder
from .certificate import Certificate
from .constants import ManagerAction
from .error import AcmeError
from .obtain import ObtainParams
from .renewal import RenewalOptions, now
from .solver import Solver
from .store import Store

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .client import Client
    from .obtain import ObtainOptions


@ffi.callback("int32_t(void *, char *, acme_certificate *)", error=7)  # type: ignore[untyped-decorator]
def _renewed(userdata: Any, name: Any, certificate: Any) -> int:
    def work() -> None:
        with Certificate._lent(certificate) as lent:
            finished(ffi.from_handle(userdata)(text_of(name), lent), "renewed")

    return int(answer(work))


class ManagerOptions(Builder):
    """How a manager works."""

    _type = "acme_manager_options"
    _free = "acme_manager_options_free"

    def __init__(
        self,
        *,
        renewal: Optional[RenewalOptions] = None,
        obtain: Optional[ObtainParams] = None,
        renewed: Optional[Callable[[str, Certificate], Given[None]]] = None,
        deploy_command: Optional[str] = None,
        deploy_timeout: float = 300,
    ) -> None:
        """
        - `renewal`: when certificates are renewed
        - `obtain`: deadline, bounds and events of each issuance; its names are not looked at
        - `renewed`: takes name and certificate of each renewed certificate, stored and in use by then, on the thread that
          runs the manager. `Certificate.key` can be asked for until it returns. When it raises, the certificate has failed
          in this run and is handed over again in a later one
        - `deploy_command`: a line for /bin/sh that is run for each renewed certificate, with ACME_NAME, ACME_IDENTIFIERS and
          others in its environment
        - `deploy_timeout`: how long the command may take, in seconds
        """
        self._kept: Dict[str, Any] = {"obtain": obtain}
        self._begin("acme_manager_options_new")
        if renewal is not None:
            call("acme_manager_options_set_renewal", self, renewal)
        if obtain is not None:
            call("acme_manager_options_set_obtain_params", self, obtain)
        if renewed is not None:
            self._kept["renewed"] = ffi.new_handle(renewed)
            call("acme_manager_options_set_renewed", self, _renewed, self._kept["renewed"], ffi.NULL)
        if deploy_command is not None:
            timeout = milliseconds(deploy_timeout, "deploy_timeout")
            call("acme_manager_options_set_deploy_command", self, deploy_command, timeout)


@dataclass(frozen=True)
class ManagedCertificate:
    """What a run did about one certificate."""

    name: str
    """The name that it is managed by."""
    action: ManagerAction
    """What was done."""
    error: Optional[AcmeError]
    """Why it failed; None when it did not."""
    look_again_at: datetime
    """When there may be something to do for it."""


@dataclass(frozen=True)
class ManagerReport:
    """What a run did about each certificate."""

    certificates: Tuple[ManagedCertificate, ...]
    """One entry for each managed certificate."""
    next_look: Optional[datetime]
    """When to run again: the earliest of these moments; None when nothing is managed."""

    def __iter__(self) -> Iterator[ManagedCertificate]:
        return iter(self.certificates)

    def __len__(self) -> int:
        return len(self.certificates)


def _managed(report: Any, index: int) -> ManagedCertificate:
    error = get("acme_manager_report_error", report, index)
    return ManagedCertificate(
        name=get("acme_manager_report_name", report, index),
        action=ManagerAction(get("acme_manager_report_action", report, index)),
        error=None if error == ffi.NULL else lent_error(error),
        look_again_at=moment_of(get("acme_manager_report_look_again_at", report, index)),
    )


class Manager:
    """
    Keeps the certificates of a store fresh. `add` says which there shall be, `run_pending` does what is due: call it at
    `ManagerReport.next_look`, or every few hours. Several threads, and several processes with one store, may do so at once.
    In a folder, NAME/current/chain.pem and NAME/current/key.pem are the certificate in use.
    """

    def __init__(
        self, client: "Client", store: Store, solver: Solver, options: Optional[ManagerOptions] = None
    ) -> None:
        """Client, store and solver must not be closed while the manager is used. Nothing is read or sent yet."""
        self._client = client
        self._parts = (store, solver, options)
        with ExitStack() as stack:
            self._pointer(stack, client)

    def _pointer(self, stack: ExitStack, client: Any) -> Any:
        """A manager of the C library for one call: so that each run has a token of its own."""
        pointer = make("acme_manager_new", client, *self._parts)
        stack.callback(lib.acme_manager_free, pointer)
        return pointer

    def add(self, names: Any, *, name: Optional[str] = None, **options: "Unpack[ObtainOptions]") -> str:
        """
        Manages a certificate from now on; the next run issues it. Gives the name that it is managed by.

        - `names`: as for `Client.obtain`, or an `ObtainParams`
        - `name`: a name for it; None to call it after the first of its names

        Raises `InvalidArgumentError` for a name that no store takes, and for options that are about a single certificate:
        key, request, validity, state.
        """
        params = names if isinstance(names, ObtainParams) else ObtainParams(names, **options)
        with ExitStack() as stack:
            return taken_text("acme_manager_add", self._pointer(stack, self._client), name, params) or ""

    def remove(self, name: str) -> None:
        """Manages a certificate no longer and removes all of it. Raises `LockedError` when a run is at work with it."""
        with ExitStack() as stack:
            call("acme_manager_remove", self._pointer(stack, self._client), name)

    def certificate(self, name: str) -> Optional[Certificate]:
        """The certificate in use, with its key; None when none was issued yet."""
        with ExitStack() as stack:
            found = make("acme_manager_certificate", self._pointer(stack, self._client), name)
            return None if found is None else Certificate._of(found)

    def run_pending(self, at: Optional[datetime] = None) -> ManagerReport:
        """
        Does what is due and tells of every managed certificate. What goes wrong with one of them is told in the report and
        tried again after 1 minute, 10 minutes, 100 minutes, then once a day.

        - `at`: the time; now by default

        Raises `CancelledError`, or what listing the store failed with.
        """
        with ExitStack() as stack:
            client = stack.enter_context(self._client._handle.shared())
            token, derived = derive(stack, self._client, client)
            manager = self._pointer(stack, derived)
            report = make("acme_manager_run_pending", manager, epoch(at or now(), "at"), token=token)
            stack.callback(lib.acme_manager_report_free, report)
            certificates = tuple(_managed(report, index) for index in range(get("acme_manager_report_count", report)))
            next_look = get("acme_manager_report_next_look", report)
            return ManagerReport(certificates, moment_of(next_look) if next_look else None)
