"""Orders (RFC 8555, sections 7.1.3 and 7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, Optional, Tuple, Union

from ._call import call, get, make
from ._convert import Moment, milliseconds, rfc3339, span
from ._native import Builder, Field, document, optional_text, text, texts
from ._open_enum import OpenStrEnum
from ._resource import ServerResource
from .authorization import Authorization
from .certificate import Certificate
from .chain_preference import ChainPreference
from .csr import Csr
from .identifier import Identifier, identifiers
from .onion_caa import OnionCaa, OnionCaaParams
from .problem_document import problem

if TYPE_CHECKING:
    from typing import TypedDict

    from .star import AutoRenewal

    class OrderOptions(TypedDict, total=False):
        """What a new order may ask for besides its names."""

        not_before: Optional[Moment]
        not_after: Optional[Moment]
        profile: Optional[str]
        profile_optional: Optional[bool]
        replaces: Optional[Union[str, Certificate]]
        replaces_optional: Optional[bool]
        ancestors: Optional[Mapping[str, str]]
        auto_renewal: Optional[AutoRenewal]


class OrderStatus(OpenStrEnum):
    """The status of an order (RFC 8555, section 7.1.6)."""

    PENDING = "pending"
    READY = "ready"
    PROCESSING = "processing"
    VALID = "valid"
    INVALID = "invalid"


class OrderParams(Builder):
    """For the library itself: what a new order asks for."""

    _type = "acme_order_params"
    _free = "acme_order_params_free"

    def __init__(self, names: Any, **options: Any) -> None:
        self._begin("acme_order_params_new")
        for name in [names] if isinstance(names, (str, Identifier)) else names:
            self._add(name)
        for name, value in options.items():
            if value is not None:
                self._set(name, value)

    def _add(self, name: Any) -> None:
        if not isinstance(name, Identifier):
            call("acme_order_params_add_name", self, name)
        elif name.type == "dns":
            call("acme_order_params_add_dns", self, name.value)
        elif name.type == "ip":
            call("acme_order_params_add_ip", self, name.value)
        else:
            call("acme_order_params_add_identifier", self, *name)

    def _set(self, name: str, value: Any) -> None:
        if name == "not_before":
            call("acme_order_params_set_not_before", self, rfc3339(value, name))
        elif name == "not_after":
            call("acme_order_params_set_not_after", self, rfc3339(value, name))
        elif name == "profile":
            call("acme_order_params_set_profile", self, value)
        elif name == "profile_optional":
            call("acme_order_params_set_profile_optional", self, value)
        elif name == "replaces":
            call("acme_order_params_set_replaces", self, value.ari_id if isinstance(value, Certificate) else value)
        elif name == "replaces_optional":
            call("acme_order_params_set_replaces_optional", self, value)
        elif name == "ancestors":
            for below, above in value.items():
                call("acme_order_params_set_ancestor", self, below, above)
        elif name == "auto_renewal":
            star = (rfc3339(value.start, "start"), rfc3339(value.end, "end"))
            lifetime = span(value.lifetime, "lifetime") // 1000
            call("acme_order_params_set_auto_renewal", self, *star, lifetime, value.allow_get)
            adjust = span(value.lifetime_adjust, "lifetime_adjust") // 1000
            call("acme_order_params_set_auto_renewal_adjust", self, adjust)
        else:
            raise TypeError(f"an order has no option {name}")


class Order(ServerResource):
    """
    An order as the server showed it last. It is pending until each of its authorizations is valid, then ready to be
    finalized, then processing, then valid: its certificate can be downloaded. From any of these it can turn invalid.
    """

    _type = "acme_order"
    _free = "acme_order_free"

    url = text("acme_order_url")
    """The order URL."""
    status: Field[OrderStatus] = Field(lambda pointer: OrderStatus(get("acme_order_status", pointer)))
    """The status."""
    expires = optional_text("acme_order_expires")
    """When the server forgets the order, as RFC 3339 writes it, or None."""
    not_before = optional_text("acme_order_not_before")
    """The requested start of validity, as RFC 3339 writes it, or None."""
    not_after = optional_text("acme_order_not_after")
    """The requested end of validity, as RFC 3339 writes it, or None."""
    identifiers = identifiers("acme_order")
    """What the certificate is for."""
    authorization_urls: Field[Tuple[str, ...]] = Field(
        lambda pointer: tuple(texts(pointer, "acme_order_authorization_count", "acme_order_authorization_url"))
    )
    """The URLs of its authorizations."""
    finalize_url = text("acme_order_finalize_url")
    """The URL that the certificate request is sent to."""
    certificate_url = optional_text("acme_order_certificate_url")
    """The URL of the certificate; None until the order is valid."""
    star_certificate_url = optional_text("acme_order_star_certificate_url")
    """The URL of the certificate of the day (RFC 8739), or None."""
    profile = optional_text("acme_order_profile")
    """The certificate profile, or None."""
    replaces = optional_text("acme_order_replaces")
    """The ARI id of the certificate that this one replaces (RFC 9773, section 5), or None."""
    problem = problem("acme_order")
    """Why the order is invalid, or None."""
    json = document("acme_order_json")
    """The order as the server sent it."""

    def refresh(self) -> "Order":
        """Reads the order again."""
        self._change("acme_order_refresh")
        return self

    def wait(self, timeout: Optional[float] = 300) -> "Order":
        """
        Waits until the order can go on: ready when this program has not finalized it yet, valid when it has.

        - `timeout`: in seconds; None for ever

        Raises `OrderInvalidError` with the server's problem, or `TimedOutError`.
        """
        self._change("acme_order_wait", milliseconds(timeout, "timeout"))
        return self

    def finalize(self, csr: Union[Csr, str, bytes, Any], onion_caa: Optional[Iterable[OnionCaa]] = None) -> "Order":
        """
        Sends the certificate request (RFC 8555, section 7.4); never blindly a second time. Keep its key before this call.

        - `csr`: a `Csr`, PEM, DER, or a request of the package `cryptography`
        - `onion_caa`: the CAA records of its onion services, where `Directory.onion_caa_required` (RFC 9799, section 6)

        Raises `InvalidArgumentError` when it names other identifiers than the order, `BadCsrError`, `OrderInvalidError`.
        """
        with Csr.lend(csr) as lent:
            if onion_caa is None:
                self._change("acme_order_finalize", lent)
                return self
            with OnionCaaParams(onion_caa) as params:
                self._change("acme_order_finalize_with_onion_caa", lent, params)
        return self

    def certificate(self, preference: Optional[ChainPreference] = None) -> Certificate:
        """
        Downloads the certificate of a valid order (RFC 8555, section 7.4.2) and checks it against names and key.

        Raises `CertificateNotReadyError`, `InvalidChainError`, `CertificateMismatchError`, or `ChainNotFoundError` when no
        chain that the server offers is the preferred one.
        """
        return Certificate._of(make("acme_order_certificate", self._client, self, preference))

    def star_certificate(self) -> Certificate:
        """Downloads the certificate of the day of an order that renews itself (RFC 8739)."""
        return Certificate._of(make("acme_order_star_certificate", self._client, self))

    def cancel(self) -> "Order":
        """Ends the renewal of an order that renews itself (RFC 8739, section 3.1.2)."""
        self._change("acme_order_cancel")
        return self

    def authorization(self, index: int) -> Authorization:
        """Reads the authorization at `index`. Raises `InvalidArgumentError` when there is no such one."""
        return Authorization._from(self._client, make("acme_order_authorization", self._client, self, index))

    @property
    def authorizations(self) -> Iterator[Authorization]:
        """Reads one authorization after the other."""
        return (self.authorization(index) for index in range(len(self.authorization_urls)))
