"""Clients: one authority and one account key."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, Optional, Tuple, Union

from ._call import call, make, new_token
from ._call import text as taken_text
from ._convert import epoch
from ._library import lib
from ._native import Native
from .account import Account, AccountParams, Contact, ExternalAccount
from .authorization import Authorization
from .cancel import Cancel
from .certificate import Certificate
from .challenge import Challenge
from .directory import Directory
from .dns_record import DnsRecord, record_of
from .error import AcmeError
from .identifier import Identifier
from .key import lent_key
from .obtain import ObtainParams
from .options import Options
from .order import Order, OrderParams
from .orders import Orders
from .renewal import RenewalInfo
from .resource import Resource
from .revocation import RevocationReason, reason_code
from .signer import Signer
from .solver import Solver
from .store import Store

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .key import KeyLike
    from .obtain import ObtainOptions
    from .options import ClientOptions
    from .order import OrderOptions

Names = Union[str, Identifier, Iterable[Union[str, Identifier]]]
"""DNS names, "*." allowed in front, in any script, and IP addresses; or `Identifier`s of any type."""


class Client(Native):
    """
    A client of one authority with one account key. It keeps the directory, connections and nonces: make one and use it for
    everything, from several threads if you like. After a fork the child goes on with connections of its own.

    Every call that goes to the network raises a `NetworkError`, `TimedOutError`, or what the server refused. Ctrl-C ends a
    call of the main thread at once.
    """

    _type = "acme_client"
    _free = "acme_client_free"
    _cancels: Tuple[Cancel, ...] = ()
    _keep: Tuple[Any, ...] = ()

    def __init__(self, directory: str, key: "Union[KeyLike, Signer]", **options: "Unpack[ClientOptions]") -> None:
        """
        Makes a client. Nothing is sent yet. Times are in seconds.

        - `directory`: the URL of the authority's directory (RFC 8555, section 7.1.1), such as `LETS_ENCRYPT`
        - `key`: the account's private key, or a `Signer`
        - `account_url`: the account URL, when it is known from before
        - `ca_file`, `ca_pem`: certificates to trust beside the system's: PEM files or PEM texts, one or several
        - `system_roots`: whether to trust the certificates that the system trusts; True by default
        - `client_certificate`: chain (PEM) and key to show to a server that asks for one
        - `proxy`: "http://host:port"; None for none. By default the environment says which
        - `user_agent`: words for the front of the User-Agent header
        - `accept_language`: the languages of the server's error texts; "en" by default
        - `connect_timeout`, `request_timeout`, `operation_timeout`: how long a connection (10), one request (30), one call with
          all its requests (300) may take
        - `attempts`: how often a request that failed in passing is sent; 4 by default
        - `retry_window`: how long after its first failure a request is still sent again; 15 by default
        - `longest_wait`: the longest Retry-After that a call waits for; 10 by default
        - `nonce_attempts`: how often a request is sent when the server refuses its nonce; 10 by default
        - `http_on_loopback`: whether http:// URLs are allowed for this machine; for tests
        - `transport`: sends requests instead of the library's own HTTP

        Raises `InvalidArgumentError`, `ForbiddenUrlError` or `FileError`, naming the option.
        """
        with Options(directory, **options) as made:
            self._keep = (made.transport,)
            if isinstance(key, Signer):
                self._keep = (made.transport, key)
                self._own(make("acme_client_new_with_signer", made, key))
                return
            with lent_key(key, "key") as lent:
                self._own(make("acme_client_new", made, lent))

    @classmethod
    def from_credentials(cls, directory: str, credentials: str, **options: "Unpack[ClientOptions]") -> "Client":
        """
        Makes a client of the account that a document of `credentials` holds. Nothing is sent yet.

        Raises `InvalidCredentialsError`, `WrongDirectoryError` when it belongs to another directory, else as `Client`.
        """
        with Options(directory, **options) as made:
            client = cls._of(make("acme_client_from_credentials", made, credentials))
            client._keep = (made.transport,)
        return client

    @classmethod
    def from_store(
        cls,
        directory: str,
        store: Store,
        *,
        contact: Contact = None,
        terms_of_service_agreed: bool = False,
        external_account: Optional[ExternalAccount] = None,
        cancel: Optional[Cancel] = None,
        **options: "Unpack[ClientOptions]",
    ) -> "Client":
        """
        Makes a client of the account that a store keeps. The first call makes key and account and stores them; several
        processes that begin at once get one account. Otherwise as `from_credentials` and `new_account`.

        - `cancel`: ends this call, and those of the client
        """
        cancels = () if cancel is None else (_required(cancel),)
        who = AccountParams(contact, terms_of_service_agreed, external_account)
        with Options(directory, **options) as made, who as params, ExitStack() as stack:
            token = new_token(stack, cancels)
            call("acme_client_options_set_cancel", made, token)
            client = cls._of(make("acme_client_from_store", made, store, params, token=token))
            client._cancels, client._keep = cancels, (made.transport,)
        return client

    def with_cancel(self, cancel: Cancel) -> "Client":
        """
        Derives a client whose calls `cancel` ends, beside what ends those of this one. It is cheap, and shares account,
        directory, connections and nonces with this one; each may be closed before the other.
        """
        cancels = (*self._cancels, _required(cancel))
        with _token() as token:
            derived = type(self)._of(make("acme_client_with_cancel", self, token))
        derived._cancels = cancels
        derived._keep = self._keep
        return derived

    @property
    def account_url(self) -> Optional[str]:
        """The account URL, as far as it is known; None when it is not yet. Nothing is sent."""
        return taken_text("acme_client_account_url", self)

    def credentials(self) -> str:
        """
        The account as one JSON document, as secret as the key in it. Nothing is sent.

        Raises `UnsupportedError` when the client signs through a `Signer`.
        """
        return taken_text("acme_client_credentials", self) or ""

    @property
    def directory(self) -> Directory:
        """The directory, which is fetched once in the life of a client. Raises `InvalidDirectoryError`."""
        return Directory._of(make("acme_client_directory", self))

    def new_account(
        self,
        contact: Contact = None,
        *,
        terms_of_service_agreed: bool = False,
        external_account: Optional[ExternalAccount] = None,
        only_return_existing: bool = False,
    ) -> Account:
        """
        Makes the account of the client's key, or finds it when it exists (RFC 8555, section 7.3).

        - `contact`: one contact URL, such as "mailto:ops@example.com", or several
        - `terms_of_service_agreed`: agrees to `Directory.terms_of_service`
        - `external_account`: binds it to one that the authority knows from elsewhere
        - `only_return_existing`: finds the account but makes none

        Raises `AccountDoesNotExistError` when it was only to be found, `ExternalAccountRequiredError`,
        `UserActionRequiredError` when the terms must be agreed to.
        """
        who = AccountParams(contact, terms_of_service_agreed, external_account, only_return_existing)
        with who as params:
            return Account._from(self, make("acme_client_new_account", self, params))

    def account(self) -> Account:
        """Reads the client's account. Raises `AccountDoesNotExistError` when its key has none."""
        return Account._from(self, make("acme_client_account", self))

    def change_key(self, key: "Union[KeyLike, Signer]") -> None:
        """
        Makes `key` the account's key, which signs from then on (RFC 8555, section 7.3.5). Keep it before this call. When it
        fails, the old key stays in use.
        """
        if isinstance(key, Signer):
            self._keep = (*self._keep, key)
            call("acme_client_change_key_to_signer", self, key)
            return
        with lent_key(key, "key") as lent:
            call("acme_client_change_key", self, lent)

    def new_order(self, names: Names, **options: "Unpack[OrderOptions]") -> Order:
        """
        Places an order (RFC 8555, section 7.4).

        - `names`: what the certificate is for
        - `not_before`, `not_after`: the wanted validity; most authorities refuse it
        - `profile`, `profile_optional`: one of `Directory.profiles`, and whether the default will do without it
        - `replaces`, `replaces_optional`: the certificate that the new one replaces (RFC 9773, section 5), and whether the
          order is placed as a new one where that one has a successor already
        - `ancestors`: for some of the names the name above them whose authorization shall count (RFC 9444)
        - `auto_renewal`: has the certificate renew itself (RFC 8739)

        Raises `InvalidProfileError`, `OrderMismatchError`, `UnsupportedOperationError`, or what the server refuses, such as
        `RejectedIdentifierError` or `RateLimitedError`.
        """
        with OrderParams(names, **options) as params:
            return Order._from(self, make("acme_client_new_order", self, params))

    def order(self, url: str) -> Order:
        """Reads an order by its URL. Raises `NotFoundError`, or `ForbiddenUrlError`."""
        return Order._from(self, make("acme_client_order", self, url))

    def orders(self) -> Orders:
        """
        Iterates over the account's orders (RFC 8555, section 7.1.2.1).

        Raises `UnsupportedOperationError` when the account has no list of orders.
        """
        return Orders._begin(self)

    def new_authorization(self, name: str, *, subdomains: bool = False) -> Authorization:
        """
        Asks for an authorization that orders will use later (RFC 8555, section 7.4.1).

        - `subdomains`: whether it shall count for the names below as well (RFC 9444)

        Raises `UnsupportedOperationError` when the directory does not offer it.
        """
        return Authorization._from(self, make("acme_client_new_authorization", self, name, subdomains))

    def authorization(self, url: str) -> Authorization:
        """Reads an authorization by its URL. Raises `NotFoundError`, or `ForbiddenUrlError`."""
        return Authorization._from(self, make("acme_client_authorization", self, url))

    def challenge(self, url: str) -> Challenge:
        """Reads a challenge by its URL; it does not know its identifier. Raises `NotFoundError`, or `ForbiddenUrlError`."""
        return Challenge._from(self, make("acme_client_challenge", self, url))

    def persistent_dns_record(
        self,
        name: str,
        *,
        issuer: Optional[str] = None,
        wildcard: bool = False,
        persist_until: Optional[datetime] = None,
    ) -> DnsRecord:
        """
        A record for dns-persist-01, which is put in place once and needs no order.

        - `issuer`: how the record names the authority; None for the first name that the directory gives
        - `wildcard`: whether it also allows wildcard names and subdomains
        - `persist_until`: until when it may be used; None for ever
        """
        until = epoch(persist_until, "persist_until") if persist_until is not None else 0
        return record_of(make("acme_client_persistent_dns_record", self, name, issuer, wildcard, until))

    def caa_record(self, methods: Iterable[str] = (), *, wildcard: bool = False) -> str:
        """
        The data of a CAA record that lets this authority alone issue, and that to this account alone (RFC 8659, RFC 8657).

        - `methods`: the challenge types that the authority may validate by; none for all
        - `wildcard`: whether the record is for wildcard names
        """
        listed = methods if isinstance(methods, str) else ",".join(methods)
        return taken_text("acme_client_caa_record", self, listed or None, wildcard) or ""

    def renewal_info(self, certificate: Union[Certificate, str]) -> RenewalInfo:
        """
        Asks when a certificate should be renewed (RFC 9773, section 4.1). No account is needed.

        - `certificate`: a certificate, or its `Certificate.ari_id`

        Raises `UnsupportedOperationError` when the directory has no renewalInfo, `NotFoundError`, `InvalidArgumentError`.
        """
        ari_id = certificate.ari_id if isinstance(certificate, Certificate) else certificate
        return RenewalInfo._of(make("acme_client_renewal_info", self, ari_id))

    def revoke(
        self,
        certificate: Certificate,
        reason: Union[RevocationReason, int, str, None] = None,
        *,
        key: "Optional[KeyLike]" = None,
    ) -> None:
        """
        Revokes a certificate (RFC 8555, section 7.6).

        - `reason`: a reason, its code, or its name such as "keyCompromise"
        - `key`: the certificate's own key, which needs no account; None for the account's

        Raises `AlreadyRevokedError`, `UnauthorizedError`, `UnsupportedOperationError`.
        """
        if key is None:
            call("acme_certificate_revoke", self, certificate, reason_code(reason))
            return
        with lent_key(key, "key") as lent:
            call("acme_certificate_revoke_with_key", self, certificate, lent, reason_code(reason))

    def obtain(
        self, names: Union[Names, ObtainParams], solver: Solver, **options: "Unpack[ObtainOptions]"
    ) -> Certificate:
        """
        Obtains a certificate: places an order, has a solver prove control of each name, sends the certificate request and
        downloads the certificate. The account must exist. What the solver presented is cleaned up on every way out.

        - `names`: what the certificate is for; or an `ObtainParams`, which stands for the options as well
        - `solver`: proves control of the names
        - `options`: those of `ObtainParams`

        Raises what the steps fail with; `AcmeError.state` of it is what to go on from. `ChallengeNotOfferedError` lists what
        was offered, `AuthorizationInvalidError` says which name could not be proven and why.
        """
        return self._obtain("acme_client_obtain", (), names, solver, options)

    def renew(
        self,
        certificate: Certificate,
        names: Union[Names, ObtainParams, None],
        solver: Solver,
        **options: "Unpack[ObtainOptions]",
    ) -> Certificate:
        """
        Obtains the successor of a certificate: as `obtain`, and the order names its predecessor where the server has
        renewal information (RFC 9773, section 5).

        - `names`: None for those of the predecessor
        """
        wanted = certificate.identifiers if names is None else names
        return self._obtain("acme_client_renew", (certificate,), wanted, solver, options)

    def _obtain(self, name: str, before: Tuple[Any, ...], names: Any, solver: Solver, options: Any) -> Certificate:
        if isinstance(names, ObtainParams) and options:
            raise TypeError("options beside an ObtainParams")
        params = names if isinstance(names, ObtainParams) else ObtainParams(names, **options)
        try:
            return Certificate._of(make(name, self, *before, params, solver))
        except AcmeError as error:
            error.state = params.state
            raise

    def get(self, url: str) -> Resource:
        """Reads a public resource with a GET."""
        return Resource._of(make("acme_client_get", self, url))

    def post(
        self, url: str, payload: "Union[Mapping[str, Any], str, None]" = None, *, accept: Optional[str] = None
    ) -> Resource:
        """
        Sends a POST that the account signs (RFC 8555, section 6.2).

        - `payload`: a document or JSON text; None for a POST-as-GET (RFC 8555, section 6.3)
        - `accept`: the Accept header
        """
        return Resource._of(make("acme_client_post", self, url, _json(payload), accept))


def _required(cancel: Any) -> Cancel:
    if not isinstance(cancel, Cancel):
        raise TypeError(f"cancel must be a Cancel, not {type(cancel).__name__}")
    return cancel


def _json(payload: Any) -> Optional[str]:
    return payload if payload is None or isinstance(payload, str) else json.dumps(dict(payload))


@contextmanager
def _token() -> Iterator[Any]:
    """A token of the C library that nobody triggers: those of the calls do."""
    pointer = make("acme_cancel_new")
    try:
        yield pointer
    finally:
        lib.acme_cancel_free(pointer)
