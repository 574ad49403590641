"""Keys: made, read, written, and those of cryptography."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from acme_client import InvalidKeyError, Key, KeyKind, UnsupportedKeyError, WrongPassphraseError


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        (KeyKind.EC_P256, "ES256"),
        (KeyKind.EC_P384, "ES384"),
        (KeyKind.EC_P521, "ES512"),
        (KeyKind.RSA_2048, "RS256"),
        (KeyKind.ED25519, "EdDSA"),
    ],
)
def test_a_key_comes_back_from_pem_and_der(kind: KeyKind, algorithm: str) -> None:
    key = Key.generate(kind)
    assert (key.kind, key.algorithm) == (kind, algorithm)
    for same in (Key.from_pem(key.to_pem()), Key.from_der(key.to_der()), Key.from_pem(key.to_pem("pass"), "pass")):
        assert (same.thumbprint, same.kind) == (key.thumbprint, kind)
    assert key.jwk["kty"] in ("EC", "RSA", "OKP")


def test_what_is_no_key_is_refused_by_its_own_class() -> None:
    with pytest.raises(InvalidKeyError):
        Key.from_pem("-----BEGIN NOTHING-----")
    with pytest.raises(InvalidKeyError):
        Key.from_der(b"\x30\x00")
    with pytest.raises(WrongPassphraseError):
        Key.from_pem(Key.generate().to_pem("right"), "wrong")
    with pytest.raises(UnsupportedKeyError):
        Key.from_cryptography(ec.generate_private_key(ec.SECP256K1()))


def test_keys_of_cryptography_are_taken_and_given() -> None:
    for theirs in (
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 2048),
    ):
        back = Key.from_cryptography(theirs).to_cryptography()
        assert back.public_key() == theirs.public_key()


def test_a_closed_key_is_said_to_be_closed() -> None:
    with Key.generate() as key:
        assert key.thumbprint
    assert key.closed
    key.close()
    with pytest.raises(ValueError, match="Key: it is closed"):
        key.to_pem()
    with pytest.raises(ValueError, match="closed"):
        key.__enter__()
