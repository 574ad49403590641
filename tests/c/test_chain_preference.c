/* Chain preferences: the default chain, its alternate, and one that nobody offers. */

#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include "fixture.h"

static acme_client *client;
static acme_order *order;

/* Downloads the chain that is preferred; frees the preference. */
static acme_certificate *chosen(acme_chain_preference *preference) {
    acme_certificate *certificate;
    CHECK_OK(acme_order_certificate(client, order, preference, &certificate, &error));
    acme_chain_preference_free(preference);
    return certificate;
}

static void not_offered(acme_chain_preference *preference) {
    acme_certificate *certificate = (acme_certificate *)&certificate;
    CHECK_FAILS(acme_order_certificate(client, order, preference, &certificate, &error), ACME_STATUS_CHAIN_NOT_FOUND,
                "order for example.com: certificate: ");
    CHECK(certificate == NULL);
    acme_chain_preference_free(preference);
}

static acme_chain_preference *top_issuer(const char *common_name) {
    acme_chain_preference *preference;
    CHECK_OK(acme_chain_preference_top_issuer(common_name, &preference, &error));
    return preference;
}

static void the_root_above_the_chain_tells_chains_apart(void) {
    acme_certificate *usual = chosen(NULL), *first = chosen(top_issuer("Scripted Root X1"));
    acme_certificate *second = chosen(top_issuer("Scripted Root X2"));
    CHECK_TEXT(acme_certificate_chain_pem(first), acme_certificate_chain_pem(usual));
    CHECK(strcmp(acme_certificate_chain_pem(second), acme_certificate_chain_pem(usual)) != 0);
    CHECK_TEXT(acme_certificate_leaf_pem(second), acme_certificate_leaf_pem(usual));
    acme_certificate_free(usual);
    acme_certificate_free(first);
    acme_certificate_free(second);
    not_offered(top_issuer("Scripted Root"));
}

static void any_issuer_may_be_named_in_part(void) {
    acme_chain_preference *preference;
    acme_certificate *certificate, *second = chosen(top_issuer("Scripted Root X2"));
    CHECK_OK(acme_chain_preference_any_issuer("Root X2", &preference, &error));
    certificate = chosen(preference);
    CHECK_TEXT(acme_certificate_chain_pem(certificate), acme_certificate_chain_pem(second));
    acme_certificate_free(certificate);
    acme_certificate_free(second);
    CHECK_OK(acme_chain_preference_any_issuer("Nobody", &preference, &error));
    not_offered(preference);
}

static void a_certificate_of_the_chain_is_known_by_its_fingerprint(void) {
    acme_chain_preference *preference;
    acme_certificate *certificate, *second = chosen(top_issuer("Scripted Root X2"));
    unsigned char fingerprint[SHA256_DIGEST_LENGTH];
    size_t length;
    const uint8_t *der = acme_certificate_der(second, 1, &length);
    SHA256(der, length, fingerprint);
    CHECK_OK(acme_chain_preference_fingerprint(fingerprint, sizeof fingerprint, &preference, &error));
    certificate = chosen(preference);
    CHECK_TEXT(acme_certificate_chain_pem(certificate), acme_certificate_chain_pem(second));
    acme_certificate_free(certificate);
    acme_certificate_free(second);
    fingerprint[0] ^= 1;
    CHECK_OK(acme_chain_preference_fingerprint(fingerprint, sizeof fingerprint, &preference, &error));
    not_offered(preference);
}

static acme_chain_preference *key_id(const ASN1_OCTET_STRING *id) {
    acme_chain_preference *preference;
    CHECK(id != NULL);
    CHECK_OK(acme_chain_preference_key_id(ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id), &preference, &error));
    return preference;
}

static void the_root_and_the_intermediate_are_known_by_their_key_ids(void) {
    static const uint8_t unknown[20] = {1};
    acme_chain_preference *preference;
    acme_certificate *by_root, *by_intermediate, *second = chosen(top_issuer("Scripted Root X2"));
    size_t length;
    const unsigned char *der = acme_certificate_der(second, 1, &length);
    X509 *intermediate = d2i_X509(NULL, &der, (long)length);
    by_root = chosen(key_id(X509_get0_authority_key_id(intermediate)));
    CHECK_TEXT(acme_certificate_chain_pem(by_root), acme_certificate_chain_pem(second));
    by_intermediate = chosen(key_id(X509_get0_subject_key_id(intermediate)));
    CHECK_TEXT(acme_certificate_leaf_pem(by_intermediate), acme_certificate_leaf_pem(second));
    CHECK_OK(acme_chain_preference_key_id(unknown, sizeof unknown, &preference, &error));
    not_offered(preference);
    X509_free(intermediate);
    acme_certificate_free(by_root);
    acme_certificate_free(by_intermediate);
    acme_certificate_free(second);
}

static void the_shortest_chain_is_no_longer_than_the_others(void) {
    acme_chain_preference *preference;
    acme_certificate *shortest, *usual = chosen(NULL), *second = chosen(top_issuer("Scripted Root X2"));
    CHECK_OK(acme_chain_preference_shortest(&preference, &error));
    shortest = chosen(preference);
    CHECK(acme_certificate_count(shortest) <= acme_certificate_count(usual));
    CHECK(acme_certificate_count(shortest) <= acme_certificate_count(second));
    acme_certificate_free(shortest);
    acme_certificate_free(usual);
    acme_certificate_free(second);
}

static void an_alternate_that_cannot_be_had_is_passed_over(void) {
    acme_client *failing = client_in("failing-alternate");
    acme_order *issued = valid_order(failing, "example.com");
    acme_chain_preference *second = top_issuer("Scripted Root X2"), *nobody = top_issuer("Nobody"), *server, *list;
    acme_certificate *certificate;
    CHECK_OK(acme_order_certificate(failing, issued, second, &certificate, &error));
    acme_certificate_free(certificate);
    CHECK_OK(acme_chain_preference_server_choice(&server, &error));
    CHECK_OK(acme_chain_preference_or(nobody, server, &list, &error));
    CHECK_OK(acme_order_certificate(failing, issued, list, &certificate, &error));
    acme_certificate_free(certificate);
    CHECK_FAILS(acme_order_certificate(failing, issued, nobody, &certificate, &error), ACME_STATUS_CHAIN_NOT_FOUND, "no chain");
    acme_chain_preference_free(second);
    acme_chain_preference_free(nobody);
    acme_chain_preference_free(server);
    acme_chain_preference_free(list);
    acme_order_free(issued);
    acme_client_free(failing);
}

static void a_list_falls_back_or_fails(void) {
    acme_certificate *certificate, *chosen;
    acme_chain_preference *nobody, *server, *list;
    CHECK_OK(acme_order_certificate(client, order, NULL, &certificate, &error));
    CHECK_OK(acme_chain_preference_top_issuer("Nobody", &nobody, &error));
    CHECK_OK(acme_chain_preference_server_choice(&server, &error));
    CHECK_OK(acme_chain_preference_or(nobody, server, &list, &error));
    CHECK_OK(acme_order_certificate(client, order, list, &chosen, &error));
    CHECK_TEXT(acme_certificate_chain_pem(chosen), acme_certificate_chain_pem(certificate));
    acme_certificate_free(chosen);
    acme_chain_preference_free(list);
    CHECK_OK(acme_chain_preference_or(nobody, nobody, &list, &error));
    CHECK_FAILS(acme_order_certificate(client, order, list, &chosen, &error), ACME_STATUS_CHAIN_NOT_FOUND, "no chain");
    acme_chain_preference_free(list);
    CHECK_NULL(acme_chain_preference_or(NULL, server, &list, &error), "first");
    CHECK_NULL(acme_chain_preference_or(server, NULL, &list, &error), "second");
    CHECK_NULL(acme_chain_preference_server_choice(NULL, &error), "out");
    acme_chain_preference_free(server);
    acme_chain_preference_free(nobody);
    acme_certificate_free(certificate);
}

static void bad_values_are_named(void) {
    static const uint8_t bytes[32];
    acme_chain_preference *preference = (acme_chain_preference *)&preference;
    CHECK_FAILS(acme_chain_preference_top_issuer("", &preference, &error), ACME_STATUS_INVALID_ARGUMENT,
                "common_name: is empty");
    CHECK(preference == NULL);
    CHECK_FAILS(acme_chain_preference_top_issuer("\xff", &preference, &error), ACME_STATUS_INVALID_UTF8, "common_name: ");
    CHECK_FAILS(acme_chain_preference_any_issuer("a\nb", &preference, &error), ACME_STATUS_INVALID_ARGUMENT,
                "text: holds the control character");
    CHECK_FAILS(acme_chain_preference_key_id(bytes, 0, &preference, &error), ACME_STATUS_INVALID_ARGUMENT,
                "key_id: is empty");
    CHECK_FAILS(acme_chain_preference_fingerprint(bytes, 20, &preference, &error), ACME_STATUS_INVALID_ARGUMENT,
                "fingerprint: is 20 bytes long, not 32");

    CHECK_NULL(acme_chain_preference_top_issuer(NULL, &preference, &error), "common_name");
    CHECK_NULL(acme_chain_preference_top_issuer("X1", NULL, &error), "out");
    CHECK_NULL(acme_chain_preference_any_issuer(NULL, &preference, &error), "text");
    CHECK_NULL(acme_chain_preference_any_issuer("X1", NULL, &error), "out");
    CHECK_NULL(acme_chain_preference_key_id(NULL, 20, &preference, &error), "key_id");
    CHECK_NULL(acme_chain_preference_key_id(bytes, 20, NULL, &error), "out");
    CHECK_NULL(acme_chain_preference_fingerprint(NULL, 32, &preference, &error), "fingerprint");
    CHECK_NULL(acme_chain_preference_fingerprint(bytes, 32, NULL, &error), "out");
    CHECK_NULL(acme_chain_preference_shortest(NULL, &error), "out");
    acme_chain_preference_free(NULL);
}

int main(void) {
    client = client_in("ok");
    order = valid_order(client, "example.com");
    the_root_above_the_chain_tells_chains_apart();
    any_issuer_may_be_named_in_part();
    a_certificate_of_the_chain_is_known_by_its_fingerprint();
    the_root_and_the_intermediate_are_known_by_their_key_ids();
    the_shortest_chain_is_no_longer_than_the_others();
    an_alternate_that_cannot_be_had_is_passed_over();
    a_list_falls_back_or_fails();
    bad_values_are_named();
    acme_order_free(order);
    acme_client_free(client);
    return 0;
}
