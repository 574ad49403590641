/*
 * Obtains a certificate, one step of RFC 8555 after the other.
 *
 *     issue DIRECTORY_URL CA_FILE WEBROOT NAME...
 *
 * CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
 * WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder.
 */
#define _POSIX_C_SOURCE 200809L

#include <acme_client.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 60000

static double started;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("%7.3f s  ", now() - started);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
}

static int write_file(const char *path, const char *text, mode_t mode) {
    unlink(path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    size_t length = strlen(text);
    int written = file >= 0 && write(file, text, length) == (ssize_t)length;
    if (file >= 0 && close(file) != 0) written = 0;
    if (!written) fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return written;
}

/* NAME with the ending; the star of a wildcard name is written as an underscore. */
static void file_name(char *path, size_t size, const char *name, const char *ending) {
    snprintf(path, size, "%s%s", name, ending);
    if (path[0] == '*') path[0] = '_';
}

/* Puts the key authorization where the authority will look for it (RFC 8555, section 8.3). */
static int serve(const acme_client *client, const acme_challenge *challenge, const char *webroot, acme_error **error) {
    char path[4096];
    char *text = NULL;
    int served = 0;
    snprintf(path, sizeof path, "%s/.well-known", webroot);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/.well-known/acme-challenge", webroot);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s%s", webroot, acme_challenge_http01_path(challenge));
    if (acme_challenge_key_authorization(client, challenge, &text, error) == ACME_STATUS_OK) {
        served = write_file(path, text, 0644);
    }
    acme_string_free(text);
    return served;
}

/* Proves control of one of the order's names. */
static int authorize(const acme_client *client, const acme_order *order, size_t index, const char *webroot,
                     acme_error **error) {
    acme_authorization *authorization = NULL;
    acme_challenge *challenge = NULL;
    acme_order_authorization(client, order, index, &authorization, error);
    const char *name = acme_authorization_identifier_value(authorization);
    const char *status = acme_authorization_status(authorization);
    int valid = status && strcmp(status, "valid") == 0;
    if (valid) {
        say("%s is authorized already", name);
    } else if (acme_authorization_challenge(authorization, "http-01", &challenge, error) == ACME_STATUS_OK &&
               serve(client, challenge, webroot, error)) {
        acme_challenge_request_validation(client, challenge, error);
        valid = acme_authorization_wait(client, authorization, WAIT_MS, error) == ACME_STATUS_OK && !*error;
        if (valid) say("%s is authorized", acme_authorization_identifier_value(authorization));
    }
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    return valid;
}

int main(int count, char **arguments) {
    if (count < 5) {
        fprintf(stderr, "usage: %s DIRECTORY_URL CA_FILE WEBROOT NAME...\n", arguments[0]);
        return 2;
    }
    const char *directory = arguments[1], *ca_file = arguments[2], *webroot = arguments[3];
    char **names = arguments + 4;
    started = now();

    acme_error *error = NULL;
    acme_key *account_key = NULL, *key = NULL;
    acme_client *client = NULL;
    acme_account *account = NULL;
    acme_order *order = NULL;
    acme_csr *csr = NULL;
    acme_certificate *certificate = NULL;
    char *key_pem = NULL;
    char new_key[4096], path[4096];

    acme_client_options *options = acme_client_options_new(directory);
    if (*ca_file) acme_client_options_set_ca_file(options, ca_file);
    acme_key_generate(ACME_KEY_EC_P256, &account_key, &error);
    acme_client_new(options, account_key, &client, &error);

    acme_account_params *who = acme_account_params_new();
    acme_account_params_add_contact(who, "mailto:ops@example.com");
    acme_account_params_set_terms_agreed(who, true);
    if (acme_client_new_account(client, who, &account, &error) == ACME_STATUS_OK) {
        say("account %s", acme_account_url(account));
    }

    acme_order_params *what = acme_order_params_new();
    for (char **name = names; *name; name++) acme_order_params_add_name(what, *name);
    if (acme_client_new_order(client, what, &order, &error) == ACME_STATUS_OK) {
        say("order %s", acme_order_url(order));
    }

    int authorized = !error;
    for (size_t i = 0; authorized && i < acme_order_authorization_count(order); i++) {
        authorized = authorize(client, order, i, webroot, &error);
    }

    /* The key is on disk before the order is finalized, so that it cannot be lost. */
    acme_key_generate(ACME_KEY_EC_P256, &key, &error);
    acme_key_to_pem(key, NULL, &key_pem, &error);
    file_name(new_key, sizeof new_key, names[0], ".key.new");
    int kept = authorized && !error && write_file(new_key, key_pem, 0600);
    if (kept) {
        acme_csr_for_order(order, key, &csr, &error);
        acme_order_finalize(client, order, csr, &error);
        acme_order_wait(client, order, WAIT_MS, &error);
        acme_order_certificate(client, order, NULL, &certificate, &error);
    }

    int issued = certificate != NULL;
    if (issued) {
        say("certificate by %s", acme_certificate_issuer_name(certificate));
        file_name(path, sizeof path, names[0], ".pem");
        issued = write_file(path, acme_certificate_chain_pem(certificate), 0644);
        file_name(path, sizeof path, names[0], ".key");
        issued = issued && rename(new_key, path) == 0;
        if (issued) say("key and certificate are in %s and .pem", path);
    }
    if (error) fprintf(stderr, "%s\n", acme_error_message(error));

    acme_certificate_free(certificate);
    acme_csr_free(csr);
    acme_string_free(key_pem);
    acme_key_free(key);
    acme_order_free(order);
    acme_order_params_free(what);
    acme_account_free(account);
    acme_account_params_free(who);
    acme_client_free(client);
    acme_key_free(account_key);
    acme_client_options_free(options);
    acme_error_free(error);
    return issued ? 0 : 1;
}
