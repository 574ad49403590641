/* Clients of the test servers, and the steps that a test takes before it comes to its point. */

#ifndef FIXTURE_H
#define FIXTURE_H

#include <time.h>
#include <unistd.h>

#include "check.h"

/* How long a test waits for what must happen, in milliseconds. */
#define WAIT_MS 60000

static inline const char *setting(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) check_failed(__FILE__, __LINE__, name);
    return value;
}

/* Valgrind puts a library of its own before all others. */
static inline bool under_valgrind(void) {
    const char *preloaded = getenv("LD_PRELOAD");
    return preloaded != NULL && strstr(preloaded, "vgpreload") != NULL;
}

static inline int64_t now_ms(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The directory of a world of the scripted CA with a state of its own; valid until the next call. */
static inline const char *world_url(const char *world) {
    static char url[256];
    static int count;
    int length = snprintf(url, sizeof url, "%s/%s.%ld-%d/directory", setting("ACME_SCRIPTED"), world, (long)getpid(),
                          count++);
    CHECK(length > 0 && (size_t)length < sizeof url);
    return url;
}

static inline acme_client_options *options_for(const char *directory_url) {
    acme_client_options *options = acme_client_options_new(directory_url);
    acme_client_options_set_ca_file(options, setting("ACME_CA_FILE"));
    acme_client_options_set_system_roots(options, false);
    acme_client_options_set_proxy(options, NULL);
    return options;
}

static inline acme_key *new_key(void) {
    acme_key *key;
    CHECK_OK(acme_key_generate(ACME_KEY_EC_P256, &key, &error));
    return key;
}

/* A client with a key of its own; takes the options. */
static inline acme_client *client_with(acme_client_options *options) {
    acme_client *client;
    acme_key *key = new_key();
    CHECK_OK(acme_client_new(options, key, &client, &error));
    acme_key_free(key);
    acme_client_options_free(options);
    return client;
}

static inline void register_account(const acme_client *client) {
    acme_account *account;
    acme_account_params *params = acme_account_params_new();
    acme_account_params_set_terms_agreed(params, true);
    CHECK_OK(acme_client_new_account(client, params, &account, &error));
    acme_account_params_free(params);
    acme_account_free(account);
}

/* A client with an account in a world of the scripted CA. */
static inline acme_client *client_in(const char *world) {
    acme_client *client = client_with(options_for(world_url(world)));
    register_account(client);
    return client;
}

/* An order for one name, pending. */
static inline acme_order *order_for(const acme_client *client, const char *name) {
    acme_order *order;
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_name(params, name);
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    acme_order_params_free(params);
    return order;
}

/* Makes an order of the scripted CA ready; that CA believes every response. */
static inline void make_ready(const acme_client *client, acme_order *order) {
    acme_authorization *authorization;
    acme_challenge *challenge;
    for (size_t i = 0; i < acme_order_authorization_count(order); i++) {
        CHECK_OK(acme_order_authorization(client, order, i, &authorization, &error));
        CHECK_OK(acme_authorization_challenge_at(authorization, 0, &challenge, &error));
        CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
        CHECK_OK(acme_authorization_wait(client, authorization, WAIT_MS, &error));
        acme_challenge_free(challenge);
        acme_authorization_free(authorization);
    }
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
}

/* Finalizes an order that is ready, with a fresh key. */
static inline void finalize(const acme_client *client, acme_order *order) {
    acme_key *key = new_key();
    acme_csr *csr;
    CHECK_OK(acme_csr_for_order(order, key, &csr, &error));
    CHECK_OK(acme_order_finalize(client, order, csr, &error));
    acme_csr_free(csr);
    acme_key_free(key);
}

/* An order of the scripted CA whose certificate can be downloaded. */
static inline acme_order *valid_order(const acme_client *client, const char *name) {
    acme_order *order = order_for(client, name);
    make_ready(client, order);
    finalize(client, order);
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    return order;
}

/* A certificate of the scripted CA. */
static inline acme_certificate *certificate_for(const acme_client *client, const char *name) {
    acme_certificate *certificate;
    acme_order *order = valid_order(client, name);
    CHECK_OK(acme_order_certificate(client, order, NULL, &certificate, &error));
    acme_order_free(order);
    return certificate;
}

#endif
