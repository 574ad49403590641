/* Cancellation: a token triggered by another thread, or by a callback, ends what is in flight. */

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

#include "fixture.h"

/* What is promised, and what a machine under load is given beside it. */
#define PROMISED_MS 100
#define SLACK_MS (under_valgrind() ? 900 : 150)

/* A server that takes a request and never answers; the URL of its directory goes to `url`. */
static int silent_server(char *url, size_t size) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    int server = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(server >= 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(server, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(listen(server, 1) == 0);
    CHECK(getsockname(server, (struct sockaddr *)&address, &length) == 0);
    CHECK(snprintf(url, size, "http://127.0.0.1:%d/directory", ntohs(address.sin_port)) > 0);
    return server;
}

/* Waits until a whole request has arrived. */
static int take_request(int server) {
    char buffer[4096] = "";
    size_t filled = 0;
    int connection = accept(server, NULL, NULL);
    CHECK(connection >= 0);
    while (strstr(buffer, "\r\n\r\n") == NULL) {
        ssize_t got = recv(connection, buffer + filled, sizeof buffer - 1 - filled, 0);
        CHECK(got > 0);
        filled += (size_t)got;
        buffer[filled] = '\0';
    }
    return connection;
}

struct call {
    acme_client *client;
    acme_client_options *options;
    acme_status status;
    char message[256];
};

static void *fetch_directory(void *argument) {
    struct call *call = argument;
    acme_error *own_error = NULL;
    acme_directory *directory;
    call->status = acme_client_directory(call->client, &directory, &own_error);
    CHECK(directory == NULL);
    snprintf(call->message, sizeof call->message, "%s", acme_error_message(own_error));
    acme_error_free(own_error);
    return NULL;
}

static void *read_account_of_store(void *argument) {
    struct call *call = argument;
    acme_error *own_error = NULL;
    acme_store *store;
    CHECK_OK(acme_store_folder("store", &store, &own_error));
    call->status = acme_client_from_store(call->options, store, NULL, &call->client, &own_error);
    CHECK(call->client == NULL);
    snprintf(call->message, sizeof call->message, "%s", acme_error_message(own_error));
    acme_error_free(own_error);
    acme_store_free(store);
    return NULL;
}

/* Triggers the token while the thread waits for the server, and checks that it ends in time. */
static void ends_in_flight(void *(*work)(void *), struct call *call, int server, const acme_cancel *cancel) {
    pthread_t thread;
    int connection;
    int64_t triggered;
    CHECK(pthread_create(&thread, NULL, work, call) == 0);
    connection = take_request(server);
    triggered = now_ms();
    acme_cancel_trigger(cancel);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(now_ms() - triggered <= PROMISED_MS + SLACK_MS);
    CHECK(call->status == ACME_STATUS_CANCELLED);
    CHECK_TEXT(call->message, "directory: cancelled");
    close(connection);
}

static void another_thread_ends_a_stalled_read(void) {
    char url[64];
    int server = silent_server(url, sizeof url);
    acme_client_options *options = options_for(url);
    acme_client *client, *cancellable;
    acme_cancel *cancel;
    struct call call;
    int64_t triggered;

    acme_client_options_set_http_on_loopback(options, true);
    client = client_with(options);
    CHECK_OK(acme_cancel_new(&cancel, &error));
    CHECK(!acme_cancel_is_triggered(cancel));
    CHECK_OK(acme_client_with_cancel(client, cancel, &cancellable, &error));
    acme_client_free(client);

    call.client = cancellable;
    ends_in_flight(fetch_directory, &call, server, cancel);
    CHECK(acme_cancel_is_triggered(cancel));

    triggered = now_ms();
    fetch_directory(&call);
    CHECK(call.status == ACME_STATUS_CANCELLED);
    CHECK(now_ms() - triggered <= PROMISED_MS + SLACK_MS);

    close(server);
    acme_client_free(cancellable);
    acme_cancel_free(cancel);
}

static void the_token_of_the_options_ends_the_making_of_an_account(void) {
    char url[64];
    int server = silent_server(url, sizeof url);
    acme_cancel *cancel;
    struct call call;

    call.options = options_for(url);
    acme_client_options_set_http_on_loopback(call.options, true);
    CHECK_OK(acme_cancel_new(&cancel, &error));
    acme_client_options_set_cancel(call.options, cancel);
    ends_in_flight(read_account_of_store, &call, server, cancel);

    read_account_of_store(&call);
    CHECK(call.status == ACME_STATUS_CANCELLED);
    CHECK_TEXT(call.message, "cancelled");

    close(server);
    acme_cancel_free(cancel);
    acme_client_options_free(call.options);
}

static void the_token_of_the_options_ends_calls_until_another_is_given(void) {
    acme_client_options *options = options_for(world_url("ok"));
    acme_client *client, *derived;
    acme_directory *directory;
    acme_cancel *cancel, *another;

    CHECK_OK(acme_cancel_new(&cancel, &error));
    CHECK_OK(acme_cancel_new(&another, &error));
    acme_client_options_set_cancel(options, cancel);
    client = client_with(options);
    CHECK_OK(acme_client_with_cancel(client, another, &derived, &error));
    acme_cancel_trigger(cancel);

    CHECK_FAILS(acme_client_directory(client, &directory, &error), ACME_STATUS_CANCELLED, "cancelled");
    CHECK_OK(acme_client_directory(derived, &directory, &error));

    acme_directory_free(directory);
    acme_client_free(derived);
    acme_client_free(client);
    acme_cancel_free(another);
    acme_cancel_free(cancel);
}

struct looks {
    acme_cancel *cancel;
    int left;
};

/* Triggers at the last of a number of looks at the authorization. */
static void trigger_at_a_look(void *userdata, int32_t level, const char *line) {
    struct looks *looks = userdata;
    if (level == ACME_LOG_DEBUG && strstr(line, "/authorization/") != NULL && --looks->left == 0) {
        acme_cancel_trigger(looks->cancel);
    }
}

static void a_callback_ends_a_wait_and_the_client_itself_goes_on(void) {
    acme_client_options *options = options_for(world_url("pending-forever"));
    acme_client *client, *cancellable;
    acme_authorization *authorization;
    struct looks looks = {NULL, 3};
    acme_order *order;
    int64_t started;

    CHECK_OK(acme_cancel_new(&looks.cancel, &error));
    acme_client_options_set_log(options, ACME_LOG_DEBUG, trigger_at_a_look, &looks, NULL);
    client = client_with(options);
    CHECK_OK(acme_client_with_cancel(client, looks.cancel, &cancellable, &error));
    register_account(client);
    order = order_for(client, "example.com");
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));

    started = now_ms();
    CHECK_FAILS(acme_authorization_wait(cancellable, authorization, WAIT_MS, &error), ACME_STATUS_CANCELLED, "cancelled");
    CHECK(now_ms() - started < WAIT_MS / 2);
    CHECK(looks.left == 0);
    CHECK_TEXT(acme_authorization_status(authorization), "pending");
    CHECK_OK(acme_authorization_refresh(client, authorization, &error));

    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_client_free(cancellable);
    acme_client_free(client);
    acme_cancel_free(looks.cancel);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_client *client = (acme_client *)&client;
    acme_cancel *cancel;
    CHECK_NULL(acme_cancel_new(NULL, &error), "out");
    CHECK_OK(acme_cancel_new(&cancel, &error));
    CHECK_NULL(acme_client_with_cancel(NULL, cancel, &client, &error), "client");
    CHECK(client == NULL);
    CHECK_NULL(acme_client_with_cancel(NULL, NULL, &client, &error), "cancel");
    acme_cancel_trigger(NULL);
    CHECK(!acme_cancel_is_triggered(NULL));
    acme_cancel_free(cancel);
    acme_cancel_free(NULL);
}

int main(void) {
    another_thread_ends_a_stalled_read();
    the_token_of_the_options_ends_the_making_of_an_account();
    the_token_of_the_options_ends_calls_until_another_is_given();
    a_callback_ends_a_wait_and_the_client_itself_goes_on();
    null_is_allowed_or_refused_by_name();
    return 0;
}
