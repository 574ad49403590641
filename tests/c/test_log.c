/* Log lines: what is said, which levels are wanted, and when the userdata is destroyed. */

#include "fixture.h"

struct record {
    int lines[ACME_LOG_TRACE + 1];
    char requests[4096];
    int destroyed;
};

static void take_line(void *userdata, int32_t level, const char *line) {
    struct record *record = userdata;
    CHECK(level >= ACME_LOG_ERROR && level <= ACME_LOG_TRACE);
    CHECK(strchr(line, '\n') == NULL || level <= ACME_LOG_WARN);
    record->lines[level]++;
    if (level == ACME_LOG_DEBUG) {
        strncat(record->requests, line, sizeof record->requests - strlen(record->requests) - 2);
        strcat(record->requests, "\n");
    }
}

static void count_destroyed(void *userdata) {
    ((struct record *)userdata)->destroyed++;
}

static acme_client *logging_client(const char *world, int32_t level, struct record *record) {
    acme_client_options *options = options_for(world_url(world));
    memset(record, 0, sizeof *record);
    acme_client_options_set_log(options, level, take_line, record, count_destroyed);
    return client_with(options);
}

static void every_request_has_a_line(void) {
    struct record record;
    acme_client *client = logging_client("ok", ACME_LOG_TRACE, &record);
    register_account(client);
    CHECK(record.lines[ACME_LOG_DEBUG] >= 2);
    CHECK_HAS(record.requests, "GET https://");
    CHECK_HAS(record.requests, "POST https://");
    CHECK_HAS(record.requests, ": 201 in ");
    CHECK(record.destroyed == 0);
    acme_client_free(client);
    CHECK(record.destroyed == 1);
}

static void what_is_less_urgent_is_left_out(void) {
    struct record record;
    acme_client *client = logging_client("server-error-once", ACME_LOG_WARN, &record);
    register_account(client);
    acme_order_free(order_for(client, "example.com"));
    CHECK(record.lines[ACME_LOG_WARN] == 1);
    CHECK(record.lines[ACME_LOG_INFO] == 0 && record.lines[ACME_LOG_DEBUG] == 0 && record.lines[ACME_LOG_TRACE] == 0);
    acme_client_free(client);
    CHECK(record.destroyed == 1);
}

static void bad_values_are_kept_and_the_userdata_is_destroyed(void) {
    struct record record = {{0}, "", 0};
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_key *key = new_key();
    acme_client *client;

    acme_client_options_set_log(options, 6, take_line, &record, count_destroyed);
    CHECK(record.destroyed == 1);
    acme_client_options_set_log(options, ACME_LOG_INFO, NULL, &record, count_destroyed);
    CHECK(record.destroyed == 2);
    acme_client_options_set_log(NULL, ACME_LOG_INFO, take_line, &record, count_destroyed);
    CHECK(record.destroyed == 3);
    CHECK_FAILS(acme_client_new(options, key, &client, &error), ACME_STATUS_INVALID_ARGUMENT, "level: 6");
    acme_client_options_free(options);

    options = acme_client_options_new("https://ca.example/directory");
    acme_client_options_set_log(options, ACME_LOG_INFO, NULL, NULL, NULL);
    CHECK_NULL(acme_client_new(options, key, &client, &error), "log");
    acme_client_options_free(options);

    options = acme_client_options_new("https://ca.example/directory");
    acme_client_options_set_log(options, ACME_LOG_INFO, take_line, &record, count_destroyed);
    acme_client_options_set_log(options, ACME_LOG_DEBUG, take_line, &record, count_destroyed);
    CHECK(record.destroyed == 4);
    CHECK_OK(acme_client_new(options, key, &client, &error));
    acme_client_options_free(options);
    CHECK(record.destroyed == 4);
    acme_client_free(client);
    CHECK(record.destroyed == 5);
    acme_key_free(key);
}

int main(void) {
    every_request_has_a_line();
    what_is_less_urgent_is_left_out();
    bad_values_are_kept_and_the_userdata_is_destroyed();
    return 0;
}
