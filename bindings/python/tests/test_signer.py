"""Keys that sign elsewhere."""

import threading
from typing import Callable, List

import pytest
from conftest import client_of, pebble, registered, world
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from acme_client import InvalidArgumentError, Key, Signer, UnsupportedError, UnsupportedKeyError


def signing(key: Key, seen: List[threading.Thread]) -> Callable[[bytes], bytes]:
    theirs = key.to_cryptography()
    assert isinstance(theirs, ec.EllipticCurvePrivateKey)

    def sign(message: bytes) -> bytes:
        seen.append(threading.current_thread())
        r, s = decode_dss_signature(theirs.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


def test_a_signer_makes_an_account_on_the_thread_of_the_call() -> None:
    key, seen = Key.generate(), []  # type: ignore[var-annotated]
    client = registered(pebble(), Signer("ES256", key.jwk, signing(key, seen)))
    assert client.account().status == "valid"
    assert set(seen) == {threading.current_thread()}
    with pytest.raises(UnsupportedError):
        client.credentials()


def test_an_account_goes_over_to_a_signer() -> None:
    client, key = registered(world("ok")), Key.generate()
    url = client.account_url
    client.change_key(Signer("ES256", key.jwk, signing(key, [])))
    assert client.account().url == url


def test_what_a_signer_raises_is_raised_by_the_call() -> None:
    mine = RuntimeError("the token was pulled out")

    def sign(message: bytes) -> bytes:
        raise mine

    client = client_of(pebble(), Signer("ES256", Key.generate().jwk, sign))
    with pytest.raises(RuntimeError) as raised:
        client.new_account(terms_of_service_agreed=True)
    assert raised.value is mine


@pytest.mark.parametrize(("made", "wanted"), [("text", "must return bytes"), (b"x" * 5000, "5000 bytes")])
def test_what_is_no_signature_is_named(made: object, wanted: str) -> None:
    client = client_of(pebble(), Signer("ES256", Key.generate().jwk, lambda message: made))  # type: ignore[arg-type,return-value]
    with pytest.raises((TypeError, ValueError), match=wanted):
        client.new_account(terms_of_service_agreed=True)


def test_what_is_no_public_key_is_refused() -> None:
    with pytest.raises((InvalidArgumentError, UnsupportedKeyError)):
        Signer("ES256", {"kty": "EC"}, lambda message: message)
    with pytest.raises(InvalidArgumentError):
        Signer("RS256", Key.generate().jwk, lambda message: message)
    with pytest.raises(TypeError, match="sign must be callable"):
        Signer("ES256", Key.generate().jwk, None)  # type: ignore[arg-type]
