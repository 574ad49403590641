/* The steps that scenarios are made of. */

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

const char *setting(const char *name) {
    return getenv(name);
}

void ensure(scene *of, bool holds, const char *what) {
    if (!holds && of->reason == NULL && of->error == NULL) of->reason = what;
}

void ensure_refused(scene *of, acme_error *refusal, acme_status expected, const char *what) {
    ensure(of, acme_error_status(refusal) == expected, what);
    acme_error_free(refusal);
}

const char *name_of(const scene *of, const char *prefix) {
    static char name[256];
    snprintf(name, sizeof name, "%s%s.%s", prefix, of->id, setting("ACME_NAMES"));
    return name;
}

acme_key *new_key(scene *of, int32_t kind) {
    acme_key *key;
    acme_key_generate(kind, &key, &of->error);
    note_key(key);
    return key;
}

acme_client *stranger(scene *of, const acme_key *key) {
    acme_client *client;
    acme_client_options *options = acme_client_options_new(setting("ACME_DIRECTORY"));
    acme_client_options_set_ca_file(options, setting("ACME_CA_FILE"));
    acme_client_options_set_system_roots(options, false);
    acme_client_options_set_log(options, ACME_LOG_TRACE, note_line, NULL, NULL);
    acme_client_new(options, key, &client, &of->error);
    acme_client_options_free(options);
    return client;
}

acme_account_params *account_params(bool bound) {
    acme_account_params *params = acme_account_params_new();
    const char *kid = setting("ACME_EAB_KID");
    acme_account_params_add_contact(params, "mailto:ops@example.com");
    acme_account_params_set_terms_agreed(params, true);
    if (bound && kid) acme_account_params_set_external_account(params, kid, setting("ACME_EAB_KEY"), NULL);
    return params;
}

acme_client *registered(scene *of) {
    acme_key *key = new_key(of, ACME_KEY_EC_P256);
    acme_client *client = stranger(of, key);
    acme_account_params *params = account_params(true);
    acme_account *account;
    acme_client_new_account(client, params, &account, &of->error);
    acme_account_free(account);
    acme_account_params_free(params);
    acme_key_free(key);
    return client;
}

acme_order *order_for(scene *of, const acme_client *client, const char *name) {
    acme_order *order;
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_name(params, name);
    acme_client_new_order(client, params, &order, &of->error);
    acme_order_params_free(params);
    return order;
}

static responder *show(scene *of, const acme_client *client, const acme_challenge *challenge) {
    acme_key *key = new_key(of, ACME_KEY_EC_P256);
    acme_self_signed *certificate;
    responder *server = NULL;
    if (acme_challenge_tls_alpn01_certificate(client, challenge, key, &certificate, &of->error) == ACME_STATUS_OK) {
        server = responder_start(certificate, key);
        ensure(of, server != NULL, "the server for tls-alpn-01 cannot be started");
    }
    acme_self_signed_free(certificate);
    acme_key_free(key);
    return server;
}

static void put_file(scene *of, const acme_client *client, const acme_challenge *challenge) {
    char *text;
    if (acme_challenge_key_authorization(client, challenge, &text, &of->error) == ACME_STATUS_OK)
        ensure(of, publish(acme_challenge_http01_path(challenge), text), "the file cannot be written");
    acme_string_free(text);
}

static void put_record(scene *of, const acme_client *client, const acme_challenge *challenge) {
    acme_dns_record *record;
    if (acme_challenge_dns_record(client, challenge, &record, &of->error) == ACME_STATUS_OK)
        ensure(of, add_txt(acme_dns_record_name(record), acme_dns_record_value(record)), "the record was not set");
    acme_dns_record_free(record);
}

static void prove(scene *of, const acme_client *client, acme_authorization *authorization, const char *type) {
    acme_challenge *challenge;
    responder *server = NULL;
    acme_authorization_challenge(authorization, type, &challenge, &of->error);
    if (challenge == NULL) return;
    if (strcmp(type, "http-01") == 0) put_file(of, client, challenge);
    else if (strcmp(type, "tls-alpn-01") == 0) server = show(of, client, challenge);
    else put_record(of, client, challenge);
    acme_challenge_request_validation(client, challenge, &of->error);
    acme_authorization_wait(client, authorization, WAIT_MS, &of->error);
    responder_stop(server);
    acme_challenge_free(challenge);
}

acme_key *complete(scene *of, const acme_client *client, acme_order *order, const char *type) {
    acme_key *key = new_key(of, ACME_KEY_EC_P256);
    acme_csr *csr;
    acme_authorization *authorization;
    for (size_t i = 0; i < acme_order_authorization_count(order) && of->error == NULL; i++) {
        acme_order_authorization(client, order, i, &authorization, &of->error);
        if (authorization && strcmp(acme_authorization_status(authorization), "valid") != 0)
            prove(of, client, authorization, type);
        acme_authorization_free(authorization);
    }
    if (of->error != NULL) return key;
    acme_order_wait(client, order, WAIT_MS, &of->error);
    acme_csr_for_order(order, key, &csr, &of->error);
    acme_order_finalize(client, order, csr, &of->error);
    acme_order_wait(client, order, WAIT_MS, &of->error);
    acme_csr_free(csr);
    return key;
}

acme_certificate *issue(scene *of, const acme_client *client, const char *name, const char *type, acme_key **key) {
    acme_certificate *certificate;
    acme_order *order = order_for(of, client, name);
    acme_key *made = complete(of, client, order, type);
    acme_order_certificate(client, order, NULL, &certificate, &of->error);
    acme_order_free(order);
    if (key) *key = made;
    else acme_key_free(made);
    return certificate;
}

bool fits(const acme_certificate *certificate, const acme_key *key) {
    size_t length, key_length;
    uint8_t *key_der;
    const unsigned char *bytes = acme_certificate_der(certificate, 0, &length), *key_bytes;
    X509 *leaf = bytes ? d2i_X509(NULL, &bytes, (long)length) : NULL;
    EVP_PKEY *private_key = NULL;
    bool fit;
    if (acme_key_to_der(key, &key_der, &key_length, NULL) == ACME_STATUS_OK) {
        key_bytes = key_der;
        private_key = d2i_AutoPrivateKey(NULL, &key_bytes, (long)key_length);
        acme_bytes_free(key_der, key_length);
    }
    fit = leaf && private_key && X509_check_private_key(leaf, private_key) == 1;
    EVP_PKEY_free(private_key);
    X509_free(leaf);
    return fit;
}
