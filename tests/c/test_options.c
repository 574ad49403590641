/* Options: what each of them does, and what is refused. */

#include <arpa/inet.h>
#include <sys/socket.h>

#include "fixture.h"

/* Makes a client of the options, which must fail; frees them. */
static void refused(acme_client_options *options, acme_status status, const char *message) {
    acme_key *key = new_key();
    acme_client *client = (acme_client *)&client;
    CHECK_FAILS(acme_client_new(options, key, &client, &error), status, message);
    CHECK(client == NULL);
    acme_key_free(key);
    acme_client_options_free(options);
}

static acme_client_options *plain(void) {
    return acme_client_options_new("https://ca.example/directory");
}

static void a_directory_url_must_be_one_that_may_be_fetched(void) {
    static const char *const urls[] = {
        "http://ca.example/directory", "http://127.0.0.1:4000/directory", "ftp://ca.example/", "ca.example", "",
        "https://user:secret@ca.example/directory", "https://ca.example/\r\nX: y",
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        refused(acme_client_options_new(urls[i]), ACME_STATUS_FORBIDDEN_URL, "directory URL: ");
    }
    refused(acme_client_options_new(NULL), ACME_STATUS_NULL_POINTER, "directory_url: is NULL");
    refused(acme_client_options_new("https://ca.example/\xff"), ACME_STATUS_INVALID_UTF8, "directory_url: is not UTF-8");
}

static void bad_values_are_named(void) {
    acme_client_options *options = plain();
    acme_client_options_set_account_url(options, "http://ca.example/account/1");
    refused(options, ACME_STATUS_FORBIDDEN_URL, "account URL: ");

    options = plain();
    acme_client_options_set_user_agent(options, "host/1\r\nX-Injected: yes");
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "user agent: holds the control character U+000D");

    options = plain();
    acme_client_options_set_accept_language(options, "en\x7f");
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "accept language: holds the control character");

    options = plain();
    acme_client_options_set_ca_file(options, "no/such/file.pem");
    refused(options, ACME_STATUS_FILE, "no/such/file.pem");

    options = plain();
    acme_client_options_set_ca_pem(options, "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "PEM");

    options = plain();
    acme_client_options_set_proxy(options, "gopher://proxy.example");
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "proxy: ");

    options = plain();
    acme_client_options_set_connect_timeout_ms(options, 0);
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "connect timeout: is zero");

    options = plain();
    acme_client_options_set_request_timeout_ms(options, 0);
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "request timeout: is zero");

    options = plain();
    acme_client_options_set_operation_timeout_ms(options, 0);
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "operation timeout: is zero");

    options = plain();
    acme_client_options_set_attempts(options, 0);
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "attempts: is zero");

    options = plain();
    acme_client_options_set_nonce_attempts(options, 0);
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "nonce attempts: is zero");
}

static void the_first_bad_value_is_kept(void) {
    acme_client_options *options = plain();
    acme_client_options_set_user_agent(options, NULL);
    acme_client_options_set_account_url(options, "\xff");
    acme_client_options_set_accept_language(options, NULL);
    acme_client_options_set_user_agent(options, "host/1");
    refused(options, ACME_STATUS_NULL_POINTER, "user_agent: is NULL");

    options = plain();
    acme_client_options_set_account_url(options, "\xff");
    acme_client_options_set_ca_file(options, NULL);
    refused(options, ACME_STATUS_INVALID_UTF8, "account_url: is not UTF-8");

    options = plain();
    acme_client_options_set_ca_file(options, NULL);
    refused(options, ACME_STATUS_NULL_POINTER, "path: is NULL");

    options = plain();
    acme_client_options_set_ca_pem(options, NULL);
    refused(options, ACME_STATUS_NULL_POINTER, "pem: is NULL");

    options = plain();
    acme_client_options_set_accept_language(options, NULL);
    refused(options, ACME_STATUS_NULL_POINTER, "languages: is NULL");

    options = plain();
    acme_client_options_set_account_url(options, NULL);
    refused(options, ACME_STATUS_NULL_POINTER, "account_url: is NULL");

    options = plain();
    acme_client_options_set_cancel(options, NULL);
    refused(options, ACME_STATUS_NULL_POINTER, "cancel: is NULL");

    options = plain();
    acme_client_options_set_proxy(options, "\xc3\x28");
    refused(options, ACME_STATUS_INVALID_UTF8, "url: is not UTF-8");
}

static void a_client_certificate_must_have_its_own_key(void) {
    acme_client *client = client_in("ok");
    acme_certificate *certificate = certificate_for(client, "example.com");
    acme_client_options *options = plain();
    acme_key *key = new_key();

    acme_client_options_set_client_certificate(options, acme_certificate_chain_pem(certificate), key);
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "client_certificate: the key is not the certificate's");
    options = plain();
    acme_client_options_set_client_certificate(options, "no PEM", key);
    refused(options, ACME_STATUS_INVALID_ARGUMENT, "client_certificate: ");
    options = plain();
    acme_client_options_set_client_certificate(options, acme_certificate_chain_pem(certificate), NULL);
    refused(options, ACME_STATUS_NULL_POINTER, "key: is NULL");
    options = plain();
    acme_client_options_set_client_certificate(options, NULL, key);
    refused(options, ACME_STATUS_NULL_POINTER, "chain_pem: is NULL");

    acme_key_free(key);
    acme_certificate_free(certificate);
    acme_client_free(client);
}

/* Fetches the directory, which must fail; takes the options. */
static void unreachable(acme_client_options *options, acme_status status, const char *message) {
    acme_client *client = client_with(options);
    acme_directory *directory;
    CHECK_FAILS(acme_client_directory(client, &directory, &error), status, message);
    CHECK(directory == NULL);
    acme_client_free(client);
}

static void nobody_listens(void) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    char url[64];
    acme_client_options *options;
    int closed = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(closed, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(getsockname(closed, (struct sockaddr *)&address, &length) == 0);

    CHECK(snprintf(url, sizeof url, "http://127.0.0.1:%d/directory", ntohs(address.sin_port)) > 0);
    options = options_for(url);
    acme_client_options_set_http_on_loopback(options, true);
    acme_client_options_set_attempts(options, 1);
    unreachable(options, ACME_STATUS_CONNECTION_FAILED, "directory: ");

    options = options_for(world_url("ok"));
    CHECK(snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(address.sin_port)) > 0);
    acme_client_options_set_proxy(options, url);
    acme_client_options_set_attempts(options, 1);
    unreachable(options, ACME_STATUS_PROXY_FAILED, "directory: ");
    close(closed);
}

static void servers_that_are_not_what_they_should_be(void) {
    acme_client_options *options = acme_client_options_new(world_url("ok"));
    acme_client_options_set_proxy(options, "");
    unreachable(options, ACME_STATUS_UNTRUSTED_SERVER, "directory: ");
    unreachable(options_for(world_url("not-acme")), ACME_STATUS_INVALID_DIRECTORY, "directory: ");
    unreachable(options_for(world_url("no-such-world")), ACME_STATUS_NOT_FOUND, "directory: ");
}

static void time_runs_out(void) {
    acme_client_options *options = options_for(world_url("stall-directory"));
    int64_t started = now_ms();
    acme_client_options_set_request_timeout_ms(options, 200);
    acme_client_options_set_attempts(options, 1);
    unreachable(options, ACME_STATUS_REQUEST_TIMED_OUT, "directory: ");

    options = options_for(world_url("stall-directory"));
    acme_client_options_set_operation_timeout_ms(options, 200);
    acme_client_options_set_connect_timeout_ms(options, 200);
    acme_client_options_set_retry_window_ms(options, UINT64_MAX);
    acme_client_options_set_longest_wait_ms(options, UINT64_MAX);
    unreachable(options, ACME_STATUS_TIMED_OUT, "directory: not done after 0.2 s");
    CHECK(now_ms() - started < WAIT_MS);
}

static acme_status place_order(acme_client_options *options, const char *message) {
    acme_client *client = client_with(options);
    acme_order_params *params = acme_order_params_new();
    acme_order *order;
    acme_status status;
    register_account(client);
    acme_order_params_add_dns(params, "example.com");
    status = acme_client_new_order(client, params, &order, &error);
    CHECK_HAS(acme_error_message(error), message);
    acme_error_clear(&error);
    acme_order_params_free(params);
    acme_client_free(client);
    return status;
}

static void attempts_are_bounded(void) {
    acme_client_options *options = options_for(world_url("bad-nonce-forever"));
    acme_client_options_set_nonce_attempts(options, 3);
    CHECK(place_order(options, "badNonce") == ACME_STATUS_BAD_NONCE);

    options = options_for(world_url("server-error-forever"));
    acme_client_options_set_attempts(options, 2);
    CHECK(place_order(options, "Something went wrong on our side") == ACME_STATUS_SERVER_INTERNAL);

    options = options_for(world_url("server-error-forever"));
    acme_client_options_set_retry_window_ms(options, 0);
    CHECK(place_order(options, "serverInternal") == ACME_STATUS_SERVER_INTERNAL);
}

/* Reads a whole file; the caller frees the text. */
static char *contents(const char *path) {
    char *text = calloc(1, 65536);
    FILE *file = fopen(path, "r");
    CHECK(text != NULL && file != NULL);
    CHECK(fread(text, 1, 65535, file) > 0);
    fclose(file);
    return text;
}

static void good_values_are_used(void) {
    acme_client_options *options = acme_client_options_new(world_url("ok"));
    acme_client *client;
    acme_directory *directory;
    char *pem = contents(setting("ACME_CA_FILE"));
    acme_client_options_set_ca_pem(options, pem);
    acme_client_options_set_system_roots(options, true);
    acme_client_options_set_proxy(options, NULL);
    acme_client_options_set_user_agent(options, "test-options/1");
    acme_client_options_set_accept_language(options, "de, en;q=0.5");
    acme_client_options_set_request_timeout_ms(options, UINT64_MAX);
    acme_client_options_set_operation_timeout_ms(options, UINT64_MAX);
    acme_client_options_set_connect_timeout_ms(options, UINT64_MAX);
    client = client_with(options);
    CHECK_OK(acme_client_directory(client, &directory, &error));
    acme_directory_free(directory);
    acme_client_free(client);
    free(pem);
}

static void null_options_are_let_be(void) {
    acme_client_options_set_account_url(NULL, "");
    acme_client_options_set_ca_file(NULL, "");
    acme_client_options_set_ca_pem(NULL, "");
    acme_client_options_set_system_roots(NULL, true);
    acme_client_options_set_client_certificate(NULL, "", NULL);
    acme_client_options_set_proxy(NULL, "");
    acme_client_options_set_user_agent(NULL, "");
    acme_client_options_set_accept_language(NULL, "");
    acme_client_options_set_connect_timeout_ms(NULL, 1);
    acme_client_options_set_request_timeout_ms(NULL, 1);
    acme_client_options_set_operation_timeout_ms(NULL, 1);
    acme_client_options_set_attempts(NULL, 1);
    acme_client_options_set_retry_window_ms(NULL, 1);
    acme_client_options_set_longest_wait_ms(NULL, 1);
    acme_client_options_set_nonce_attempts(NULL, 1);
    acme_client_options_set_http_on_loopback(NULL, true);
    acme_client_options_free(NULL);
}

int main(void) {
    a_directory_url_must_be_one_that_may_be_fetched();
    bad_values_are_named();
    the_first_bad_value_is_kept();
    a_client_certificate_must_have_its_own_key();
    nobody_listens();
    servers_that_are_not_what_they_should_be();
    time_runs_out();
    attempts_are_bounded();
    good_values_are_used();
    null_options_are_let_be();
    return 0;
}
