"""Keys: private keys of accounts and of certificates, which must not be the same."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterator, Optional, Union

from ._call import get, make, octets
from ._call import text as taken_text
from ._native import Field, Native, text
from .constants import KeyKind

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    KeyLike = Union["Key", PrivateKeyTypes, str, bytes]


class Key(Native):
    """
    A private key. It never changes and may be used by several threads at once. Wherever a key is taken, one of
    `cryptography` will do as well, and so will PEM.
    """

    _type = "acme_key"
    _free = "acme_key_free"

    kind: Field[KeyKind] = Field(lambda pointer: KeyKind(get("acme_key_kind", pointer)))
    """Its kind; `KeyKind.OTHER` for RSA of another size."""
    algorithm = text("acme_key_algorithm")
    """The algorithm of its signatures as JWS names it: "ES256", "ES384", "ES512", "RS256" or "EdDSA" (RFC 7518)."""
    jwk: Field[Any] = Field(lambda pointer: json.loads(get("acme_key_jwk", pointer)))
    """The public half as a JWK (RFC 7638, section 3)."""
    thumbprint = text("acme_key_thumbprint")
    """The thumbprint of the public half: base64url of its SHA-256 (RFC 7638)."""

    @classmethod
    def generate(cls, kind: KeyKind = KeyKind.EC_P256) -> "Key":
        """Makes a key. RSA of 4096 bits takes a second or more."""
        return cls._of(make("acme_key_generate", kind))

    @classmethod
    def from_pem(cls, pem: Union[str, bytes], passphrase: Optional[str] = None) -> "Key":
        """
        Reads a key from PEM: PKCS #8, PKCS #1 or SEC 1, encrypted or not.

        Raises `InvalidKeyError`, `UnsupportedKeyError` when ACME has no algorithm for it, or `WrongPassphraseError`.
        """
        return cls._of(make("acme_key_from_pem", pem, passphrase))

    @classmethod
    def from_der(cls, der: bytes) -> "Key":
        """Reads a key from DER: PKCS #8, PKCS #1 or SEC 1, not encrypted. Raises as `from_pem`."""
        return cls._of(make("acme_key_from_der", der, len(der)))

    @classmethod
    def from_cryptography(cls, key: "PrivateKeyTypes") -> "Key":
        """Takes a private key of the package `cryptography`."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return cls.from_der(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    def to_pem(self, passphrase: Optional[str] = None) -> str:
        """Writes the key as PEM (PKCS #8); a passphrase encrypts it with AES-256."""
        return taken_text("acme_key_to_pem", self, passphrase) or ""

    def to_der(self) -> bytes:
        """Writes the key as DER (PKCS #8), not encrypted."""
        return octets("acme_key_to_der", self) or b""

    def to_cryptography(self) -> "PrivateKeyTypes":
        """The key as one of the package `cryptography`."""
        from cryptography.hazmat.primitives.serialization import load_der_private_key

        return load_der_private_key(self.to_der(), None)


@contextmanager
def lent_key(value: Any, name: str) -> Iterator[Optional[Key]]:
    """For the library itself: any kind of key as a `Key`, which is freed when it was made here."""
    if value is None or isinstance(value, Key):
        yield value
        return
    if isinstance(value, (str, bytes)):
        made = Key.from_pem(value)
    elif hasattr(value, "private_bytes"):
        made = Key.from_cryptography(value)
    else:
        raise TypeError(f"{name} must be a Key, PEM or a private key of cryptography, not {type(value).__name__}")
    with made:
        yield made
