"""The constants of the C library. Written by tools/generate.py from include/acme_client.h."""

from __future__ import annotations

from ._open_enum import OpenIntEnum


class Status(OpenIntEnum):
    """What became of a call: success, or why it failed."""

    OK = 0
    """Success."""
    NULL_POINTER = 1
    """A pointer that must not be NULL was NULL; the message names the parameter."""
    INVALID_ARGUMENT = 2
    """An argument was refused; the message names the parameter. Nothing was sent."""
    INVALID_UTF8 = 3
    """Text was not UTF-8; the message names the parameter."""
    PANIC = 4
    """A defect of this library, caught at its edge. The handles of the call should be freed."""
    CANCELLED = 5
    """The cancel token was triggered."""
    TIMED_OUT = 6
    """The deadline of the operation or of the wait passed."""
    CALLBACK = 7
    """A callback of the caller's returned a failure."""
    UNSUPPORTED = 8
    """This build of the library does not have the feature."""
    INVALID_KEY = 9
    """The key could not be read."""
    UNSUPPORTED_KEY = 10
    """The key is of a kind or size that ACME has no algorithm for."""
    WRONG_PASSPHRASE = 11
    """The key is encrypted and the passphrase is missing or wrong."""
    INVALID_CREDENTIALS = 12
    """The account credentials document could not be read."""
    WRONG_DIRECTORY = 13
    """The account credentials document belongs to another directory."""
    TOO_MANY_REQUESTS = 14
    """The operation reached its bound of requests: 100 and 4 for each identifier."""
    FILE = 15
    """A file could not be read."""
    CRYPTO = 16
    """The cryptographic library failed."""
    SOLVER_FAILED = 17
    """A solver could not do what a challenge asks for; the message names the identifier and the step."""
    ADDRESS_IN_USE = 18
    """The address that a built-in server should listen at is in use."""
    NOT_VISIBLE = 19
    """What was presented cannot be seen where the authority would look for it."""
    INVALID_STATE = 20
    """The state document of an issuance could not be read, is of a newer version or belongs to another issuance."""
    LOCKED = 25
    """Another process holds the lock, or took it over because it was held for longer than its lease."""
    INVALID_RECORD = 26
    """What a store holds of a managed certificate is corrupt, or of a newer version."""
    DEPLOY_FAILED = 27
    """The command that puts a renewed certificate to use failed; the certificate is stored."""
    CONNECTION_FAILED = 30
    """No connection could be made."""
    NAME_NOT_FOUND = 31
    """The host name does not exist."""
    TLS_FAILED = 32
    """The TLS handshake or the TLS connection failed."""
    UNTRUSTED_SERVER = 33
    """The server's certificate does not verify."""
    CONNECTION_LOST = 34
    """The connection broke before the whole response had arrived."""
    PROXY_FAILED = 35
    """The proxy refused or failed."""
    REQUEST_TIMED_OUT = 36
    """One request took longer than a request may."""
    INVALID_RESPONSE = 50
    """The server's answer is not what RFC 8555 says it should be."""
    INVALID_DIRECTORY = 51
    """What the directory URL gave is not an ACME directory."""
    FORBIDDEN_URL = 52
    """A URL, the caller's or the server's, must not be fetched: not https, or with a user name in it."""
    RESPONSE_TOO_LARGE = 53
    """The server's answer is larger than such an answer may be."""
    UNSUPPORTED_OPERATION = 54
    """
    The directory does not offer what the call needs; the message names it, and nothing was sent. Or the server
    answered that it does not implement it (HTTP 501).
    """
    INVALID_CHAIN = 55
    """The certificate chain is cut, broken or holds something that is no certificate."""
    CERTIFICATE_MISMATCH = 56
    """The certificate is not for the key or the identifiers that were asked for."""
    FORBIDDEN_REDIRECT = 57
    """The server redirected a request that must not be redirected."""
    HTTP_ERROR = 58
    """The server answered with an HTTP error and no problem document."""
    NOT_FOUND = 59
    """The server answered 404."""
    ORDER_INVALID = 60
    """The order is invalid for good; the problem says why."""
    AUTHORIZATION_INVALID = 61
    """The authorization is invalid for good; the problem says why."""
    CHALLENGE_NOT_OFFERED = 62
    """The authorization does not offer a challenge of that type; the message lists what it offers."""
    ORDER_MISMATCH = 63
    """The order is not for the identifiers that were asked for."""
    CERTIFICATE_NOT_READY = 64
    """The order has no certificate yet."""
    CHAIN_NOT_FOUND = 65
    """No chain that the server offers is the wanted one."""
    UNREADABLE_RESPONSE = 66
    """The server's answer arrived garbled: no HTTP, no JSON, or without a header that it must have."""
    ACCOUNT_DOES_NOT_EXIST = 100
    """The request names an account that does not exist."""
    ALREADY_REVOKED = 101
    """The request names a certificate that is already revoked."""
    BAD_CSR = 102
    """The CSR is unacceptable."""
    BAD_NONCE = 103
    """The nonce was refused, at every attempt."""
    BAD_PUBLIC_KEY = 104
    """The public key is not supported."""
    BAD_REVOCATION_REASON = 105
    """The revocation reason is not allowed."""
    BAD_SIGNATURE_ALGORITHM = 106
    """The signature algorithm is not supported."""
    CAA = 107
    """A CAA record forbids issuance."""
    COMPOUND = 108
    """Several problems, listed as subproblems."""
    CONNECTION = 109
    """The server could not connect to the validation target."""
    DNS = 110
    """A DNS query failed during validation."""
    EXTERNAL_ACCOUNT_REQUIRED = 111
    """A new account needs an external account binding."""
    INCORRECT_RESPONSE = 112
    """The response to the challenge was not the expected one."""
    INVALID_CONTACT = 113
    """A contact URL is invalid."""
    MALFORMED = 114
    """The request was malformed."""
    ORDER_NOT_READY = 115
    """The order is not ready to be finalized."""
    RATE_LIMITED = 116
    """A rate limit was exceeded; the error's retry time says until when, where the server does."""
    REJECTED_IDENTIFIER = 117
    """The server does not issue for the identifier."""
    SERVER_INTERNAL = 118
    """The server failed."""
    TLS = 119
    """The server met a TLS error during validation."""
    UNAUTHORIZED = 120
    """The account is not allowed to do this."""
    UNSUPPORTED_CONTACT = 121
    """The contact URL's scheme is not supported."""
    UNSUPPORTED_IDENTIFIER = 122
    """The identifier's type is not supported."""
    USER_ACTION_REQUIRED = 123
    """The user must visit the page that the problem's instance names."""
    AUTO_RENEWAL_CANCELED = 124
    """The recurring order is already cancelled (RFC 8739)."""
    AUTO_RENEWAL_EXPIRED = 125
    """The recurring order has expired (RFC 8739)."""
    AUTO_RENEWAL_CANCELLATION_INVALID = 126
    """The recurring order cannot be cancelled in this state (RFC 8739)."""
    AUTO_RENEWAL_REVOCATION_NOT_SUPPORTED = 127
    """Certificates of recurring orders cannot be revoked (RFC 8739)."""
    UNKNOWN_DELEGATION = 128
    """The delegation is unknown (RFC 9115)."""
    ALREADY_REPLACED = 129
    """The certificate named by replaces has a successor already (RFC 9773)."""
    ONION_CAA_REQUIRED = 130
    """The authority wants the CAA records of an onion service within finalize and got none (RFC 9799)."""
    INVALID_PROFILE = 131
    """The server has no such certificate profile."""
    BAD_ATTESTATION_STATEMENT = 132
    """The attestation statement is unacceptable."""
    UNKNOWN_PROBLEM = 199
    """A problem type that this version does not know; the error carries its name."""


class LogLevel(OpenIntEnum):
    """The levels of the C library's log lines."""

    ERROR = 1
    """What ended a call."""
    WARN = 2
    """What went wrong and is tried again."""
    INFO = 3
    """What was achieved."""
    DEBUG = 4
    """Every request with its status and duration."""
    TRACE = 5
    """More than is of use outside this library."""


class KeyKind(OpenIntEnum):
    """The kinds of keys."""

    OTHER = 0
    """A kind that generate does not make but from_pem reads: RSA of another size."""
    EC_P256 = 1
    """EC on P-256: small, quick, and taken by every authority."""
    EC_P384 = 2
    """EC on P-384."""
    EC_P521 = 3
    """EC on P-521. Few authorities take it."""
    RSA_2048 = 4
    """RSA of 2048 bits."""
    RSA_3072 = 5
    """RSA of 3072 bits."""
    RSA_4096 = 6
    """RSA of 4096 bits. Making one takes a second or more."""
    ED25519 = 7
    """Ed25519 (RFC 8037). Few authorities take it."""


class RenewalReason(OpenIntEnum):
    """What the moment of a renewal follows from."""

    LIFETIME = 1
    """There is no advice: what is left of the certificate's life."""
    POLICY = 2
    """The policy's own time before the end."""
    SUGGESTED = 3
    """A random moment in the window that the authority suggests (RFC 9773)."""
    WINDOW_OVER = 4
    """The suggested window is over, as it is for a certificate that was or soon will be revoked."""
    EXPIRED = 5
    """The certificate has expired."""


class EventKind(OpenIntEnum):
    """What an event tells."""

    ORDERED = 1
    """The order is placed, or was found again; its URL is url."""
    PRESENTED = 2
    """A challenge is visible, as far as the solver can tell."""
    ASKED = 3
    """The authority was asked to validate."""
    VALIDATED = 4
    """Control of an identifier is proven; done of total are by now."""
    CHALLENGE_FAILED = 5
    """A challenge failed; the next type is tried when there is one."""
    WAITING = 6
    """The server is at work and will be looked at again at until."""
    RETRYING = 7
    """A request failed in passing and will be sent again."""
    FINALIZING = 8
    """The certificate request is about to be sent."""
    ISSUED = 9
    """The certificate was downloaded and checked."""
    CLEAN_UP_FAILED = 10
    """What the solver presented could not be taken away."""


class ManagerAction(OpenIntEnum):
    """What a run did about a managed certificate."""

    WAITING = 1
    """Nothing was due."""
    RENEWED = 2
    """A new certificate is in use."""
    BUSY = 3
    """Another process is at work with it."""
    FAILED = 4
    """It failed: report_error says why. The certificate in use stays."""
