/* Certificates: read, checked against the order, revoked. */

#include "fixture.h"

static void everything_it_says_can_be_read(void) {
    acme_client *client = client_in("ok");
    acme_certificate *certificate = certificate_for(client, "www.example.com"), *again;
    const char *chain = acme_certificate_chain_pem(certificate);
    const uint8_t *leaf, *issuer;
    size_t leaf_length, issuer_length;

    CHECK(acme_certificate_count(certificate) == 2);
    CHECK(strncmp(chain, acme_certificate_leaf_pem(certificate), strlen(acme_certificate_leaf_pem(certificate))) == 0);
    CHECK_HAS(chain, acme_certificate_issuers_pem(certificate));
    CHECK_HAS(acme_certificate_issuers_pem(certificate), "-----BEGIN CERTIFICATE-----\n");
    leaf = acme_certificate_der(certificate, 0, &leaf_length);
    issuer = acme_certificate_der(certificate, 1, &issuer_length);
    CHECK(leaf != NULL && issuer != NULL && leaf != issuer && leaf_length > 100 && issuer_length > 100);
    CHECK(acme_certificate_der(certificate, 2, &leaf_length) == NULL && leaf_length == 0);
    CHECK(acme_certificate_der(certificate, 0, NULL) == leaf);
    CHECK(acme_certificate_not_before(certificate) > 1600000000);
    CHECK(acme_certificate_not_after(certificate) > acme_certificate_not_before(certificate));
    CHECK(strspn(acme_certificate_serial(certificate), "0123456789abcdef") == strlen(acme_certificate_serial(certificate)));
    CHECK_TEXT(acme_certificate_issuer_name(certificate), "Scripted Intermediate E1");
    CHECK(acme_certificate_identifier_count(certificate) == 1);
    CHECK_TEXT(acme_certificate_identifier_type(certificate, 0), "dns");
    CHECK_TEXT(acme_certificate_identifier_value(certificate, 0), "www.example.com");
    CHECK(acme_certificate_identifier_type(certificate, 1) == NULL);
    CHECK(acme_certificate_identifier_value(certificate, 1) == NULL);
    CHECK(strchr(acme_certificate_ari_id(certificate), '.') != NULL);

    CHECK_OK(acme_certificate_from_pem(chain, &again, &error));
    CHECK_TEXT(acme_certificate_chain_pem(again), chain);
    CHECK_TEXT(acme_certificate_serial(again), acme_certificate_serial(certificate));
    acme_certificate_free(again);
    CHECK_OK(acme_certificate_from_pem(acme_certificate_leaf_pem(certificate), &again, &error));
    CHECK(acme_certificate_count(again) == 1);
    CHECK_TEXT(acme_certificate_issuers_pem(again), "");
    acme_certificate_free(again);
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static void what_is_no_chain_is_refused(void) {
    static const char *const broken[] = {
        "", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    };
    acme_certificate *certificate;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        CHECK_FAILS(acme_certificate_from_pem(broken[i], &certificate, &error), ACME_STATUS_INVALID_CHAIN,
                    "certificate chain: ");
        CHECK(certificate == NULL);
    }
    CHECK_FAILS(acme_certificate_from_pem("\xff", &certificate, &error), ACME_STATUS_INVALID_UTF8, "pem: is not UTF-8");
}

static void one_that_is_not_what_was_ordered_is_not_handed_over(void) {
    static const struct {
        const char *world;
        acme_status status;
        const char *message;
    } worlds[] = {
        {"wrong-certificate", ACME_STATUS_CERTIFICATE_MISMATCH, "certificate: is not for the key"},
        {"wrong-names", ACME_STATUS_CERTIFICATE_MISMATCH, "certificate: does not name example.com"},
        {"cut-chain", ACME_STATUS_INVALID_CHAIN, "certificate chain: "},
        {"garbage-chain", ACME_STATUS_INVALID_CHAIN, "certificate chain: "},
    };
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        acme_client_options *options = options_for(world_url(worlds[i].world));
        acme_client *client;
        acme_order *order;
        acme_certificate *certificate = (acme_certificate *)&certificate;
        acme_client_options_set_attempts(options, 2);
        client = client_with(options);
        register_account(client);
        order = valid_order(client, "example.com");
        CHECK_FAILS(acme_order_certificate(client, order, NULL, &certificate, &error), worlds[i].status, worlds[i].message);
        CHECK(certificate == NULL);
        CHECK(acme_order_certificate(client, order, NULL, &certificate, &error) == worlds[i].status);
        CHECK_TEXT(acme_error_step(error), "certificate");
        CHECK_TEXT(acme_error_subject(error), "order for example.com");
        acme_error_clear(&error);
        acme_order_free(order);
        acme_client_free(client);
    }
}

static void it_is_revoked_once(void) {
    static const int32_t no_reasons[] = {-2, 2, 7, 11, 256, INT32_MAX};
    acme_client *client = client_in("ok");
    acme_certificate *certificate = certificate_for(client, "example.com");
    for (size_t i = 0; i < sizeof no_reasons / sizeof *no_reasons; i++) {
        CHECK_FAILS(acme_certificate_revoke(client, certificate, no_reasons[i], &error), ACME_STATUS_INVALID_ARGUMENT,
                    "reason: ");
    }
    CHECK_FAILS(acme_certificate_revoke(client, certificate, 6, &error), ACME_STATUS_BAD_REVOCATION_REASON, "revokeCert: ");
    CHECK_OK(acme_certificate_revoke(client, certificate, 4, &error));
    CHECK_FAILS(acme_certificate_revoke(client, certificate, -1, &error), ACME_STATUS_ALREADY_REVOKED, "revokeCert: ");
    acme_certificate_free(certificate);

    certificate = certificate_for(client, "example.com");
    CHECK_OK(acme_certificate_revoke(client, certificate, -1, &error));
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static void a_server_without_revocation_is_told(void) {
    acme_client *client = client_in("no-revoke");
    acme_certificate *certificate = certificate_for(client, "example.com");
    CHECK_FAILS(acme_certificate_revoke(client, certificate, 0, &error), ACME_STATUS_UNSUPPORTED_OPERATION,
                "revokeCert: the directory does not offer revokeCert");
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_client *client = client_in("ok");
    acme_certificate *certificate = (acme_certificate *)&certificate;
    size_t length = 7;
    CHECK_NULL(acme_certificate_from_pem(NULL, &certificate, &error), "pem");
    CHECK(certificate == NULL);
    CHECK_NULL(acme_certificate_from_pem("", NULL, &error), "out");
    CHECK_NULL(acme_certificate_revoke(NULL, NULL, -1, &error), "client");
    CHECK_NULL(acme_certificate_revoke(client, NULL, -1, &error), "certificate");
    acme_client_free(client);

    CHECK(acme_certificate_chain_pem(NULL) == NULL && acme_certificate_leaf_pem(NULL) == NULL);
    CHECK(acme_certificate_issuers_pem(NULL) == NULL && acme_certificate_count(NULL) == 0);
    CHECK(acme_certificate_der(NULL, 0, &length) == NULL && length == 0);
    CHECK(acme_certificate_not_before(NULL) == 0 && acme_certificate_not_after(NULL) == 0);
    CHECK(acme_certificate_serial(NULL) == NULL && acme_certificate_issuer_name(NULL) == NULL);
    CHECK(acme_certificate_identifier_count(NULL) == 0 && acme_certificate_identifier_type(NULL, 0) == NULL);
    CHECK(acme_certificate_identifier_value(NULL, 0) == NULL && acme_certificate_ari_id(NULL) == NULL);
    acme_certificate_free(NULL);
}

int main(void) {
    everything_it_says_can_be_read();
    what_is_no_chain_is_refused();
    one_that_is_not_what_was_ordered_is_not_handed_over();
    it_is_revoked_once();
    a_server_without_revocation_is_told();
    null_is_allowed_or_refused_by_name();
    return 0;
}
