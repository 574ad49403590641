/* Every error type of the registry has its own status, and one that nobody knows keeps its name (RFC 8555, section 6.7). */

#include "fixture.h"

static const struct {
    const char *type;
    acme_status status;
} registry[] = {
    {"accountDoesNotExist", ACME_STATUS_ACCOUNT_DOES_NOT_EXIST},
    {"alreadyRevoked", ACME_STATUS_ALREADY_REVOKED},
    {"badCSR", ACME_STATUS_BAD_CSR},
    {"badNonce", ACME_STATUS_BAD_NONCE},
    {"badPublicKey", ACME_STATUS_BAD_PUBLIC_KEY},
    {"badRevocationReason", ACME_STATUS_BAD_REVOCATION_REASON},
    {"badSignatureAlgorithm", ACME_STATUS_BAD_SIGNATURE_ALGORITHM},
    {"caa", ACME_STATUS_CAA},
    {"compound", ACME_STATUS_COMPOUND},
    {"connection", ACME_STATUS_CONNECTION},
    {"dns", ACME_STATUS_DNS},
    {"externalAccountRequired", ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED},
    {"incorrectResponse", ACME_STATUS_INCORRECT_RESPONSE},
    {"invalidContact", ACME_STATUS_INVALID_CONTACT},
    {"malformed", ACME_STATUS_MALFORMED},
    {"orderNotReady", ACME_STATUS_ORDER_NOT_READY},
    {"rateLimited", ACME_STATUS_RATE_LIMITED},
    {"rejectedIdentifier", ACME_STATUS_REJECTED_IDENTIFIER},
    {"serverInternal", ACME_STATUS_SERVER_INTERNAL},
    {"tls", ACME_STATUS_TLS},
    {"unauthorized", ACME_STATUS_UNAUTHORIZED},
    {"unsupportedContact", ACME_STATUS_UNSUPPORTED_CONTACT},
    {"unsupportedIdentifier", ACME_STATUS_UNSUPPORTED_IDENTIFIER},
    {"userActionRequired", ACME_STATUS_USER_ACTION_REQUIRED},
    {"autoRenewalCanceled", ACME_STATUS_AUTO_RENEWAL_CANCELED},
    {"autoRenewalExpired", ACME_STATUS_AUTO_RENEWAL_EXPIRED},
    {"autoRenewalCancellationInvalid", ACME_STATUS_AUTO_RENEWAL_CANCELLATION_INVALID},
    {"autoRenewalRevocationNotSupported", ACME_STATUS_AUTO_RENEWAL_REVOCATION_NOT_SUPPORTED},
    {"unknownDelegation", ACME_STATUS_UNKNOWN_DELEGATION},
    {"alreadyReplaced", ACME_STATUS_ALREADY_REPLACED},
    {"onionCAARequired", ACME_STATUS_ONION_CAA_REQUIRED},
    {"invalidProfile", ACME_STATUS_INVALID_PROFILE},
    {"badAttestationStatement", ACME_STATUS_BAD_ATTESTATION_STATEMENT},
    {"ofTomorrow", ACME_STATUS_UNKNOWN_PROBLEM},
};

/* Refuses every request with a problem of the type that userdata names. */
static acme_status refuse(void *userdata, const acme_request *request, acme_response *response) {
    char body[256];
    int length = snprintf(body, sizeof body, "{\"type\": \"%s\", \"detail\": \"why\"}", (const char *)userdata);
    (void)request;
    acme_response_set_status(response, 403);
    acme_response_add_header(response, "Content-Type", "application/problem+json");
    CHECK(acme_response_append_body(response, (const uint8_t *)body, (size_t)length));
    return ACME_STATUS_OK;
}

static void check_problem(const char *type, acme_status expected) {
    char urn[128];
    acme_resource *resource;
    acme_client *client;
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    snprintf(urn, sizeof urn, "urn:ietf:params:acme:error:%s", type);
    acme_client_options_set_transport(options, refuse, urn, NULL);
    acme_client_options_set_attempts(options, 1);
    client = client_with(options);
    CHECK_FAILS(acme_client_get(client, "https://ca.example/resource", &resource, &error), expected, type);
    acme_client_get(client, "https://ca.example/resource", &resource, &error);
    CHECK_TEXT(acme_error_problem_type(error), urn);
    CHECK_TEXT(acme_error_detail(error), "why");
    acme_error_clear(&error);
    acme_client_free(client);
}

int main(void) {
    for (size_t i = 0; i < sizeof registry / sizeof *registry; i++) check_problem(registry[i].type, registry[i].status);
    return 0;
}
