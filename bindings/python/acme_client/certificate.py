"""Certificates with their chains (RFC 8555, section 7.4.2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, List, Tuple, Union

from ._call import get, lent_bytes, make
from ._native import Field, Native, moment, optional_text, text
from .identifier import identifiers
from .key import Key

if TYPE_CHECKING:
    from cryptography.x509 import Certificate as X509Certificate


def _ders(pointer: Any) -> Tuple[bytes, ...]:
    return tuple(
        lent_bytes("acme_certificate_der", pointer, index) for index in range(get("acme_certificate_count", pointer))
    )


class Certificate(Native):
    """A certificate and its issuers. It never changes and may be used by several threads at once."""

    _type = "acme_certificate"
    _free = "acme_certificate_free"

    chain_pem = text("acme_certificate_chain_pem")
    """The whole chain as PEM, byte for byte as the server sent it: what a web server wants."""
    leaf_pem = text("acme_certificate_leaf_pem")
    """The leaf alone as PEM."""
    issuers_pem = text("acme_certificate_issuers_pem")
    """The issuers without the leaf as PEM; "" when there are none."""
    chain_der: Field[Tuple[bytes, ...]] = Field(_ders)
    """The DER of each certificate, the leaf first."""
    not_before: Field[datetime] = moment("acme_certificate_not_before")
    """When the leaf becomes valid."""
    not_after: Field[datetime] = moment("acme_certificate_not_after")
    """When the leaf stops being valid."""
    serial = text("acme_certificate_serial")
    """The leaf's serial number in lower-case hexadecimal, two digits a byte."""
    issuer_name = text("acme_certificate_issuer_name")
    """The common name of the leaf's issuer, or its whole name when it has none."""
    identifiers = identifiers("acme_certificate")
    """The DNS names and IP addresses that the leaf names."""
    ari_id = optional_text("acme_certificate_ari_id")
    """The leaf's name in renewal information (RFC 9773, section 4.1); None without an Authority Key Identifier."""
    order_url = optional_text("acme_certificate_order_url")
    """The URL of the order that `Client.obtain` obtained it with; None for another certificate."""

    @classmethod
    def from_pem(cls, pem: Union[str, bytes]) -> "Certificate":
        """
        Reads a certificate that was kept, with or without its issuers, the leaf first.

        Raises `InvalidChainError`, saying which block is wrong.
        """
        return cls._of(make("acme_certificate_from_pem", pem))

    @classmethod
    def from_cryptography(cls, *chain: "X509Certificate") -> "Certificate":
        """Takes certificates of the package `cryptography`, the leaf first."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return cls.from_pem(b"".join(one.public_bytes(Encoding.PEM) for one in chain))

    def to_cryptography(self) -> List["X509Certificate"]:
        """The chain as certificates of the package `cryptography`, the leaf first."""
        from cryptography.x509 import load_der_x509_certificate

        return [load_der_x509_certificate(der) for der in self.chain_der]

    @property
    def key(self) -> Key:
        """
        The certificate's private key, where `Client.obtain` made or was given it.

        Raises `InvalidArgumentError` when the key is not known.
        """
        return Key._of(make("acme_certificate_key", self))

    @property
    def key_pem(self) -> str:
        """The certificate's private key as PEM (PKCS #8). Raises as `key`."""
        with self.key as key:
            return key.to_pem()
