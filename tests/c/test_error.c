/* The error object: which failure it keeps, and everything that the server said. */

#include "fixture.h"

/* Exported by test builds alone. */
extern acme_status acme_test_panic(acme_error **error);

static void a_panic_is_a_status(void) {
    fprintf(stderr, "(a panic is meant to happen here)\n");
    CHECK_FAILS(acme_test_panic(&error), ACME_STATUS_PANIC, "a defect of acme_client");
    CHECK(acme_test_panic(NULL) == ACME_STATUS_PANIC);
}

static void the_first_failure_is_kept_until_it_is_cleared(void) {
    acme_key *key;
    CHECK(acme_key_generate(99, &key, &error) == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(key == NULL);
    CHECK(acme_key_to_pem(key, NULL, NULL, &error) == ACME_STATUS_NULL_POINTER);
    CHECK(acme_error_status(error) == ACME_STATUS_INVALID_ARGUMENT);

    CHECK(acme_key_generate(ACME_KEY_ED25519, &key, &error) == ACME_STATUS_OK);
    CHECK(acme_error_status(error) == ACME_STATUS_INVALID_ARGUMENT);
    acme_key_free(key);

    acme_error_clear(&error);
    CHECK(error == NULL);
    CHECK(acme_key_generate(99, NULL, &error) == ACME_STATUS_NULL_POINTER);
    CHECK_TEXT(acme_error_message(error), "out: is NULL");
    acme_error_clear(&error);
    acme_error_clear(&error);
    acme_error_clear(NULL);
}

static void a_failure_here_has_nothing_of_a_server(void) {
    uint64_t wait_ms = 7;
    CHECK(acme_key_generate(99, NULL, &error) == ACME_STATUS_NULL_POINTER);
    CHECK(acme_error_step(error) == NULL && acme_error_subject(error) == NULL);
    CHECK(acme_error_problem_type(error) == NULL && acme_error_problem_title(error) == NULL);
    CHECK(acme_error_detail(error) == NULL && acme_error_problem_instance(error) == NULL);
    CHECK(acme_error_problem_json(error) == NULL && acme_error_http_status(error) == 0);
    CHECK(!acme_error_retry_after_ms(error, &wait_ms) && wait_ms == 0);
    CHECK(acme_error_subproblem_count(error) == 0);
    acme_error_free(error);
    error = NULL;
}

static void null_is_no_error(void) {
    uint64_t wait_ms = 7;
    CHECK(acme_error_status(NULL) == ACME_STATUS_OK && acme_error_message(NULL) == NULL);
    CHECK(acme_error_step(NULL) == NULL && acme_error_subject(NULL) == NULL);
    CHECK(acme_error_problem_type(NULL) == NULL && acme_error_problem_title(NULL) == NULL);
    CHECK(acme_error_detail(NULL) == NULL && acme_error_problem_instance(NULL) == NULL);
    CHECK(acme_error_problem_json(NULL) == NULL && acme_error_http_status(NULL) == 0);
    CHECK(!acme_error_retry_after_ms(NULL, &wait_ms) && wait_ms == 0);
    CHECK(!acme_error_retry_after_ms(NULL, NULL));
    CHECK(acme_error_subproblem_count(NULL) == 0);
    CHECK(acme_error_subproblem_type(NULL, 0) == NULL && acme_error_subproblem_detail(NULL, 0) == NULL);
    CHECK(acme_error_subproblem_identifier_type(NULL, 0) == NULL);
    CHECK(acme_error_subproblem_identifier_value(NULL, 0) == NULL);
    acme_error_free(NULL);
}

static void a_rate_limit_comes_with_all_that_the_server_said(void) {
    acme_client *client = client_in("rate-limited");
    acme_order_params *params = acme_order_params_new();
    acme_order *order;
    uint64_t wait_ms;
    const char *message;

    acme_order_params_add_dns(params, "www.example.com");
    acme_order_params_add_dns(params, "example.com");
    CHECK(acme_client_new_order(client, params, &order, &error) == ACME_STATUS_RATE_LIMITED);
    CHECK(order == NULL);

    CHECK(acme_error_status(error) == ACME_STATUS_RATE_LIMITED);
    message = acme_error_message(error);
    CHECK_TEXT(message,
               "order for www.example.com, example.com: newOrder: urn:ietf:params:acme:error:rateLimited (HTTP 429)\n"
               "  Too many certificates for this name\n"
               "  - example.com: rateLimited: 50 certificates in 7 days\n"
               "  - www.example.com: rateLimited: 50 certificates in 7 days");
    CHECK(acme_error_message(error) == message);
    CHECK_TEXT(acme_error_step(error), "newOrder");
    CHECK_TEXT(acme_error_subject(error), "order for www.example.com, example.com");
    CHECK_TEXT(acme_error_problem_type(error), "urn:ietf:params:acme:error:rateLimited");
    CHECK_TEXT(acme_error_detail(error), "Too many certificates for this name");
    CHECK(acme_error_http_status(error) == 429);
    CHECK(acme_error_retry_after_ms(error, &wait_ms) && wait_ms == 3600 * 1000);
    CHECK(acme_error_retry_after_ms(error, NULL));
    CHECK_TEXT(acme_error_help_url(error), "https://ca.example/docs/rate-limits");
    CHECK_HAS(acme_error_problem_json(error), "\"subproblems\"");
    CHECK(acme_error_subproblem_count(error) == 2);
    CHECK_TEXT(acme_error_subproblem_type(error, 0), "urn:ietf:params:acme:error:rateLimited");
    CHECK_TEXT(acme_error_subproblem_detail(error, 0), "50 certificates in 7 days");
    CHECK_TEXT(acme_error_subproblem_identifier_type(error, 1), "dns");
    CHECK_TEXT(acme_error_subproblem_identifier_value(error, 1), "www.example.com");
    CHECK(acme_error_subproblem_type(error, 2) == NULL);

    acme_error_clear(&error);
    acme_order_params_free(params);
    acme_client_free(client);
}

static void a_visit_that_is_asked_for_has_its_page(void) {
    acme_client *client = client_with(options_for(world_url("terms-required")));
    acme_account *account;
    CHECK(acme_client_new_account(client, NULL, &account, &error) == ACME_STATUS_USER_ACTION_REQUIRED);
    CHECK(account == NULL);
    CHECK_HAS(acme_error_problem_instance(error), "/terms");
    acme_error_clear(&error);
    acme_client_free(client);
}

static void a_paused_account_has_the_page_where_it_is_unpaused(void) {
    acme_client *client = client_in("paused");
    acme_order_params *params = acme_order_params_new();
    acme_order *order;
    acme_order_params_add_dns(params, "example.com");
    CHECK(acme_client_new_order(client, params, &order, &error) == ACME_STATUS_RATE_LIMITED);
    CHECK_TEXT(acme_error_action_url(error), "https://portal.example/unpause?jwt=a.b");
    acme_error_clear(&error);
    acme_order_params_free(params);
    acme_client_free(client);
}

int main(void) {
    null_is_no_error();
    a_panic_is_a_status();
    the_first_failure_is_kept_until_it_is_cleared();
    a_failure_here_has_nothing_of_a_server();
    a_rate_limit_comes_with_all_that_the_server_said();
    a_visit_that_is_asked_for_has_its_page();
    a_paused_account_has_the_page_where_it_is_unpaused();
    return 0;
}
