"""Signers: account keys that live elsewhere, in an HSM, a KMS or an agent."""

from __future__ import annotations

import json
from typing import Any, Callable, Mapping, Union

from ._call import make
from ._convert import bytes_of
from ._frame import Given, answer, finished
from ._library import ffi
from ._native import Native


@ffi.callback("int32_t(void *, uint8_t *, size_t, uint8_t *, size_t, size_t *)", error=7)  # type: ignore[untyped-decorator]
def _sign(userdata: Any, message: Any, length: int, signature: Any, capacity: int, written: Any) -> int:
    def work() -> None:
        made = finished(ffi.from_handle(userdata)(bytes_of(message, length)), "sign")
        if not isinstance(made, bytes):
            raise TypeError(f"the signing function must return bytes, not {type(made).__name__}")
        if len(made) > capacity:
            raise ValueError(f"the signature has {len(made)} bytes, which is more than {capacity}")
        ffi.memmove(signature, made, len(made))
        written[0] = len(made)

    return int(answer(work))


class Signer(Native):
    """A key that signs through a function; a client made with it never sees the private key."""

    _type = "acme_signer"
    _free = "acme_signer_free"

    def __init__(self, algorithm: str, jwk: Union[str, Mapping[str, Any]], sign: Callable[[bytes], Given[bytes]]) -> None:
        """
        Makes a signer. `sign` is called on the thread that makes a call with the client, by several threads at once when
        the client is. What it raises is raised by the call.

        - `algorithm`: "ES256", "ES384", "ES512", "RS256", "EdDSA" or "Ed25519" (RFC 7518, 8037, 9864)
        - `jwk`: the public key as a JWK (RFC 7517)
        - `sign`: takes the message, not a hash of it, and returns the raw signature as JWS has it (RFC 7518, section 3):
          for elliptic curves r and s side by side, each padded to the size of the curve, not DER

        Raises `InvalidArgumentError` when the JWK is no public key or the algorithm is not its own, and
        `UnsupportedKeyError` when ACME has no algorithm for it.
        """
        if not callable(sign):
            raise TypeError(f"sign must be callable, not {type(sign).__name__}")
        document = jwk if isinstance(jwk, str) else json.dumps(dict(jwk))
        self._keep = ffi.new_handle(sign)
        self._own(make("acme_signer_new", algorithm, document, _sign, self._keep, ffi.NULL))
