"""Challenges (RFC 8555, sections 7.1.5 and 8)."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Any, Mapping, Optional

from ._call import get, make
from ._call import text as taken_text
from ._native import Field, document, optional_text, text
from ._open_enum import OpenStrEnum
from ._resource import ServerResource
from .dns_record import DnsRecord, record_of
from .key import lent_key
from .problem_document import problem
from .self_signed import SelfSigned

if TYPE_CHECKING:
    from .key import KeyLike


class ChallengeStatus(OpenStrEnum):
    """The status of a challenge (RFC 8555, section 7.1.6)."""

    PENDING = "pending"
    PROCESSING = "processing"
    VALID = "valid"
    INVALID = "invalid"


class Challenge(ServerResource):
    """
    A challenge as the server showed it last. Put the proof in place, call `request_validation`, then wait for the
    authorization. For http-01 the proof is `key_authorization`, served by plain HTTP on port 80 at `http01_path`; for
    everything that a DNS record proves it is `dns_record`; for tls-alpn-01 it is `tls_alpn01_certificate`.
    """

    _type = "acme_challenge"
    _free = "acme_challenge_free"

    url = text("acme_challenge_url")
    """The challenge URL."""
    type = text("acme_challenge_type")
    """The type, such as "http-01". It may be one that this library does not know."""
    status: Field[ChallengeStatus] = Field(lambda pointer: ChallengeStatus(get("acme_challenge_status", pointer)))
    """The status."""
    token = optional_text("acme_challenge_token")
    """The token, in base64url; None for types that have none."""
    validated = optional_text("acme_challenge_validated")
    """When the server validated it, as RFC 3339 writes it, or None."""
    http01_path = optional_text("acme_challenge_http01_path")
    """Where http-01's proof is served (RFC 8555, section 8.3); None without a token."""
    dns01_name = optional_text("acme_challenge_dns01_name")
    """The name of dns-01's TXT record (RFC 8555, section 8.4); None when the identifier is no DNS name or not known."""
    tls_alpn01_name = optional_text("acme_challenge_tls_alpn01_name")
    """The server name that is asked for in tls-alpn-01 (RFC 8738, section 6); None when the identifier is not known."""
    problem = problem("acme_challenge")
    """Why the challenge failed, or None."""
    json = document("acme_challenge_json")
    """The challenge as the server sent it."""

    def refresh(self) -> "Challenge":
        """Reads the challenge again."""
        self._change("acme_challenge_refresh")
        return self

    def request_validation(self, payload: Optional[Mapping[str, Any]] = None) -> "Challenge":
        """
        Tells the server that the proof is in place (RFC 8555, section 7.5.1).

        - `payload`: the answer for types that want more than to be told, such as device-attest-01
        """
        if payload is None:
            self._change("acme_challenge_request_validation")
        else:
            self._change("acme_challenge_request_validation_with", json_module.dumps(dict(payload)))
        return self

    def request_onion_validation(self, key: "KeyLike") -> "Challenge":
        """
        Answers onion-csr-01 with a request that the onion service's Ed25519 key signs (RFC 9799).

        Raises `InvalidArgumentError` when the challenge is of another type or the key is not the service's.
        """
        with lent_key(key, "key") as lent:
            self._change("acme_challenge_request_onion_validation", lent)
        return self

    @property
    def key_authorization(self) -> str:
        """
        The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1). Nothing is sent.

        Raises `InvalidArgumentError` when the challenge has no token.
        """
        return taken_text("acme_challenge_key_authorization", self._client, self) or ""

    @property
    def dns01_value(self) -> str:
        """The value of dns-01's TXT record (RFC 8555, section 8.4). Nothing is sent. Raises as `key_authorization`."""
        return taken_text("acme_challenge_dns01_value", self._client, self) or ""

    def dns_record(self) -> DnsRecord:
        """
        The record that proves dns-01, dns-account-01 or dns-persist-01. At most the directory is fetched and the account
        looked for.

        Raises `InvalidArgumentError` when no DNS record proves the challenge, or its identifier is not known because it
        was read by its URL.
        """
        return record_of(make("acme_challenge_dns_record", self._client, self))

    def tls_alpn01_certificate(self, key: "KeyLike") -> SelfSigned:
        """
        The certificate that a TLS server shows on port 443 to who asks for the protocol "acme-tls/1" and the server name
        `tls_alpn01_name` (RFC 8737, section 3). Nothing is sent.

        - `key`: the certificate's private key, made for it; any kind
        """
        with lent_key(key, "key") as lent:
            return SelfSigned._of(make("acme_challenge_tls_alpn01_certificate", self._client, self, lent))
