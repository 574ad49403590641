/* Solvers of functions: what they are made of, and when their userdata is destroyed. */

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

int main(void) {
    userdata_is_destroyed_once();
    userdata_of_a_failure_is_destroyed_too();
    nothing_is_read_from_null();
    return 0;
}
