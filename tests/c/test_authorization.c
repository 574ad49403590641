/* Authorizations: read, waited for, given up. */

#include "fixture.h"

static acme_authorization *authorization_for(const acme_client *client, const char *name) {
    acme_order *order = order_for(client, name);
    acme_authorization *authorization;
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
    acme_order_free(order);
    return authorization;
}

static void everything_it_says_can_be_read(void) {
    acme_client *client = client_in("ok");
    acme_authorization *authorization = authorization_for(client, "*.example.com"), *again;
    CHECK_HAS(acme_authorization_url(authorization), "https://");
    CHECK_TEXT(acme_authorization_status(authorization), "pending");
    CHECK_HAS(acme_authorization_expires(authorization), "T");
    CHECK_TEXT(acme_authorization_identifier_type(authorization), "dns");
    CHECK_TEXT(acme_authorization_identifier_value(authorization), "example.com");
    CHECK(acme_authorization_is_wildcard(authorization));
    CHECK(acme_authorization_challenge_count(authorization) == 2);
    CHECK_HAS(acme_authorization_json(authorization), "\"challenges\"");

    CHECK_OK(acme_client_authorization(client, acme_authorization_url(authorization), &again, &error));
    CHECK_TEXT(acme_authorization_url(again), acme_authorization_url(authorization));
    acme_authorization_free(again);
    acme_authorization_free(authorization);
    acme_client_free(client);
}

static void challenges_are_found_by_type_and_by_number(void) {
    acme_client *client = client_in("ok");
    acme_authorization *authorization = authorization_for(client, "*.example.com");
    acme_challenge *challenge;
    CHECK_OK(acme_authorization_challenge(authorization, "dns-01", &challenge, &error));
    CHECK_TEXT(acme_challenge_type(challenge), "dns-01");
    acme_challenge_free(challenge);
    CHECK_OK(acme_authorization_challenge_at(authorization, 1, &challenge, &error));
    CHECK_TEXT(acme_challenge_type(challenge), "odd-01");
    acme_challenge_free(challenge);

    CHECK_FAILS(acme_authorization_challenge(authorization, "http-01", &challenge, &error),
                ACME_STATUS_CHALLENGE_NOT_OFFERED, "example.com: http-01 is not offered, but dns-01, odd-01");
    CHECK(challenge == NULL);
    CHECK_FAILS(acme_authorization_challenge_at(authorization, 2, &challenge, &error), ACME_STATUS_INVALID_ARGUMENT,
                "index: 2, but there are 2 challenges");
    CHECK_FAILS(acme_authorization_challenge(authorization, "\xff", &challenge, &error), ACME_STATUS_INVALID_UTF8,
                "type: is not UTF-8");
    acme_authorization_free(authorization);
    acme_client_free(client);
}

static void it_is_waited_for_and_given_up(void) {
    acme_client *client = client_in("ok");
    acme_authorization *authorization = authorization_for(client, "example.com");
    acme_challenge *challenge;
    CHECK_OK(acme_authorization_challenge(authorization, "http-01", &challenge, &error));
    CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
    CHECK_OK(acme_authorization_wait(client, authorization, WAIT_MS, &error));
    CHECK_TEXT(acme_authorization_status(authorization), "valid");
    CHECK_OK(acme_authorization_deactivate(client, authorization, &error));
    CHECK_TEXT(acme_authorization_status(authorization), "deactivated");
    CHECK_OK(acme_authorization_refresh(client, authorization, &error));
    CHECK_TEXT(acme_authorization_status(authorization), "deactivated");
    CHECK_FAILS(acme_authorization_wait(client, authorization, WAIT_MS, &error), ACME_STATUS_AUTHORIZATION_INVALID,
                "example.com: authorization: the authorization is deactivated");
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_client_free(client);
}

static void a_validation_that_fails_says_why(void) {
    acme_client *client = client_in("invalid-authorization");
    acme_authorization *authorization = authorization_for(client, "www.example.com");
    acme_challenge *challenge;
    CHECK_OK(acme_authorization_challenge(authorization, "http-01", &challenge, &error));
    CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
    CHECK(acme_authorization_wait(client, authorization, WAIT_MS, &error) == ACME_STATUS_AUTHORIZATION_INVALID);
    CHECK_TEXT(acme_error_problem_type(error), "urn:ietf:params:acme:error:unauthorized");
    CHECK_TEXT(acme_error_detail(error), "The key authorization was not what it should be");
    CHECK_TEXT(acme_error_subproblem_identifier_value(error, 0), "www.example.com");
    CHECK_TEXT(acme_error_step(error), "authorization");
    CHECK_TEXT(acme_error_subject(error), "www.example.com");
    acme_error_clear(&error);
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_client_free(client);
}

static void a_wait_ends_in_time(void) {
    acme_client *client = client_in("pending-forever");
    acme_authorization *authorization = authorization_for(client, "example.com");
    CHECK_FAILS(acme_authorization_wait(client, authorization, 200, &error), ACME_STATUS_TIMED_OUT, "still pending");
    CHECK_FAILS(acme_authorization_wait(client, authorization, 0, &error), ACME_STATUS_TIMED_OUT, "authorization: ");
    CHECK_TEXT(acme_authorization_status(authorization), "pending");
    acme_authorization_free(authorization);
    acme_client_free(client);
}

static void a_token_that_leads_elsewhere_is_refused(void) {
    acme_client *client = client_in("evil-token");
    acme_order *order = order_for(client, "example.com");
    acme_authorization *authorization;
    CHECK_FAILS(acme_order_authorization(client, order, 0, &authorization, &error), ACME_STATUS_INVALID_RESPONSE, "token");
    CHECK(authorization == NULL);
    acme_order_free(order);
    acme_client_free(client);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_client *client = client_in("ok");
    acme_authorization *authorization = authorization_for(client, "example.com"), *none = (acme_authorization *)&none;
    acme_challenge *challenge = (acme_challenge *)&challenge;
    CHECK_NULL(acme_client_authorization(NULL, "", &none, &error), "client");
    CHECK(none == NULL);
    CHECK_NULL(acme_client_authorization(client, NULL, &none, &error), "url");
    CHECK_NULL(acme_client_authorization(client, "", NULL, &error), "out");
    CHECK_FAILS(acme_client_authorization(client, "", &none, &error), ACME_STATUS_FORBIDDEN_URL, "authorization: ");
    CHECK_NULL(acme_authorization_refresh(NULL, authorization, &error), "client");
    CHECK_NULL(acme_authorization_refresh(client, NULL, &error), "authorization");
    CHECK_NULL(acme_authorization_wait(NULL, authorization, 1, &error), "client");
    CHECK_NULL(acme_authorization_wait(client, NULL, 1, &error), "authorization");
    CHECK_NULL(acme_authorization_deactivate(NULL, authorization, &error), "client");
    CHECK_NULL(acme_authorization_deactivate(client, NULL, &error), "authorization");
    CHECK_NULL(acme_authorization_challenge(NULL, "http-01", &challenge, &error), "authorization");
    CHECK(challenge == NULL);
    CHECK_NULL(acme_authorization_challenge(authorization, NULL, &challenge, &error), "type");
    CHECK_NULL(acme_authorization_challenge(authorization, "http-01", NULL, &error), "out");
    CHECK_NULL(acme_authorization_challenge_at(NULL, 0, &challenge, &error), "authorization");
    CHECK_NULL(acme_authorization_challenge_at(authorization, 0, NULL, &error), "out");
    acme_authorization_free(authorization);
    acme_client_free(client);

    CHECK(acme_authorization_url(NULL) == NULL && acme_authorization_status(NULL) == NULL);
    CHECK(acme_authorization_expires(NULL) == NULL && acme_authorization_identifier_type(NULL) == NULL);
    CHECK(acme_authorization_identifier_value(NULL) == NULL && !acme_authorization_is_wildcard(NULL));
    CHECK(acme_authorization_challenge_count(NULL) == 0 && acme_authorization_json(NULL) == NULL);
    acme_authorization_free(NULL);
}

int main(void) {
    everything_it_says_can_be_read();
    challenges_are_found_by_type_and_by_number();
    it_is_waited_for_and_given_up();
    a_validation_that_fails_says_why();
    a_wait_ends_in_time();
    a_token_that_leads_elsewhere_is_refused();
    null_is_allowed_or_refused_by_name();
    return 0;
}
