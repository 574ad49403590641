/* One call to a certificate: its parameters, its events, its state, and the threads that callbacks are called on. */

#include <pthread.h>
#include <sys/stat.h>

#include "fixture.h"

/* What the callbacks have seen. */
struct record {
    pthread_t caller;
    int events[ACME_EVENT_CLEAN_UP_FAILED + 1];
    size_t total;
    char state[8192];
    int states;
    int fail_at;
    int destroyed;
};

static void take_event(void *userdata, const acme_event *event) {
    struct record *record = userdata;
    int32_t kind = acme_event_kind(event);
    CHECK(pthread_equal(record->caller, pthread_self()));
    CHECK(kind > 0 && kind <= ACME_EVENT_CLEAN_UP_FAILED);
    CHECK(acme_event_name(event) != NULL);
    record->events[kind]++;
    if (kind == ACME_EVENT_VALIDATED) {
        CHECK_TEXT(acme_event_identifier_type(event), "dns");
        CHECK_HAS(acme_event_identifier_value(event), ".example");
        CHECK_TEXT(acme_event_step(event), "authorization");
        CHECK(acme_event_done(event) <= acme_event_total(event));
        record->total = acme_event_total(event);
    }
    if (kind == ACME_EVENT_ASKED) CHECK_TEXT(acme_event_challenge_type(event), "http-01");
    if (kind == ACME_EVENT_ORDERED || kind == ACME_EVENT_ISSUED) CHECK_HAS(acme_event_url(event), "order/");
    if (kind == ACME_EVENT_WAITING) CHECK(acme_event_until(event) > 1700000000000);
    if (kind == ACME_EVENT_CHALLENGE_FAILED) {
        CHECK_HAS(acme_event_problem_type(event), "unauthorized");
        CHECK(acme_event_message(event) != NULL);
    }
    if (kind == ACME_EVENT_RETRYING) {
        CHECK_HAS(acme_event_message(event), "newOrder: urn:ietf:params:acme:error:serverInternal (HTTP 500)");
        CHECK(acme_event_attempt(event) == 1);
    }
}

static int32_t keep_state(void *userdata, const char *state) {
    struct record *record = userdata;
    CHECK(pthread_equal(record->caller, pthread_self()));
    CHECK((size_t)snprintf(record->state, sizeof record->state, "%s", state) < sizeof record->state);
    return ++record->states == record->fail_at ? 5 : 0;
}

static void count_destroyed(void *userdata) { ((struct record *)userdata)->destroyed++; }

static void log_line(void *userdata, int32_t level, const char *line) {
    CHECK(pthread_equal(*(pthread_t *)userdata, pthread_self()));
    CHECK(level > 0 && line != NULL);
}

static acme_obtain_params *params_for(const char *name, struct record *record) {
    acme_obtain_params *params = acme_obtain_params_new();
    acme_obtain_params_add_name(params, name);
    if (record != NULL) {
        memset(record, 0, sizeof *record);
        record->caller = pthread_self();
        acme_obtain_params_set_events(params, take_event, record, count_destroyed);
        acme_obtain_params_set_state_sink(params, keep_state, record, count_destroyed);
    }
    return params;
}

static acme_solver *webroot(void) {
    acme_solver *solver;
    CHECK_OK(acme_solver_webroot(setting("ACME_WEBROOT"), &solver, &error));
    return solver;
}

static void a_server_that_validates_issues_in_one_call(void) {
    acme_client *client = client_with(options_for(setting("ACME_DIRECTORY")));
    acme_solver *solver = webroot();
    struct record record;
    acme_obtain_params *params = params_for("a.example", &record);
    acme_certificate *certificate, *next;
    acme_key *key;
    register_account(client);
    acme_obtain_params_add_identifier(params, "dns", "b.example");
    acme_obtain_params_add_challenge_type(params, "http-01");
    acme_obtain_params_set_key_kind(params, ACME_KEY_EC_P384);
    acme_obtain_params_set_common_name(params, "a.example");
    acme_obtain_params_set_must_staple(params, true);
    acme_obtain_params_set_timeout(params, WAIT_MS);
    acme_obtain_params_set_parallel(params, 4);
    acme_obtain_params_set_order_rate(params, 0, 0);
    acme_obtain_params_set_request_rate(params, 500, 500);
    CHECK_OK(acme_client_obtain(client, params, solver, &certificate, &error));
    CHECK(acme_certificate_identifier_count(certificate) == 2);
    CHECK_HAS(acme_certificate_order_url(certificate), "https://");
    CHECK_OK(acme_certificate_key(certificate, &key, &error));
    CHECK(acme_key_kind(key) == ACME_KEY_EC_P384);
    CHECK(record.events[ACME_EVENT_VALIDATED] == 2 && record.total == 2);
    CHECK(record.events[ACME_EVENT_ISSUED] == 1 && record.states >= 3);

    CHECK_OK(acme_client_renew(client, certificate, params, solver, &next, &error));
    CHECK(strcmp(acme_certificate_serial(next), acme_certificate_serial(certificate)) != 0);
    acme_certificate_free(next);
    acme_key_free(key);
    acme_certificate_free(certificate);
    acme_obtain_params_free(params);
    CHECK(record.destroyed == 2);
    acme_solver_free(solver);
    acme_client_free(client);
}

static void an_interrupted_call_goes_on_with_the_same_order(void) {
    acme_client_options *options = options_for(world_url("ok"));
    acme_solver *solver = webroot();
    pthread_t caller = pthread_self();
    struct record record;
    acme_obtain_params *params = params_for("a.example", &record), *again = acme_obtain_params_new();
    acme_certificate *certificate;
    acme_client *client;
    char *state;
    char order[1024];
    acme_client_options_set_log(options, ACME_LOG_TRACE, log_line, &caller, NULL);
    client = client_with(options);
    register_account(client);
    CHECK_OK(acme_obtain_params_state(params, &state, &error));
    CHECK(state == NULL);
    record.fail_at = 4;
    CHECK_FAILS(acme_client_obtain(client, params, solver, &certificate, &error), ACME_STATUS_CALLBACK,
                "order for a.example: finalize: the state was not kept: 5");
    CHECK(certificate == NULL);
    CHECK_OK(acme_obtain_params_state(params, &state, &error));
    CHECK_TEXT(state, record.state);
    CHECK_HAS(state, "\"progress\":\"finalizing\"");

    CHECK_OK(acme_client_obtain(client, params, solver, &certificate, &error));
    snprintf(order, sizeof order, "\"order\":\"%s\"", acme_certificate_order_url(certificate));
    CHECK_HAS(state, order);
    acme_certificate_free(certificate);

    acme_obtain_params_set_state(again, state);
    CHECK_OK(acme_client_obtain(client, again, solver, &certificate, &error));
    snprintf(order, sizeof order, "\"order\":\"%s\"", acme_certificate_order_url(certificate));
    CHECK_HAS(state, order);
    acme_certificate_free(certificate);
    acme_string_free(state);
    acme_obtain_params_set_state(again, NULL);
    CHECK_FAILS(acme_client_obtain(client, again, solver, &certificate, &error), ACME_STATUS_INVALID_ARGUMENT,
                "identifiers: is empty");
    acme_obtain_params_free(again);
    acme_obtain_params_free(params);
    acme_solver_free(solver);
    acme_client_free(client);
}

static void a_state_file_is_kept_and_gone_on_from(void) {
    acme_client *client = client_in("ok");
    acme_solver *solver = webroot();
    acme_obtain_params *params = params_for("a.example", NULL);
    acme_certificate *first, *second;
    struct stat about;
    acme_obtain_params_set_state_file(params, "state.json");
    CHECK_OK(acme_client_obtain(client, params, solver, &first, &error));
    CHECK(stat("state.json", &about) == 0 && (about.st_mode & 0777) == 0600);
    CHECK_OK(acme_client_obtain(client, params, solver, &second, &error));
    CHECK_TEXT(acme_certificate_serial(second), acme_certificate_serial(first));
    acme_certificate_free(second);
    acme_certificate_free(first);
    acme_obtain_params_free(params);
    acme_solver_free(solver);
    acme_client_free(client);
}

static void key_request_validity_profile_and_chain_are_the_callers_choice(void) {
    acme_client *client = client_in("ok");
    acme_solver *solver = webroot();
    acme_obtain_params *params = params_for("a.example", NULL);
    acme_chain_preference *preference;
    acme_certificate *certificate;
    acme_csr_params *request = acme_csr_params_new();
    acme_csr *csr;
    acme_key *key = new_key(), *got;
    CHECK_OK(acme_chain_preference_shortest(&preference, &error));
    acme_obtain_params_set_key(params, key);
    acme_obtain_params_set_profile(params, "classic");
    acme_obtain_params_set_not_before(params, "2030-01-01T00:00:00Z");
    acme_obtain_params_set_not_after(params, "2030-01-31T00:00:00Z");
    acme_obtain_params_set_chain_preference(params, preference);
    CHECK_OK(acme_client_obtain(client, params, solver, &certificate, &error));
    CHECK(acme_certificate_not_after(certificate) - acme_certificate_not_before(certificate) == 30 * 86400);
    CHECK_OK(acme_certificate_key(certificate, &got, &error));
    CHECK_TEXT(acme_key_thumbprint(got), acme_key_thumbprint(key));
    acme_key_free(got);
    acme_obtain_params_free(params);

    acme_csr_params_add_dns(request, "b.example");
    CHECK_OK(acme_csr_new(request, key, &csr, &error));
    params = acme_obtain_params_new();
    acme_obtain_params_set_csr(params, csr);
    acme_obtain_params_set_replaces(params, acme_certificate_ari_id(certificate));
    acme_certificate_free(certificate);
    CHECK_OK(acme_client_obtain(client, params, solver, &certificate, &error));
    CHECK_TEXT(acme_certificate_identifier_value(certificate, 0), "b.example");
    CHECK_FAILS(acme_certificate_key(certificate, &got, &error), ACME_STATUS_INVALID_ARGUMENT, "key is not known");
    CHECK(got == NULL);
    acme_certificate_free(certificate);
    acme_csr_free(csr);
    acme_csr_params_free(request);
    acme_chain_preference_free(preference);
    acme_key_free(key);
    acme_obtain_params_free(params);
    acme_solver_free(solver);
    acme_client_free(client);
}

static void failures_say_which_name_and_why(void) {
    acme_client *client = client_in("invalid-authorization");
    acme_solver *solver = webroot();
    struct record record;
    acme_obtain_params *params = params_for("a.example", &record);
    acme_certificate *certificate;
    CHECK_FAILS(acme_client_obtain(client, params, solver, &certificate, &error), ACME_STATUS_AUTHORIZATION_INVALID,
                "a.example: authorization: the authorization is invalid");
    CHECK(record.events[ACME_EVENT_CHALLENGE_FAILED] == 1);
    acme_obtain_params_free(params);

    params = params_for("*.a.example", NULL);
    CHECK_FAILS(acme_client_obtain(client, params, solver, &certificate, &error), ACME_STATUS_CHALLENGE_NOT_OFFERED,
                "offered: dns-01");
    acme_obtain_params_free(params);
    acme_client_free(client);

    client = client_in("server-error-once");
    params = params_for("a.example", &record);
    CHECK_OK(acme_client_obtain(client, params, solver, &certificate, &error));
    CHECK(record.events[ACME_EVENT_RETRYING] == 1);
    acme_certificate_free(certificate);
    acme_obtain_params_free(params);
    acme_client_free(client);

    client = client_in("pending-forever");
    params = params_for("a.example", &record);
    acme_obtain_params_set_timeout(params, under_valgrind() ? 10000 : 3000);
    CHECK_FAILS(acme_client_obtain(client, params, solver, &certificate, &error), ACME_STATUS_TIMED_OUT,
                "order for a.example: order: still pending, not done after");
    CHECK(record.events[ACME_EVENT_WAITING] > 0);
    acme_obtain_params_free(params);
    acme_solver_free(solver);
    acme_client_free(client);
}

static void refused(const acme_client *client, acme_obtain_params *params, acme_status status, const char *message) {
    acme_solver *solver = webroot();
    acme_certificate *certificate = (acme_certificate *)&certificate;
    CHECK_FAILS(acme_client_obtain(client, params, solver, &certificate, &error), status, message);
    CHECK(certificate == NULL);
    acme_obtain_params_free(params);
    acme_solver_free(solver);
}

static void bad_parameters_are_named(void) {
    acme_client *client = client_in("ok");
    acme_obtain_params *params;
    acme_solver *solver = webroot();
    acme_certificate *certificate;
    char *state;
    refused(client, params_for("*.10.0.0.1", NULL), ACME_STATUS_INVALID_ARGUMENT, "name: *.10.0.0.1 is an IP address");
    refused(client, params_for("", NULL), ACME_STATUS_INVALID_ARGUMENT, "name: ");
    params = params_for("a.example", NULL);
    acme_obtain_params_set_key_kind(params, 99);
    refused(client, params, ACME_STATUS_INVALID_ARGUMENT, "kind: 99");
    params = params_for("a.example", NULL);
    acme_obtain_params_set_state(params, "{\"acme_state\":2}");
    refused(client, params, ACME_STATUS_INVALID_STATE, "version 2 is not known");
    params = params_for("a.example", NULL);
    acme_obtain_params_add_challenge_type(params, "odd-01");
    refused(client, params, ACME_STATUS_INVALID_ARGUMENT, "challenge_types: ");
    params = params_for("a.example", NULL);
    acme_obtain_params_set_request_rate(params, 5, 0);
    refused(client, params, ACME_STATUS_INVALID_ARGUMENT, "pace: ");
    params = params_for("a.example", NULL);
    acme_obtain_params_set_parallel(params, 0);
    refused(client, params, ACME_STATUS_INVALID_ARGUMENT, "parallel: is zero");

    params = params_for("a.example", NULL);
    CHECK_NULL(acme_client_obtain(NULL, params, solver, &certificate, &error), "client");
    CHECK_NULL(acme_client_obtain(client, NULL, solver, &certificate, &error), "params");
    CHECK_NULL(acme_client_obtain(client, params, NULL, &certificate, &error), "solver");
    CHECK_NULL(acme_client_obtain(client, params, solver, NULL, &error), "out");
    CHECK_NULL(acme_client_renew(client, NULL, params, solver, &certificate, &error), "certificate");
    CHECK_NULL(acme_obtain_params_state(NULL, &state, &error), "params");
    acme_obtain_params_set_key(params, NULL);
    refused(client, params, ACME_STATUS_NULL_POINTER, "key: is NULL");
    params = params_for("a.example", NULL);
    acme_obtain_params_set_events(params, NULL, NULL, NULL);
    refused(client, params, ACME_STATUS_NULL_POINTER, "take: is NULL");
    acme_obtain_params_add_name(NULL, "a.example");
    acme_obtain_params_free(NULL);
    CHECK(acme_event_kind(NULL) == 0 && acme_event_name(NULL) == NULL && acme_event_total(NULL) == 0);
    acme_solver_free(solver);
    acme_client_free(client);
}

int main(void) {
    a_server_that_validates_issues_in_one_call();
    an_interrupted_call_goes_on_with_the_same_order();
    a_state_file_is_kept_and_gone_on_from();
    key_request_validity_profile_and_chain_are_the_callers_choice();
    failures_say_which_name_and_why();
    bad_parameters_are_named();
    return 0;
}
