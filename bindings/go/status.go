package acmeclient

// #include <acme_client.h>
import "C"

import "strings"

// A Status says what kind of failure it is. It is an error itself, so that errors.Is finds it in whatever a call gave:
//
//	if errors.Is(err, acmeclient.ErrRateLimited) { ... }
//
// The numbers are those of the C library and never change: 1-29 are about the call and the library, 30-49 about network
// and TLS, 50-69 about an answer that is malformed or forbids going on, 100-199 are the problem types of ACME (RFC 8555,
// section 6.7).
type Status int32

// The kinds of failure.
const (
	// The library and the call.

	// ErrNullPointer: a value that must not be nil was nil; the message names the parameter.
	ErrNullPointer Status = C.ACME_STATUS_NULL_POINTER
	// ErrInvalidArgument: an argument was refused; the message names the parameter. Nothing was sent.
	ErrInvalidArgument Status = C.ACME_STATUS_INVALID_ARGUMENT
	// ErrInvalidUTF8: text was not UTF-8; the message names the parameter.
	ErrInvalidUTF8 Status = C.ACME_STATUS_INVALID_UTF8
	// ErrPanic: a defect of this library, caught at its edge. Close what the call used.
	ErrPanic Status = C.ACME_STATUS_PANIC
	// ErrCancelled: the context of the call was cancelled.
	ErrCancelled Status = C.ACME_STATUS_CANCELLED
	// ErrTimedOut: the deadline of the operation or of the wait passed.
	ErrTimedOut Status = C.ACME_STATUS_TIMED_OUT
	// ErrCallback: a callback of the caller's returned a failure.
	ErrCallback Status = C.ACME_STATUS_CALLBACK
	// ErrUnsupported: this build of the library does not have the feature.
	ErrUnsupported Status = C.ACME_STATUS_UNSUPPORTED
	// ErrInvalidKey: the key could not be read.
	ErrInvalidKey Status = C.ACME_STATUS_INVALID_KEY
	// ErrUnsupportedKey: the key is of a kind or size that ACME has no algorithm for.
	ErrUnsupportedKey Status = C.ACME_STATUS_UNSUPPORTED_KEY
	// ErrWrongPassphrase: the key is encrypted and the passphrase is missing or wrong.
	ErrWrongPassphrase Status = C.ACME_STATUS_WRONG_PASSPHRASE
	// ErrInvalidCredentials: the account credentials document could not be read.
	ErrInvalidCredentials Status = C.ACME_STATUS_INVALID_CREDENTIALS
	// ErrWrongDirectory: the account credentials document belongs to another directory.
	ErrWrongDirectory Status = C.ACME_STATUS_WRONG_DIRECTORY
	// ErrTooManyRequests: the operation reached its bound of requests: 100 and 4 for each identifier.
	ErrTooManyRequests Status = C.ACME_STATUS_TOO_MANY_REQUESTS
	// ErrFile: a file could not be read.
	ErrFile Status = C.ACME_STATUS_FILE
	// ErrCrypto: the cryptographic library failed.
	ErrCrypto Status = C.ACME_STATUS_CRYPTO
	// ErrSolverFailed: a solver could not do what a challenge asks for; the message names the identifier and the step.
	ErrSolverFailed Status = C.ACME_STATUS_SOLVER_FAILED
	// ErrAddressInUse: the address that a built-in server should listen at is in use.
	ErrAddressInUse Status = C.ACME_STATUS_ADDRESS_IN_USE
	// ErrNotVisible: what was presented cannot be seen where the authority would look for it.
	ErrNotVisible Status = C.ACME_STATUS_NOT_VISIBLE
	// ErrInvalidState: the state document of an issuance could not be read, is of a newer version or belongs to another issuance.
	ErrInvalidState Status = C.ACME_STATUS_INVALID_STATE
	// ErrLocked: another process holds the lock, or took it over because it was held for longer than its lease.
	ErrLocked Status = C.ACME_STATUS_LOCKED
	// ErrInvalidRecord: what a store holds of a managed certificate is corrupt, or of a newer version.
	ErrInvalidRecord Status = C.ACME_STATUS_INVALID_RECORD
	// ErrDeployFailed: the command that puts a renewed certificate to use failed; the certificate is stored.
	ErrDeployFailed Status = C.ACME_STATUS_DEPLOY_FAILED

	// Network and TLS.

	// ErrConnectionFailed: no connection could be made.
	ErrConnectionFailed Status = C.ACME_STATUS_CONNECTION_FAILED
	// ErrNameNotFound: the host name does not exist.
	ErrNameNotFound Status = C.ACME_STATUS_NAME_NOT_FOUND
	// ErrTLSFailed: the TLS handshake or the TLS connection failed.
	ErrTLSFailed Status = C.ACME_STATUS_TLS_FAILED
	// ErrUntrustedServer: the server's certificate does not verify.
	ErrUntrustedServer Status = C.ACME_STATUS_UNTRUSTED_SERVER
	// ErrConnectionLost: the connection broke before the whole response had arrived.
	ErrConnectionLost Status = C.ACME_STATUS_CONNECTION_LOST
	// ErrProxyFailed: the proxy refused or failed.
	ErrProxyFailed Status = C.ACME_STATUS_PROXY_FAILED
	// ErrRequestTimedOut: one request took longer than a request may.
	ErrRequestTimedOut Status = C.ACME_STATUS_REQUEST_TIMED_OUT

	// What the server answered.

	// ErrInvalidResponse: the server's answer is not what RFC 8555 says it should be.
	ErrInvalidResponse Status = C.ACME_STATUS_INVALID_RESPONSE
	// ErrInvalidDirectory: what the directory URL gave is not an ACME directory.
	ErrInvalidDirectory Status = C.ACME_STATUS_INVALID_DIRECTORY
	// ErrForbiddenURL: a URL, the caller's or the server's, must not be fetched: not https, or with a user name in it.
	ErrForbiddenURL Status = C.ACME_STATUS_FORBIDDEN_URL
	// ErrResponseTooLarge: the server's answer is larger than such an answer may be.
	ErrResponseTooLarge Status = C.ACME_STATUS_RESPONSE_TOO_LARGE
	// ErrUnsupportedOperation: the directory does not offer what the call needs; the message names it, and nothing was sent. Or the server answered that it does not implement it (HTTP 501).
	ErrUnsupportedOperation Status = C.ACME_STATUS_UNSUPPORTED_OPERATION
	// ErrInvalidChain: the certificate chain is cut, broken or holds something that is no certificate.
	ErrInvalidChain Status = C.ACME_STATUS_INVALID_CHAIN
	// ErrCertificateMismatch: the certificate is not for the key or the identifiers that were asked for.
	ErrCertificateMismatch Status = C.ACME_STATUS_CERTIFICATE_MISMATCH
	// ErrForbiddenRedirect: the server redirected a request that must not be redirected.
	ErrForbiddenRedirect Status = C.ACME_STATUS_FORBIDDEN_REDIRECT
	// ErrHTTPError: the server answered with an HTTP error and no problem document.
	ErrHTTPError Status = C.ACME_STATUS_HTTP_ERROR
	// ErrNotFound: the server answered 404.
	ErrNotFound Status = C.ACME_STATUS_NOT_FOUND
	// ErrOrderInvalid: the order is invalid for good; the problem says why.
	ErrOrderInvalid Status = C.ACME_STATUS_ORDER_INVALID
	// ErrAuthorizationInvalid: the authorization is invalid for good; the problem says why.
	ErrAuthorizationInvalid Status = C.ACME_STATUS_AUTHORIZATION_INVALID
	// ErrChallengeNotOffered: the authorization does not offer a challenge of that type; the message lists what it offers.
	ErrChallengeNotOffered Status = C.ACME_STATUS_CHALLENGE_NOT_OFFERED
	// ErrOrderMismatch: the order is not for the identifiers that were asked for.
	ErrOrderMismatch Status = C.ACME_STATUS_ORDER_MISMATCH
	// ErrCertificateNotReady: the order has no certificate yet.
	ErrCertificateNotReady Status = C.ACME_STATUS_CERTIFICATE_NOT_READY
	// ErrChainNotFound: no chain that the server offers is the wanted one.
	ErrChainNotFound Status = C.ACME_STATUS_CHAIN_NOT_FOUND
	// ErrUnreadableResponse: the server's answer arrived garbled: no HTTP, no JSON, or without a header that it must have.
	ErrUnreadableResponse Status = C.ACME_STATUS_UNREADABLE_RESPONSE

	// The problem types of ACME (RFC 8555, section 6.7).

	// ErrAccountDoesNotExist: the request names an account that does not exist.
	ErrAccountDoesNotExist Status = C.ACME_STATUS_ACCOUNT_DOES_NOT_EXIST
	// ErrAlreadyRevoked: the request names a certificate that is already revoked.
	ErrAlreadyRevoked Status = C.ACME_STATUS_ALREADY_REVOKED
	// ErrBadCSR: the CSR is unacceptable.
	ErrBadCSR Status = C.ACME_STATUS_BAD_CSR
	// ErrBadNonce: the nonce was refused, at every attempt.
	ErrBadNonce Status = C.ACME_STATUS_BAD_NONCE
	// ErrBadPublicKey: the public key is not supported.
	ErrBadPublicKey Status = C.ACME_STATUS_BAD_PUBLIC_KEY
	// ErrBadRevocationReason: the revocation reason is not allowed.
	ErrBadRevocationReason Status = C.ACME_STATUS_BAD_REVOCATION_REASON
	// ErrBadSignatureAlgorithm: the signature algorithm is not supported.
	ErrBadSignatureAlgorithm Status = C.ACME_STATUS_BAD_SIGNATURE_ALGORITHM
	// ErrCAA: a CAA record forbids issuance.
	ErrCAA Status = C.ACME_STATUS_CAA
	// ErrCompound: several problems, listed as subproblems.
	ErrCompound Status = C.ACME_STATUS_COMPOUND
	// ErrConnection: the server could not connect to the validation target.
	ErrConnection Status = C.ACME_STATUS_CONNECTION
	// ErrDNS: a DNS query failed during validation.
	ErrDNS Status = C.ACME_STATUS_DNS
	// ErrExternalAccountRequired: a new account needs an external account binding.
	ErrExternalAccountRequired Status = C.ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED
	// ErrIncorrectResponse: the response to the challenge was not the expected one.
	ErrIncorrectResponse Status = C.ACME_STATUS_INCORRECT_RESPONSE
	// ErrInvalidContact: a contact URL is invalid.
	ErrInvalidContact Status = C.ACME_STATUS_INVALID_CONTACT
	// ErrMalformed: the request was malformed.
	ErrMalformed Status = C.ACME_STATUS_MALFORMED
	// ErrOrderNotReady: the order is not ready to be finalized.
	ErrOrderNotReady Status = C.ACME_STATUS_ORDER_NOT_READY
	// ErrRateLimited: a rate limit was exceeded; the error's retry time says until when, where the server does.
	ErrRateLimited Status = C.ACME_STATUS_RATE_LIMITED
	// ErrRejectedIdentifier: the server does not issue for the identifier.
	ErrRejectedIdentifier Status = C.ACME_STATUS_REJECTED_IDENTIFIER
	// ErrServerInternal: the server failed.
	ErrServerInternal Status = C.ACME_STATUS_SERVER_INTERNAL
	// ErrTLS: the server met a TLS error during validation.
	ErrTLS Status = C.ACME_STATUS_TLS
	// ErrUnauthorized: the account is not allowed to do this.
	ErrUnauthorized Status = C.ACME_STATUS_UNAUTHORIZED
	// ErrUnsupportedContact: the contact URL's scheme is not supported.
	ErrUnsupportedContact Status = C.ACME_STATUS_UNSUPPORTED_CONTACT
	// ErrUnsupportedIdentifier: the identifier's type is not supported.
	ErrUnsupportedIdentifier Status = C.ACME_STATUS_UNSUPPORTED_IDENTIFIER
	// ErrUserActionRequired: the user must visit the page that the problem's instance names.
	ErrUserActionRequired Status = C.ACME_STATUS_USER_ACTION_REQUIRED
	// ErrAutoRenewalCanceled: the recurring order is already cancelled (RFC 8739).
	ErrAutoRenewalCanceled Status = C.ACME_STATUS_AUTO_RENEWAL_CANCELED
	// ErrAutoRenewalExpired: the recurring order has expired (RFC 8739).
	ErrAutoRenewalExpired Status = C.ACME_STATUS_AUTO_RENEWAL_EXPIRED
	// ErrAutoRenewalCancellationInvalid: the recurring order cannot be cancelled in this state (RFC 8739).
	ErrAutoRenewalCancellationInvalid Status = C.ACME_STATUS_AUTO_RENEWAL_CANCELLATION_INVALID
	// ErrAutoRenewalRevocationNotSupported: certificates of recurring orders cannot be revoked (RFC 8739).
	ErrAutoRenewalRevocationNotSupported Status = C.ACME_STATUS_AUTO_RENEWAL_REVOCATION_NOT_SUPPORTED
	// ErrUnknownDelegation: the delegation is unknown (RFC 9115).
	ErrUnknownDelegation Status = C.ACME_STATUS_UNKNOWN_DELEGATION
	// ErrAlreadyReplaced: the certificate named by `replaces` has a successor already (RFC 9773).
	ErrAlreadyReplaced Status = C.ACME_STATUS_ALREADY_REPLACED
	// ErrOnionCAARequired: the onion service asks for CAA in the order and got none (RFC 9799).
	ErrOnionCAARequired Status = C.ACME_STATUS_ONION_CAA_REQUIRED
	// ErrInvalidProfile: the server has no such certificate profile.
	ErrInvalidProfile Status = C.ACME_STATUS_INVALID_PROFILE
	// ErrBadAttestationStatement: the attestation statement is unacceptable.
	ErrBadAttestationStatement Status = C.ACME_STATUS_BAD_ATTESTATION_STATEMENT
	// ErrUnknownProblem: a problem type that this version does not know; the error carries its name.
	ErrUnknownProblem Status = C.ACME_STATUS_UNKNOWN_PROBLEM
)

// Error gives the status as words, such as "rate limited".
func (s Status) Error() string {
	name := strings.TrimPrefix(s.String(), "ACME_STATUS_")
	return strings.ToLower(strings.ReplaceAll(name, "_", " "))
}

// String gives the status as the C library names it, such as "ACME_STATUS_RATE_LIMITED"; "ACME_STATUS_UNKNOWN" for a
// number that this version of the library does not know.
func (s Status) String() string { return C.GoString(C.acme_status_name(C.acme_status(s))) }
