/* Orders: placed, waited for, finalized, downloaded; and what goes wrong on the way. */

#include "fixture.h"

static acme_status place(const acme_client *client, const acme_order_params *params, const char *message) {
    acme_order *order = (acme_order *)&order;
    acme_status status = acme_client_new_order(client, params, &order, &error);
    CHECK(order == NULL);
    CHECK_HAS(acme_error_message(error), message);
    acme_error_clear(&error);
    return status;
}

static void an_order_goes_all_the_way(void) {
    acme_client *client = client_in("ok");
    acme_order_params *params = acme_order_params_new();
    acme_order *order, *again;
    acme_certificate *certificate;

    acme_order_params_add_dns(params, "b\xc3\xbc" "cher.example.");
    acme_order_params_add_dns(params, "*.example.com");
    acme_order_params_add_ip(params, "2001:DB8::1");
    acme_order_params_add_name(params, "192.0.2.1");
    acme_order_params_add_identifier(params, "dns", "example.com");
    acme_order_params_set_not_before(params, "2030-01-01T00:00:00Z");
    acme_order_params_set_not_after(params, "2030-01-31T00:00:00Z");
    acme_order_params_set_profile(params, "classic");
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    acme_order_params_free(params);

    CHECK_HAS(acme_order_url(order), "https://");
    CHECK_TEXT(acme_order_status(order), "pending");
    CHECK_HAS(acme_order_expires(order), "T");
    CHECK_HAS(acme_order_not_before(order), "2030-01-01T00:00:00");
    CHECK_HAS(acme_order_not_after(order), "2030-01-31T00:00:00");
    CHECK_TEXT(acme_order_profile(order), "classic");
    CHECK(acme_order_identifier_count(order) == 5);
    CHECK_TEXT(acme_order_identifier_type(order, 0), "dns");
    CHECK_TEXT(acme_order_identifier_value(order, 0), "xn--bcher-kva.example");
    CHECK_TEXT(acme_order_identifier_value(order, 1), "*.example.com");
    CHECK_TEXT(acme_order_identifier_type(order, 2), "ip");
    CHECK_TEXT(acme_order_identifier_value(order, 2), "2001:db8::1");
    CHECK(acme_order_identifier_type(order, 5) == NULL && acme_order_identifier_value(order, 5) == NULL);
    CHECK(acme_order_authorization_count(order) == 5);
    CHECK_HAS(acme_order_authorization_url(order, 4), "https://");
    CHECK(acme_order_authorization_url(order, 5) == NULL);
    CHECK_HAS(acme_order_finalize_url(order), "https://");
    CHECK(acme_order_certificate_url(order) == NULL && acme_order_replaces(order) == NULL);
    CHECK(acme_order_problem_type(order) == NULL && acme_order_problem_detail(order) == NULL);
    CHECK(acme_order_problem_json(order) == NULL);
    CHECK_HAS(acme_order_json(order), "\"identifiers\"");
    CHECK_FAILS(acme_order_certificate(client, order, NULL, &certificate, &error), ACME_STATUS_CERTIFICATE_NOT_READY,
                "certificate: the order is pending");
    CHECK(certificate == NULL);

    make_ready(client, order);
    CHECK_TEXT(acme_order_status(order), "ready");
    finalize(client, order);
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    CHECK_TEXT(acme_order_status(order), "valid");
    CHECK_HAS(acme_order_certificate_url(order), "https://");

    CHECK_OK(acme_client_order(client, acme_order_url(order), &again, &error));
    CHECK_TEXT(acme_order_status(again), "valid");
    CHECK_OK(acme_order_refresh(client, again, &error));
    CHECK_OK(acme_order_certificate(client, again, NULL, &certificate, &error));
    CHECK(acme_certificate_identifier_count(certificate) == 5);
    acme_certificate_free(certificate);
    acme_order_free(again);
    acme_order_free(order);
    acme_client_free(client);
}

static void a_certificate_can_be_replaced_once(void) {
    acme_client *client = client_in("ok");
    acme_certificate *certificate = certificate_for(client, "example.com");
    acme_order_params *params = acme_order_params_new();
    acme_order *order;
    acme_order_params_add_dns(params, "example.com");
    acme_order_params_set_replaces(params, acme_certificate_ari_id(certificate));
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    CHECK_TEXT(acme_order_replaces(order), acme_certificate_ari_id(certificate));
    CHECK(place(client, params, "the certificate has a successor") == ACME_STATUS_ALREADY_REPLACED);
    acme_order_free(order);
    acme_order_params_set_replaces_optional(params, true);
    acme_order_params_set_profile(params, "no-such-profile");
    acme_order_params_set_profile_optional(params, true);
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    CHECK(acme_order_replaces(order) == NULL && acme_order_profile(order) == NULL);
    acme_order_free(order);
    acme_order_params_free(params);
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static void remember_warning(void *userdata, int32_t level, const char *line) {
    if (level == ACME_LOG_WARN && strstr(line, "replaces") != NULL) *(bool *)userdata = true;
}

static void an_order_that_does_not_repeat_what_it_replaces_is_warned_of(void) {
    bool warned = false;
    acme_client_options *options = options_for(world_url("silent-replaces"));
    acme_order_params *params = acme_order_params_new();
    acme_certificate *certificate;
    acme_client *client;
    acme_order *order;
    acme_client_options_set_log(options, ACME_LOG_WARN, remember_warning, &warned, NULL);
    client = client_with(options);
    register_account(client);
    certificate = certificate_for(client, "example.com");
    acme_order_params_add_dns(params, "example.com");
    acme_order_params_set_replaces(params, acme_certificate_ari_id(certificate));
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    CHECK(acme_order_replaces(order) == NULL && warned);
    acme_order_free(order);
    acme_order_params_free(params);
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static void profiles_are_checked_before_the_order_and_can_be_a_preference(void) {
    acme_client *client = client_in("ok"), *without = client_in("no-profiles");
    acme_order_params *params = acme_order_params_new();
    acme_order *order;
    acme_order_params_add_dns(params, "example.com");
    acme_order_params_set_profile(params, "no-such-profile");
    CHECK(place(client, params, "it offers classic, shortlived") == ACME_STATUS_INVALID_PROFILE);
    CHECK(place(without, params, "does not offer profiles") == ACME_STATUS_UNSUPPORTED_OPERATION);
    acme_order_params_set_profile_optional(params, true);
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    CHECK(acme_order_profile(order) == NULL);
    acme_order_free(order);
    acme_order_params_set_profile(params, "shortlived");
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    CHECK_TEXT(acme_order_profile(order), "shortlived");
    acme_order_free(order);
    acme_order_params_free(params);
    acme_client_free(client);
    acme_client_free(without);
}

static void a_status_that_nobody_knows_is_carried_through(void) {
    acme_client *client = client_in("unknown-status");
    acme_order *order = order_for(client, "example.com");
    CHECK_TEXT(acme_order_status(order), "odd");
    CHECK_HAS(acme_order_json(order), "\"odd\"");
    acme_order_free(order);
    acme_client_free(client);
}

static void bad_parameters_are_named(void) {
    static const char *const names[] = {"", "a b", "-a.example", "a..example", "a.*.example", "a\nb", "under\x7f.example"};
    acme_client *client = client_in("ok");
    acme_order_params *params;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        params = acme_order_params_new();
        acme_order_params_add_dns(params, names[i]);
        acme_order_params_add_dns(params, NULL);
        CHECK(place(client, params, "name: ") == ACME_STATUS_INVALID_ARGUMENT);
        acme_order_params_free(params);
    }
    params = acme_order_params_new();
    CHECK(place(client, params, "identifiers: is empty") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_add_dns(params, "192.0.2.1");
    CHECK(place(client, params, "name: 192.0.2.1 is an IP address") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_free(params);

    params = acme_order_params_new();
    acme_order_params_add_ip(params, "192.0.2.256");
    CHECK(place(client, params, "ip: 192.0.2.256 is not an IP address") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_free(params);

    params = acme_order_params_new();
    acme_order_params_add_name(params, "\xff");
    acme_order_params_add_ip(params, "no address");
    CHECK(place(client, params, "name: is not UTF-8") == ACME_STATUS_INVALID_UTF8);
    acme_order_params_free(params);

    params = acme_order_params_new();
    acme_order_params_add_identifier(params, "permanent\nidentifier", "value");
    CHECK(place(client, params, "identifier type: ") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_free(params);

    params = acme_order_params_new();
    acme_order_params_add_dns(params, "example.com");
    acme_order_params_set_not_before(params, "tomorrow");
    CHECK(place(client, params, "not_before: ") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_set_not_before(params, "2030-01-01T00:00:00Z");
    acme_order_params_set_not_after(params, "never");
    CHECK(place(client, params, "not_after: ") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_set_not_after(params, "2030-01-31T00:00:00Z");
    acme_order_params_set_profile(params, "a\rb");
    CHECK(place(client, params, "profile: ") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_set_profile(params, "no-such-profile");
    CHECK(place(client, params, "it offers classic, shortlived") == ACME_STATUS_INVALID_PROFILE);
    acme_order_params_set_replaces(params, "");
    CHECK(place(client, params, "replaces: is empty") == ACME_STATUS_INVALID_ARGUMENT);
    acme_order_params_free(params);
    acme_client_free(client);
}

static void what_the_server_refuses_names_the_identifier(void) {
    acme_client *client = client_in("ok");
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_dns(params, "under_score.example");
    CHECK(place(client, params, "  - under_score.example: rejectedIdentifier: ") == ACME_STATUS_REJECTED_IDENTIFIER);
    acme_order_params_free(params);
    params = acme_order_params_new();
    acme_order_params_add_identifier(params, "odd", "value");
    CHECK(place(client, params, "newOrder: ") == ACME_STATUS_UNSUPPORTED_IDENTIFIER);
    acme_order_params_free(params);
    acme_client_free(client);
}

static void answers_that_must_not_be_believed(void) {
    static const struct {
        const char *world;
        acme_status status;
    } worlds[] = {
        {"wrong-identifiers", ACME_STATUS_ORDER_MISMATCH},
        {"redirect-post", ACME_STATUS_FORBIDDEN_REDIRECT},
        {"deep-json", ACME_STATUS_INVALID_RESPONSE},
        {"huge-body", ACME_STATUS_RESPONSE_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        acme_client *client = client_in(worlds[i].world);
        acme_order_params *params = acme_order_params_new();
        acme_order_params_add_dns(params, "example.com");
        CHECK(place(client, params, "order for example.com: newOrder: ") == worlds[i].status);
        acme_order_params_free(params);
        acme_client_free(client);
    }
}

static void faults_that_pass_are_gone_through(void) {
    static const char *const worlds[] = {"lost-new-order", "lost-finalize", "bad-nonce-once", "server-error-once",
                                         "reset-finalize", "truncated-once", "lost-certificate"};
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        acme_client *client = client_in(worlds[i]);
        acme_certificate_free(certificate_for(client, "example.com"));
        acme_client_free(client);
    }
}

static void an_order_that_turns_invalid_says_why(void) {
    acme_client *client = client_in("invalid-order");
    acme_order *order = order_for(client, "www.example.com");
    acme_key *key = new_key();
    acme_csr *csr;
    acme_status status;
    make_ready(client, order);
    CHECK_OK(acme_csr_for_order(order, key, &csr, &error));
    status = acme_order_finalize(client, order, csr, &error);
    if (status == ACME_STATUS_OK) status = acme_order_wait(client, order, WAIT_MS, &error);
    CHECK(status == ACME_STATUS_ORDER_INVALID);
    CHECK_TEXT(acme_error_problem_type(error), "urn:ietf:params:acme:error:rejectedIdentifier");
    CHECK_TEXT(acme_error_subproblem_type(error, 0), "urn:ietf:params:acme:error:caa");
    acme_error_clear(&error);

    CHECK_OK(acme_order_refresh(client, order, &error));
    CHECK_TEXT(acme_order_status(order), "invalid");
    CHECK_TEXT(acme_order_problem_type(order), "urn:ietf:params:acme:error:rejectedIdentifier");
    CHECK_TEXT(acme_order_problem_detail(order), "Error finalizing order");
    CHECK_HAS(acme_order_problem_json(order), "\"subproblems\"");
    acme_csr_free(csr);
    acme_key_free(key);
    acme_order_free(order);
    acme_client_free(client);
}

static void a_wait_ends_in_time_and_leaves_the_order_as_it_is(void) {
    acme_client *client = client_in("processing-forever");
    acme_order *order = order_for(client, "example.com");
    const char *json;
    CHECK_FAILS(acme_order_wait(client, order, 200, &error), ACME_STATUS_TIMED_OUT,
                "order for example.com: order: still pending");
    make_ready(client, order);
    finalize(client, order);
    CHECK_TEXT(acme_order_status(order), "processing");
    json = acme_order_json(order);
    CHECK_FAILS(acme_order_wait(client, order, 200, &error), ACME_STATUS_TIMED_OUT, "still processing");
    CHECK(acme_order_json(order) == json);
    acme_order_free(order);
    acme_client_free(client);
}

static void a_request_for_other_names_is_not_sent(void) {
    acme_client *client = client_in("ok");
    acme_order *order = order_for(client, "example.com"), *other = order_for(client, "other.example");
    acme_key *key = new_key();
    acme_csr *csr;
    make_ready(client, order);
    CHECK_OK(acme_csr_for_order(other, key, &csr, &error));
    CHECK_FAILS(acme_order_finalize(client, order, csr, &error), ACME_STATUS_INVALID_ARGUMENT,
                "order for example.com: finalize: csr: names other.example");
    CHECK_TEXT(acme_order_status(order), "ready");
    acme_csr_free(csr);
    acme_key_free(key);
    acme_order_free(other);
    acme_order_free(order);
    acme_client_free(client);
}

static void what_is_not_there_is_told(void) {
    acme_client *client = client_in("ok");
    acme_order *order = order_for(client, "example.com"), *none;
    acme_authorization *authorization;
    char url[512];
    CHECK_FAILS(acme_order_authorization(client, order, 1, &authorization, &error), ACME_STATUS_INVALID_ARGUMENT,
                "index: 1, but the order has 1 authorizations");
    CHECK(authorization == NULL);
    CHECK(snprintf(url, sizeof url, "%s999", acme_order_url(order)) > 0);
    CHECK_FAILS(acme_client_order(client, url, &none, &error), ACME_STATUS_NOT_FOUND, "order: ");
    CHECK(none == NULL);
    CHECK_FAILS(acme_client_order(client, "http://ca.example/order/1", &none, &error), ACME_STATUS_FORBIDDEN_URL, "not https");
    CHECK_FAILS(acme_client_order(client, "\xff", &none, &error), ACME_STATUS_INVALID_UTF8, "url: is not UTF-8");
    acme_order_free(order);
    acme_client_free(client);
}

static void null_calls(const acme_client *client, acme_order *order) {
    acme_order_params *params = acme_order_params_new();
    acme_order *none = (acme_order *)&none;
    acme_authorization *authorization;
    acme_certificate *certificate;
    CHECK_NULL(acme_client_new_order(NULL, params, &none, &error), "client");
    CHECK(none == NULL);
    CHECK_NULL(acme_client_new_order(client, NULL, &none, &error), "params");
    CHECK_NULL(acme_client_new_order(client, params, NULL, &error), "out");
    CHECK_NULL(acme_client_order(NULL, "", &none, &error), "client");
    CHECK_NULL(acme_client_order(client, NULL, &none, &error), "url");
    CHECK_NULL(acme_client_order(client, "", NULL, &error), "out");
    CHECK_NULL(acme_order_refresh(NULL, order, &error), "client");
    CHECK_NULL(acme_order_refresh(client, NULL, &error), "order");
    CHECK_NULL(acme_order_wait(NULL, order, 1, &error), "client");
    CHECK_NULL(acme_order_wait(client, NULL, 1, &error), "order");
    CHECK_NULL(acme_order_finalize(NULL, order, NULL, &error), "client");
    CHECK_NULL(acme_order_finalize(client, NULL, NULL, &error), "order");
    CHECK_NULL(acme_order_finalize(client, order, NULL, &error), "csr");
    CHECK_NULL(acme_order_certificate(NULL, order, NULL, &certificate, &error), "client");
    CHECK_NULL(acme_order_certificate(client, NULL, NULL, &certificate, &error), "order");
    CHECK_NULL(acme_order_certificate(client, order, NULL, NULL, &error), "out");
    CHECK_NULL(acme_order_authorization(NULL, order, 0, &authorization, &error), "client");
    CHECK_NULL(acme_order_authorization(client, NULL, 0, &authorization, &error), "order");
    CHECK_NULL(acme_order_authorization(client, order, 0, NULL, &error), "out");
    acme_order_params_free(params);
}

static void null_setter(void (*set)(acme_order_params *, const char *), const char *parameter) {
    acme_client *client = client_with(acme_client_options_new("https://ca.example/directory"));
    acme_order_params *params = acme_order_params_new();
    acme_order *order;
    set(NULL, "example.com");
    set(params, NULL);
    CHECK_FAILS(acme_client_new_order(client, params, &order, &error), ACME_STATUS_NULL_POINTER, parameter);
    acme_order_params_free(params);
    acme_client_free(client);
}

static void set_null_type(acme_order_params *params, const char *value) {
    acme_order_params_add_identifier(params, value, "value");
}

static void set_null_value(acme_order_params *params, const char *value) {
    acme_order_params_add_identifier(params, "dns", value);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_client *client = client_in("ok");
    acme_order *order = order_for(client, "example.com");
    null_calls(client, order);
    acme_order_free(order);
    acme_client_free(client);

    null_setter(acme_order_params_add_dns, "name: is NULL");
    null_setter(acme_order_params_add_ip, "ip: is NULL");
    null_setter(acme_order_params_add_name, "name: is NULL");
    null_setter(set_null_type, "type: is NULL");
    null_setter(set_null_value, "value: is NULL");
    null_setter(acme_order_params_set_not_before, "not_before: is NULL");
    null_setter(acme_order_params_set_not_after, "not_after: is NULL");
    null_setter(acme_order_params_set_profile, "profile: is NULL");
    null_setter(acme_order_params_set_replaces, "replaces: is NULL");
    acme_order_params_free(NULL);

    CHECK(acme_order_url(NULL) == NULL && acme_order_status(NULL) == NULL && acme_order_expires(NULL) == NULL);
    CHECK(acme_order_not_before(NULL) == NULL && acme_order_not_after(NULL) == NULL);
    CHECK(acme_order_identifier_count(NULL) == 0 && acme_order_identifier_type(NULL, 0) == NULL);
    CHECK(acme_order_identifier_value(NULL, 0) == NULL);
    CHECK(acme_order_authorization_count(NULL) == 0 && acme_order_authorization_url(NULL, 0) == NULL);
    CHECK(acme_order_finalize_url(NULL) == NULL && acme_order_certificate_url(NULL) == NULL);
    CHECK(acme_order_profile(NULL) == NULL && acme_order_replaces(NULL) == NULL && acme_order_json(NULL) == NULL);
    CHECK(acme_order_problem_type(NULL) == NULL && acme_order_problem_detail(NULL) == NULL);
    CHECK(acme_order_problem_json(NULL) == NULL);
    acme_order_free(NULL);
}

int main(void) {
    an_order_goes_all_the_way();
    a_certificate_can_be_replaced_once();
    an_order_that_does_not_repeat_what_it_replaces_is_warned_of();
    profiles_are_checked_before_the_order_and_can_be_a_preference();
    a_status_that_nobody_knows_is_carried_through();
    bad_parameters_are_named();
    what_the_server_refuses_names_the_identifier();
    answers_that_must_not_be_believed();
    faults_that_pass_are_gone_through();
    an_order_that_turns_invalid_says_why();
    a_wait_ends_in_time_and_leaves_the_order_as_it_is();
    a_request_for_other_names_is_not_sent();
    what_is_not_there_is_told();
    null_is_allowed_or_refused_by_name();
    return 0;
}
