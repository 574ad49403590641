/* Clients: made, shared by threads, inherited by a forked child. */

#include <pthread.h>
#include <sys/wait.h>

#include "fixture.h"

#define THREADS 2

static void the_account_url_is_known_once_it_was_needed(void) {
    acme_client *client = client_with(options_for(world_url("ok")));
    char *url, *again;
    CHECK_OK(acme_client_account_url(client, &url, &error));
    CHECK(url == NULL);
    register_account(client);
    CHECK_OK(acme_client_account_url(client, &url, &error));
    CHECK_HAS(url, "https://");

    register_account(client);
    CHECK_OK(acme_client_account_url(client, &again, &error));
    CHECK_TEXT(again, url);
    acme_string_free(again);
    acme_string_free(url);
    acme_client_free(client);
}

static void one_options_object_makes_several_clients(void) {
    acme_client_options *options = options_for(world_url("ok"));
    acme_key *key = new_key();
    acme_client *first, *second;
    acme_account *account;
    char *url;
    CHECK_OK(acme_client_new(options, key, &first, &error));
    register_account(first);
    CHECK_OK(acme_client_account_url(first, &url, &error));
    acme_client_options_set_account_url(options, url);
    CHECK_OK(acme_client_new(options, key, &second, &error));
    acme_client_options_free(options);
    acme_key_free(key);
    acme_client_free(first);

    CHECK_OK(acme_client_account(second, &account, &error));
    CHECK_TEXT(acme_account_url(account), url);
    acme_account_free(account);
    acme_client_free(second);
    acme_string_free(url);
}

struct work {
    const acme_client *client;
    const char *name;
    acme_order *order;
    acme_status status;
};

static void *place_orders(void *argument) {
    struct work *work = argument;
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_dns(params, work->name);
    work->status = ACME_STATUS_OK;
    for (int i = 0; i < 5 && work->status == ACME_STATUS_OK; i++) {
        acme_order_free(work->order);
        work->status = acme_client_new_order(work->client, params, &work->order, NULL);
    }
    acme_order_params_free(params);
    return NULL;
}

static void threads_share_a_client(void) {
    static const char *const names[THREADS] = {"one.example.com", "two.example.com"};
    acme_client *client = client_in("ok");
    struct work work[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        work[i].client = client;
        work[i].name = names[i];
        work[i].order = NULL;
        CHECK(pthread_create(&threads[i], NULL, place_orders, &work[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        CHECK(work[i].status == ACME_STATUS_OK);
        CHECK_TEXT(acme_order_identifier_value(work[i].order, 0), names[i]);
        acme_order_free(work[i].order);
    }
    acme_client_free(client);
}

/* What both processes do with the client and the order that they share, to the end. */
static void go_on(acme_client *client, acme_order *order, const char *name) {
    CHECK_OK(acme_order_refresh(client, order, &error));
    acme_order_free(order_for(client, name));
    acme_order_free(order);
    acme_client_free(client);
}

static void a_forked_child_goes_on_beside_its_parent(void) {
    acme_client *client = client_in("ok");
    acme_order *order = order_for(client, "before.example.com");
    int status = -1;
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        go_on(client, order, "child.example.com");
        _exit(0);
    }
    go_on(client, order, "parent.example.com");
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void null_is_refused_by_name(void) {
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_key *key = new_key();
    acme_client *client = (acme_client *)&client;
    char *text = (char *)&text;
    CHECK_NULL(acme_client_new(NULL, key, &client, &error), "options");
    CHECK(client == NULL);
    CHECK_NULL(acme_client_new(options, NULL, &client, &error), "key");
    CHECK_NULL(acme_client_new(options, key, NULL, &error), "out");
    CHECK_NULL(acme_client_account_url(NULL, &text, &error), "client");
    CHECK(text == NULL);
    CHECK_NULL(acme_client_account_url(NULL, NULL, &error), "out");
    acme_client_free(NULL);
    acme_key_free(key);
    acme_client_options_free(options);
}

int main(void) {
    the_account_url_is_known_once_it_was_needed();
    one_options_object_makes_several_clients();
    threads_share_a_client();
    a_forked_child_goes_on_beside_its_parent();
    null_is_refused_by_name();
    return 0;
}
