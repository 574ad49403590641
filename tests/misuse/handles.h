/* What is misused here: handles of several types, and a text. */

#ifndef HANDLES_H
#define HANDLES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <acme_client.h>

struct handle {
    const char *name;
    void *(*make)(void);
    void (*use)(const void *);
    void (*release)(void *);
};

static void *made(void *handle) {
    if (handle == NULL) exit(2);
    return handle;
}

static void *key_make(void) {
    acme_key *key = NULL;
    acme_key_generate(ACME_KEY_EC_P256, &key, NULL);
    return made(key);
}

static void key_use(const void *key) { puts(acme_key_thumbprint(key)); }

static void key_release(void *key) { acme_key_free(key); }

static void *client_make(void) {
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_key *key = key_make();
    acme_client *client = NULL;
    acme_client_new(options, key, &client, NULL);
    acme_key_free(key);
    acme_client_options_free(options);
    return made(client);
}

static void client_use(const void *client) {
    char *credentials = NULL;
    acme_client_credentials(client, &credentials, NULL);
    acme_string_free(credentials);
}

static void client_release(void *client) { acme_client_free(client); }

static void *error_make(void) {
    acme_error *error = NULL;
    acme_key *key = NULL;
    acme_key_from_pem("no key", NULL, &key, &error);
    return made(error);
}

static void error_use(const void *error) { puts(acme_error_message(error)); }

static void error_release(void *error) { acme_error_free(error); }

static void *text_make(void) {
    acme_key *key = key_make();
    char *text = NULL;
    acme_key_to_pem(key, NULL, &text, NULL);
    acme_key_free(key);
    return made(text);
}

static void text_use(const void *text) { puts(text); }

static void text_release(void *text) { acme_string_free(text); }

static const struct handle HANDLES[] = {
    {"key", key_make, key_use, key_release},
    {"client", client_make, client_use, client_release},
    {"error", error_make, error_use, error_release},
    {"text", text_make, text_use, text_release},
};
enum { HANDLES_COUNT = sizeof HANDLES / sizeof *HANDLES };

static inline const struct handle *named(const char *name) {
    for (int i = 0; i < HANDLES_COUNT; i++)
        if (name != NULL && strcmp(HANDLES[i].name, name) == 0) return &HANDLES[i];
    exit(2);
}

#endif
