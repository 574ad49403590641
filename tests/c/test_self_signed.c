/* Certificates that sign themselves, and that of tls-alpn-01. */

#include "fixture.h"

static void it_names_what_it_was_told(void) {
    size_t length;
    acme_self_signed *made;
    acme_certificate *read;
    acme_key *key = new_key();
    acme_self_signed_params *params = acme_self_signed_params_new();
    acme_self_signed_params_add_name(params, "www.example.com");
    acme_self_signed_params_add_name(params, "10.0.0.1");
    acme_self_signed_params_set_common_name(params, "www.example.com");
    acme_self_signed_params_set_validity(params, 1700000000, 1800000000);
    CHECK_OK(acme_self_signed_new(params, key, &made, &error));
    CHECK(acme_self_signed_der(made, &length) != NULL && length > 100);
    CHECK_OK(acme_certificate_from_pem(acme_self_signed_pem(made), &read, &error));
    CHECK(acme_certificate_identifier_count(read) == 2);
    CHECK_TEXT(acme_certificate_issuer_name(read), "www.example.com");
    CHECK(acme_certificate_not_before(read) == 1700000000 && acme_certificate_not_after(read) == 1800000000);
    acme_certificate_free(read);
    acme_self_signed_free(made);
    acme_self_signed_params_free(params);
    acme_key_free(key);
}

static void what_no_certificate_can_say_is_refused(void) {
    acme_self_signed *made;
    acme_key *key = new_key();
    acme_self_signed_params *params = acme_self_signed_params_new();
    CHECK_FAILS(acme_self_signed_new(params, key, &made, &error), ACME_STATUS_INVALID_ARGUMENT, "identifiers");
    CHECK(made == NULL);
    CHECK_NULL(acme_self_signed_new(params, NULL, &made, &error), "key");
    acme_self_signed_params_add_name(params, "a b");
    CHECK_FAILS(acme_self_signed_new(params, key, &made, &error), ACME_STATUS_INVALID_ARGUMENT, "a b");
    acme_self_signed_params_free(params);
    acme_self_signed_params_free(NULL);
    acme_self_signed_free(NULL);
    CHECK(acme_self_signed_pem(NULL) == NULL && acme_self_signed_der(NULL, NULL) == NULL);
    acme_key_free(key);
}

static void a_challenge_has_its_certificate_and_server_name(void) {
    acme_self_signed *made;
    acme_certificate *read;
    acme_challenge *challenge;
    acme_authorization *authorization;
    acme_client *client = client_in("ok");
    acme_key *key = new_key();
    acme_order *order = order_for(client, "192.0.2.1");
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
    CHECK_OK(acme_authorization_challenge(authorization, "tls-alpn-01", &challenge, &error));
    CHECK_TEXT(acme_challenge_tls_alpn01_name(challenge), "1.2.0.192.in-addr.arpa");
    CHECK_OK(acme_challenge_tls_alpn01_certificate(client, challenge, key, &made, &error));
    CHECK_OK(acme_certificate_from_pem(acme_self_signed_pem(made), &read, &error));
    CHECK_TEXT(acme_certificate_identifier_value(read, 0), "192.0.2.1");
    acme_certificate_free(read);
    acme_self_signed_free(made);
    acme_challenge_free(challenge);
    CHECK_OK(acme_authorization_challenge(authorization, "http-01", &challenge, &error));
    CHECK_FAILS(acme_challenge_tls_alpn01_certificate(client, challenge, key, &made, &error),
                ACME_STATUS_INVALID_ARGUMENT, "is http-01");
    CHECK(acme_challenge_tls_alpn01_name(NULL) == NULL);
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_key_free(key);
    acme_client_free(client);
}

static void the_certificate_of_tls_alpn_01_takes_any_key(void) {
    static const int32_t kinds[] = {ACME_KEY_EC_P256, ACME_KEY_EC_P384, ACME_KEY_RSA_2048, ACME_KEY_ED25519};
    static const char *const names[][2] = {
        {"example.com", "example.com"},
        {"192.0.2.1", "1.2.0.192.in-addr.arpa"},
        {"2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
    };
    acme_client *client = client_in("ok");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        acme_order *order = order_for(client, names[i][0]);
        acme_authorization *authorization;
        acme_challenge *challenge;
        CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
        CHECK_OK(acme_authorization_challenge(authorization, "tls-alpn-01", &challenge, &error));
        CHECK_TEXT(acme_challenge_tls_alpn01_name(challenge), names[i][1]);
        /* Every kind for the first name: making a key of RSA takes long under valgrind. */
        for (size_t k = 0; k < (i == 0 ? sizeof kinds / sizeof *kinds : 1); k++) {
            size_t length;
            uint8_t *key_der;
            char *key_pem;
            acme_key *key;
            acme_self_signed *made;
            CHECK_OK(acme_key_generate(kinds[k], &key, &error));
            CHECK_OK(acme_challenge_tls_alpn01_certificate(client, challenge, key, &made, &error));
            CHECK_HAS(acme_self_signed_pem(made), "-----BEGIN CERTIFICATE-----\n");
            CHECK(acme_self_signed_der(made, &length) != NULL && length > 100);
            CHECK_OK(acme_key_to_pem(key, NULL, &key_pem, &error));
            CHECK_HAS(key_pem, "-----BEGIN PRIVATE KEY-----\n");
            CHECK_OK(acme_key_to_der(key, &key_der, &length, &error));
            acme_bytes_free(key_der, length);
            acme_string_free(key_pem);
            acme_self_signed_free(made);
            acme_key_free(key);
        }
        acme_challenge_free(challenge);
        acme_authorization_free(authorization);
        acme_order_free(order);
    }
    acme_client_free(client);
}

int main(void) {
    it_names_what_it_was_told();
    what_no_certificate_can_say_is_refused();
    a_challenge_has_its_certificate_and_server_name();
    the_certificate_of_tls_alpn_01_takes_any_key();
    return 0;
}
