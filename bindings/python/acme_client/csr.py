"""Certificate requests (PKCS #10, RFC 2986): what `Order.finalize` sends."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, Optional, Union

from ._call import call, lent_bytes, make
from ._native import Builder, Field, Native, text
from .identifier import Identifier
from .key import lent_key

if TYPE_CHECKING:
    from cryptography.x509 import CertificateSigningRequest

    from .key import KeyLike
    from .order import Order


class CsrParams(Builder):
    """For the library itself: what a certificate request asks for."""

    _type = "acme_csr_params"
    _free = "acme_csr_params_free"

    def __init__(self, names: Any, common_name: Optional[str], subject: Mapping[str, str], must_staple: bool) -> None:
        self._begin("acme_csr_params_new")
        for name in [names] if isinstance(names, (str, Identifier)) else names:
            self._add(name)
        if common_name is not None:
            call("acme_csr_params_set_common_name", self, common_name)
        for field, value in subject.items():
            call("acme_csr_params_add_subject", self, field, value)
        if must_staple:
            call("acme_csr_params_set_must_staple", self, True)

    def _add(self, name: Any) -> None:
        if not isinstance(name, Identifier):
            call("acme_csr_params_add_name", self, name)
        elif name.type == "dns":
            call("acme_csr_params_add_dns", self, name.value)
        elif name.type == "ip":
            call("acme_csr_params_add_ip", self, name.value)
        else:
            raise ValueError(f"a certificate request has no identifiers of the type {name.type}")


class Csr(Native):
    """A certificate request. It never changes and may be used by several threads at once."""

    _type = "acme_csr"
    _free = "acme_csr_free"

    der: Field[bytes] = Field(lambda pointer: lent_bytes("acme_csr_der", pointer))
    """The request in DER."""
    pem = text("acme_csr_pem")
    """The request in PEM."""

    def __init__(
        self,
        names: Iterable[Union[str, Identifier]],
        key: "KeyLike",
        *,
        common_name: Optional[str] = None,
        subject: Optional[Mapping[str, str]] = None,
        must_staple: bool = False,
    ) -> None:
        """
        Makes a request, signed by the certificate's key.

        - `names`: DNS names, "*." allowed in front, in any script, and IP addresses
        - `key`: the certificate's private key; keep it
        - `common_name`: a DNS name for the subject, at most 64 characters; authorities recommend to do without
        - `subject`: further fields by OpenSSL's names, such as "O"; public authorities ignore them
        - `must_staple`: whether the certificate may only be used with a stapled OCSP response (RFC 7633)

        Raises `InvalidArgumentError`, naming what is refused.
        """
        with CsrParams(names, common_name, subject or {}, must_staple) as params, lent_key(key, "key") as lent:
            self._own(make("acme_csr_new", params, lent))

    @classmethod
    def for_order(cls, order: "Order", key: "KeyLike") -> "Csr":
        """Makes a request for the identifiers of an order, with an empty subject. Keep the key."""
        with lent_key(key, "key") as lent:
            return cls._of(make("acme_csr_for_order", order, lent))

    @classmethod
    def from_der(cls, der: bytes) -> "Csr":
        """Reads a request that was made elsewhere and checks its signature. Raises `InvalidArgumentError`."""
        return cls._of(make("acme_csr_from_der", der, len(der)))

    @classmethod
    def from_pem(cls, pem: Union[str, bytes]) -> "Csr":
        """Reads a request that was made elsewhere and checks its signature. Raises `InvalidArgumentError`."""
        return cls._of(make("acme_csr_from_pem", pem))

    @classmethod
    def from_cryptography(cls, csr: "CertificateSigningRequest") -> "Csr":
        """Takes a request of the package `cryptography`."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return cls.from_der(csr.public_bytes(Encoding.DER))

    def to_cryptography(self) -> "CertificateSigningRequest":
        """The request as one of the package `cryptography`."""
        from cryptography.x509 import load_der_x509_csr

        return load_der_x509_csr(self.der)

    @classmethod
    @contextmanager
    def lend(cls, value: Any) -> Iterator[Optional["Csr"]]:
        """For the library itself: any kind of request as a `Csr`, which is freed when it was made here."""
        if value is None or isinstance(value, Csr):
            yield value
            return
        if isinstance(value, str) or (isinstance(value, bytes) and value.startswith(b"-----")):
            made = cls.from_pem(value)
        elif isinstance(value, bytes):
            made = cls.from_der(value)
        elif hasattr(value, "public_bytes") and hasattr(value, "is_signature_valid"):
            made = cls.from_cryptography(value)
        else:
            raise TypeError(f"csr must be a Csr, PEM, DER or one of cryptography, not {type(value).__name__}")
        with made:
            yield made
