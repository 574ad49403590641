/* Certificate requests: made, read, and refused. */

/* Keys made part by part, as every version of OpenSSL can. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "fixture.h"

static acme_status build(const acme_csr_params *params, const char *message) {
    acme_key *key = new_key();
    acme_csr *csr = (acme_csr *)&csr;
    acme_status status = acme_csr_new(params, key, &csr, &error);
    CHECK(csr == NULL);
    CHECK_HAS(acme_error_message(error), message);
    acme_error_clear(&error);
    acme_key_free(key);
    return status;
}

static void a_request_is_the_same_in_der_and_pem(void) {
    acme_csr_params *params = acme_csr_params_new();
    acme_key *key = new_key();
    acme_csr *csr, *again;
    const uint8_t *der, *der_again;
    size_t length, length_again;

    acme_csr_params_add_dns(params, "*.example.com");
    acme_csr_params_add_ip(params, "2001:db8::1");
    acme_csr_params_add_name(params, "b\xc3\xbc" "cher.example");
    acme_csr_params_set_common_name(params, "example.com");
    acme_csr_params_add_subject(params, "O", "Example");
    acme_csr_params_set_must_staple(params, true);
    CHECK_OK(acme_csr_new(params, key, &csr, &error));
    acme_csr_params_free(params);

    der = acme_csr_der(csr, &length);
    CHECK(der != NULL && length > 200 && acme_csr_der(csr, NULL) == der);
    CHECK_HAS(acme_csr_pem(csr), "-----BEGIN CERTIFICATE REQUEST-----\n");

    CHECK_OK(acme_csr_from_der(der, length, &again, &error));
    der_again = acme_csr_der(again, &length_again);
    CHECK(length_again == length && memcmp(der_again, der, length) == 0);
    acme_csr_free(again);
    CHECK_OK(acme_csr_from_pem(acme_csr_pem(csr), &again, &error));
    der_again = acme_csr_der(again, &length_again);
    CHECK(length_again == length && memcmp(der_again, der, length) == 0);
    acme_csr_free(again);

    CHECK_FAILS(acme_csr_from_der(der, length - 1, &again, &error), ACME_STATUS_INVALID_ARGUMENT, "csr: ");
    CHECK(again == NULL);
    acme_csr_free(csr);
    acme_key_free(key);
}

static void a_request_of_ones_own_is_taken(void) {
    acme_client *client = client_in("ok");
    acme_order *order = order_for(client, "example.com");
    acme_csr_params *params = acme_csr_params_new();
    acme_key *key = new_key();
    acme_csr *csr, *read;
    acme_certificate *certificate;
    make_ready(client, order);
    acme_csr_params_add_name(params, "example.com");
    acme_csr_params_set_common_name(params, "example.com");
    CHECK_OK(acme_csr_new(params, key, &csr, &error));
    CHECK_OK(acme_csr_from_pem(acme_csr_pem(csr), &read, &error));
    CHECK_OK(acme_order_finalize(client, order, read, &error));
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    CHECK_OK(acme_order_certificate(client, order, NULL, &certificate, &error));
    acme_certificate_free(certificate);
    acme_csr_free(read);
    acme_csr_free(csr);
    acme_key_free(key);
    acme_csr_params_free(params);
    acme_order_free(order);
    acme_client_free(client);
}

/* A request that OpenSSL makes with a key of RSA, whose length authorities refuse. */
static void a_key_that_nobody_certifies_is_refused(void) {
    unsigned char *der = NULL;
    int length;
    acme_csr *csr;
    X509_REQ *request = X509_REQ_new();
    EVP_PKEY *weak = EVP_PKEY_new();
    RSA *rsa = RSA_new();
    BIGNUM *exponent = BN_new();
    CHECK(BN_set_word(exponent, RSA_F4) == 1 && RSA_generate_key_ex(rsa, 1024, exponent, NULL) == 1);
    CHECK(EVP_PKEY_assign_RSA(weak, rsa) == 1 && X509_REQ_set_pubkey(request, weak) == 1);
    CHECK(X509_REQ_sign(request, weak, EVP_sha256()) > 0);
    length = i2d_X509_REQ(request, &der);
    CHECK(length > 0);
    CHECK_FAILS(acme_csr_from_der(der, (size_t)length, &csr, &error), ACME_STATUS_INVALID_ARGUMENT, "csr: has a key");
    OPENSSL_free(der);
    BN_free(exponent);
    EVP_PKEY_free(weak);
    X509_REQ_free(request);
}

static void bad_parameters_are_named(void) {
    acme_csr_params *params = acme_csr_params_new();
    CHECK(build(params, "identifiers: is empty") == ACME_STATUS_INVALID_ARGUMENT);
    acme_csr_params_add_dns(params, "a b");
    acme_csr_params_add_ip(params, "first bad value wins");
    CHECK(build(params, "name: a b") == ACME_STATUS_INVALID_ARGUMENT);
    acme_csr_params_free(params);

    params = acme_csr_params_new();
    acme_csr_params_add_ip(params, "1.2.3");
    CHECK(build(params, "ip: 1.2.3") == ACME_STATUS_INVALID_ARGUMENT);
    acme_csr_params_free(params);

    params = acme_csr_params_new();
    acme_csr_params_add_dns(params, "example.com");
    acme_csr_params_set_common_name(params, "192.0.2.1");
    CHECK(build(params, "common_name: ") == ACME_STATUS_INVALID_ARGUMENT);
    acme_csr_params_set_common_name(params,
                                    "a-name-that-is-longer-than-a-common-name-may-be.with-several-labels.example");
    CHECK(build(params, "longer than 64 characters") == ACME_STATUS_INVALID_ARGUMENT);
    acme_csr_params_free(params);

    params = acme_csr_params_new();
    acme_csr_params_add_dns(params, "example.com");
    acme_csr_params_add_subject(params, "O", "Ex\nample");
    CHECK(build(params, "subject: ") == ACME_STATUS_INVALID_ARGUMENT);
    acme_csr_params_free(params);

    params = acme_csr_params_new();
    acme_csr_params_add_dns(params, "example.com");
    acme_csr_params_add_subject(params, "noSuchField", "value");
    CHECK(build(params, "subject: noSuchField") == ACME_STATUS_INVALID_ARGUMENT);
    acme_csr_params_free(params);

    params = acme_csr_params_new();
    acme_csr_params_add_name(params, "\xff");
    CHECK(build(params, "name: is not UTF-8") == ACME_STATUS_INVALID_UTF8);
    acme_csr_params_free(params);
}

static void what_is_no_request_is_refused(void) {
    static const char *const broken[] = {
        "", "no PEM", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\nMIH",
    };
    acme_csr *csr;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        CHECK_FAILS(acme_csr_from_pem(broken[i], &csr, &error), ACME_STATUS_INVALID_ARGUMENT, "csr: ");
        CHECK(csr == NULL);
    }
    CHECK_FAILS(acme_csr_from_pem("\xff", &csr, &error), ACME_STATUS_INVALID_UTF8, "pem: is not UTF-8");
    CHECK_FAILS(acme_csr_from_der((const uint8_t *)"", 0, &csr, &error), ACME_STATUS_INVALID_ARGUMENT, "csr: ");
}

static void null_setter(void (*set)(acme_csr_params *, const char *), const char *message) {
    acme_csr_params *params = acme_csr_params_new();
    set(NULL, "example.com");
    set(params, NULL);
    CHECK(build(params, message) == ACME_STATUS_NULL_POINTER);
    acme_csr_params_free(params);
}

static void set_null_field(acme_csr_params *params, const char *name) {
    acme_csr_params_add_subject(params, name, "value");
}

static void set_null_value(acme_csr_params *params, const char *value) {
    acme_csr_params_add_subject(params, "O", value);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_client *client = client_in("ok");
    acme_order *order = order_for(client, "example.com");
    acme_csr_params *params = acme_csr_params_new();
    acme_key *key = new_key();
    acme_csr *csr = (acme_csr *)&csr;
    size_t length = 7;

    CHECK_NULL(acme_csr_for_order(NULL, key, &csr, &error), "order");
    CHECK(csr == NULL);
    CHECK_NULL(acme_csr_for_order(order, NULL, &csr, &error), "key");
    CHECK_NULL(acme_csr_for_order(order, key, NULL, &error), "out");
    CHECK_NULL(acme_csr_new(NULL, key, &csr, &error), "params");
    acme_csr_params_add_dns(params, "example.com");
    CHECK_NULL(acme_csr_new(params, NULL, &csr, &error), "key");
    CHECK_NULL(acme_csr_new(params, key, NULL, &error), "out");
    CHECK_NULL(acme_csr_from_der(NULL, 1, &csr, &error), "der");
    CHECK_NULL(acme_csr_from_der(NULL, 1, NULL, &error), "out");
    CHECK_NULL(acme_csr_from_pem(NULL, &csr, &error), "pem");
    CHECK_NULL(acme_csr_from_pem("", NULL, &error), "out");
    acme_key_free(key);
    acme_csr_params_free(params);
    acme_order_free(order);
    acme_client_free(client);

    null_setter(acme_csr_params_add_dns, "name: is NULL");
    null_setter(acme_csr_params_add_ip, "ip: is NULL");
    null_setter(acme_csr_params_add_name, "name: is NULL");
    null_setter(acme_csr_params_set_common_name, "common_name: is NULL");
    null_setter(set_null_field, "name: is NULL");
    null_setter(set_null_value, "value: is NULL");
    acme_csr_params_set_must_staple(NULL, true);
    acme_csr_params_free(NULL);
    CHECK(acme_csr_der(NULL, &length) == NULL && length == 0 && acme_csr_pem(NULL) == NULL);
    acme_csr_free(NULL);
}

int main(void) {
    a_request_is_the_same_in_der_and_pem();
    a_request_of_ones_own_is_taken();
    a_key_that_nobody_certifies_is_refused();
    bad_parameters_are_named();
    what_is_no_request_is_refused();
    null_is_allowed_or_refused_by_name();
    return 0;
}
