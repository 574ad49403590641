/* A transport of the caller's: it sees whole requests, and its responses and failures count like the library's own. */

#include "fixture.h"

static const char DIRECTORY[] =
    "{\"newNonce\":\"https://ca.example/nonce\",\"newAccount\":\"https://ca.example/account\","
    "\"newOrder\":\"https://ca.example/order\"}";

enum mode { ANSWER, FAIL, SILENT, NULL_HEADER, TOO_MANY_HEADERS, TOO_LONG, TOO_LONG_AND_FAIL };

struct server {
    enum mode mode;
    acme_status status;
    int calls;
    int destroyed;
};

static void body(acme_response *response, const char *text) {
    size_t half = strlen(text) / 2;
    CHECK(acme_response_append_body(response, (const uint8_t *)text, half));
    CHECK(acme_response_append_body(response, (const uint8_t *)text + half, strlen(text) - half));
    CHECK(acme_response_append_body(response, NULL, 0));
}

static bool has_header(const acme_request *request, const char *name, const char *value) {
    for (size_t i = 0; i < acme_request_header_count(request); i++) {
        if (strcmp(acme_request_header_name(request, i), name) == 0) {
            return strcmp(acme_request_header_value(request, i), value) == 0;
        }
    }
    return false;
}

static void check_request(const acme_request *request) {
    size_t length = 7, count = acme_request_header_count(request);
    const uint8_t *bytes = acme_request_body(request, &length);
    bool is_post = strcmp(acme_request_method(request), "POST") == 0;

    CHECK_HAS(acme_request_url(request), "https://ca.example/");
    CHECK(has_header(request, "user-agent", "acme-client/" ACME_CLIENT_VERSION));
    CHECK(has_header(request, "content-type", "application/jose+json") == is_post);
    CHECK(acme_request_header_name(request, count) == NULL && acme_request_header_value(request, count) == NULL);
    CHECK(is_post ? length > 0 && bytes[0] == '{' && bytes[length - 1] == '}' : length == 0 && bytes == NULL);
    CHECK(acme_request_body(request, NULL) == bytes);
    CHECK(acme_request_timeout_ms(request) > 0 && acme_request_timeout_ms(request) <= 30000);
    CHECK(!acme_request_is_cancelled(request));
}

static void answer(const acme_request *request, acme_response *response) {
    const char *method = acme_request_method(request);
    acme_response_set_status(response, strcmp(method, "POST") == 0 ? 201 : 200);
    acme_response_add_header(response, "Replay-Nonce", "bm9uY2U");
    if (strcmp(method, "GET") == 0) {
        body(response, DIRECTORY);
    } else if (strcmp(method, "POST") == 0) {
        acme_response_add_header(response, "Location", "https://ca.example/account/1");
        acme_response_add_header(response, "X-Not-UTF-8", "\xff");
        body(response, "{\"status\":\"valid\"}");
    }
}

static void overflow(acme_response *response) {
    static const uint8_t block[65536];
    bool took = true;
    for (int i = 0; took; i++) {
        took = acme_response_append_body(response, block, sizeof block);
        CHECK(took == (i < 16));
    }
    CHECK(!acme_response_append_body(response, block, 1));
}

static acme_status serve(void *userdata, const acme_request *request, acme_response *response) {
    static char long_value[65537];
    struct server *server = userdata;
    server->calls++;
    check_request(request);
    switch (server->mode) {
    case ANSWER: answer(request, response); return ACME_STATUS_OK;
    case FAIL: return server->status;
    case SILENT: return ACME_STATUS_OK;
    case NULL_HEADER:
        answer(request, response);
        acme_response_add_header(response, "X-Null", NULL);
        acme_response_add_header(response, NULL, "null");
        return ACME_STATUS_OK;
    case TOO_MANY_HEADERS:
        answer(request, response);
        memset(long_value, 'a', sizeof long_value - 1);
        acme_response_add_header(response, "X-Long", long_value);
        return ACME_STATUS_OK;
    case TOO_LONG:
        acme_response_set_status(response, 200);
        overflow(response);
        return ACME_STATUS_OK;
    case TOO_LONG_AND_FAIL: overflow(response); return ACME_STATUS_CONNECTION_LOST;
    }
    return ACME_STATUS_OK;
}

static void count_destroyed(void *userdata) {
    ((struct server *)userdata)->destroyed++;
}

static acme_client *client_through(struct server *server) {
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_client_options_set_transport(options, serve, server, count_destroyed);
    acme_client_options_set_attempts(options, 2);
    return client_with(options);
}

static void a_transport_carries_whole_calls(void) {
    struct server server = {ANSWER, 0, 0, 0};
    acme_client *client = client_through(&server);
    acme_account *account;
    CHECK_OK(acme_client_new_account(client, NULL, &account, &error));
    CHECK_TEXT(acme_account_url(account), "https://ca.example/account/1");
    CHECK(server.calls == 2);
    acme_account_free(account);
    CHECK(server.destroyed == 0);
    acme_client_free(client);
    CHECK(server.destroyed == 1);
}

/* Fetches the directory, which fails after so many calls. */
static void expect(enum mode mode, acme_status given, acme_status expected, int calls, const char *message) {
    struct server server = {ANSWER, 0, 0, 0};
    acme_client *client = client_through(&server);
    acme_directory *directory;
    server.mode = mode;
    server.status = given;
    CHECK_FAILS(acme_client_directory(client, &directory, &error), expected, message);
    CHECK(directory == NULL && server.calls == calls);
    acme_client_free(client);
    CHECK(server.destroyed == 1);
}

static void failures_of_the_network_are_tried_again(void) {
    expect(FAIL, ACME_STATUS_CONNECTION_FAILED, ACME_STATUS_CONNECTION_FAILED, 2, "the transport failed with 30");
    expect(FAIL, ACME_STATUS_CONNECTION_LOST, ACME_STATUS_CONNECTION_LOST, 2, "the transport failed with 34");
    expect(FAIL, ACME_STATUS_TIMED_OUT, ACME_STATUS_REQUEST_TIMED_OUT, 2, "the transport timed out");
    expect(TOO_LONG_AND_FAIL, 0, ACME_STATUS_CONNECTION_LOST, 2, "the transport failed with 34");
}

static void other_failures_end_the_call(void) {
    expect(FAIL, ACME_STATUS_NAME_NOT_FOUND, ACME_STATUS_NAME_NOT_FOUND, 1, "directory: ");
    expect(FAIL, ACME_STATUS_UNTRUSTED_SERVER, ACME_STATUS_UNTRUSTED_SERVER, 1, "directory: ");
    expect(FAIL, ACME_STATUS_CANCELLED, ACME_STATUS_CANCELLED, 1, "cancelled");
    expect(FAIL, ACME_STATUS_CALLBACK, ACME_STATUS_CALLBACK, 1, "the transport failed with 7");
    expect(FAIL, ACME_STATUS_RATE_LIMITED, ACME_STATUS_CALLBACK, 1, "the transport failed with 116");
    expect(FAIL, 49, ACME_STATUS_CALLBACK, 1, "the transport failed with 49");
    expect(FAIL, -1, ACME_STATUS_CALLBACK, 1, "the transport failed with -1");
}

static void a_response_that_cannot_be_used_is_refused(void) {
    expect(SILENT, 0, ACME_STATUS_CALLBACK, 1, "the transport set no HTTP status");
    expect(NULL_HEADER, 0, ACME_STATUS_NULL_POINTER, 1, "value: is NULL");
    expect(TOO_MANY_HEADERS, 0, ACME_STATUS_RESPONSE_TOO_LARGE, 1, "65536 bytes");
    expect(TOO_LONG, 0, ACME_STATUS_RESPONSE_TOO_LARGE, 1, "1048576 bytes");
}

static void null_is_allowed_or_refused_by_name(void) {
    struct server server = {ANSWER, 0, 0, 0};
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_key *key = new_key();
    acme_client *client;
    size_t length = 7;

    acme_client_options_set_transport(options, NULL, &server, count_destroyed);
    CHECK(server.destroyed == 1);
    acme_client_options_set_transport(NULL, serve, &server, count_destroyed);
    CHECK(server.destroyed == 2);
    CHECK_NULL(acme_client_new(options, key, &client, &error), "transport");
    acme_client_options_free(options);
    acme_key_free(key);

    CHECK(acme_request_method(NULL) == NULL && acme_request_url(NULL) == NULL);
    CHECK(acme_request_header_count(NULL) == 0);
    CHECK(acme_request_header_name(NULL, 0) == NULL && acme_request_header_value(NULL, 0) == NULL);
    CHECK(acme_request_body(NULL, &length) == NULL && length == 0);
    CHECK(acme_request_timeout_ms(NULL) == 0 && !acme_request_is_cancelled(NULL));
    acme_response_set_status(NULL, 200);
    acme_response_add_header(NULL, "name", "value");
    CHECK(!acme_response_append_body(NULL, (const uint8_t *)"", 0));
}

int main(void) {
    a_transport_carries_whole_calls();
    failures_of_the_network_are_tried_again();
    other_failures_end_the_call();
    a_response_that_cannot_be_used_is_refused();
    null_is_allowed_or_refused_by_name();
    return 0;
}
