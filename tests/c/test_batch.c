/* Solvers of functions: what these are called with, what their failures become, when their userdata is destroyed. */

#include "fixture.h"

static int destroyed;

static void count_destroyed(void *userdata) {
    CHECK(userdata == &destroyed);
    destroyed++;
}

static acme_status nothing(void *userdata, acme_batch *batch) {
    (void)userdata, (void)batch;
    return ACME_STATUS_OK;
}

static void userdata_is_destroyed_once(void) {
    acme_solver *solver, *both;
    CHECK_OK(acme_solver_new("dns-01, http-01", nothing, nothing, nothing, &destroyed, count_destroyed, &solver, &error));
    CHECK_OK(acme_solver_new("tls-alpn-01", nothing, NULL, nothing, NULL, NULL, &both, &error));
    CHECK_OK(acme_solver_add(both, solver, &error));
    acme_solver_free(solver);
    CHECK(destroyed == 0);
    acme_solver_free(both);
    CHECK(destroyed == 1);
}

static void userdata_of_a_failure_is_destroyed_too(void) {
    acme_solver *solver;
    destroyed = 0;
    CHECK_NULL(acme_solver_new(NULL, nothing, NULL, nothing, &destroyed, count_destroyed, &solver, &error), "types");
    CHECK_NULL(acme_solver_new("a", NULL, NULL, nothing, &destroyed, count_destroyed, &solver, &error), "present");
    CHECK_NULL(acme_solver_new("a", nothing, NULL, NULL, &destroyed, count_destroyed, &solver, &error), "clean_up");
    CHECK_NULL(acme_solver_new("a", nothing, NULL, nothing, &destroyed, count_destroyed, NULL, &error), "out");
    CHECK_FAILS(acme_solver_new("a,,b", nothing, NULL, nothing, &destroyed, count_destroyed, &solver, &error),
                ACME_STATUS_INVALID_ARGUMENT, "types: is empty");
    CHECK(destroyed == 5);
}

static void nothing_is_read_from_null(void) {
    acme_challenge *challenge;
    acme_batch_fail(NULL, "reason");
    CHECK(acme_batch_count(NULL) == 0 && acme_batch_timeout_ms(NULL) == 0 && !acme_batch_is_cancelled(NULL));
    CHECK(acme_batch_presentation(NULL, 0) == NULL);
    CHECK_TEXT(acme_presentation_type(NULL), NULL);
    CHECK_TEXT(acme_presentation_identifier(NULL), NULL);
    CHECK(!acme_presentation_is_wildcard(NULL));
    CHECK_TEXT(acme_presentation_token(NULL), NULL);
    CHECK_TEXT(acme_presentation_key_authorization(NULL), NULL);
    CHECK_TEXT(acme_presentation_http01_path(NULL), NULL);
    CHECK_TEXT(acme_presentation_dns_name(NULL), NULL);
    CHECK_TEXT(acme_presentation_dns_value(NULL), NULL);
    CHECK_TEXT(acme_presentation_thumbprint(NULL), NULL);
    CHECK_TEXT(acme_presentation_account_url(NULL), NULL);
    CHECK_NULL(acme_presentation_challenge(NULL, &challenge, &error), "presentation");
}

/* What the functions of a solver have seen, and what they shall do. */
struct script {
    int presented, ready, cleaned;
    acme_status status;
    const char *reason;
    acme_cancel *cancel;
};

static void check_presentation(const acme_presentation *presentation) {
    acme_challenge *challenge;
    const char *token = acme_presentation_token(presentation);
    bool wildcard = acme_presentation_is_wildcard(presentation);
    char expected[256];
    CHECK_TEXT(acme_presentation_type(presentation), "dns-01");
    CHECK_TEXT(acme_presentation_identifier(presentation), wildcard ? "wild.example" : "one.example");
    CHECK_TEXT(acme_presentation_dns_name(presentation),
               wildcard ? "_acme-challenge.wild.example" : "_acme-challenge.one.example");
    CHECK(strlen(acme_presentation_dns_value(presentation)) == 43);
    CHECK(snprintf(expected, sizeof expected, "%s.%s", token, acme_presentation_thumbprint(presentation)) > 0);
    CHECK_TEXT(acme_presentation_key_authorization(presentation), expected);
    CHECK(snprintf(expected, sizeof expected, "/.well-known/acme-challenge/%s", token) > 0);
    CHECK_TEXT(acme_presentation_http01_path(presentation), expected);
    CHECK_HAS(acme_presentation_account_url(presentation), "https://");
    CHECK_OK(acme_presentation_challenge(presentation, &challenge, &error));
    CHECK_TEXT(acme_challenge_token(challenge), token);
    CHECK_TEXT(acme_challenge_type(challenge), "dns-01");
    acme_challenge_free(challenge);
}

static acme_status present(void *userdata, acme_batch *batch) {
    struct script *script = userdata;
    script->presented += (int)acme_batch_count(batch);
    for (size_t i = 0; i < acme_batch_count(batch); i++) check_presentation(acme_batch_presentation(batch, i));
    CHECK(acme_batch_presentation(batch, acme_batch_count(batch)) == NULL);
    CHECK(acme_batch_timeout_ms(batch) > 0);
    CHECK(!acme_batch_is_cancelled(batch));
    if (script->reason != NULL) acme_batch_fail(batch, script->reason);
    if (script->cancel != NULL) {
        acme_cancel_trigger(script->cancel);
        CHECK(acme_batch_is_cancelled(batch));
    }
    return script->status;
}

static acme_status wait_until_ready(void *userdata, acme_batch *batch) {
    ((struct script *)userdata)->ready += (int)acme_batch_count(batch);
    return ACME_STATUS_OK;
}

static acme_status clean_up(void *userdata, acme_batch *batch) {
    CHECK(!acme_batch_is_cancelled(batch) && acme_batch_timeout_ms(batch) > 1000);
    ((struct script *)userdata)->cleaned += (int)acme_batch_count(batch);
    return ACME_STATUS_OK;
}

static acme_status obtain_by(struct script *script) {
    acme_client *client = client_in("ok"), *used = client;
    acme_obtain_params *params = acme_obtain_params_new();
    acme_certificate *certificate;
    acme_solver *solver;
    acme_status status;
    CHECK_OK(acme_solver_new("dns-01", present, wait_until_ready, clean_up, script, NULL, &solver, &error));
    if (script->cancel != NULL) CHECK_OK(acme_client_with_cancel(client, script->cancel, &used, &error));
    acme_obtain_params_add_name(params, "one.example");
    acme_obtain_params_add_name(params, "*.wild.example");
    status = acme_client_obtain(used, params, solver, &certificate, &error);
    CHECK((certificate != NULL) == (status == ACME_STATUS_OK));
    acme_certificate_free(certificate);
    acme_obtain_params_free(params);
    acme_solver_free(solver);
    if (used != client) acme_client_free(used);
    acme_client_free(client);
    return status;
}

static void functions_see_the_whole_batch_at_once(void) {
    struct script script = {0, 0, 0, ACME_STATUS_OK, NULL, NULL};
    CHECK_OK(obtain_by(&script));
    CHECK(script.presented == 2 && script.ready == 2 && script.cleaned == 2);
}

static void a_failure_ends_the_call_with_its_words(void) {
    struct script script = {0, 0, 0, 7, "no such\nzone", NULL};
    CHECK_FAILS(obtain_by(&script), ACME_STATUS_CALLBACK, "present: the solver failed with 7: no suchzone");
    CHECK(script.presented == 2 && script.ready == 0 && script.cleaned == 2);
    script.status = ACME_STATUS_TIMED_OUT;
    script.reason = NULL;
    CHECK_FAILS(obtain_by(&script), ACME_STATUS_TIMED_OUT, "one.example");
}

static void after_a_cancellation_it_is_cleaned_up(void) {
    struct script script = {0, 0, 0, ACME_STATUS_CANCELLED, NULL, NULL};
    CHECK_OK(acme_cancel_new(&script.cancel, &error));
    CHECK_FAILS(obtain_by(&script), ACME_STATUS_CANCELLED, "present");
    CHECK(script.cleaned == script.presented && script.ready == 0);
    acme_cancel_free(script.cancel);
}

int main(void) {
    userdata_is_destroyed_once();
    userdata_of_a_failure_is_destroyed_too();
    nothing_is_read_from_null();
    functions_see_the_whole_batch_at_once();
    a_failure_ends_the_call_with_its_words();
    after_a_cancellation_it_is_cleaned_up();
    return 0;
}
