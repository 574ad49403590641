"""One exception class for each way to fail. Written by tools/generate.py from include/acme_client.h."""

from __future__ import annotations

from .constants import Status
from .error import AcmeError, LibraryError, NetworkError, ProblemError, ServerError


class NullPointerError(LibraryError):
    """A pointer that must not be NULL was NULL; the message names the parameter."""

    status = Status.NULL_POINTER


class InvalidArgumentError(LibraryError):
    """An argument was refused; the message names the parameter. Nothing was sent."""

    status = Status.INVALID_ARGUMENT


class InvalidUtf8Error(LibraryError):
    """Text was not UTF-8; the message names the parameter."""

    status = Status.INVALID_UTF8


class PanicError(LibraryError):
    """A defect of this library, caught at its edge. The handles of the call should be freed."""

    status = Status.PANIC


class CancelledError(LibraryError):
    """The cancel token was triggered."""

    status = Status.CANCELLED


class TimedOutError(LibraryError):
    """The deadline of the operation or of the wait passed."""

    status = Status.TIMED_OUT


class CallbackError(LibraryError):
    """A callback of the caller's returned a failure."""

    status = Status.CALLBACK


class UnsupportedError(LibraryError):
    """This build of the library does not have the feature."""

    status = Status.UNSUPPORTED


class InvalidKeyError(LibraryError):
    """The key could not be read."""

    status = Status.INVALID_KEY


class UnsupportedKeyError(LibraryError):
    """The key is of a kind or size that ACME has no algorithm for."""

    status = Status.UNSUPPORTED_KEY


class WrongPassphraseError(LibraryError):
    """The key is encrypted and the passphrase is missing or wrong."""

    status = Status.WRONG_PASSPHRASE


class InvalidCredentialsError(LibraryError):
    """The account credentials document could not be read."""

    status = Status.INVALID_CREDENTIALS


class WrongDirectoryError(LibraryError):
    """The account credentials document belongs to another directory."""

    status = Status.WRONG_DIRECTORY


class TooManyRequestsError(LibraryError):
    """The operation reached its bound of requests: 100 and 4 for each identifier."""

    status = Status.TOO_MANY_REQUESTS


class FileError(LibraryError):
    """A file could not be read."""

    status = Status.FILE


class CryptoError(LibraryError):
    """The cryptographic library failed."""

    status = Status.CRYPTO


class SolverFailedError(LibraryError):
    """A solver could not do what a challenge asks for; the message names the identifier and the step."""

    status = Status.SOLVER_FAILED


class AddressInUseError(LibraryError):
    """The address that a built-in server should listen at is in use."""

    status = Status.ADDRESS_IN_USE


class NotVisibleError(LibraryError):
    """What was presented cannot be seen where the authority would look for it."""

    status = Status.NOT_VISIBLE


class InvalidStateError(LibraryError):
    """The state document of an issuance could not be read, is of a newer version or belongs to another issuance."""

    status = Status.INVALID_STATE


class LockedError(LibraryError):
    """Another process holds the lock, or took it over because it was held for longer than its lease."""

    status = Status.LOCKED


class InvalidRecordError(LibraryError):
    """What a store holds of a managed certificate is corrupt, or of a newer version."""

    status = Status.INVALID_RECORD


class DeployFailedError(LibraryError):
    """The command that puts a renewed certificate to use failed; the certificate is stored."""

    status = Status.DEPLOY_FAILED


class ConnectionFailedError(NetworkError):
    """No connection could be made."""

    status = Status.CONNECTION_FAILED


class NameNotFoundError(NetworkError):
    """The host name does not exist."""

    status = Status.NAME_NOT_FOUND


class TlsFailedError(NetworkError):
    """The TLS handshake or the TLS connection failed."""

    status = Status.TLS_FAILED


class UntrustedServerError(NetworkError):
    """The server's certificate does not verify."""

    status = Status.UNTRUSTED_SERVER


class ConnectionLostError(NetworkError):
    """The connection broke before the whole response had arrived."""

    status = Status.CONNECTION_LOST


class ProxyFailedError(NetworkError):
    """The proxy refused or failed."""

    status = Status.PROXY_FAILED


class RequestTimedOutError(NetworkError):
    """One request took longer than a request may."""

    status = Status.REQUEST_TIMED_OUT


class InvalidResponseError(ServerError):
    """The server's answer is not what RFC 8555 says it should be."""

    status = Status.INVALID_RESPONSE


class InvalidDirectoryError(ServerError):
    """What the directory URL gave is not an ACME directory."""

    status = Status.INVALID_DIRECTORY


class ForbiddenUrlError(ServerError):
    """A URL, the caller's or the server's, must not be fetched: not https, or with a user name in it."""

    status = Status.FORBIDDEN_URL


class ResponseTooLargeError(ServerError):
    """The server's answer is larger than such an answer may be."""

    status = Status.RESPONSE_TOO_LARGE


class UnsupportedOperationError(ServerError):
    """
    The directory does not offer what the call needs; the message names it, and nothing was sent. Or the server
    answered that it does not implement it (HTTP 501).
    """

    status = Status.UNSUPPORTED_OPERATION


class InvalidChainError(ServerError):
    """The certificate chain is cut, broken or holds something that is no certificate."""

    status = Status.INVALID_CHAIN


class CertificateMismatchError(ServerError):
    """The certificate is not for the key or the identifiers that were asked for."""

    status = Status.CERTIFICATE_MISMATCH


class ForbiddenRedirectError(ServerError):
    """The server redirected a request that must not be redirected."""

    status = Status.FORBIDDEN_REDIRECT


class HttpError(ServerError):
    """The server answered with an HTTP error and no problem document."""

    status = Status.HTTP_ERROR


class NotFoundError(ServerError):
    """The server answered 404."""

    status = Status.NOT_FOUND


class OrderInvalidError(ServerError):
    """The order is invalid for good; the problem says why."""

    status = Status.ORDER_INVALID


class AuthorizationInvalidError(ServerError):
    """The authorization is invalid for good; the problem says why."""

    status = Status.AUTHORIZATION_INVALID


class ChallengeNotOfferedError(ServerError):
    """The authorization does not offer a challenge of that type; the message lists what it offers."""

    status = Status.CHALLENGE_NOT_OFFERED


class OrderMismatchError(ServerError):
    """The order is not for the identifiers that were asked for."""

    status = Status.ORDER_MISMATCH


class CertificateNotReadyError(ServerError):
    """The order has no certificate yet."""

    status = Status.CERTIFICATE_NOT_READY


class ChainNotFoundError(ServerError):
    """No chain that the server offers is the wanted one."""

    status = Status.CHAIN_NOT_FOUND


class UnreadableResponseError(ServerError):
    """The server's answer arrived garbled: no HTTP, no JSON, or without a header that it must have."""

    status = Status.UNREADABLE_RESPONSE


class AccountDoesNotExistError(ProblemError):
    """The request names an account that does not exist."""

    status = Status.ACCOUNT_DOES_NOT_EXIST


class AlreadyRevokedError(ProblemError):
    """The request names a certificate that is already revoked."""

    status = Status.ALREADY_REVOKED


class BadCsrError(ProblemError):
    """The CSR is unacceptable."""

    status = Status.BAD_CSR


class BadNonceError(ProblemError):
    """The nonce was refused, at every attempt."""

    status = Status.BAD_NONCE


class BadPublicKeyError(ProblemError):
    """The public key is not supported."""

    status = Status.BAD_PUBLIC_KEY


class BadRevocationReasonError(ProblemError):
    """The revocation reason is not allowed."""

    status = Status.BAD_REVOCATION_REASON


class BadSignatureAlgorithmError(ProblemError):
    """The signature algorithm is not supported."""

    status = Status.BAD_SIGNATURE_ALGORITHM


class CaaError(ProblemError):
    """A CAA record forbids issuance."""

    status = Status.CAA


class CompoundError(ProblemError):
    """Several problems, listed as subproblems."""

    status = Status.COMPOUND


class ConnectionError(ProblemError):
    """The server could not connect to the validation target."""

    status = Status.CONNECTION


class DnsError(ProblemError):
    """A DNS query failed during validation."""

    status = Status.DNS


class ExternalAccountRequiredError(ProblemError):
    """A new account needs an external account binding."""

    status = Status.EXTERNAL_ACCOUNT_REQUIRED


class IncorrectResponseError(ProblemError):
    """The response to the challenge was not the expected one."""

    status = Status.INCORRECT_RESPONSE


class InvalidContactError(ProblemError):
    """A contact URL is invalid."""

    status = Status.INVALID_CONTACT


class MalformedError(ProblemError):
    """The request was malformed."""

    status = Status.MALFORMED


class OrderNotReadyError(ProblemError):
    """The order is not ready to be finalized."""

    status = Status.ORDER_NOT_READY


class RateLimitedError(ProblemError):
    """A rate limit was exceeded; the error's retry time says until when, where the server does."""

    status = Status.RATE_LIMITED


class RejectedIdentifierError(ProblemError):
    """The server does not issue for the identifier."""

    status = Status.REJECTED_IDENTIFIER


class ServerInternalError(ProblemError):
    """The server failed."""

    status = Status.SERVER_INTERNAL


class TlsError(ProblemError):
    """The server met a TLS error during validation."""

    status = Status.TLS


class UnauthorizedError(ProblemError):
    """The account is not allowed to do this."""

    status = Status.UNAUTHORIZED


class UnsupportedContactError(ProblemError):
    """The contact URL's scheme is not supported."""

    status = Status.UNSUPPORTED_CONTACT


class UnsupportedIdentifierError(ProblemError):
    """The identifier's type is not supported."""

    status = Status.UNSUPPORTED_IDENTIFIER


class UserActionRequiredError(ProblemError):
    """The user must visit the page that the problem's instance names."""

    status = Status.USER_ACTION_REQUIRED


class AutoRenewalCanceledError(ProblemError):
    """The recurring order is already cancelled (RFC 8739)."""

    status = Status.AUTO_RENEWAL_CANCELED


class AutoRenewalExpiredError(ProblemError):
    """The recurring order has expired (RFC 8739)."""

    status = Status.AUTO_RENEWAL_EXPIRED


class AutoRenewalCancellationInvalidError(ProblemError):
    """The recurring order cannot be cancelled in this state (RFC 8739)."""

    status = Status.AUTO_RENEWAL_CANCELLATION_INVALID


class AutoRenewalRevocationNotSupportedError(ProblemError):
    """Certificates of recurring orders cannot be revoked (RFC 8739)."""

    status = Status.AUTO_RENEWAL_REVOCATION_NOT_SUPPORTED


class UnknownDelegationError(ProblemError):
    """The delegation is unknown (RFC 9115)."""

    status = Status.UNKNOWN_DELEGATION


class AlreadyReplacedError(ProblemError):
    """The certificate named by replaces has a successor already (RFC 9773)."""

    status = Status.ALREADY_REPLACED


class OnionCaaRequiredError(ProblemError):
    """The authority wants the CAA records of an onion service within finalize and got none (RFC 9799)."""

    status = Status.ONION_CAA_REQUIRED


class InvalidProfileError(ProblemError):
    """The server has no such certificate profile."""

    status = Status.INVALID_PROFILE


class BadAttestationStatementError(ProblemError):
    """The attestation statement is unacceptable."""

    status = Status.BAD_ATTESTATION_STATEMENT


class UnknownProblemError(ProblemError):
    """A problem type that this version does not know; the error carries its name."""

    status = Status.UNKNOWN_PROBLEM


CLASSES: dict[Status, type[AcmeError]] = {
    Status.NULL_POINTER: NullPointerError,
    Status.INVALID_ARGUMENT: InvalidArgumentError,
    Status.INVALID_UTF8: InvalidUtf8Error,
    Status.PANIC: PanicError,
    Status.CANCELLED: CancelledError,
    Status.TIMED_OUT: TimedOutError,
    Status.CALLBACK: CallbackError,
    Status.UNSUPPORTED: UnsupportedError,
    Status.INVALID_KEY: InvalidKeyError,
    Status.UNSUPPORTED_KEY: UnsupportedKeyError,
    Status.WRONG_PASSPHRASE: WrongPassphraseError,
    Status.INVALID_CREDENTIALS: InvalidCredentialsError,
    Status.WRONG_DIRECTORY: WrongDirectoryError,
    Status.TOO_MANY_REQUESTS: TooManyRequestsError,
    Status.FILE: FileError,
    Status.CRYPTO: CryptoError,
    Status.SOLVER_FAILED: SolverFailedError,
    Status.ADDRESS_IN_USE: AddressInUseError,
    Status.NOT_VISIBLE: NotVisibleError,
    Status.INVALID_STATE: InvalidStateError,
    Status.LOCKED: LockedError,
    Status.INVALID_RECORD: InvalidRecordError,
    Status.DEPLOY_FAILED: DeployFailedError,
    Status.CONNECTION_FAILED: ConnectionFailedError,
    Status.NAME_NOT_FOUND: NameNotFoundError,
    Status.TLS_FAILED: TlsFailedError,
    Status.UNTRUSTED_SERVER: UntrustedServerError,
    Status.CONNECTION_LOST: ConnectionLostError,
    Status.PROXY_FAILED: ProxyFailedError,
    Status.REQUEST_TIMED_OUT: RequestTimedOutError,
    Status.INVALID_RESPONSE: InvalidResponseError,
    Status.INVALID_DIRECTORY: InvalidDirectoryError,
    Status.FORBIDDEN_URL: ForbiddenUrlError,
    Status.RESPONSE_TOO_LARGE: ResponseTooLargeError,
    Status.UNSUPPORTED_OPERATION: UnsupportedOperationError,
    Status.INVALID_CHAIN: InvalidChainError,
    Status.CERTIFICATE_MISMATCH: CertificateMismatchError,
    Status.FORBIDDEN_REDIRECT: ForbiddenRedirectError,
    Status.HTTP_ERROR: HttpError,
    Status.NOT_FOUND: NotFoundError,
    Status.ORDER_INVALID: OrderInvalidError,
    Status.AUTHORIZATION_INVALID: AuthorizationInvalidError,
    Status.CHALLENGE_NOT_OFFERED: ChallengeNotOfferedError,
    Status.ORDER_MISMATCH: OrderMismatchError,
    Status.CERTIFICATE_NOT_READY: CertificateNotReadyError,
    Status.CHAIN_NOT_FOUND: ChainNotFoundError,
    Status.UNREADABLE_RESPONSE: UnreadableResponseError,
    Status.ACCOUNT_DOES_NOT_EXIST: AccountDoesNotExistError,
    Status.ALREADY_REVOKED: AlreadyRevokedError,
    Status.BAD_CSR: BadCsrError,
    Status.BAD_NONCE: BadNonceError,
    Status.BAD_PUBLIC_KEY: BadPublicKeyError,
    Status.BAD_REVOCATION_REASON: BadRevocationReasonError,
    Status.BAD_SIGNATURE_ALGORITHM: BadSignatureAlgorithmError,
    Status.CAA: CaaError,
    Status.COMPOUND: CompoundError,
    Status.CONNECTION: ConnectionError,
    Status.DNS: DnsError,
    Status.EXTERNAL_ACCOUNT_REQUIRED: ExternalAccountRequiredError,
    Status.INCORRECT_RESPONSE: IncorrectResponseError,
    Status.INVALID_CONTACT: InvalidContactError,
    Status.MALFORMED: MalformedError,
    Status.ORDER_NOT_READY: OrderNotReadyError,
    Status.RATE_LIMITED: RateLimitedError,
    Status.REJECTED_IDENTIFIER: RejectedIdentifierError,
    Status.SERVER_INTERNAL: ServerInternalError,
    Status.TLS: TlsError,
    Status.UNAUTHORIZED: UnauthorizedError,
    Status.UNSUPPORTED_CONTACT: UnsupportedContactError,
    Status.UNSUPPORTED_IDENTIFIER: UnsupportedIdentifierError,
    Status.USER_ACTION_REQUIRED: UserActionRequiredError,
    Status.AUTO_RENEWAL_CANCELED: AutoRenewalCanceledError,
    Status.AUTO_RENEWAL_EXPIRED: AutoRenewalExpiredError,
    Status.AUTO_RENEWAL_CANCELLATION_INVALID: AutoRenewalCancellationInvalidError,
    Status.AUTO_RENEWAL_REVOCATION_NOT_SUPPORTED: AutoRenewalRevocationNotSupportedError,
    Status.UNKNOWN_DELEGATION: UnknownDelegationError,
    Status.ALREADY_REPLACED: AlreadyReplacedError,
    Status.ONION_CAA_REQUIRED: OnionCaaRequiredError,
    Status.INVALID_PROFILE: InvalidProfileError,
    Status.BAD_ATTESTATION_STATEMENT: BadAttestationStatementError,
    Status.UNKNOWN_PROBLEM: UnknownProblemError,
}
"""The class of each status."""

__all__ = [
    "AccountDoesNotExistError",
    "AddressInUseError",
    "AlreadyReplacedError",
    "AlreadyRevokedError",
    "AuthorizationInvalidError",
    "AutoRenewalCanceledError",
    "AutoRenewalCancellationInvalidError",
    "AutoRenewalExpiredError",
    "AutoRenewalRevocationNotSupportedError",
    "BadAttestationStatementError",
    "BadCsrError",
    "BadNonceError",
    "BadPublicKeyError",
    "BadRevocationReasonError",
    "BadSignatureAlgorithmError",
    "CaaError",
    "CallbackError",
    "CancelledError",
    "CertificateMismatchError",
    "CertificateNotReadyError",
    "ChainNotFoundError",
    "ChallengeNotOfferedError",
    "CompoundError",
    "ConnectionError",
    "ConnectionFailedError",
    "ConnectionLostError",
    "CryptoError",
    "DeployFailedError",
    "DnsError",
    "ExternalAccountRequiredError",
    "FileError",
    "ForbiddenRedirectError",
    "ForbiddenUrlError",
    "HttpError",
    "IncorrectResponseError",
    "InvalidArgumentError",
    "InvalidChainError",
    "InvalidContactError",
    "InvalidCredentialsError",
    "InvalidDirectoryError",
    "InvalidKeyError",
    "InvalidProfileError",
    "InvalidRecordError",
    "InvalidResponseError",
    "InvalidStateError",
    "InvalidUtf8Error",
    "LockedError",
    "MalformedError",
    "NameNotFoundError",
    "NotFoundError",
    "NotVisibleError",
    "NullPointerError",
    "OnionCaaRequiredError",
    "OrderInvalidError",
    "OrderMismatchError",
    "OrderNotReadyError",
    "PanicError",
    "ProxyFailedError",
    "RateLimitedError",
    "RejectedIdentifierError",
    "RequestTimedOutError",
    "ResponseTooLargeError",
    "ServerInternalError",
    "SolverFailedError",
    "TimedOutError",
    "TlsError",
    "TlsFailedError",
    "TooManyRequestsError",
    "UnauthorizedError",
    "UnknownDelegationError",
    "UnknownProblemError",
    "UnreadableResponseError",
    "UnsupportedContactError",
    "UnsupportedError",
    "UnsupportedIdentifierError",
    "UnsupportedKeyError",
    "UnsupportedOperationError",
    "UntrustedServerError",
    "UserActionRequiredError",
    "WrongDirectoryError",
    "WrongPassphraseError",
]
