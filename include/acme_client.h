/*
 * acme_client.h: obtain, renew and revoke TLS certificates from any ACME certificate authority (RFC 8555).
 *
 * Generated from the library's sources by `make header`; not edited by hand.
 *
 * STATUS AND ERRORS. A call that can fail returns an acme_status, ACME_STATUS_OK (0) on success, and takes a
 * `acme_error **error` as its last parameter. Begin with `acme_error *error = NULL;` and pass `&error` to call
 * after call: it records the first failure and later ones do not overwrite it, so that one may check once at the
 * end. acme_error_clear(&error) frees it and makes it ready again. NULL in place of `&error` means that the status
 * is enough. A pointer that must not be NULL but is fails with ACME_STATUS_NULL_POINTER; the process goes on.
 * An error belongs to one thread; there is no hidden last error.
 *
 * OWNERSHIP. Every object is opaque. A call that makes one gives it through its `T **out` parameter, NULL when it
 * failed; the caller owns it and frees it with its own `_free` function, which does nothing with NULL. Objects are
 * independent: freeing a client does not end the life of an order, nor the other way round. Accounts, orders,
 * authorizations and challenges are snapshots of what the server said; a call that refreshes one takes it non-const.
 * Only the `_options_new` and `_params_new` functions return their object; its setters return nothing and keep the
 * first bad value for the call that uses the object.
 *
 * THREADS. An object behind a `const` pointer may be used by several threads at once. A call that takes it
 * non-const, and `_free`, needs it alone. After fork() a child may go on with the objects it inherited: it opens
 * connections of its own.
 *
 * TEXT. All text is UTF-8 and ends with NUL. A `const char *` that is returned belongs to its object and is valid
 * until that object is freed or passed as non-const. A `char *` belongs to the caller, who frees it with
 * acme_string_free, which wipes it. Bytes are a pointer and a length; a returned `uint8_t *` belongs to the caller,
 * who frees it with acme_bytes_free.
 *
 * CALLBACKS are a function, a `void *userdata` that is handed to it, and a function that destroys the userdata
 * (NULL: nothing to destroy). They are called on the thread that made the call. The userdata is destroyed exactly
 * once, also when the call that was given it fails.
 *
 * TIME is in milliseconds unless the name says otherwise; points in time are seconds since 1970-01-01 UTC.
 *
 * NUMBERS AND NAMES are for ever: a function, a constant and its value never change or go within a major version.
 */

#ifndef ACME_CLIENT_H
#define ACME_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of this header; NUMBER is 65536 * MAJOR + 256 * MINOR + PATCH. Compare acme_version_number(). */
enum {
  ACME_CLIENT_VERSION_MAJOR = 1,
  ACME_CLIENT_VERSION_MINOR = 0,
  ACME_CLIENT_VERSION_PATCH = 0,
  ACME_CLIENT_VERSION_NUMBER = 0x010000,
};

/** The same for the preprocessor. */
#define ACME_CLIENT_VERSION_MAJOR 1
/** The same for the preprocessor. */
#define ACME_CLIENT_VERSION_MINOR 0
/** The same for the preprocessor. */
#define ACME_CLIENT_VERSION_PATCH 0
/** The same for the preprocessor. */
#define ACME_CLIENT_VERSION_NUMBER 0x010000
/** The version as text. */
#define ACME_CLIENT_VERSION "1.0.0"

/* -------------------------------------------------------------------------------------------------
 * The objects, each described in its section.
 * ------------------------------------------------------------------------------------------------- */

typedef struct acme_error acme_error;
typedef struct acme_cancel acme_cancel;
typedef struct acme_key acme_key;
typedef struct acme_signer acme_signer;
typedef struct acme_request acme_request;
typedef struct acme_response acme_response;
typedef struct acme_client_options acme_client_options;
typedef struct acme_client acme_client;
typedef struct acme_directory acme_directory;
typedef struct acme_account acme_account;
typedef struct acme_account_params acme_account_params;
typedef struct acme_order acme_order;
typedef struct acme_order_params acme_order_params;
typedef struct acme_authorization acme_authorization;
typedef struct acme_challenge acme_challenge;
typedef struct acme_dns_record acme_dns_record;
typedef struct acme_self_signed acme_self_signed;
typedef struct acme_self_signed_params acme_self_signed_params;
typedef struct acme_csr acme_csr;
typedef struct acme_csr_params acme_csr_params;
typedef struct acme_chain_preference acme_chain_preference;
typedef struct acme_certificate acme_certificate;
typedef struct acme_renewal_info acme_renewal_info;
typedef struct acme_renewal_decision acme_renewal_decision;
typedef struct acme_renewal_options acme_renewal_options;
typedef struct acme_orders acme_orders;
typedef struct acme_onion_caa_params acme_onion_caa_params;
typedef struct acme_solver acme_solver;
typedef struct acme_batch acme_batch;
typedef struct acme_presentation acme_presentation;
typedef struct acme_resource acme_resource;
typedef struct acme_event acme_event;
typedef struct acme_obtain_params acme_obtain_params;
typedef struct acme_store acme_store;
typedef struct acme_store_answer acme_store_answer;
typedef struct acme_manager acme_manager;
typedef struct acme_manager_options acme_manager_options;
typedef struct acme_manager_report acme_manager_report;

/* -------------------------------------------------------------------------------------------------
 * The version of the library that runs, which may be newer than this header.
 * ------------------------------------------------------------------------------------------------- */

/** The version as text, such as "1.0.0". The text lives as long as the program. */
const char *acme_version(void);

/**
 * The version as a number: 65536 * major + 256 * minor + patch. A program compiled with this header runs with every
 * library of the same major version whose number is not below ACME_CLIENT_VERSION_NUMBER.
 */
uint32_t acme_version_number(void);

/* -------------------------------------------------------------------------------------------------
 * Memory that belongs to the caller.
 *
 * Text and bytes that a function hands over, rather than lends from an object, are freed here. Both functions
 * overwrite the memory first: it may have held a private key.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Wipes and frees text that a function of this library gave as `char *`. Its length must not have been changed.
 * NULL is allowed.
 */
void acme_string_free(char *text);

/** Wipes and frees bytes that a function of this library gave as `uint8_t *`, with the length it gave. NULL is allowed. */
void acme_bytes_free(uint8_t *bytes, size_t length);

/* -------------------------------------------------------------------------------------------------
 * Status: what became of a call.
 *
 * 0 is success; 1-29 are about the call and the library, 30-49 about network and TLS, 50-69 about an answer that is
 * malformed or that forbids going on, 100-199 are the error types of ACME, one number each (RFC 8555, section 6.7). An
 * acme_error tells the rest.
 * ------------------------------------------------------------------------------------------------- */

/**
 * What kind of failure it is. The numbers are those of the C library's `acme_status` and are never reused:
 * 1-29 the library, 30-49 network and TLS, 50-69 what the server said, 100-199 the error types of ACME.
 */
enum {
  /** Success. */
  ACME_STATUS_OK = 0,
  /** A pointer that must not be NULL was NULL; the message names the parameter. */
  ACME_STATUS_NULL_POINTER = 1,
  /** An argument was refused; the message names the parameter. Nothing was sent. */
  ACME_STATUS_INVALID_ARGUMENT = 2,
  /** Text was not UTF-8; the message names the parameter. */
  ACME_STATUS_INVALID_UTF8 = 3,
  /** A defect of this library, caught at its edge. The handles of the call should be freed. */
  ACME_STATUS_PANIC = 4,
  /** The cancel token was triggered. */
  ACME_STATUS_CANCELLED = 5,
  /** The deadline of the operation or of the wait passed. */
  ACME_STATUS_TIMED_OUT = 6,
  /** A callback of the caller's returned a failure. */
  ACME_STATUS_CALLBACK = 7,
  /** This build of the library does not have the feature. */
  ACME_STATUS_UNSUPPORTED = 8,
  /** The key could not be read. */
  ACME_STATUS_INVALID_KEY = 9,
  /** The key is of a kind or size that ACME has no algorithm for. */
  ACME_STATUS_UNSUPPORTED_KEY = 10,
  /** The key is encrypted and the passphrase is missing or wrong. */
  ACME_STATUS_WRONG_PASSPHRASE = 11,
  /** The account credentials document could not be read. */
  ACME_STATUS_INVALID_CREDENTIALS = 12,
  /** The account credentials document belongs to another directory. */
  ACME_STATUS_WRONG_DIRECTORY = 13,
  /** The operation reached its bound of requests: 100 and 4 for each identifier. */
  ACME_STATUS_TOO_MANY_REQUESTS = 14,
  /** A file could not be read. */
  ACME_STATUS_FILE = 15,
  /** The cryptographic library failed. */
  ACME_STATUS_CRYPTO = 16,
  /** A solver could not do what a challenge asks for; the message names the identifier and the step. */
  ACME_STATUS_SOLVER_FAILED = 17,
  /** The address that a built-in server should listen at is in use. */
  ACME_STATUS_ADDRESS_IN_USE = 18,
  /** What was presented cannot be seen where the authority would look for it. */
  ACME_STATUS_NOT_VISIBLE = 19,
  /** The state document of an issuance could not be read, is of a newer version or belongs to another issuance. */
  ACME_STATUS_INVALID_STATE = 20,
  /** Another process holds the lock, or took it over because it was held for longer than its lease. */
  ACME_STATUS_LOCKED = 25,
  /** What a store holds of a managed certificate is corrupt, or of a newer version. */
  ACME_STATUS_INVALID_RECORD = 26,
  /** The command that puts a renewed certificate to use failed; the certificate is stored. */
  ACME_STATUS_DEPLOY_FAILED = 27,
  /** No connection could be made. */
  ACME_STATUS_CONNECTION_FAILED = 30,
  /** The host name does not exist. */
  ACME_STATUS_NAME_NOT_FOUND = 31,
  /** The TLS handshake or the TLS connection failed. */
  ACME_STATUS_TLS_FAILED = 32,
  /** The server's certificate does not verify. */
  ACME_STATUS_UNTRUSTED_SERVER = 33,
  /** The connection broke before the whole response had arrived. */
  ACME_STATUS_CONNECTION_LOST = 34,
  /** The proxy refused or failed. */
  ACME_STATUS_PROXY_FAILED = 35,
  /** One request took longer than a request may. */
  ACME_STATUS_REQUEST_TIMED_OUT = 36,
  /** The server's answer is not what RFC 8555 says it should be. */
  ACME_STATUS_INVALID_RESPONSE = 50,
  /** What the directory URL gave is not an ACME directory. */
  ACME_STATUS_INVALID_DIRECTORY = 51,
  /** A URL, the caller's or the server's, must not be fetched: not https, or with a user name in it. */
  ACME_STATUS_FORBIDDEN_URL = 52,
  /** The server's answer is larger than such an answer may be. */
  ACME_STATUS_RESPONSE_TOO_LARGE = 53,
  /**
   * The directory does not offer what the call needs; the message names it, and nothing was sent. Or the server answered
   * that it does not implement it (HTTP 501).
   */
  ACME_STATUS_UNSUPPORTED_OPERATION = 54,
  /** The certificate chain is cut, broken or holds something that is no certificate. */
  ACME_STATUS_INVALID_CHAIN = 55,
  /** The certificate is not for the key or the identifiers that were asked for. */
  ACME_STATUS_CERTIFICATE_MISMATCH = 56,
  /** The server redirected a request that must not be redirected. */
  ACME_STATUS_FORBIDDEN_REDIRECT = 57,
  /** The server answered with an HTTP error and no problem document. */
  ACME_STATUS_HTTP_ERROR = 58,
  /** The server answered 404. */
  ACME_STATUS_NOT_FOUND = 59,
  /** The order is invalid for good; the problem says why. */
  ACME_STATUS_ORDER_INVALID = 60,
  /** The authorization is invalid for good; the problem says why. */
  ACME_STATUS_AUTHORIZATION_INVALID = 61,
  /** The authorization does not offer a challenge of that type; the message lists what it offers. */
  ACME_STATUS_CHALLENGE_NOT_OFFERED = 62,
  /** The order is not for the identifiers that were asked for. */
  ACME_STATUS_ORDER_MISMATCH = 63,
  /** The order has no certificate yet. */
  ACME_STATUS_CERTIFICATE_NOT_READY = 64,
  /** No chain that the server offers is the wanted one. */
  ACME_STATUS_CHAIN_NOT_FOUND = 65,
  /** The server's answer arrived garbled: no HTTP, no JSON, or without a header that it must have. */
  ACME_STATUS_UNREADABLE_RESPONSE = 66,
  /** The request names an account that does not exist. */
  ACME_STATUS_ACCOUNT_DOES_NOT_EXIST = 100,
  /** The request names a certificate that is already revoked. */
  ACME_STATUS_ALREADY_REVOKED = 101,
  /** The CSR is unacceptable. */
  ACME_STATUS_BAD_CSR = 102,
  /** The nonce was refused, at every attempt. */
  ACME_STATUS_BAD_NONCE = 103,
  /** The public key is not supported. */
  ACME_STATUS_BAD_PUBLIC_KEY = 104,
  /** The revocation reason is not allowed. */
  ACME_STATUS_BAD_REVOCATION_REASON = 105,
  /** The signature algorithm is not supported. */
  ACME_STATUS_BAD_SIGNATURE_ALGORITHM = 106,
  /** A CAA record forbids issuance. */
  ACME_STATUS_CAA = 107,
  /** Several problems, listed as subproblems. */
  ACME_STATUS_COMPOUND = 108,
  /** The server could not connect to the validation target. */
  ACME_STATUS_CONNECTION = 109,
  /** A DNS query failed during validation. */
  ACME_STATUS_DNS = 110,
  /** A new account needs an external account binding. */
  ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED = 111,
  /** The response to the challenge was not the expected one. */
  ACME_STATUS_INCORRECT_RESPONSE = 112,
  /** A contact URL is invalid. */
  ACME_STATUS_INVALID_CONTACT = 113,
  /** The request was malformed. */
  ACME_STATUS_MALFORMED = 114,
  /** The order is not ready to be finalized. */
  ACME_STATUS_ORDER_NOT_READY = 115,
  /** A rate limit was exceeded; the error's retry time says until when, where the server does. */
  ACME_STATUS_RATE_LIMITED = 116,
  /** The server does not issue for the identifier. */
  ACME_STATUS_REJECTED_IDENTIFIER = 117,
  /** The server failed. */
  ACME_STATUS_SERVER_INTERNAL = 118,
  /** The server met a TLS error during validation. */
  ACME_STATUS_TLS = 119,
  /** The account is not allowed to do this. */
  ACME_STATUS_UNAUTHORIZED = 120,
  /** The contact URL's scheme is not supported. */
  ACME_STATUS_UNSUPPORTED_CONTACT = 121,
  /** The identifier's type is not supported. */
  ACME_STATUS_UNSUPPORTED_IDENTIFIER = 122,
  /** The user must visit the page that the problem's instance names. */
  ACME_STATUS_USER_ACTION_REQUIRED = 123,
  /** The recurring order is already cancelled (RFC 8739). */
  ACME_STATUS_AUTO_RENEWAL_CANCELED = 124,
  /** The recurring order has expired (RFC 8739). */
  ACME_STATUS_AUTO_RENEWAL_EXPIRED = 125,
  /** The recurring order cannot be cancelled in this state (RFC 8739). */
  ACME_STATUS_AUTO_RENEWAL_CANCELLATION_INVALID = 126,
  /** Certificates of recurring orders cannot be revoked (RFC 8739). */
  ACME_STATUS_AUTO_RENEWAL_REVOCATION_NOT_SUPPORTED = 127,
  /** The delegation is unknown (RFC 9115). */
  ACME_STATUS_UNKNOWN_DELEGATION = 128,
  /** The certificate named by `replaces` has a successor already (RFC 9773). */
  ACME_STATUS_ALREADY_REPLACED = 129,
  /** The authority wants the CAA records of an onion service within finalize and got none (RFC 9799). */
  ACME_STATUS_ONION_CAA_REQUIRED = 130,
  /** The server has no such certificate profile. */
  ACME_STATUS_INVALID_PROFILE = 131,
  /** The attestation statement is unacceptable. */
  ACME_STATUS_BAD_ATTESTATION_STATEMENT = 132,
  /** A problem type that this version does not know; the error carries its name. */
  ACME_STATUS_UNKNOWN_PROBLEM = 199,
};

/** What became of a call: ACME_STATUS_OK, or why it failed. */
typedef int32_t acme_status;

/**
 * The name of a status as it stands in this header, such as "ACME_STATUS_RATE_LIMITED". "ACME_STATUS_UNKNOWN" for a
 * number that this version of the library does not know. The text lives as long as the program.
 */
const char *acme_status_name(acme_status status);

/* -------------------------------------------------------------------------------------------------
 * Errors: what went wrong, with everything the server said about it.
 *
 * Begin with `acme_error *error = NULL;` and pass `&error` to each call. It receives the first failure; later ones do
 * not overwrite it until acme_error_clear(&error). All accessors take NULL, as if nothing had gone wrong.
 * ------------------------------------------------------------------------------------------------- */

/**
 * A failure. It never changes: all of its accessors may be called from several threads at once, and what they return
 * lives until it is freed.
 */
struct acme_error;

/** Frees the error. NULL is allowed. */
void acme_error_free(acme_error *error);

/** Frees the error that `*error` points to, if any, and sets `*error` to NULL, ready for the next calls. */
void acme_error_clear(acme_error **error);

/** The status of the call that failed; ACME_STATUS_OK for NULL. */
acme_status acme_error_status(const acme_error *error);

/**
 * All of it as text: a line that says what it was about, at which step, and what kind of failure; then the server's
 * detail; then a line for each subproblem. No line break at the end.
 */
const char *acme_error_message(const acme_error *error);

/**
 * The step of the protocol at which it failed, by the name of its resource: "directory", "newNonce", "newAccount",
 * "account", "newOrder", "newAuthz", "order", "authorization", "challenge", "finalize", "certificate", "revokeCert",
 * "keyChange", "renewalInfo" or "resource". NULL when nothing of the protocol had begun.
 */
const char *acme_error_step(const acme_error *error);

/** What the call was about, such as "order for example.com", or NULL. */
const char *acme_error_subject(const acme_error *error);

/**
 * The type of the server's problem document, such as "urn:ietf:params:acme:error:rateLimited" (RFC 8555, section 6.7);
 * NULL when the server sent none.
 */
const char *acme_error_problem_type(const acme_error *error);

/** The problem document's title, a summary of its type, or NULL. */
const char *acme_error_problem_title(const acme_error *error);

/** The problem document's detail: the server's own words for what went wrong this time. Or NULL. */
const char *acme_error_detail(const acme_error *error);

/**
 * The problem document's instance, or NULL. With ACME_STATUS_USER_ACTION_REQUIRED it is the URL of the page that the
 * user must visit (RFC 8555, section 7.3.3).
 */
const char *acme_error_problem_instance(const acme_error *error);

/**
 * The whole problem document as the server sent it, or NULL. Unlike the other texts it is not cleaned of what could
 * drive a terminal.
 */
const char *acme_error_problem_json(const acme_error *error);

/** The HTTP status of the answer, or 0 when it was not an answer that failed. */
uint16_t acme_error_http_status(const acme_error *error);

/**
 * How long the server asks to wait before the next attempt (Retry-After).
 *
 * @param milliseconds receives the wait, 0 when there is none; may be NULL
 * @return whether the server named a time
 */
bool acme_error_retry_after_ms(const acme_error *error, uint64_t *milliseconds);

/**
 * The URL of a page about the failure that the server names (a Link with the relation "help"), such as the rules of a rate
 * limit; or NULL.
 */
const char *acme_error_help_url(const acme_error *error);

/**
 * The URL of a page that the user must visit before the call can succeed, or NULL: with
 * ACME_STATUS_USER_ACTION_REQUIRED the problem document's instance, with ACME_STATUS_RATE_LIMITED the page where the
 * account is unpaused.
 */
const char *acme_error_action_url(const acme_error *error);

/**
 * How many subproblems the problem document has, one for each identifier with a problem of its own (RFC 8555, section
 * 6.7.1).
 */
size_t acme_error_subproblem_count(const acme_error *error);

/**
 * The type of the subproblem at `index`, such as "urn:ietf:params:acme:error:caa"; NULL when there is no such
 * subproblem.
 */
const char *acme_error_subproblem_type(const acme_error *error, size_t index);

/** The detail of the subproblem at `index`, or NULL. */
const char *acme_error_subproblem_detail(const acme_error *error, size_t index);

/** The type of the identifier that the subproblem at `index` is about, such as "dns", or NULL. */
const char *acme_error_subproblem_identifier_type(const acme_error *error, size_t index);

/** The identifier that the subproblem at `index` is about, such as "www.example.com", or NULL. */
const char *acme_error_subproblem_identifier_value(const acme_error *error, size_t index);

/* -------------------------------------------------------------------------------------------------
 * Log lines.
 *
 * A client says what it does in lines of text, which hold no keys, signatures or key authorizations; the server's words
 * in them hold no control characters. Without acme_client_options_set_log there is no log.
 * ------------------------------------------------------------------------------------------------- */

/** The levels of log lines. */
enum {
  /** What ended a call. */
  ACME_LOG_ERROR = 1,
  /** What went wrong and is tried again. */
  ACME_LOG_WARN = 2,
  /** What was achieved. */
  ACME_LOG_INFO = 3,
  /** Every request with its status and duration. */
  ACME_LOG_DEBUG = 4,
  /** More than is of use outside this library. */
  ACME_LOG_TRACE = 5,
};

/**
 * Takes one log line, without a line break, on the thread that made the call. It must not free the client.
 *
 * @param level one of the ACME_LOG_ constants
 * @param line the text, which is valid during this call
 */
typedef void (*acme_log_fn)(void *userdata, int32_t level, const char *line);

/* -------------------------------------------------------------------------------------------------
 * Cancellation: a token that ends calls in flight.
 *
 * Derive a client with acme_client_with_cancel, or make it with acme_client_options_set_cancel, and trigger the token from
 * any thread. Every call made with that client ends within 100 ms with ACME_STATUS_CANCELLED, and every later one does at
 * once. There is no way back: the next piece of work takes a new token.
 * ------------------------------------------------------------------------------------------------- */

/** A token that ends the calls made with it. All but acme_cancel_free may be called from several threads at once. */
struct acme_cancel;

/**
 * Makes a token that has not been triggered.
 *
 * @param out the token, to be freed with acme_cancel_free; NULL on failure
 */
acme_status acme_cancel_new(acme_cancel **out, acme_error **error);

/** Ends the calls in flight and all later ones. Not for signal handlers: it takes a lock. NULL is allowed. */
void acme_cancel_trigger(const acme_cancel *cancel);

/** Whether acme_cancel_trigger was called; false for NULL. */
bool acme_cancel_is_triggered(const acme_cancel *cancel);

/** Frees the token. Clients made with it go on, but can no longer be cancelled. NULL is allowed. */
void acme_cancel_free(acme_cancel *cancel);

/* -------------------------------------------------------------------------------------------------
 * Keys: private keys of accounts and of certificates.
 *
 * An account's key signs its requests; a certificate's key signs its certificate request. They must not be the same.
 * ------------------------------------------------------------------------------------------------- */

/** The kinds of keys. */
enum {
  /** A kind that acme_key_generate does not make but acme_key_from_pem reads: RSA of another size. */
  ACME_KEY_OTHER = 0,
  /** EC on P-256: small, quick, and taken by every authority. */
  ACME_KEY_EC_P256 = 1,
  /** EC on P-384. */
  ACME_KEY_EC_P384 = 2,
  /** EC on P-521. Few authorities take it. */
  ACME_KEY_EC_P521 = 3,
  /** RSA of 2048 bits. */
  ACME_KEY_RSA_2048 = 4,
  /** RSA of 3072 bits. */
  ACME_KEY_RSA_3072 = 5,
  /** RSA of 4096 bits. Making one takes a second or more. */
  ACME_KEY_RSA_4096 = 6,
  /** Ed25519 (RFC 8037). Few authorities take it. */
  ACME_KEY_ED25519 = 7,
};

/**
 * A private key. It never changes: every function that takes it as `const` may be called from several threads at once.
 * acme_key_free needs it alone; clients made with the key keep what they need of it.
 */
struct acme_key;

/**
 * Makes a key.
 *
 * @param kind one of the ACME_KEY_ constants but ACME_KEY_OTHER; anything else is ACME_STATUS_INVALID_ARGUMENT
 * @param out the key, to be freed with acme_key_free; NULL on failure
 */
acme_status acme_key_generate(int32_t kind, acme_key **out, acme_error **error);

/**
 * Reads a key from PEM: PKCS #8, PKCS #1 or SEC 1, encrypted or not.
 *
 * Fails with ACME_STATUS_INVALID_KEY when it is none of these, with ACME_STATUS_UNSUPPORTED_KEY when ACME has no
 * algorithm for it, with ACME_STATUS_WRONG_PASSPHRASE when it is encrypted and the passphrase is wrong or NULL.
 *
 * @param pem the PEM text
 * @param passphrase what the key is encrypted with; NULL when it is not, and not looked at then
 * @param out the key, to be freed with acme_key_free; NULL on failure
 */
acme_status acme_key_from_pem(const char *pem, const char *passphrase, acme_key **out, acme_error **error);

/**
 * Reads a key from DER: PKCS #8, PKCS #1 or SEC 1, not encrypted. Fails as acme_key_from_pem.
 *
 * @param der the bytes
 * @param length how many there are
 * @param out the key, to be freed with acme_key_free; NULL on failure
 */
acme_status acme_key_from_der(const uint8_t *der, size_t length, acme_key **out, acme_error **error);

/**
 * Writes the key as PEM (PKCS #8).
 *
 * @param passphrase encrypts the key with AES-256; NULL leaves it readable
 * @param out the text, to be freed with acme_string_free, which wipes it; NULL on failure
 */
acme_status acme_key_to_pem(const acme_key *key, const char *passphrase, char **out, acme_error **error);

/**
 * Writes the key as DER (PKCS #8), not encrypted.
 *
 * @param out the bytes, to be freed with acme_bytes_free, which wipes them; NULL on failure
 * @param length how many there are
 */
acme_status acme_key_to_der(const acme_key *key, uint8_t **out, size_t *length, acme_error **error);

/** The kind of the key, one of the ACME_KEY_ constants; ACME_KEY_OTHER for NULL. */
int32_t acme_key_kind(const acme_key *key);

/** The algorithm of the key's signatures as JWS names it: "ES256", "ES384", "ES512", "RS256" or "EdDSA". */
const char *acme_key_algorithm(const acme_key *key);

/** The public half as a JWK in the form that its thumbprint is made of (RFC 7638, section 3). */
const char *acme_key_jwk(const acme_key *key);

/** The thumbprint of the public half: base64url of its SHA-256 (RFC 7638). */
const char *acme_key_thumbprint(const acme_key *key);

/** Frees the key. NULL is allowed. */
void acme_key_free(acme_key *key);

/* -------------------------------------------------------------------------------------------------
 * Signers: account keys that live elsewhere, in an HSM, a KMS or an agent.
 *
 * A signer is the public key, the name of its algorithm and a function that signs. acme_client_new_with_signer makes a
 * client that never sees the private key.
 * ------------------------------------------------------------------------------------------------- */

/**
 * A key that signs through a function. It never changes and may be used by several threads at once if its function
 * may; clients made with it keep what they need of it.
 */
struct acme_signer;

/**
 * Signs `message` with the key's algorithm and writes the raw signature as JWS has it (RFC 7518, section 3; RFC 8037):
 * for elliptic curves r and s side by side, each padded to the size of the curve, not the DER that OpenSSL gives.
 *
 * @param message what to sign; not a hash of it
 * @param length its length in bytes
 * @param signature room for the signature
 * @param capacity the room in bytes, 1024 at least
 * @param signature_length receives the length of the signature
 * @return 0 for success; anything else ends the call with ACME_STATUS_CALLBACK
 */
typedef int32_t (*acme_sign_fn)(void *userdata,
                                const uint8_t *message,
                                size_t length,
                                uint8_t *signature,
                                size_t capacity,
                                size_t *signature_length);

/**
 * Makes a signer. The function is called on the thread that makes a call with the client, by several threads at once
 * when the client is.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the JWK is no public key or the algorithm is not its own, and with
 * ACME_STATUS_UNSUPPORTED_KEY when ACME has no algorithm for it.
 *
 * @param algorithm "ES256", "ES384", "ES512", "RS256", or for an Ed25519 key "EdDSA" or "Ed25519" (RFC 9864)
 * @param jwk the public key as a JWK (RFC 7517)
 * @param sign signs
 * @param userdata handed to `sign`; may be NULL
 * @param destroy called with `userdata` exactly once: when the signer and all clients made with it are freed, on the
 *        thread that frees the last, or before this function returns when it fails; may be NULL
 * @param out the signer, to be freed with acme_signer_free; NULL on failure
 */
acme_status acme_signer_new(const char *algorithm,
                            const char *jwk,
                            acme_sign_fn sign,
                            void *userdata,
                            void (*destroy)(void *userdata),
                            acme_signer **out,
                            acme_error **error);

/** Frees the signer. Clients made with it go on. NULL is allowed. */
void acme_signer_free(acme_signer *signer);

/* -------------------------------------------------------------------------------------------------
 * Transports: HTTP by other means than the library's own.
 *
 * acme_client_options_set_transport puts a function in place of the library's HTTP. It is called for each request and
 * fills in the response, of whatever status; it follows no redirects and repeats nothing.
 * ------------------------------------------------------------------------------------------------- */

/** One HTTP request. It is valid until the transport function returns, and may be read by several threads until then. */
struct acme_request;

/** The response to be filled in. It is valid until the transport function returns, and belongs to one thread at a time. */
struct acme_response;

/**
 * Sends a request and fills in its response, on the thread that made the call. It honours acme_request_timeout_ms, and
 * returns soon once acme_request_is_cancelled.
 *
 * @return ACME_STATUS_OK when the response is complete. ACME_STATUS_CANCELLED, ACME_STATUS_TIMED_OUT or a status of the
 *         network and TLS (30-49) when it failed that way: what may pass is tried again like a failure of the library's
 *         own HTTP. Anything else ends the call with ACME_STATUS_CALLBACK.
 */
typedef acme_status (*acme_transport_fn)(void *userdata, const acme_request *request, acme_response *response);

/** The method: "GET", "HEAD" or "POST". */
const char *acme_request_method(const acme_request *request);

/** The absolute URL. */
const char *acme_request_url(const acme_request *request);

/** How many headers there are. Host and Content-Length are not among them. */
size_t acme_request_header_count(const acme_request *request);

/** The name of the header at `index`, in lower case; NULL when there is no such header. */
const char *acme_request_header_name(const acme_request *request, size_t index);

/** The value of the header at `index`; NULL when there is no such header. */
const char *acme_request_header_value(const acme_request *request, size_t index);

/**
 * The body, which only a POST has.
 *
 * @param length receives its length in bytes; may be NULL
 * @return its bytes, NULL when there are none
 */
const uint8_t *acme_request_body(const acme_request *request, size_t *length);

/** How many milliseconds are left until the request must have ended. */
uint64_t acme_request_timeout_ms(const acme_request *request);

/** Whether the call was cancelled, so that the response is of no use any more. */
bool acme_request_is_cancelled(const acme_request *request);

/** Sets the HTTP status. */
void acme_response_set_status(acme_response *response, uint16_t status);

/**
 * Adds a header; a name may come more than once. NULL for one of them, or more than 64 KiB of headers, makes the
 * request fail once the function returns.
 */
void acme_response_add_header(acme_response *response, const char *name, const char *value);

/**
 * Adds bytes to the end of the body.
 *
 * @return false once the response cannot be used any more, because it is longer than such a response may be; the
 *         function may return at once then. The call fails with ACME_STATUS_RESPONSE_TOO_LARGE.
 */
bool acme_response_append_body(acme_response *response, const uint8_t *bytes, size_t length);

/* -------------------------------------------------------------------------------------------------
 * Options: what a client is told when it is made.
 *
 * The defaults are good: only a directory URL is needed. A setter keeps the first value that it had to refuse, and
 * acme_client_new returns it. One options object may make several clients; changing it later changes none of them.
 * ------------------------------------------------------------------------------------------------- */

/**
 * The options of a client. As `const` it may be used by several threads at once; the setters and
 * acme_client_options_free need it alone. What it was given is copied.
 */
struct acme_client_options;

/**
 * Makes the options of a client.
 *
 * @param directory_url the URL of the authority's directory (RFC 8555, section 7.1.1), such as
 *        "https://acme-v02.api.letsencrypt.org/directory"; https only
 * @return the options, to be freed with acme_client_options_free
 */
acme_client_options *acme_client_options_new(const char *directory_url);

/** Frees the options. Clients made with them go on. NULL is allowed. */
void acme_client_options_free(acme_client_options *options);

/**
 * The account URL, when it is known from before. Without, the server is asked for the account of the client's key when
 * its URL is first needed.
 */
void acme_client_options_set_account_url(acme_client_options *options, const char *account_url);

/**
 * Trusts the certificates of a PEM file, beside the system's. May be called several times. The file is read when the
 * first connection is made; one that is not there makes acme_client_new fail with ACME_STATUS_FILE.
 *
 * @param path in the file system's own encoding
 */
void acme_client_options_set_ca_file(acme_client_options *options, const char *path);

/** Trusts the certificates of a PEM text, beside the system's. May be called several times. */
void acme_client_options_set_ca_pem(acme_client_options *options, const char *pem);

/**
 * Whether to trust the certificates that the system trusts; true by default. SSL_CERT_FILE and SSL_CERT_DIR are
 * honoured.
 */
void acme_client_options_set_system_roots(acme_client_options *options, bool trusted);

/**
 * The certificate to show to a server that asks for one.
 *
 * @param chain_pem the certificate and its issuers as PEM, the certificate first
 * @param key its private key
 */
void acme_client_options_set_client_certificate(acme_client_options *options,
                                                const char *chain_pem,
                                                const acme_key *key);

/**
 * The proxy. Without, the environment says which: https_proxy, http_proxy, all_proxy and no_proxy, in lower or upper
 * case.
 *
 * @param url "http://host:port" or "https://host:port", with "user:password@" where it asks for them; NULL or "" for
 *        none, whatever the environment says
 */
void acme_client_options_set_proxy(acme_client_options *options, const char *url);

/** Words for the front of the User-Agent header, such as "example-host/2.1" (RFC 8555, section 6.1). */
void acme_client_options_set_user_agent(acme_client_options *options, const char *user_agent);

/**
 * The languages that the server's error texts should be in, as the Accept-Language header has them (RFC 9110, section
 * 12.5.4); "en" by default.
 */
void acme_client_options_set_accept_language(acme_client_options *options, const char *languages);

/** How long name lookup, connection and TLS handshake may take together; 10000 ms by default, 0 is refused. */
void acme_client_options_set_connect_timeout_ms(acme_client_options *options, uint64_t milliseconds);

/** How long one request may take; 30000 ms by default, 0 is refused. */
void acme_client_options_set_request_timeout_ms(acme_client_options *options, uint64_t milliseconds);

/**
 * How long one call may take with all its requests and retries; 300000 ms by default, 0 is refused. The `_wait`
 * functions have a timeout of their own instead.
 */
void acme_client_options_set_operation_timeout_ms(acme_client_options *options, uint64_t milliseconds);

/** How often a request that failed in passing is sent, the first time included; 4 by default, 0 is refused. */
void acme_client_options_set_attempts(acme_client_options *options, uint32_t attempts);

/** How long after its first failure a request is still sent again; 15000 ms by default. */
void acme_client_options_set_retry_window_ms(acme_client_options *options, uint64_t milliseconds);

/**
 * The longest Retry-After that a call waits for; 10000 ms by default. When the server asks for more, the call fails at
 * once and acme_error_retry_after_ms tells the time.
 */
void acme_client_options_set_longest_wait_ms(acme_client_options *options, uint64_t milliseconds);

/**
 * How often a request is signed and sent when the server refuses its nonce (RFC 8555, section 6.5); 10 by default, 0 is
 * refused.
 */
void acme_client_options_set_nonce_attempts(acme_client_options *options, uint32_t attempts);

/**
 * Whether http:// URLs are allowed, and that only for this machine: localhost, 127.0.0.0/8 and ::1. For tests; false
 * by default.
 */
void acme_client_options_set_http_on_loopback(acme_client_options *options, bool allowed);

/**
 * Ends calls by a token: acme_client_from_store with these options, and every call of the clients made with them, until
 * acme_client_with_cancel derives one with another token. Once it is triggered, by any thread, calls in flight fail with
 * ACME_STATUS_CANCELLED within 100 ms and later ones at once.
 *
 * @param cancel the token; stays the caller's and may be freed, but is needed to trigger it
 */
void acme_client_options_set_cancel(acme_client_options *options,
                                    const acme_cancel *cancel);

/**
 * Sends requests through a function instead of the library's own HTTP; the options of TLS, proxy and connect timeout
 * mean nothing then. It is called by several threads at once when a client is.
 *
 * @param transport sends one request
 * @param userdata handed to `transport`; may be NULL
 * @param destroy called with `userdata` exactly once: when the options and all clients made with them are freed, on the
 *        thread that frees the last, or before this function returns when it refuses a value; may be NULL
 */
void acme_client_options_set_transport(acme_client_options *options,
                                       acme_transport_fn transport,
                                       void *userdata,
                                       void (*destroy)(void *userdata));

/**
 * Hands log lines to a function. It is called by several threads at once when a client is.
 *
 * @param level the least urgent level that is wanted, one of the ACME_LOG_ constants
 * @param log takes one line
 * @param userdata handed to `log`; may be NULL
 * @param destroy called with `userdata` exactly once: when the options and all clients made with them are freed, on the
 *        thread that frees the last, or before this function returns when it refuses a value; may be NULL
 */
void acme_client_options_set_log(acme_client_options *options,
                                 int32_t level,
                                 acme_log_fn log,
                                 void *userdata,
                                 void (*destroy)(void *userdata));

/* -------------------------------------------------------------------------------------------------
 * Clients: one authority and one account key.
 *
 * A client keeps the directory, connections and nonces. Make one and use it for everything; nothing is sent before the
 * first call that needs an answer.
 * ------------------------------------------------------------------------------------------------- */

/**
 * A client of one authority with one account key. All functions but acme_client_free may be called from several threads
 * at once. After a fork the child goes on with connections and nonces of its own.
 */
struct acme_client;

/**
 * Makes a client. Nothing is sent yet.
 *
 * Fails with the first value that a setter of the options refused, or with ACME_STATUS_INVALID_ARGUMENT,
 * ACME_STATUS_FORBIDDEN_URL or ACME_STATUS_FILE, naming the option.
 *
 * @param options stay the caller's and may be freed
 * @param key the account's private key; stays the caller's and may be freed
 * @param out the client, to be freed with acme_client_free; NULL on failure
 */
acme_status acme_client_new(const acme_client_options *options,
                            const acme_key *key,
                            acme_client **out,
                            acme_error **error);

/**
 * Makes a client whose requests a signer signs. Otherwise as acme_client_new.
 *
 * @param signer the account's key; stays the caller's and may be freed
 */
acme_status acme_client_new_with_signer(const acme_client_options *options,
                                        const acme_signer *signer,
                                        acme_client **out,
                                        acme_error **error);

/**
 * Derives a client whose calls a token ends. It is cheap, and shares account, directory, connections and nonces with the
 * one it is derived from; each may be freed before the other.
 *
 * @param cancel the token; it may be freed, but is needed to trigger it
 * @param out the client, to be freed with acme_client_free; NULL on failure
 */
acme_status acme_client_with_cancel(const acme_client *client,
                                    const acme_cancel *cancel,
                                    acme_client **out,
                                    acme_error **error);

/** Frees the client. Accounts, orders and certificates that it gave live on. NULL is allowed. */
void acme_client_free(acme_client *client);

/**
 * The account URL, as far as it is known: from the options, from acme_client_new_account, or because a call needed it.
 * Nothing is sent.
 *
 * @param out the URL, to be freed with acme_string_free; NULL when it is not known yet, and on failure
 */
acme_status acme_client_account_url(const acme_client *client, char **out, acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * The directory: what the authority offers and says of itself (RFC 8555, section 7.1.1).
 * ------------------------------------------------------------------------------------------------- */

/**
 * An authority's directory. It never changes: all of its accessors may be called from several threads at once, and what
 * they return lives until it is freed.
 */
struct acme_directory;

/**
 * Gives the directory. It is fetched once in the life of a client.
 *
 * Fails with ACME_STATUS_INVALID_DIRECTORY when the URL gives something else.
 *
 * @param out the directory, to be freed with acme_directory_free; NULL on failure
 */
acme_status acme_client_directory(const acme_client *client, acme_directory **out, acme_error **error);

/** The URL of the terms of service, to be shown to the user, or NULL. */
const char *acme_directory_terms_of_service(const acme_directory *directory);

/** The URL of the authority's website, or NULL. */
const char *acme_directory_website(const acme_directory *directory);

/** Whether a new account needs an external account binding (RFC 8555, section 7.3.4). */
bool acme_directory_external_account_required(const acme_directory *directory);

/** How many names a CAA record may give this authority (RFC 8659). */
size_t acme_directory_caa_identity_count(const acme_directory *directory);

/** The CAA name at `index`, such as "letsencrypt.org"; NULL when there is no such name. */
const char *acme_directory_caa_identity(const acme_directory *directory, size_t index);

/** How many certificate profiles the authority has. */
size_t acme_directory_profile_count(const acme_directory *directory);

/** The name of the profile at `index`, for acme_order_params_set_profile; NULL when there is no such profile. */
const char *acme_directory_profile_name(const acme_directory *directory, size_t index);

/** What the authority says of the profile at `index`; NULL when there is no such profile. */
const char *acme_directory_profile_description(const acme_directory *directory, size_t index);

/** The URL of a resource by its name in the directory, such as "newOrder"; NULL when the authority does not offer it. */
const char *acme_directory_url(const acme_directory *directory, const char *resource);

/** The directory as the server sent it. */
const char *acme_directory_json(const acme_directory *directory);

/** Frees the directory. NULL is allowed. */
void acme_directory_free(acme_directory *directory);

/* -------------------------------------------------------------------------------------------------
 * Accounts (RFC 8555, sections 7.1.2 and 7.3).
 *
 * A client has one account, that of its key. acme_client_new_account makes it, or finds it when it exists; it is enough
 * to do that once and keep the key, since every call finds the account by its key.
 * ------------------------------------------------------------------------------------------------- */

/**
 * An account as the server showed it last. All of its accessors may be called from several threads at once. The calls
 * that take it non-const, and acme_account_free, need it alone and end the life of the texts it gave.
 */
struct acme_account;

/**
 * What a new account, or a change of one, says. As `const` it may be used by several threads at once; the setters and
 * acme_account_params_free need it alone. What it was given is copied.
 */
struct acme_account_params;

/**
 * Makes parameters that say nothing yet.
 *
 * @return the parameters, to be freed with acme_account_params_free
 */
acme_account_params *acme_account_params_new(void);

/** Frees the parameters. NULL is allowed. */
void acme_account_params_free(acme_account_params *params);

/** Adds a contact, a URL such as "mailto:ops@example.com". */
void acme_account_params_add_contact(acme_account_params *params, const char *contact);

/**
 * Removes the contacts: those added so far, and in acme_account_update those that the account has. Contacts that are
 * neither added nor cleared stay as they are.
 */
void acme_account_params_clear_contacts(acme_account_params *params);

/** Agrees to the terms of service, which acme_directory_terms_of_service names. */
void acme_account_params_set_terms_agreed(acme_account_params *params, bool agreed);

/**
 * Finds the account but makes none: without one acme_client_new_account fails with
 * ACME_STATUS_ACCOUNT_DOES_NOT_EXIST (RFC 8555, section 7.3.1).
 */
void acme_account_params_set_only_return_existing(acme_account_params *params, bool only_existing);

/**
 * Binds the new account to one that the authority knows from elsewhere (RFC 8555, section 7.3.4).
 *
 * @param kid the key id that the authority gave
 * @param hmac_key the key that it gave: base64 or base64url, padded or not
 * @param algorithm "HS256", "HS384" or "HS512"; NULL for "HS256"
 */
void acme_account_params_set_external_account(acme_account_params *params,
                                              const char *kid,
                                              const char *hmac_key,
                                              const char *algorithm);

/**
 * Makes the account of the client's key, or finds it when it exists (RFC 8555, section 7.3). An existing account keeps
 * its contacts.
 *
 * Fails with ACME_STATUS_ACCOUNT_DOES_NOT_EXIST when it was only to be found, with
 * ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED when the authority wants a binding, with ACME_STATUS_USER_ACTION_REQUIRED when
 * its terms must be agreed to.
 *
 * @param params what it says; NULL for nothing
 * @param out the account, to be freed with acme_account_free; NULL on failure
 */
acme_status acme_client_new_account(const acme_client *client,
                                    const acme_account_params *params,
                                    acme_account **out,
                                    acme_error **error);

/**
 * Reads the client's account. When its URL is not known yet, the account of the client's key is found first.
 *
 * Fails with ACME_STATUS_ACCOUNT_DOES_NOT_EXIST when the key has none.
 *
 * @param out the account, to be freed with acme_account_free; NULL on failure
 */
acme_status acme_client_account(const acme_client *client, acme_account **out, acme_error **error);

/**
 * Reads the account again. On failure it stays as it is.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when it is not the account of this client.
 */
acme_status acme_account_refresh(const acme_client *client, acme_account *account, acme_error **error);

/**
 * Changes the contacts or the agreement to the terms of service (RFC 8555, section 7.3.2). On failure the account stays
 * as it is.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when it is not the account of this client.
 */
acme_status acme_account_update(const acme_client *client,
                                acme_account *account,
                                const acme_account_params *params,
                                acme_error **error);

/**
 * Deactivates the account for good (RFC 8555, section 7.3.6). On failure it stays as it is.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when it is not the account of this client.
 */
acme_status acme_account_deactivate(const acme_client *client, acme_account *account, acme_error **error);

/** The account URL, which is also the key id of its signatures. */
const char *acme_account_url(const acme_account *account);

/** The status: "valid", "deactivated" or "revoked" (RFC 8555, section 7.1.6). */
const char *acme_account_status(const acme_account *account);

/** How many contacts the server shows. Some servers check contacts and keep none. */
size_t acme_account_contact_count(const acme_account *account);

/** The contact at `index`, such as "mailto:ops@example.com"; NULL when there is no such contact. */
const char *acme_account_contact(const acme_account *account, size_t index);

/** Whether the server says that the terms of service were agreed to. */
bool acme_account_terms_agreed(const acme_account *account);

/** The URL of the list of the account's orders, or NULL. */
const char *acme_account_orders_url(const acme_account *account);

/** The account as the server sent it. */
const char *acme_account_json(const acme_account *account);

/** Frees the account object; the account itself stays. NULL is allowed. */
void acme_account_free(acme_account *account);

/* -------------------------------------------------------------------------------------------------
 * Credentials: an account as one JSON document, to be kept between runs.
 *
 * The document holds the directory, the account URL and the private key. It is as secret as the key.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Writes the credentials of the client's account. Nothing is sent; the account URL is in the document when it is known
 * by now. Fails with ACME_STATUS_UNSUPPORTED when the client signs through a signer.
 *
 * @param out the document, to be freed with acme_string_free, which wipes it; NULL on failure
 */
acme_status acme_client_credentials(const acme_client *client, char **out, acme_error **error);

/**
 * Makes a client of the account that a document of acme_client_credentials holds. Nothing is sent yet.
 *
 * Fails with ACME_STATUS_INVALID_CREDENTIALS when it is no such document, with ACME_STATUS_WRONG_DIRECTORY when it
 * belongs to another directory than the options name, else as acme_client_new.
 *
 * @param options stay the caller's and may be freed
 * @param credentials the document
 * @param out the client, to be freed with acme_client_free; NULL on failure
 */
acme_status acme_client_from_credentials(const acme_client_options *options,
                                         const char *credentials,
                                         acme_client **out,
                                         acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * Changing the account's key (RFC 8555, section 7.3.5).
 *
 * After a lost answer the server is asked which key the account has before anything is sent again, so that the client is
 * never left with a key that the account does not have.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Makes `key` the account's key. From then on it signs the requests of this client and of those derived from it; keep
 * it before this call. When it fails, the old key stays in use.
 *
 * Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no keyChange, or with what the server refuses, such
 * as a key that another account has.
 *
 * @param key stays the caller's and may be freed
 */
acme_status acme_client_change_key(const acme_client *client,
                                   const acme_key *key,
                                   acme_error **error);

/**
 * Makes the key of a signer the account's key. Otherwise as acme_client_change_key.
 *
 * @param signer stays the caller's and may be freed
 */
acme_status acme_client_change_key_to_signer(const acme_client *client, const acme_signer *signer, acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * Orders (RFC 8555, sections 7.1.3 and 7.4).
 *
 * An order is pending until each of its authorizations is valid, then ready for acme_order_finalize, then processing,
 * then valid: its certificate can be downloaded. From any of these it can turn invalid, and that is for good.
 * ------------------------------------------------------------------------------------------------- */

/**
 * An order as the server showed it last. All of its accessors may be called from several threads at once. The calls that
 * take it non-const, and acme_order_free, need it alone and end the life of the texts it gave.
 */
struct acme_order;

/**
 * What a new order asks for. As `const` it may be used by several threads at once; the setters and
 * acme_order_params_free need it alone. What it was given is copied.
 */
struct acme_order_params;

/**
 * Makes parameters that ask for nothing yet.
 *
 * @return the parameters, to be freed with acme_order_params_free
 */
acme_order_params *acme_order_params_new(void);

/** Frees the parameters. NULL is allowed. */
void acme_order_params_free(acme_order_params *params);

/** Adds a DNS name, "*." allowed in front. Internationalised names may be written in any script; a final dot is dropped. */
void acme_order_params_add_dns(acme_order_params *params, const char *name);

/** Adds an IP address, version 4 or 6 (RFC 8738). */
void acme_order_params_add_ip(acme_order_params *params, const char *ip);

/** Adds an IP address when `name` is one, a DNS name otherwise. */
void acme_order_params_add_name(acme_order_params *params, const char *name);

/** Adds an identifier of any type. Those of types other than "dns" and "ip" are sent as given. */
void acme_order_params_add_identifier(acme_order_params *params, const char *type, const char *value);

/** The wanted start of validity, as RFC 3339 writes it ("2030-01-31T12:00:00Z"). Most authorities refuse it. */
void acme_order_params_set_not_before(acme_order_params *params, const char *not_before);

/** The wanted end of validity, as RFC 3339 writes it. Most authorities refuse it. */
void acme_order_params_set_not_after(acme_order_params *params, const char *not_after);

/** The certificate profile, one of those that acme_directory_profile_name gives. */
void acme_order_params_set_profile(acme_order_params *params, const char *profile);

/** Whether the authority's default will do where it does not have the profile or refuses it; false by default. */
void acme_order_params_set_profile_optional(acme_order_params *params, bool optional);

/**
 * Whether the order is placed as a new one where the certificate that it replaces has a successor already; false by
 * default. After a lost answer it is in any case: the successor may be this order's.
 */
void acme_order_params_set_replaces_optional(acme_order_params *params, bool optional);

/** The certificate that the new one replaces, by its acme_certificate_ari_id (RFC 9773, section 5). */
void acme_order_params_set_replaces(acme_order_params *params, const char *replaces);

/**
 * Places an order (RFC 8555, section 7.4). The server's order must name the identifiers that were asked for.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when there is no identifier or a time cannot be read, with
 * ACME_STATUS_INVALID_PROFILE when the directory does not offer the profile, with ACME_STATUS_ORDER_MISMATCH when the
 * order is for others, with ACME_STATUS_UNSUPPORTED_OPERATION when the directory does not offer what the parameters ask
 * for, or with what the server refuses, such as ACME_STATUS_REJECTED_IDENTIFIER or ACME_STATUS_RATE_LIMITED.
 *
 * @param out the order, to be freed with acme_order_free; NULL on failure
 */
acme_status acme_client_new_order(const acme_client *client,
                                  const acme_order_params *params,
                                  acme_order **out,
                                  acme_error **error);

/**
 * Reads an order by its URL.
 *
 * Fails with ACME_STATUS_NOT_FOUND when there is none, with ACME_STATUS_FORBIDDEN_URL when the URL must not be fetched.
 *
 * @param out the order, to be freed with acme_order_free; NULL on failure
 */
acme_status acme_client_order(const acme_client *client, const char *url, acme_order **out, acme_error **error);

/** Reads the order again. On failure it stays as it is. */
acme_status acme_order_refresh(const acme_client *client, acme_order *order, acme_error **error);

/**
 * Waits until the order can go on: ready when this program has not finalized it yet, valid when it has. Looks at once,
 * then at growing intervals or when the server says. On failure the order stays as it is.
 *
 * Fails with ACME_STATUS_ORDER_INVALID and the server's problem, with ACME_STATUS_ORDER_MISMATCH when the server names
 * other identifiers than before, or with ACME_STATUS_TIMED_OUT.
 *
 * @param timeout_ms how long to wait, in milliseconds
 */
acme_status acme_order_wait(const acme_client *client, acme_order *order, uint64_t timeout_ms, acme_error **error);

/**
 * Sends the certificate request of an order that is ready (RFC 8555, section 7.4). It is never sent blindly a second
 * time: when the answer is lost, the order is looked at first. Keep the request's key before this call. On failure the
 * order stays as it is.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the request names other identifiers than the order, with
 * ACME_STATUS_BAD_CSR when the server refuses it, with ACME_STATUS_ORDER_INVALID and the server's problem.
 */
acme_status acme_order_finalize(const acme_client *client, acme_order *order, const acme_csr *csr, acme_error **error);

/**
 * Downloads the certificate of a valid order (RFC 8555, section 7.4.2). Its leaf must name the order's identifiers, and
 * be for the key of the request that this program finalized the order with.
 *
 * Fails with ACME_STATUS_CERTIFICATE_NOT_READY, ACME_STATUS_INVALID_CHAIN, ACME_STATUS_CERTIFICATE_MISMATCH, or with
 * ACME_STATUS_CHAIN_NOT_FOUND when no chain that the server offers is the preferred one.
 *
 * @param preference which of several chains is wanted; NULL for the one that the server prefers
 * @param out the certificate, to be freed with acme_certificate_free; NULL on failure
 */
acme_status acme_order_certificate(const acme_client *client,
                                   const acme_order *order,
                                   const acme_chain_preference *preference,
                                   acme_certificate **out,
                                   acme_error **error);

/**
 * Reads the order's authorization at `index`.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the order has no such authorization, with ACME_STATUS_ORDER_MISMATCH
 * when it is for none of the order's identifiers.
 *
 * @param index less than acme_order_authorization_count
 * @param out the authorization, to be freed with acme_authorization_free; NULL on failure
 */
acme_status acme_order_authorization(const acme_client *client,
                                     const acme_order *order,
                                     size_t index,
                                     acme_authorization **out,
                                     acme_error **error);

/** The order URL. */
const char *acme_order_url(const acme_order *order);

/** The status: "pending", "ready", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6). */
const char *acme_order_status(const acme_order *order);

/** When the server forgets the order, as RFC 3339 writes it, or NULL. */
const char *acme_order_expires(const acme_order *order);

/** The requested start of validity, as RFC 3339 writes it, or NULL. */
const char *acme_order_not_before(const acme_order *order);

/** The requested end of validity, as RFC 3339 writes it, or NULL. */
const char *acme_order_not_after(const acme_order *order);

/** How many identifiers the certificate is for. */
size_t acme_order_identifier_count(const acme_order *order);

/** The type of the identifier at `index`, such as "dns"; NULL when there is no such identifier. */
const char *acme_order_identifier_type(const acme_order *order, size_t index);

/** The identifier at `index`, such as "*.example.com"; NULL when there is no such identifier. */
const char *acme_order_identifier_value(const acme_order *order, size_t index);

/** How many authorizations the order has. */
size_t acme_order_authorization_count(const acme_order *order);

/** The URL of the authorization at `index`; NULL when there is no such authorization. */
const char *acme_order_authorization_url(const acme_order *order, size_t index);

/** The URL that the certificate request is sent to. */
const char *acme_order_finalize_url(const acme_order *order);

/** The URL of the certificate; NULL until the order is valid. */
const char *acme_order_certificate_url(const acme_order *order);

/** The certificate profile, or NULL. */
const char *acme_order_profile(const acme_order *order);

/** The ARI id of the certificate that this one replaces (RFC 9773, section 5), or NULL. */
const char *acme_order_replaces(const acme_order *order);

/** Why the order is invalid: the type of the server's problem document, or NULL. */
const char *acme_order_problem_type(const acme_order *order);

/** Why the order is invalid: the detail of the server's problem document, or NULL. */
const char *acme_order_problem_detail(const acme_order *order);

/** Why the order is invalid: the server's whole problem document, or NULL. */
const char *acme_order_problem_json(const acme_order *order);

/** The order as the server sent it. */
const char *acme_order_json(const acme_order *order);

/** Frees the order object; the order itself stays. NULL is allowed. */
void acme_order_free(acme_order *order);

/* -------------------------------------------------------------------------------------------------
 * Authorizations (RFC 8555, sections 7.1.4 and 7.5).
 *
 * An authorization is the server's belief that an account controls an identifier. It offers challenges, of which one is
 * enough. One that is valid already needs none: authorities reuse them.
 * ------------------------------------------------------------------------------------------------- */

/**
 * An authorization as the server showed it last. All of its accessors may be called from several threads at once. The
 * calls that take it non-const, and acme_authorization_free, need it alone and end the life of the texts it gave.
 */
struct acme_authorization;

/**
 * Reads an authorization by its URL.
 *
 * Fails with ACME_STATUS_NOT_FOUND when there is none, with ACME_STATUS_FORBIDDEN_URL when the URL must not be fetched.
 *
 * @param out the authorization, to be freed with acme_authorization_free; NULL on failure
 */
acme_status acme_client_authorization(const acme_client *client,
                                      const char *url,
                                      acme_authorization **out,
                                      acme_error **error);

/** Reads the authorization again. On failure it stays as it is. */
acme_status acme_authorization_refresh(const acme_client *client,
                                       acme_authorization *authorization,
                                       acme_error **error);

/**
 * Waits until the authorization is valid. Looks at once, then at growing intervals or when the server says. On failure
 * the authorization stays as it is.
 *
 * Fails with ACME_STATUS_AUTHORIZATION_INVALID and the problem of the challenge that failed, or with
 * ACME_STATUS_TIMED_OUT.
 *
 * @param timeout_ms how long to wait, in milliseconds
 */
acme_status acme_authorization_wait(const acme_client *client,
                                    acme_authorization *authorization,
                                    uint64_t timeout_ms,
                                    acme_error **error);

/** Gives the authorization up (RFC 8555, section 7.5.2). On failure it stays as it is. */
acme_status acme_authorization_deactivate(const acme_client *client,
                                          acme_authorization *authorization,
                                          acme_error **error);

/**
 * Gives the challenge of a type. Nothing is sent.
 *
 * Fails with ACME_STATUS_CHALLENGE_NOT_OFFERED when there is none; the message lists the types that are offered.
 *
 * @param type such as "http-01" or "dns-01"
 * @param out the challenge, an object of its own, to be freed with acme_challenge_free; NULL on failure
 */
acme_status acme_authorization_challenge(const acme_authorization *authorization,
                                         const char *type,
                                         acme_challenge **out,
                                         acme_error **error);

/** How many challenges are offered. */
size_t acme_authorization_challenge_count(const acme_authorization *authorization);

/**
 * Gives the challenge at `index`. Nothing is sent.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when there is no such challenge.
 *
 * @param index less than acme_authorization_challenge_count
 * @param out the challenge, an object of its own, to be freed with acme_challenge_free; NULL on failure
 */
acme_status acme_authorization_challenge_at(const acme_authorization *authorization,
                                            size_t index,
                                            acme_challenge **out,
                                            acme_error **error);

/** The authorization URL. */
const char *acme_authorization_url(const acme_authorization *authorization);

/** The status: "pending", "valid", "invalid", "deactivated", "expired" or "revoked" (RFC 8555, section 7.1.6). */
const char *acme_authorization_status(const acme_authorization *authorization);

/** When the server forgets it, as RFC 3339 writes it, or NULL. */
const char *acme_authorization_expires(const acme_authorization *authorization);

/** The type of the identifier, such as "dns". */
const char *acme_authorization_identifier_type(const acme_authorization *authorization);

/** The identifier, such as "example.com"; without "*." also for a wildcard. */
const char *acme_authorization_identifier_value(const acme_authorization *authorization);

/** Whether it is for the wildcard name of the identifier. */
bool acme_authorization_is_wildcard(const acme_authorization *authorization);

/** The authorization as the server sent it. */
const char *acme_authorization_json(const acme_authorization *authorization);

/** Frees the authorization object; challenges taken from it live on. NULL is allowed. */
void acme_authorization_free(acme_authorization *authorization);

/* -------------------------------------------------------------------------------------------------
 * Challenges (RFC 8555, sections 7.1.5 and 8).
 *
 * Put the proof in place, then call acme_challenge_request_validation, then wait for the authorization. For http-01 the
 * proof is acme_challenge_key_authorization, served by plain HTTP on port 80 at acme_challenge_http01_path; for dns-01
 * it is acme_challenge_dns01_value in a TXT record at acme_challenge_dns01_name, for all that a DNS record proves
 * acme_challenge_dns_record; for tls-alpn-01 acme_challenge_tls_alpn01_certificate.
 * ------------------------------------------------------------------------------------------------- */

/**
 * A challenge as the server showed it last. All of its accessors may be called from several threads at once. The calls
 * that take it non-const, and acme_challenge_free, need it alone and end the life of the texts it gave.
 */
struct acme_challenge;

/**
 * Reads a challenge by its URL. It does not know its identifier, so acme_challenge_dns01_name gives NULL.
 *
 * Fails with ACME_STATUS_NOT_FOUND when there is none, with ACME_STATUS_FORBIDDEN_URL when the URL must not be fetched.
 *
 * @param out the challenge, to be freed with acme_challenge_free; NULL on failure
 */
acme_status acme_client_challenge(const acme_client *client, const char *url, acme_challenge **out, acme_error **error);

/** Reads the challenge again. On failure it stays as it is. */
acme_status acme_challenge_refresh(const acme_client *client, acme_challenge *challenge, acme_error **error);

/** Tells the server that the proof is in place (RFC 8555, section 7.5.1). On failure the challenge stays as it is. */
acme_status acme_challenge_request_validation(const acme_client *client, acme_challenge *challenge, acme_error **error);

/**
 * Answers a challenge with JSON of the caller's own: device-attest-01 and others want more than to be told. Otherwise as
 * acme_challenge_request_validation.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the payload is no JSON object.
 *
 * @param payload a JSON object
 */
acme_status acme_challenge_request_validation_with(const acme_client *client,
                                                   acme_challenge *challenge,
                                                   const char *payload,
                                                   acme_error **error);

/**
 * Gives the key authorization: the token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1).
 * Nothing is sent.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge has no token.
 *
 * @param out the text, to be freed with acme_string_free; NULL on failure
 */
acme_status acme_challenge_key_authorization(const acme_client *client,
                                             const acme_challenge *challenge,
                                             char **out,
                                             acme_error **error);

/**
 * Gives the value of the TXT record of dns-01: base64url of the SHA-256 of the key authorization (RFC 8555, section
 * 8.4). Nothing is sent.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge has no token.
 *
 * @param out the text, to be freed with acme_string_free; NULL on failure
 */
acme_status acme_challenge_dns01_value(const acme_client *client,
                                       const acme_challenge *challenge,
                                       char **out,
                                       acme_error **error);

/**
 * Where http-01's proof is served: "/.well-known/acme-challenge/" and the token (RFC 8555, section 8.3). The token is
 * in base64url, so the path cannot lead elsewhere. NULL when the challenge has no token.
 */
const char *acme_challenge_http01_path(const acme_challenge *challenge);

/**
 * The name of dns-01's TXT record: "_acme-challenge." and the name without "*." (RFC 8555, section 8.4). NULL when the
 * identifier is no DNS name or not known.
 */
const char *acme_challenge_dns01_name(const acme_challenge *challenge);

/** The challenge URL. */
const char *acme_challenge_url(const acme_challenge *challenge);

/** The type, such as "http-01". It may be one that this library does not know. */
const char *acme_challenge_type(const acme_challenge *challenge);

/** The status: "pending", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6). */
const char *acme_challenge_status(const acme_challenge *challenge);

/** The token, in base64url; NULL for types that have none. */
const char *acme_challenge_token(const acme_challenge *challenge);

/** When the server validated it, as RFC 3339 writes it, or NULL. */
const char *acme_challenge_validated(const acme_challenge *challenge);

/** Why the challenge failed: the type of the server's problem document, or NULL. */
const char *acme_challenge_problem_type(const acme_challenge *challenge);

/** Why the challenge failed: the detail of the server's problem document, or NULL. */
const char *acme_challenge_problem_detail(const acme_challenge *challenge);

/** Why the challenge failed: the server's whole problem document, or NULL. */
const char *acme_challenge_problem_json(const acme_challenge *challenge);

/** The challenge as the server sent it. */
const char *acme_challenge_json(const acme_challenge *challenge);

/** Frees the challenge. NULL is allowed. */
void acme_challenge_free(acme_challenge *challenge);

/* -------------------------------------------------------------------------------------------------
 * DNS records: those that prove control of a name, and those that say who may issue.
 *
 * acme_challenge_dns_record is for every challenge that a TXT record proves: dns-01 (RFC 8555, section 8.4),
 * dns-account-01 (draft-ietf-acme-dns-account-label) and dns-persist-01 (draft-ietf-acme-dns-persist).
 * ------------------------------------------------------------------------------------------------- */

/**
 * A record to be put into the DNS. It never changes: all of its accessors may be called from several threads at once, and
 * what they return lives until it is freed.
 */
struct acme_dns_record;

/**
 * Gives the record that proves a challenge. At most the directory is fetched and the account looked for.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when no DNS record proves the challenge, or its identifier is not known because
 * it was read by its URL.
 *
 * @param out the record, to be freed with acme_dns_record_free; NULL on failure
 */
acme_status acme_challenge_dns_record(const acme_client *client,
                                      const acme_challenge *challenge,
                                      acme_dns_record **out,
                                      acme_error **error);

/**
 * Gives a record for dns-persist-01, which is put in place once and needs no order.
 *
 * Fails with ACME_STATUS_UNSUPPORTED_OPERATION when no issuer is given and the directory names none.
 *
 * @param name the DNS name; with "*." in front the record allows wildcards
 * @param issuer how the record names the authority; NULL for the first name that the directory gives
 * @param wildcard whether the record also allows wildcard names and subdomains
 * @param persist_until until when it may be used, in seconds since 1970-01-01 UTC; 0 for ever
 * @param out the record, to be freed with acme_dns_record_free; NULL on failure
 */
acme_status acme_client_persistent_dns_record(const acme_client *client,
                                              const char *name,
                                              const char *issuer,
                                              bool wildcard,
                                              int64_t persist_until,
                                              acme_dns_record **out,
                                              acme_error **error);

/** The full name of the record, without a final dot. */
const char *acme_dns_record_name(const acme_dns_record *record);

/** The type of the record: "TXT". */
const char *acme_dns_record_type(const acme_dns_record *record);

/** The text of the record. Where it is longer than 255 characters a zone holds it in several strings of one record. */
const char *acme_dns_record_value(const acme_dns_record *record);

/** Frees the record. NULL is allowed. */
void acme_dns_record_free(acme_dns_record *record);

/**
 * Gives the data of a CAA record that lets this authority alone issue, and that to this account alone (RFC 8659, RFC
 * 8657), such as `0 issue "ca.example; accounturi=https://ca.example/acct/1"`.
 *
 * Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory does not name the authority.
 *
 * @param methods the challenge types that the authority may validate by, commas between them, such as "dns-01,http-01";
 *        NULL for all
 * @param wildcard whether the record is for wildcard names ("issuewild")
 * @param out the text, to be freed with acme_string_free; NULL on failure
 */
acme_status acme_client_caa_record(const acme_client *client,
                                   const char *methods,
                                   bool wildcard,
                                   char **out,
                                   acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * Certificates that sign themselves: what tls-alpn-01 shows (RFC 8737), and what a server shows until it has a real one.
 * ------------------------------------------------------------------------------------------------- */

/**
 * A certificate that its own key signed. It never changes: every function that takes it as `const` may be called from
 * several threads at once, and what it gives lives until it is freed.
 */
struct acme_self_signed;

/**
 * What a certificate that signs itself says. As `const` it may be used by several threads at once; the setters and
 * acme_self_signed_params_free need it alone. What it was given is copied.
 */
struct acme_self_signed_params;

/**
 * Makes parameters for a certificate that names nothing yet and is valid from now on for 30 days.
 *
 * @return the parameters, to be freed with acme_self_signed_params_free
 */
acme_self_signed_params *acme_self_signed_params_new(void);

/** Frees the parameters. NULL is allowed. */
void acme_self_signed_params_free(acme_self_signed_params *params);

/** Adds an IP address when `name` is one, a DNS name otherwise. */
void acme_self_signed_params_add_name(acme_self_signed_params *params, const char *name);

/** The common name of subject and issuer, at most 64 characters; both are empty without it. */
void acme_self_signed_params_set_common_name(acme_self_signed_params *params, const char *common_name);

/** From when and until when it is valid, in seconds since 1970-01-01 UTC. */
void acme_self_signed_params_set_validity(acme_self_signed_params *params, int64_t not_before, int64_t not_after);

/**
 * Makes the certificate of a key.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT, naming what is refused, such as an empty list of names.
 *
 * @param key the certificate's private key
 * @param out the certificate, to be freed with acme_self_signed_free; NULL on failure
 */
acme_status acme_self_signed_new(const acme_self_signed_params *params,
                                 const acme_key *key,
                                 acme_self_signed **out,
                                 acme_error **error);

/**
 * Makes the certificate that a TLS server shows on port 443 to who asks for the protocol "acme-tls/1" and the server name
 * acme_challenge_tls_alpn01_name (RFC 8737, section 3). Nothing is sent.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge is not tls-alpn-01, or its identifier is not known because
 * it was read by its URL.
 *
 * @param key the certificate's private key, made for it; any kind
 * @param out the certificate, to be freed with acme_self_signed_free; NULL on failure
 */
acme_status acme_challenge_tls_alpn01_certificate(const acme_client *client,
                                                  const acme_challenge *challenge,
                                                  const acme_key *key,
                                                  acme_self_signed **out,
                                                  acme_error **error);

/**
 * The server name that the authority asks for in tls-alpn-01: the DNS name, or an IP address's name for reverse look-up,
 * such as "1.2.0.192.in-addr.arpa" (RFC 8738, section 6). NULL when the identifier is not known.
 */
const char *acme_challenge_tls_alpn01_name(const acme_challenge *challenge);

/** The certificate in PEM. */
const char *acme_self_signed_pem(const acme_self_signed *certificate);

/**
 * The certificate in DER, lent.
 *
 * @param length receives its length in bytes; may be NULL
 */
const uint8_t *acme_self_signed_der(const acme_self_signed *certificate, size_t *length);

/** Frees the certificate. NULL is allowed. */
void acme_self_signed_free(acme_self_signed *certificate);

/* -------------------------------------------------------------------------------------------------
 * Certificate requests (PKCS #10, RFC 2986): what acme_order_finalize sends.
 *
 * acme_csr_for_order is what one usually wants. Parameters are for what goes beyond the names of an order.
 * ------------------------------------------------------------------------------------------------- */

/**
 * A certificate request. It never changes: every function that takes it as `const` may be called from several threads at
 * once, and what it gives lives until it is freed.
 */
struct acme_csr;

/**
 * What a certificate request asks for. As `const` it may be used by several threads at once; the setters and
 * acme_csr_params_free need it alone. What it was given is copied.
 */
struct acme_csr_params;

/**
 * Makes a request for the identifiers of an order, signed by the certificate's key, with an empty subject.
 *
 * @param key the certificate's private key, which is not the account's; keep it
 * @param out the request, to be freed with acme_csr_free; NULL on failure
 */
acme_status acme_csr_for_order(const acme_order *order, const acme_key *key, acme_csr **out, acme_error **error);

/**
 * Makes parameters that ask for nothing yet.
 *
 * @return the parameters, to be freed with acme_csr_params_free
 */
acme_csr_params *acme_csr_params_new(void);

/** Frees the parameters. NULL is allowed. */
void acme_csr_params_free(acme_csr_params *params);

/** Adds a DNS name, "*." allowed in front. Internationalised names may be written in any script; a final dot is dropped. */
void acme_csr_params_add_dns(acme_csr_params *params, const char *name);

/** Adds an IP address, version 4 or 6. */
void acme_csr_params_add_ip(acme_csr_params *params, const char *ip);

/** Adds an IP address when `name` is one, a DNS name otherwise. */
void acme_csr_params_add_name(acme_csr_params *params, const char *name);

/**
 * Puts a DNS name of at most 64 characters into the subject. It is added to the names when it is not among them.
 * Authorities recommend to do without.
 */
void acme_csr_params_set_common_name(acme_csr_params *params, const char *common_name);

/**
 * Adds a field to the subject. Public authorities ignore it.
 *
 * @param name the field by OpenSSL's short or long name, such as "O"; not "CN"
 * @param value what it says
 */
void acme_csr_params_add_subject(acme_csr_params *params, const char *name, const char *value);

/**
 * Whether the certificate may only be used with a stapled OCSP response (RFC 7633); false by default. Few authorities
 * allow it any more.
 */
void acme_csr_params_set_must_staple(acme_csr_params *params, bool must_staple);

/**
 * Makes a request, signed by the certificate's key.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT, naming what is refused, such as an empty list of identifiers.
 *
 * @param key the certificate's private key; keep it
 * @param out the request, to be freed with acme_csr_free; NULL on failure
 */
acme_status acme_csr_new(const acme_csr_params *params, const acme_key *key, acme_csr **out, acme_error **error);

/**
 * Reads a request that was made elsewhere, from DER, and checks its signature.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when it is none or does not verify.
 *
 * @param der the bytes
 * @param length how many there are
 * @param out the request, to be freed with acme_csr_free; NULL on failure
 */
acme_status acme_csr_from_der(const uint8_t *der, size_t length, acme_csr **out, acme_error **error);

/**
 * Reads a request that was made elsewhere, from PEM, and checks its signature. Fails as acme_csr_from_der.
 *
 * @param out the request, to be freed with acme_csr_free; NULL on failure
 */
acme_status acme_csr_from_pem(const char *pem, acme_csr **out, acme_error **error);

/**
 * The request in DER, lent.
 *
 * @param length receives its length in bytes; may be NULL
 */
const uint8_t *acme_csr_der(const acme_csr *csr, size_t *length);

/** The request in PEM. */
const char *acme_csr_pem(const acme_csr *csr);

/** Frees the request. NULL is allowed. */
void acme_csr_free(acme_csr *csr);

/* -------------------------------------------------------------------------------------------------
 * Chain preferences: which of several certificate chains is wanted (RFC 8555, section 7.4.2).
 *
 * For acme_order_certificate. The chain that the server prefers is looked at first, then its alternates in their order.
 * An alternate that cannot be had is passed over. When no other chain will do, the error is why it could not be had if
 * that may pass, and ACME_STATUS_CHAIN_NOT_FOUND otherwise.
 * acme_chain_preference_or makes a list of preferences.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Which chain is wanted. It never changes and may be used by several threads at once; acme_chain_preference_free needs
 * it alone.
 */
struct acme_chain_preference;

/**
 * Wants the chain whose topmost certificate was issued under this name: that of the root, which chains leave out.
 *
 * @param common_name the whole common name, such as "ISRG Root X1"
 * @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
 */
acme_status acme_chain_preference_top_issuer(const char *common_name, acme_chain_preference **out, acme_error **error);

/**
 * Wants a chain in which some certificate's issuer has this text in its name.
 *
 * @param text a part of the name, which is written "/C=US/O=Example/CN=Root"
 * @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
 */
acme_status acme_chain_preference_any_issuer(const char *text, acme_chain_preference **out, acme_error **error);

/**
 * Wants a chain in which some certificate has this Subject Key Identifier, or the topmost one this Authority Key
 * Identifier (RFC 5280, sections 4.2.1.1 and 4.2.1.2).
 *
 * @param key_id the identifier's bytes
 * @param length how many there are; 0 is ACME_STATUS_INVALID_ARGUMENT
 * @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
 */
acme_status acme_chain_preference_key_id(const uint8_t *key_id,
                                         size_t length,
                                         acme_chain_preference **out,
                                         acme_error **error);

/**
 * Wants a chain in which some certificate has this SHA-256 fingerprint.
 *
 * @param fingerprint the 32 bytes of the fingerprint
 * @param length 32; anything else is ACME_STATUS_INVALID_ARGUMENT
 * @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
 */
acme_status acme_chain_preference_fingerprint(const uint8_t *fingerprint,
                                              size_t length,
                                              acme_chain_preference **out,
                                              acme_error **error);

/**
 * Wants the chain of the fewest certificates; of equal ones the first that the server offers.
 *
 * @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
 */
acme_status acme_chain_preference_shortest(acme_chain_preference **out, acme_error **error);

/**
 * Wants the chain that the server offers first: what acme_chain_preference_or falls back to.
 *
 * @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
 */
acme_status acme_chain_preference_server_choice(acme_chain_preference **out, acme_error **error);

/**
 * Wants the chain that `first` wants, or where there is none the one that `second` wants; either may be such a list again.
 * With acme_chain_preference_server_choice at its end the list falls back to the default; without it a server that offers
 * none of the wanted ones is ACME_STATUS_CHAIN_NOT_FOUND.
 *
 * @param first stays the caller's and may be freed
 * @param second stays the caller's and may be freed
 * @param out the preference, to be freed with acme_chain_preference_free; NULL on failure
 */
acme_status acme_chain_preference_or(const acme_chain_preference *first,
                                     const acme_chain_preference *second,
                                     acme_chain_preference **out,
                                     acme_error **error);

/** Frees the preference. NULL is allowed. */
void acme_chain_preference_free(acme_chain_preference *preference);

/* -------------------------------------------------------------------------------------------------
 * Certificates with their chains (RFC 8555, section 7.4.2).
 * ------------------------------------------------------------------------------------------------- */

/**
 * A certificate and its issuers. It never changes: every function that takes it as `const` may be called from several
 * threads at once, and what it gives lives until it is freed.
 */
struct acme_certificate;

/**
 * Reads a certificate that was kept, with or without its issuers: CERTIFICATE blocks, the leaf first, and nothing but
 * blank lines between them.
 *
 * Fails with ACME_STATUS_INVALID_CHAIN, saying which block is wrong.
 *
 * @param out the certificate, to be freed with acme_certificate_free; NULL on failure
 */
acme_status acme_certificate_from_pem(const char *pem, acme_certificate **out, acme_error **error);

/** The whole chain as PEM, byte for byte as the server sent it: what a web server wants. */
const char *acme_certificate_chain_pem(const acme_certificate *certificate);

/** The leaf alone as PEM. */
const char *acme_certificate_leaf_pem(const acme_certificate *certificate);

/** The issuers without the leaf as PEM; "" when there are none. */
const char *acme_certificate_issuers_pem(const acme_certificate *certificate);

/** How many certificates there are, the leaf included. */
size_t acme_certificate_count(const acme_certificate *certificate);

/**
 * The DER of one certificate, lent.
 *
 * @param index 0 for the leaf
 * @param length receives its length in bytes; may be NULL
 * @return the bytes; NULL when there is no such certificate
 */
const uint8_t *acme_certificate_der(const acme_certificate *certificate, size_t index, size_t *length);

/** When the leaf becomes valid, in seconds since 1970-01-01 UTC. */
int64_t acme_certificate_not_before(const acme_certificate *certificate);

/** When the leaf stops being valid, in seconds since 1970-01-01 UTC. */
int64_t acme_certificate_not_after(const acme_certificate *certificate);

/** The leaf's serial number in lower-case hexadecimal, two digits a byte. */
const char *acme_certificate_serial(const acme_certificate *certificate);

/** The common name of the leaf's issuer, or its whole name ("/C=US/O=Example") when it has none. */
const char *acme_certificate_issuer_name(const acme_certificate *certificate);

/** How many DNS names and IP addresses the leaf names. */
size_t acme_certificate_identifier_count(const acme_certificate *certificate);

/** The type of the leaf's identifier at `index`, "dns" or "ip"; NULL when there is no such identifier. */
const char *acme_certificate_identifier_type(const acme_certificate *certificate, size_t index);

/** The leaf's identifier at `index`, such as "www.example.com"; NULL when there is no such identifier. */
const char *acme_certificate_identifier_value(const acme_certificate *certificate, size_t index);

/**
 * The leaf's name in renewal information and in acme_order_params_set_replaces (RFC 9773, section 4.1); NULL when the
 * leaf has no Authority Key Identifier.
 */
const char *acme_certificate_ari_id(const acme_certificate *certificate);

/**
 * The certificate's private key, where acme_client_obtain made or was given it.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the key is not known: the certificate was read or downloaded, or came of a
 * certificate request of the caller's own.
 *
 * @param out the key, to be freed with acme_key_free; NULL on failure
 */
acme_status acme_certificate_key(const acme_certificate *certificate,
                                 acme_key **out,
                                 acme_error **error);

/** The URL of the order that acme_client_obtain obtained it with; NULL for another certificate. */
const char *acme_certificate_order_url(const acme_certificate *certificate);

/** Frees the certificate object. NULL is allowed. */
void acme_certificate_free(acme_certificate *certificate);

/* -------------------------------------------------------------------------------------------------
 * Revocation of certificates (RFC 8555, section 7.6) and its reasons (RFC 5280, section 5.3.1).
 * ------------------------------------------------------------------------------------------------- */

/**
 * Revokes the leaf with the account's key.
 *
 * Fails with ACME_STATUS_ALREADY_REVOKED, with ACME_STATUS_UNAUTHORIZED when the account may not revoke it, with
 * ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no revokeCert.
 *
 * @param reason a reason code, such as that of acme_revocation_reason: 0, 1, 3 to 6 or 8 to 10; -1 to give none
 */
acme_status acme_certificate_revoke(const acme_client *client,
                                    const acme_certificate *certificate,
                                    int32_t reason,
                                    acme_error **error);

/**
 * Revokes the leaf with its own key. No account is needed, and it may be another account's certificate. Otherwise as
 * acme_certificate_revoke.
 *
 * @param key the certificate's private key
 */
acme_status acme_certificate_revoke_with_key(const acme_client *client,
                                             const acme_certificate *certificate,
                                             const acme_key *key,
                                             int32_t reason,
                                             acme_error **error);

/**
 * The code of a reason by its name: "unspecified", "keyCompromise", "affiliationChanged", "superseded",
 * "cessationOfOperation", "certificateHold", "removeFromCRL", "privilegeWithdrawn" or "aACompromise". Its case does not
 * matter, and words may have "_" or "-" between them.
 *
 * @return the code; -1 for NULL and for what is none of these
 */
int32_t acme_revocation_reason(const char *name);

/* -------------------------------------------------------------------------------------------------
 * Renewal information: when the authority wants a certificate to be renewed (RFC 9773).
 *
 * Look with acme_client_renewal_info, renew at the moment that acme_renewal_info_pick gives, and look again after
 * acme_renewal_info_next_look_ms: the authority may change its mind. The order of the new certificate names the old one
 * with acme_order_params_set_replaces.
 * ------------------------------------------------------------------------------------------------- */

/**
 * The authority's advice for one certificate. It never changes: all of its accessors may be called from several threads
 * at once, and what they return lives until it is freed.
 */
struct acme_renewal_info;

/**
 * Asks when a certificate should be renewed (RFC 9773, section 4.1). No account is needed.
 *
 * Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no renewalInfo, with ACME_STATUS_NOT_FOUND when the
 * authority does not know the certificate, with ACME_STATUS_INVALID_ARGUMENT when the id is none.
 *
 * @param ari_id the certificate, by its acme_certificate_ari_id
 * @param out the advice, to be freed with acme_renewal_info_free; NULL on failure
 */
acme_status acme_client_renewal_info(const acme_client *client,
                                     const char *ari_id,
                                     acme_renewal_info **out,
                                     acme_error **error);

/** The begin of the suggested window, in seconds since 1970-01-01 UTC. */
int64_t acme_renewal_info_start(const acme_renewal_info *info);

/** The end of the suggested window, in seconds since 1970-01-01 UTC. */
int64_t acme_renewal_info_end(const acme_renewal_info *info);

/** The URL of a page that says why, or NULL. */
const char *acme_renewal_info_explanation_url(const acme_renewal_info *info);

/**
 * How long to wait before the next look, in milliseconds: what the server asked for, but at least a minute and at most a
 * day; 6 hours when it did not say.
 */
uint64_t acme_renewal_info_next_look_ms(const acme_renewal_info *info);

/**
 * Picks the moment to renew at: a random one in the window, `now` when that has passed (RFC 9773, section 4.2). Pick once
 * and keep the moment while the window stays as it is.
 *
 * Fails with ACME_STATUS_INVALID_RESPONSE when the window ends before it has begun. Renew then as if the authority had
 * given no advice.
 *
 * @param now in seconds since 1970-01-01 UTC
 * @param out the moment, in seconds since 1970-01-01 UTC; 0 on failure
 */
acme_status acme_renewal_info_pick(const acme_renewal_info *info,
                                   int64_t now,
                                   int64_t *out,
                                   acme_error **error);

/** The advice as the server sent it. */
const char *acme_renewal_info_json(const acme_renewal_info *info);

/** Frees the advice. NULL is allowed. */
void acme_renewal_info_free(acme_renewal_info *info);

/* -------------------------------------------------------------------------------------------------
 * Renewal: whether a certificate is due.
 *
 * acme_renewal_decide is a pure function of what it is given: it asks neither clock nor network. acme_client_renewal_info
 * gives it the authority's advice.
 * ------------------------------------------------------------------------------------------------- */

/** What the moment of a renewal follows from. The numbers are those of the C library. */
enum {
  /** There is no advice: what is left of the certificate's life. */
  ACME_RENEWAL_LIFETIME = 1,
  /** The policy's own time before the end. */
  ACME_RENEWAL_POLICY = 2,
  /** A random moment in the window that the authority suggests (RFC 9773). */
  ACME_RENEWAL_SUGGESTED = 3,
  /** The suggested window is over, as it is for a certificate that was or soon will be revoked. */
  ACME_RENEWAL_WINDOW_OVER = 4,
  /** The certificate has expired. */
  ACME_RENEWAL_EXPIRED = 5,
};

/**
 * What is to be done about a certificate, and when. It never changes: all of its accessors may be called from several
 * threads at once.
 */
struct acme_renewal_decision;

/**
 * What is wanted of renewals. As `const` it may be used by several threads at once; the setters and
 * acme_renewal_options_free need it alone.
 */
struct acme_renewal_options;

/**
 * Makes options with the defaults.
 *
 * @return the options, to be freed with acme_renewal_options_free
 */
acme_renewal_options *acme_renewal_options_new(void);

/** Frees the options. NULL is allowed. */
void acme_renewal_options_free(acme_renewal_options *options);

/**
 * Renew at the latest this long before the certificate's end, whatever the authority suggests. By default, without a
 * suggestion, when a third of its life is left, or half of a life of less than 10 days.
 */
void acme_renewal_options_set_renew_before(acme_renewal_options *options, uint64_t time_ms);

/** How long until the next look when the authority does not say: between a minute and a day, 6 hours by default. */
void acme_renewal_options_set_look_every(acme_renewal_options *options, uint64_t time_ms);

/**
 * Decides whether a certificate is due. Points in time are seconds since 1970-01-01 UTC.
 *
 * @param not_before when the certificate becomes valid, its acme_certificate_not_before
 * @param not_after when it stops being valid, its acme_certificate_not_after
 * @param info the authority's advice; NULL for none. A window that ends before it has begun counts as none
 * @param options what is wanted; NULL for the defaults
 * @param now the time
 * @param random a number from 0 up to 1, which places the moment within the suggested window. Keep it as long as the
 *        certificate lives, and the moment stays where it is while the window does
 * @param out the decision, to be freed with acme_renewal_decision_free; NULL on failure
 */
acme_status acme_renewal_decide(int64_t not_before,
                                int64_t not_after,
                                const acme_renewal_info *info,
                                const acme_renewal_options *options,
                                int64_t now,
                                double random,
                                acme_renewal_decision **out,
                                acme_error **error);

/** Whether to renew now. */
bool acme_renewal_decision_is_due(const acme_renewal_decision *decision);

/** The moment to renew at; in the past when it was missed. */
int64_t acme_renewal_decision_at(const acme_renewal_decision *decision);

/** What that moment follows from: one of the ACME_RENEWAL_ constants. */
int32_t acme_renewal_decision_reason(const acme_renewal_decision *decision);

/** When to decide again: between a minute and a day from the time that was given. */
int64_t acme_renewal_decision_look_again_at(const acme_renewal_decision *decision);

/** Frees the decision. NULL is allowed. */
void acme_renewal_decision_free(acme_renewal_decision *decision);

/* -------------------------------------------------------------------------------------------------
 * The list of an account's orders (RFC 8555, section 7.1.2.1), which few authorities keep.
 * ------------------------------------------------------------------------------------------------- */

/** How far the list is read. It belongs to one thread at a time. */
struct acme_orders;

/**
 * Begins the list of the account's orders. Its pages are fetched as they are needed.
 *
 * Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the account has no list of orders.
 *
 * @param out the list, to be freed with acme_orders_free; NULL on failure
 */
acme_status acme_client_orders(const acme_client *client, acme_orders **out, acme_error **error);

/**
 * Reads the next order of the list.
 *
 * Fails with ACME_STATUS_INVALID_RESPONSE when the server's pages run in a circle.
 *
 * @param out the order, to be freed with acme_order_free; NULL at the end of the list, and on failure
 */
acme_status acme_orders_next(const acme_client *client, acme_orders *orders, acme_order **out, acme_error **error);

/** Frees the list. Orders that it gave live on. NULL is allowed. */
void acme_orders_free(acme_orders *orders);

/* -------------------------------------------------------------------------------------------------
 * Authorizations ahead of an order (RFC 8555, section 7.4.1), also for the names below (RFC 9444). Few authorities offer
 * them.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Asks for an authorization that orders will use later.
 *
 * Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no newAuthz, or where that is asked for no
 * subdomainAuthAllowed; with ACME_STATUS_INVALID_ARGUMENT for a wildcard.
 *
 * @param name an IP address or a DNS name
 * @param subdomains whether it shall count for the names below as well (RFC 9444)
 * @param out the authorization, to be freed with acme_authorization_free; NULL on failure
 */
acme_status acme_client_new_authorization(const acme_client *client,
                                          const char *name,
                                          bool subdomains,
                                          acme_authorization **out,
                                          acme_error **error);

/** Whether the authorization counts for the names below as well (RFC 9444). */
bool acme_authorization_subdomains_allowed(const acme_authorization *authorization);

/**
 * Lets the authorization of a name above count for one of the order's names (RFC 9444).
 *
 * @param name one of the order's names
 * @param ancestor a name above it
 */
void acme_order_params_set_ancestor(acme_order_params *params, const char *name, const char *ancestor);

/* -------------------------------------------------------------------------------------------------
 * Orders whose certificate renews itself: STAR (RFC 8739). Few authorities offer them.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Has the certificate renew itself. Does not go with acme_order_params_set_not_before and _not_after.
 *
 * @param start_date when the first certificate begins, as RFC 3339 writes it; NULL for at once
 * @param end_date when the last certificate ends, as RFC 3339 writes it
 * @param lifetime_s how long each certificate is valid, in seconds
 * @param allow_get whether the certificate may be fetched with a GET that nobody signs
 */
void acme_order_params_set_auto_renewal(acme_order_params *params,
                                        const char *start_date,
                                        const char *end_date,
                                        uint64_t lifetime_s,
                                        bool allow_get);

/**
 * How much earlier than its issuance each certificate begins, for programs whose clocks are behind (RFC 8739, section
 * 3.1.1). Comes after acme_order_params_set_auto_renewal.
 *
 * @param lifetime_adjust_s in seconds
 */
void acme_order_params_set_auto_renewal_adjust(acme_order_params *params, uint64_t lifetime_adjust_s);

/** The URL of the certificate of the day; NULL until the order is valid, and for an order that does not renew itself. */
const char *acme_order_star_certificate_url(const acme_order *order);

/**
 * Downloads the certificate of the day. Its checks are those of acme_order_certificate.
 *
 * Fails with ACME_STATUS_CERTIFICATE_NOT_READY, with ACME_STATUS_AUTO_RENEWAL_CANCELED or
 * ACME_STATUS_AUTO_RENEWAL_EXPIRED when there is none any more.
 *
 * @param out the certificate, to be freed with acme_certificate_free; NULL on failure
 */
acme_status acme_order_star_certificate(const acme_client *client,
                                        const acme_order *order,
                                        acme_certificate **out,
                                        acme_error **error);

/**
 * Ends the renewal of an order; certificates that are out stay valid until they expire. On failure the order stays as it
 * is.
 *
 * Fails with ACME_STATUS_UNSUPPORTED_OPERATION when the directory has no auto-renewal, with
 * ACME_STATUS_AUTO_RENEWAL_CANCELLATION_INVALID when the order is not valid.
 */
acme_status acme_order_cancel(const acme_client *client,
                              acme_order *order,
                              acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * onion-csr-01: proving control of an onion service by its key (RFC 9799). Few authorities offer it.
 * ------------------------------------------------------------------------------------------------- */

/**
 * The CAA records of onion services. As `const` it may be used by several threads at once; the setter and
 * acme_onion_caa_params_free need it alone. What it was given is copied.
 */
struct acme_onion_caa_params;

/**
 * Answers a challenge of onion-csr-01 with a request that the onion service's key signs. Otherwise as
 * acme_challenge_request_validation.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT when the challenge is of another type or the key is not the onion service's.
 *
 * @param key the onion service's Ed25519 key
 */
acme_status acme_challenge_request_onion_validation(const acme_client *client,
                                                    acme_challenge *challenge,
                                                    const acme_key *key,
                                                    acme_error **error);

/**
 * Whether the authority wants the CAA records of onion services within finalize, by
 * acme_order_finalize_with_onion_caa.
 */
bool acme_directory_onion_caa_required(const acme_directory *directory);

/**
 * Makes parameters without a service.
 *
 * @return the parameters, to be freed with acme_onion_caa_params_free
 */
acme_onion_caa_params *acme_onion_caa_params_new(void);

/** Frees the parameters. NULL is allowed. */
void acme_onion_caa_params_free(acme_onion_caa_params *params);

/**
 * Adds the records of a service, which its key signs.
 *
 * @param name the service's name, or one below it
 * @param records as the service's descriptor has them, a line each, such as `caa 0 issue "ca.example"`:
 *        acme_client_caa_record gives what stands behind "caa "; NULL when it has none
 * @param expiry until when they are good, in seconds since 1970-01-01 UTC, at most 8 hours from now; 0 for an hour from
 *        now
 * @param key the onion service's Ed25519 key
 */
void acme_onion_caa_params_add(acme_onion_caa_params *params,
                               const char *name,
                               const char *records,
                               int64_t expiry,
                               const acme_key *key);

/**
 * Sends the certificate request of an order that is ready, with the CAA records of its onion services. Otherwise as
 * acme_order_finalize, which fails with ACME_STATUS_ONION_CAA_REQUIRED where the authority wants them.
 */
acme_status acme_order_finalize_with_onion_caa(const acme_client *client,
                                               acme_order *order,
                                               const acme_csr *csr,
                                               const acme_onion_caa_params *params,
                                               acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * Solvers: who makes visible what the authority asks to see.
 *
 * The built-in ones serve http-01 and tls-alpn-01, write below a web server's root, update DNS zones, or call the hooks
 * of other clients. acme_solver_new makes one of the caller's own functions, acme_solver_add joins several.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Makes visible what the authority asks to see. Calls that take it as `const` may run in several threads at once, if its
 * own functions may.
 */
struct acme_solver;

/**
 * Makes a solver of http-01 for a web server that runs already: it writes files into .well-known/acme-challenge below
 * the server's root, readable by everyone, and removes them again.
 *
 * @param root the folder of the web server's documents
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_webroot(const char *root, acme_solver **out, acme_error **error);

/**
 * Makes a solver of http-01 with a server of its own, which listens while something is presented and whose threads end
 * with it. That its port is in use shows as ACME_STATUS_ADDRESS_IN_USE when it presents.
 *
 * @param address "0.0.0.0:80", "[::]:80", or ":80" for all addresses of both families
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_http01_server(const char *address, acme_solver **out, acme_error **error);

/**
 * Makes a solver of http-01 that answers any token with the thumbprint of the account's key, so that every machine
 * behind a load balancer can answer, whichever of them asked. It listens from now on until it is freed.
 *
 * Fails with ACME_STATUS_ADDRESS_IN_USE, or with ACME_STATUS_SOLVER_FAILED when it cannot listen for another reason.
 *
 * @param address as for acme_solver_http01_server
 * @param thumbprint acme_key_thumbprint of the account's key
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_http01_stateless(const char *address,
                                         const char *thumbprint,
                                         acme_solver **out,
                                         acme_error **error);

/**
 * Makes a solver of tls-alpn-01 (RFC 8737) with a server of its own, which listens while something is presented and whose
 * threads end with it. That its port is in use shows as ACME_STATUS_ADDRESS_IN_USE when it presents.
 *
 * @param address "0.0.0.0:443", "[::]:443", or ":443" for all addresses of both families
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_tls_alpn01_server(const char *address,
                                          acme_solver **out,
                                          acme_error **error);

/**
 * Makes a solver of dns-01 that updates DNS zones (RFC 2136), all records of a zone at once. Where _acme-challenge of a
 * name is an alias (CNAME), the record goes to where that leads.
 *
 * Fails with ACME_STATUS_UNSUPPORTED when the library was built without it.
 *
 * @param server the server that takes updates: a name or an address, with a port unless that is 53
 * @param key_name the name of the key that signs updates (TSIG, RFC 8945); NULL for updates without a signature
 * @param algorithm "hmac-sha256" and others; NULL for that one
 * @param secret the key's secret in base64; NULL when there is no key
 * @param zone the zone; NULL to ask the server for it
 * @param resolver the address of the server to ask for aliases, with a port unless that is 53; NULL for the system's
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_dns_update(const char *server,
                                   const char *key_name,
                                   const char *algorithm,
                                   const char *secret,
                                   const char *zone,
                                   const char *resolver,
                                   acme_solver **out,
                                   acme_error **error);

/**
 * Makes a solver that calls hooks written for certbot's --manual-auth-hook and --manual-cleanup-hook: shell commands
 * that find CERTBOT_DOMAIN, CERTBOT_VALIDATION and the others in their environment. They are ended at the deadline; one
 * that ends with another status than 0 has failed, and the error shows the end of its output.
 *
 * @param auth_hook presents
 * @param cleanup_hook cleans up; NULL when nothing has to be
 * @param challenge_type "dns-01", "http-01"; NULL for dns-01
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_certbot_hook(const char *auth_hook,
                                     const char *cleanup_hook,
                                     const char *challenge_type,
                                     acme_solver **out,
                                     acme_error **error);

/**
 * Makes a solver that calls a hook written for dehydrated: a program that gets "deploy_challenge" or "clean_challenge",
 * the domain, the token and the value as its arguments. Otherwise as acme_solver_certbot_hook.
 *
 * @param program the path of the program
 * @param challenge_type "dns-01", "http-01"; NULL for dns-01
 * @param chain whether it is called once for many challenges, three arguments for each (HOOK_CHAIN)
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_dehydrated_hook(const char *program,
                                        const char *challenge_type,
                                        bool chain,
                                        acme_solver **out,
                                        acme_error **error);

/**
 * Adds what another solver can do: each challenge type goes to the first solver that can do it.
 *
 * @param solver gets it behind what it can do already
 * @param other stays as it is and may be freed
 */
acme_status acme_solver_add(acme_solver *solver, const acme_solver *other, acme_error **error);

/**
 * Has the solver look whether what it presented can be seen, before the authority is asked to look: key authorizations
 * of http-01 as a web client, TXT records at every server of their zone. What cannot be seen in time ends the call with
 * ACME_STATUS_NOT_VISIBLE.
 *
 * @param timeout_ms how long to wait at most; 0 for 2 minutes
 * @param http_port where the authority asks for http-01; 0 for 80
 */
acme_status acme_solver_self_check(acme_solver *solver, uint64_t timeout_ms, uint16_t http_port, acme_error **error);

/** Frees the solver; its servers and their threads end. NULL is allowed. */
void acme_solver_free(acme_solver *solver);

/* -------------------------------------------------------------------------------------------------
 * Solvers of the caller's own functions.
 *
 * acme_solver_new takes three functions: one that presents, one that waits until the presented can be seen, one that
 * cleans up. Each gets a batch of presentations, so that a DNS provider can set many records at once. They are called on
 * the thread that asked for the certificate.
 * ------------------------------------------------------------------------------------------------- */

/** The presentations of one round. It is valid until the function that got it returns, and belongs to one thread at a time. */
struct acme_batch;

/** One thing to make visible so that the authority can validate an identifier. It is valid as long as its batch. */
struct acme_presentation;

/**
 * A step of a solver: presents, waits, or cleans up. It honours acme_batch_timeout_ms, and returns soon once
 * acme_batch_is_cancelled.
 *
 * @return 0 for success; anything else ends the call with ACME_STATUS_CALLBACK, or with ACME_STATUS_CANCELLED or
 *         ACME_STATUS_TIMED_OUT when it is that. What acme_batch_fail was told stands in the error.
 */
typedef acme_status (*acme_solver_fn)(void *userdata, acme_batch *batch);

/**
 * Makes a solver of functions.
 *
 * @param types the challenge types that it can do, the preferred one first, with commas between: "dns-01,http-01"
 * @param present makes all presentations of a batch visible
 * @param ready waits until they can be seen; may be NULL
 * @param clean_up takes them away again; called on every way out for what `present` was called with, also when that
 *        failed
 * @param userdata handed to the functions; may be NULL
 * @param destroy called with `userdata` exactly once, on the thread that frees the solver, or before this function
 *        returns when it fails; may be NULL
 * @param out the solver, to be freed with acme_solver_free; NULL on failure
 */
acme_status acme_solver_new(const char *types,
                            acme_solver_fn present,
                            acme_solver_fn ready,
                            acme_solver_fn clean_up,
                            void *userdata,
                            void (*destroy)(void *userdata),
                            acme_solver **out,
                            acme_error **error);

/** How many presentations there are. */
size_t acme_batch_count(const acme_batch *batch);

/** The presentation at `index`; NULL when there is no such one. It is valid as long as the batch. */
const acme_presentation *acme_batch_presentation(const acme_batch *batch, size_t index);

/** How many milliseconds are left until the step must have ended. */
uint64_t acme_batch_timeout_ms(const acme_batch *batch);

/** Whether the call was cancelled, so that the step is of no use any more. */
bool acme_batch_is_cancelled(const acme_batch *batch);

/** Says why the step fails; the function that got the batch returns another number than 0 then. The last words count. */
void acme_batch_fail(acme_batch *batch, const char *reason);

/** The challenge's type, such as "dns-01". */
const char *acme_presentation_type(const acme_presentation *presentation);

/** The DNS name or IP address to be validated, without "*.". */
const char *acme_presentation_identifier(const acme_presentation *presentation);

/** Whether it is for the wildcard of the identifier. */
bool acme_presentation_is_wildcard(const acme_presentation *presentation);

/** The token; NULL for a type without one. */
const char *acme_presentation_token(const acme_presentation *presentation);

/** The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1); NULL for a type without a token. */
const char *acme_presentation_key_authorization(const acme_presentation *presentation);

/** Where http-01 is served: "/.well-known/acme-challenge/" and the token; NULL for a type without a token. */
const char *acme_presentation_http01_path(const acme_presentation *presentation);

/** The full name of the TXT record, without a final dot; NULL for what no DNS record proves. */
const char *acme_presentation_dns_name(const acme_presentation *presentation);

/** The value of the TXT record; NULL for what no DNS record proves. */
const char *acme_presentation_dns_value(const acme_presentation *presentation);

/** The thumbprint of the account's key (RFC 7638). */
const char *acme_presentation_thumbprint(const acme_presentation *presentation);

/** The account's URL. */
const char *acme_presentation_account_url(const acme_presentation *presentation);

/**
 * Gives the challenge, as an object of its own.
 *
 * @param out the challenge, to be freed with acme_challenge_free; NULL on failure
 */
acme_status acme_presentation_challenge(const acme_presentation *presentation,
                                        acme_challenge **out,
                                        acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * Resources that this library has no call for: requests of the caller's own.
 * ------------------------------------------------------------------------------------------------- */

/**
 * What the server answered. It never changes: all of its accessors may be called from several threads at once, and what
 * they return lives until it is freed.
 */
struct acme_resource;

/**
 * Reads a public resource with a GET. What fails in passing is tried again.
 *
 * Fails as every call that goes to the network; with what the server refuses.
 *
 * @param url an absolute URL
 * @param out the answer, to be freed with acme_resource_free; NULL on failure
 */
acme_status acme_client_get(const acme_client *client, const char *url, acme_resource **out, acme_error **error);

/**
 * Sends a POST that the account signs (RFC 8555, section 6.2). A POST-as-GET is sent again when it fails in passing,
 * anything else is sent once; a nonce that is refused is replaced in any case.
 *
 * Fails as every call that goes to the network; with what the server refuses.
 *
 * @param url an absolute URL
 * @param payload JSON; NULL for a POST-as-GET (RFC 8555, section 6.3)
 * @param accept the Accept header; may be NULL
 * @param out the answer, to be freed with acme_resource_free; NULL on failure
 */
acme_status acme_client_post(const acme_client *client,
                             const char *url,
                             const char *payload,
                             const char *accept,
                             acme_resource **out,
                             acme_error **error);

/** The HTTP status, one of 200 to 299. */
uint16_t acme_resource_http_status(const acme_resource *resource);

/**
 * A header of the answer.
 *
 * @param name in any case
 * @param index 0 for the first header of that name
 * @return its value; NULL when there is no such header
 */
const char *acme_resource_header(const acme_resource *resource, const char *name, size_t index);

/**
 * The body.
 *
 * @param length receives its length in bytes; may be NULL
 * @return its bytes, lent; NULL when there are none
 */
const uint8_t *acme_resource_body(const acme_resource *resource, size_t *length);

/** Frees the answer. NULL is allowed. */
void acme_resource_free(acme_resource *resource);

/* -------------------------------------------------------------------------------------------------
 * Events: what an issuance is doing.
 *
 * acme_obtain_params_set_events hands them to a function, on the thread that called acme_client_obtain. What an event
 * has nothing to say about is NULL or 0.
 * ------------------------------------------------------------------------------------------------- */

/** The kinds of events. */
enum {
  /** The order is placed, or was found again; its URL is acme_event_url. */
  ACME_EVENT_ORDERED = 1,
  /** A challenge is visible, as far as the solver can tell. */
  ACME_EVENT_PRESENTED = 2,
  /** The authority was asked to validate. */
  ACME_EVENT_ASKED = 3,
  /** Control of an identifier is proven; acme_event_done of acme_event_total are by now. */
  ACME_EVENT_VALIDATED = 4,
  /** A challenge failed; the next type is tried when there is one. */
  ACME_EVENT_CHALLENGE_FAILED = 5,
  /** The server is at work and will be looked at again at acme_event_until. */
  ACME_EVENT_WAITING = 6,
  /** A request failed in passing and will be sent again. */
  ACME_EVENT_RETRYING = 7,
  /** The certificate request is about to be sent. */
  ACME_EVENT_FINALIZING = 8,
  /** The certificate was downloaded and checked. */
  ACME_EVENT_ISSUED = 9,
  /** What the solver presented could not be taken away. */
  ACME_EVENT_CLEAN_UP_FAILED = 10,
};

/** An event. It lives during the call of the function that it is handed to. */
struct acme_event;

/** Takes one event, on the thread that called acme_client_obtain. It must not free the client. */
typedef void (*acme_event_fn)(void *userdata, const acme_event *event);

/** What happened: one of the ACME_EVENT_ constants. */
int32_t acme_event_kind(const acme_event *event);

/** The event's name, such as "validated". */
const char *acme_event_name(const acme_event *event);

/** The protocol step that it belongs to, such as "newOrder". */
const char *acme_event_step(const acme_event *event);

/** The type of the identifier that it is about, such as "dns". */
const char *acme_event_identifier_type(const acme_event *event);

/** The identifier that it is about, without "*.". */
const char *acme_event_identifier_value(const acme_event *event);

/** The type of the challenge that it is about, such as "http-01". */
const char *acme_event_challenge_type(const acme_event *event);

/** How many authorizations of the order are valid by now. */
size_t acme_event_done(const acme_event *event);

/** How many authorizations the order has. */
size_t acme_event_total(const acme_event *event);

/** When the next look will be, in milliseconds since 1970-01-01 UTC. */
int64_t acme_event_until(const acme_event *event);

/** The number of the attempt that failed. */
size_t acme_event_attempt(const acme_event *event);

/** The order URL. */
const char *acme_event_url(const acme_event *event);

/** What went wrong, as acme_error_message tells it. */
const char *acme_event_message(const acme_event *event);

/** The type of the server's problem document. */
const char *acme_event_problem_type(const acme_event *event);

/* -------------------------------------------------------------------------------------------------
 * What an issuance is asked for: names, and everything else that has a default.
 * ------------------------------------------------------------------------------------------------- */

/**
 * What acme_client_obtain is asked for. The setters, acme_client_obtain and acme_obtain_params_free need it alone. What
 * it was given is copied.
 */
struct acme_obtain_params;

/**
 * Keeps the state of an issuance, on the thread that called acme_client_obtain.
 *
 * @param state the document, as secret as the key in it; valid during this call
 * @return 0 for success; anything else ends the issuance with ACME_STATUS_CALLBACK, before the step that the state is
 *         kept for
 */
typedef int32_t (*acme_state_fn)(void *userdata, const char *state);

/**
 * Makes parameters that ask for nothing yet.
 *
 * @return the parameters, to be freed with acme_obtain_params_free
 */
acme_obtain_params *acme_obtain_params_new(void);

/** Frees the parameters. NULL is allowed. */
void acme_obtain_params_free(acme_obtain_params *params);

/**
 * Adds an IP address when `name` is one, a DNS name otherwise: "*." allowed in front, internationalised names in any
 * script. Names that are given twice count once.
 */
void acme_obtain_params_add_name(acme_obtain_params *params, const char *name);

/** Adds an identifier of any type. Those of types other than "dns" and "ip" are sent as given. */
void acme_obtain_params_add_identifier(acme_obtain_params *params, const char *type, const char *value);

/** Adds a challenge type, such as "dns-01", behind the preferred ones. Without any, the solver's order counts. */
void acme_obtain_params_add_challenge_type(acme_obtain_params *params, const char *type);

/** The certificate's key. Without one, a key is made. */
void acme_obtain_params_set_key(acme_obtain_params *params, const acme_key *key);

/** The kind of key to make: one of the ACME_KEY_ constants but ACME_KEY_OTHER; ACME_KEY_EC_P256 by default. */
void acme_obtain_params_set_key_kind(acme_obtain_params *params, int32_t kind);

/** A certificate request of one's own. Its names are those asked for, and its key stays with the caller. */
void acme_obtain_params_set_csr(acme_obtain_params *params, const acme_csr *csr);

/**
 * A DNS name for the subject, at most 64 characters. Without one, which is the default and what authorities recommend,
 * the names stand in the list of alternative names alone.
 */
void acme_obtain_params_set_common_name(acme_obtain_params *params, const char *common_name);

/** Whether the certificate may only be used with a stapled OCSP response (RFC 7633); false by default. */
void acme_obtain_params_set_must_staple(acme_obtain_params *params, bool must_staple);

/** The certificate profile, one of those that acme_directory_profile_name gives. */
void acme_obtain_params_set_profile(acme_obtain_params *params, const char *profile);

/** The wanted start of validity, as RFC 3339 writes it. Most authorities refuse it. */
void acme_obtain_params_set_not_before(acme_obtain_params *params, const char *not_before);

/** The wanted end of validity, as RFC 3339 writes it. Most authorities refuse it. */
void acme_obtain_params_set_not_after(acme_obtain_params *params, const char *not_after);

/** Which of several chains is wanted; the one that the server prefers by default. */
void acme_obtain_params_set_chain_preference(acme_obtain_params *params, const acme_chain_preference *preference);

/**
 * The certificate that the new one replaces, by its acme_certificate_ari_id (RFC 9773, section 5). acme_client_renew
 * sets it.
 */
void acme_obtain_params_set_replaces(acme_obtain_params *params, const char *replaces);

/** How long the whole may take, in milliseconds; 600000 by default. Cleaning up has 30 seconds of its own after that. */
void acme_obtain_params_set_timeout(acme_obtain_params *params, uint64_t timeout_ms);

/** The most connections and threads; 16 by default. 1 does everything on the calling thread. */
void acme_obtain_params_set_parallel(acme_obtain_params *params, size_t parallel);

/**
 * How many requests a second go to newNonce and newOrder; 18, and 12 at once after a pause, by default, as Let's Encrypt
 * asks.
 *
 * @param per_second how many in the long run; 0 for no bound
 * @param burst how many at once after a pause
 */
void acme_obtain_params_set_order_rate(acme_obtain_params *params,
                                       uint32_t per_second,
                                       uint32_t burst);

/**
 * How many requests a second go to everything else; 240, and 120 at once after a pause, by default.
 *
 * @param per_second how many in the long run; 0 for no bound
 * @param burst how many at once after a pause
 */
void acme_obtain_params_set_request_rate(acme_obtain_params *params, uint32_t per_second, uint32_t burst);

/**
 * Goes on from the state of an earlier call: the same order, the same key, one certificate.
 *
 * A value that is no state, is damaged or of a newer version makes acme_client_obtain fail with
 * ACME_STATUS_INVALID_STATE.
 *
 * @param state a document that acme_obtain_params_state or an acme_state_fn gave; NULL forgets the state that these
 *        parameters keep
 */
void acme_obtain_params_set_state(acme_obtain_params *params, const char *state);

/**
 * Keeps the state in a file: readable by its owner alone, whole at any moment, written before each step that cannot be
 * undone. When it is there, acme_client_obtain goes on from it, and gives the same certificate again when that issuance
 * was done: remove the file once certificate and key are stored.
 */
void acme_obtain_params_set_state_file(acme_obtain_params *params, const char *path);

/**
 * Hands the state to a function before each step that cannot be undone.
 *
 * @param keep takes the state
 * @param userdata handed to `keep`; may be NULL
 * @param destroy called with `userdata` exactly once, when the parameters are freed or get another function, or before
 *        this function returns when it refuses a value; may be NULL
 */
void acme_obtain_params_set_state_sink(acme_obtain_params *params,
                                       acme_state_fn keep,
                                       void *userdata,
                                       void (*destroy)(void *userdata));

/**
 * Hands the events to a function, on the thread that calls acme_client_obtain.
 *
 * @param take takes one event
 * @param userdata handed to `take`; may be NULL
 * @param destroy called with `userdata` exactly once, when the parameters are freed or get another function, or before
 *        this function returns when it refuses a value; may be NULL
 */
void acme_obtain_params_set_events(acme_obtain_params *params,
                                   acme_event_fn take,
                                   void *userdata,
                                   void (*destroy)(void *userdata));

/**
 * The state that these parameters keep: after an acme_client_obtain that failed, the one to go on from, with the key of
 * the certificate. acme_client_obtain with the same parameters goes on from it by itself.
 *
 * @param out the document, as secret as the key in it, to be freed with acme_string_free, which wipes it; NULL when
 *        there is none, and on failure
 */
acme_status acme_obtain_params_state(const acme_obtain_params *params, char **out, acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * Issuance: one call to a certificate.
 *
 * acme_client_obtain places an order, has a solver prove control of each name, sends the certificate request and
 * downloads the certificate. The account must exist: call acme_client_new_account first, or make the client from
 * credentials.
 * ------------------------------------------------------------------------------------------------- */

/**
 * Obtains a certificate. Authorizations that are valid already are not proven again, wildcard names are proven by DNS,
 * and where a challenge type fails the next one is tried. What the solver presented is cleaned up on every way out. The
 * callbacks of signer, log, transport, solver, state and events are called on this thread alone; requests are sent by
 * several threads, unless a transport callback sends them.
 *
 * Fails with what the steps fail with; ACME_STATUS_CHALLENGE_NOT_OFFERED lists what was offered,
 * ACME_STATUS_AUTHORIZATION_INVALID says which name could not be proven and why, ACME_STATUS_TIMED_OUT comes after the
 * time of acme_obtain_params_set_timeout. Then the parameters keep the state: called with them again, this function goes
 * on with the same order and key, and acme_obtain_params_state hands the state out.
 *
 * @param params stay the caller's; they keep the state of a call that failed
 * @param solver proves control of the names; stays the caller's and may be used by several calls one after the other
 * @param out the certificate with its key (acme_certificate_key), to be freed with acme_certificate_free; NULL on
 *        failure
 */
acme_status acme_client_obtain(const acme_client *client,
                               acme_obtain_params *params,
                               const acme_solver *solver,
                               acme_certificate **out,
                               acme_error **error);

/**
 * Obtains the successor of a certificate: as acme_client_obtain, and the order names its predecessor where the server has
 * renewal information (RFC 9773, section 5).
 *
 * @param certificate the predecessor; stays the caller's
 */
acme_status acme_client_renew(const acme_client *client,
                              const acme_certificate *certificate,
                              acme_obtain_params *params,
                              const acme_solver *solver,
                              acme_certificate **out,
                              acme_error **error);

/* -------------------------------------------------------------------------------------------------
 * Stores: where managed certificates are kept.
 *
 * acme_store_folder keeps them in files. acme_store_new makes a store of the caller's functions, over a database that
 * many machines share, say. Documents have names such as "example.com/record.json": words of letters, digits, '.', '_'
 * and '-' with '/' between them.
 * ------------------------------------------------------------------------------------------------- */

/**
 * A place for documents. All functions but acme_store_free may be called from several threads at once; if it is one of
 * functions, those are called likewise.
 */
struct acme_store;

/** What a store's function found. It is valid until the function returns, and belongs to one thread at a time. */
struct acme_store_answer;

/** Gives the document `name` to acme_store_answer_set_document, or nothing when there is none. */
typedef int32_t (*acme_store_read_fn)(void *userdata, const char *name, acme_store_answer *answer);

/** Writes a document so that whoever reads it finds the old one or the new one, whole. */
typedef int32_t (*acme_store_write_fn)(void *userdata,
                                       const char *name,
                                       const uint8_t *data,
                                       size_t length,
                                       bool is_private);

/** Gives every name that begins with `prefix` to acme_store_answer_add_name. */
typedef int32_t (*acme_store_list_fn)(void *userdata, const char *prefix, acme_store_answer *answer);

/** Removes a document; one that is not there is removed already. */
typedef int32_t (*acme_store_remove_fn)(void *userdata, const char *name);

/**
 * Takes the lock `name` for `holder` until `lease_ms` from now, in one step: when nobody holds it, when its lease has run
 * out, or when `holder` holds it already, which prolongs it. Otherwise it returns ACME_STATUS_LOCKED.
 *
 * @param holder a text that no other holder has
 */
typedef int32_t (*acme_store_lock_fn)(void *userdata, const char *name, const char *holder, uint64_t lease_ms);

/** Gives the lock `name` back when `holder` holds it, and does nothing otherwise. */
typedef void (*acme_store_unlock_fn)(void *userdata, const char *name, const char *holder);

/**
 * Makes a store of a folder, which is made when it is not there. Several processes of this machine may use it at once.
 * Documents are written beside their place, flushed to the disk and renamed; private ones have mode 0600.
 *
 * Fails with ACME_STATUS_FILE when the folder cannot be made or is none.
 *
 * @param path the folder
 * @param out the store, to be freed with acme_store_free; NULL on failure
 */
acme_status acme_store_folder(const char *path, acme_store **out, acme_error **error);

/**
 * Makes a store of functions. They are called on the thread that made the call, by several threads at once when the store
 * is used so, and with names that were checked. Each returns 0 for success; what it returns otherwise is in the message
 * of ACME_STATUS_CALLBACK.
 *
 * @param read gives a document
 * @param write writes a document, whole or not at all
 * @param list gives the names with a beginning
 * @param remove removes a document
 * @param lock takes or prolongs a lock
 * @param unlock gives a lock back
 * @param userdata handed to the functions; may be NULL
 * @param destroy called with `userdata` exactly once: when the store and all managers made with it are freed, on the
 *        thread that frees the last, or before this function returns when it fails; may be NULL
 * @param out the store, to be freed with acme_store_free; NULL on failure
 */
acme_status acme_store_new(acme_store_read_fn read,
                           acme_store_write_fn write,
                           acme_store_list_fn list,
                           acme_store_remove_fn remove,
                           acme_store_lock_fn lock,
                           acme_store_unlock_fn unlock,
                           void *userdata,
                           void (*destroy)(void *userdata),
                           acme_store **out,
                           acme_error **error);

/**
 * Reads a document.
 *
 * @param out the bytes, to be freed with acme_bytes_free; NULL when there is no such document, when it is empty, and on
 *        failure
 * @param length receives the length in bytes; may be NULL
 */
acme_status acme_store_read(const acme_store *store,
                            const char *name,
                            uint8_t **out,
                            size_t *length,
                            acme_error **error);

/**
 * Writes a document, whole or not at all.
 *
 * @param is_private whether it is for the owner's eyes alone
 */
acme_status acme_store_write(const acme_store *store,
                             const char *name,
                             const uint8_t *data,
                             size_t length,
                             bool is_private,
                             acme_error **error);

/** Removes a document; one that is not there is removed already. */
acme_status acme_store_remove(const acme_store *store, const char *name, acme_error **error);

/** Frees the store; what it keeps stays. Managers made with it go on. NULL is allowed. */
void acme_store_free(acme_store *store);

/** Gives the document that acme_store_read_fn was asked for. */
void acme_store_answer_set_document(acme_store_answer *answer, const uint8_t *data, size_t length);

/** Gives one of the names that acme_store_list_fn was asked for. */
void acme_store_answer_add_name(acme_store_answer *answer, const char *name);

/* -------------------------------------------------------------------------------------------------
 * Managers: certificates that are kept fresh.
 *
 * acme_manager_add says which certificates there shall be, acme_manager_run_pending does what is due: call it at
 * acme_manager_report_next_look, or every few hours. Several processes may do so with one store at once. In a folder,
 * NAME/current/chain.pem and NAME/current/key.pem are the certificate in use.
 * ------------------------------------------------------------------------------------------------- */

/** What a run did about a certificate. */
enum {
  /** Nothing was due. */
  ACME_MANAGER_WAITING = 1,
  /** A new certificate is in use. */
  ACME_MANAGER_RENEWED = 2,
  /** Another process is at work with it. */
  ACME_MANAGER_BUSY = 3,
  /** It failed: acme_manager_report_error says why. The certificate in use stays. */
  ACME_MANAGER_FAILED = 4,
};

/**
 * Keeps the certificates of a store fresh. All functions but acme_manager_free may be called from several threads at
 * once.
 */
struct acme_manager;

/**
 * How a manager works. As `const` it may be used by several threads at once; the setters and acme_manager_options_free
 * need it alone. What it was given is copied.
 */
struct acme_manager_options;

/**
 * What a run did about each certificate. It never changes: all of its accessors may be called from several threads at
 * once, and what they return lives until it is freed.
 */
struct acme_manager_report;

/**
 * Takes a renewed certificate, stored and in use by then, on the thread that runs the manager.
 *
 * @param name the name that it is managed by
 * @param certificate the certificate with its key (acme_certificate_key); valid during this call
 * @return 0 for success; anything else is the certificate's failure in this run, and it is handed over again in a later
 *         one
 */
typedef int32_t (*acme_renewed_fn)(void *userdata, const char *name, const acme_certificate *certificate);

/**
 * Makes a client of the account that the store keeps. The first call makes key and account and stores them; several
 * processes that begin at once get one account. The token of acme_client_options_set_cancel ends it. Otherwise as
 * acme_client_from_credentials and acme_client_new_account.
 *
 * @param options stay the caller's and may be freed
 * @param store stays the caller's
 * @param params what a new account says; NULL for nothing
 * @param out the client, to be freed with acme_client_free; NULL on failure
 */
acme_status acme_client_from_store(const acme_client_options *options,
                                   const acme_store *store,
                                   const acme_account_params *params,
                                   acme_client **out,
                                   acme_error **error);

/**
 * Makes a manager. Nothing is read or sent yet. Client, store, solver and options stay the caller's and may be freed.
 *
 * @param client whose account the certificates are issued to; its cancel token ends runs
 * @param store where they are kept
 * @param solver proves control of their names
 * @param options how it works; NULL for the defaults
 * @param out the manager, to be freed with acme_manager_free; NULL on failure
 */
acme_status acme_manager_new(const acme_client *client,
                             const acme_store *store,
                             const acme_solver *solver,
                             const acme_manager_options *options,
                             acme_manager **out,
                             acme_error **error);

/**
 * Manages a certificate from now on; the next run issues it. When a certificate of that name is managed already and the
 * parameters ask for something else, the next run issues it anew.
 *
 * Fails with ACME_STATUS_INVALID_ARGUMENT for a name that no store takes, and for parameters that are about a single
 * certificate: key, request, validity, state.
 *
 * @param name a name for it; NULL to call it after the first of its names
 * @param params what it shall be; stay the caller's
 * @param out the name, to be freed with acme_string_free; NULL on failure. May be NULL
 */
acme_status acme_manager_add(const acme_manager *manager,
                             const char *name,
                             const acme_obtain_params *params,
                             char **out,
                             acme_error **error);

/**
 * Manages a certificate no longer and removes it with all that the store has of it.
 *
 * Fails with ACME_STATUS_LOCKED when a run is at work with it.
 */
acme_status acme_manager_remove(const acme_manager *manager, const char *name, acme_error **error);

/**
 * The certificate in use, with its key (acme_certificate_key).
 *
 * @param out the certificate, to be freed with acme_certificate_free; NULL when none was issued yet, and on failure
 */
acme_status acme_manager_certificate(const acme_manager *manager,
                                     const char *name,
                                     acme_certificate **out,
                                     acme_error **error);

/**
 * Does what is due and tells of every managed certificate. What goes wrong with one of them is told in the report and is
 * tried again after 1 minute, 10 minutes, 100 minutes, then once a day. Before its time is come nothing is sent.
 *
 * Fails with ACME_STATUS_CANCELLED, or when the store cannot be listed.
 *
 * @param now the time, in seconds since 1970-01-01 UTC
 * @param out the report, to be freed with acme_manager_report_free; NULL on failure
 */
acme_status acme_manager_run_pending(const acme_manager *manager,
                                     int64_t now,
                                     acme_manager_report **out,
                                     acme_error **error);

/** Frees the manager; what its store keeps stays. NULL is allowed. */
void acme_manager_free(acme_manager *manager);

/**
 * Makes options with the defaults.
 *
 * @return the options, to be freed with acme_manager_options_free
 */
acme_manager_options *acme_manager_options_new(void);

/** Frees the options. NULL is allowed. */
void acme_manager_options_free(acme_manager_options *options);

/**
 * When certificates are renewed.
 *
 * @param renewal stays the caller's
 */
void acme_manager_options_set_renewal(acme_manager_options *options, const acme_renewal_options *renewal);

/**
 * Deadline, bounds and events of each issuance. What a certificate shall be is said to acme_manager_add, not here.
 *
 * @param params stay the caller's
 */
void acme_manager_options_set_obtain_params(acme_manager_options *options, const acme_obtain_params *params);

/**
 * Hands each renewed certificate to a function.
 *
 * @param renewed takes a certificate
 * @param userdata handed to `renewed`; may be NULL
 * @param destroy called with `userdata` exactly once: when the options and all managers made with them are freed, on the
 *        thread that frees the last, or before this function returns when it refuses a value; may be NULL
 */
void acme_manager_options_set_renewed(acme_manager_options *options,
                                      acme_renewed_fn renewed,
                                      void *userdata,
                                      void (*destroy)(void *userdata));

/**
 * Runs a command for each renewed certificate, once it is stored and in use. A shell runs it with ACME_NAME and
 * ACME_IDENTIFIERS in its environment, and over a folder with ACME_FOLDER, ACME_CHAIN_FILE and ACME_KEY_FILE; also with
 * RENEWED_DOMAINS and RENEWED_LINEAGE, as hooks for certbot know them. When it fails, it is run again in a later run.
 *
 * @param command the line for /bin/sh
 * @param timeout_ms how long it may take; 0 for 5 minutes
 */
void acme_manager_options_set_deploy_command(acme_manager_options *options, const char *command, uint64_t timeout_ms);

/** How many certificates are managed. */
size_t acme_manager_report_count(const acme_manager_report *report);

/** The name of the certificate at `index`; NULL when there is no such certificate. */
const char *acme_manager_report_name(const acme_manager_report *report, size_t index);

/**
 * What was done about the certificate at `index`: one of the ACME_MANAGER_ constants; 0 when there is no such
 * certificate.
 */
int32_t acme_manager_report_action(const acme_manager_report *report, size_t index);

/** Why the certificate at `index` failed, lent; NULL when it did not. */
const acme_error *acme_manager_report_error(const acme_manager_report *report, size_t index);

/**
 * When there may be something to do for the certificate at `index`, in seconds since 1970-01-01 UTC; 0 when there is no
 * such certificate.
 */
int64_t acme_manager_report_look_again_at(const acme_manager_report *report, size_t index);

/** When to run again: the earliest of these moments; 0 when nothing is managed. */
int64_t acme_manager_report_next_look(const acme_manager_report *report);

/** Frees the report. NULL is allowed. */
void acme_manager_report_free(acme_manager_report *report);

#ifdef __cplusplus
}
#endif

#endif /* ACME_CLIENT_H */
