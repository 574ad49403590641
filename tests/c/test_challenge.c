/* Challenges: what their proofs are, and how they are put to the server. */

#include "fixture.h"

static acme_authorization *authorization_for(const acme_client *client, const char *name) {
    acme_order *order = order_for(client, name);
    acme_authorization *authorization;
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
    acme_order_free(order);
    return authorization;
}

static acme_challenge *challenge_for(const acme_client *client, const char *name, const char *type) {
    acme_authorization *authorization = authorization_for(client, name);
    acme_challenge *challenge;
    CHECK_OK(acme_authorization_challenge(authorization, type, &challenge, &error));
    acme_authorization_free(authorization);
    return challenge;
}

static void the_proofs_are_made_of_token_and_key(void) {
    acme_client_options *options = options_for(world_url("ok"));
    acme_key *key = new_key();
    acme_client *client;
    acme_challenge *challenge;
    char *proof, expected[512];

    CHECK_OK(acme_client_new(options, key, &client, &error));
    acme_client_options_free(options);
    register_account(client);

    challenge = challenge_for(client, "example.com", "http-01");
    CHECK_OK(acme_challenge_key_authorization(client, challenge, &proof, &error));
    snprintf(expected, sizeof expected, "%s.%s", acme_challenge_token(challenge), acme_key_thumbprint(key));
    CHECK_TEXT(proof, expected);
    snprintf(expected, sizeof expected, "/.well-known/acme-challenge/%s", acme_challenge_token(challenge));
    CHECK_TEXT(acme_challenge_http01_path(challenge), expected);
    acme_string_free(proof);
    acme_challenge_free(challenge);

    challenge = challenge_for(client, "*.example.com", "dns-01");
    CHECK_TEXT(acme_challenge_dns01_name(challenge), "_acme-challenge.example.com");
    CHECK_OK(acme_challenge_dns01_value(client, challenge, &proof, &error));
    CHECK(strlen(proof) == 43);
    acme_string_free(proof);
    acme_challenge_free(challenge);

    acme_key_free(key);
    acme_client_free(client);
}

static void it_is_put_to_the_server(void) {
    acme_client *client = client_in("ok");
    acme_authorization *authorization = authorization_for(client, "example.com");
    acme_challenge *challenge, *again;
    CHECK_OK(acme_authorization_challenge(authorization, "http-01", &challenge, &error));
    CHECK_HAS(acme_challenge_url(challenge), "https://");
    CHECK_TEXT(acme_challenge_type(challenge), "http-01");
    CHECK_TEXT(acme_challenge_status(challenge), "pending");
    CHECK(strlen(acme_challenge_token(challenge)) >= 22);
    CHECK(acme_challenge_validated(challenge) == NULL);
    CHECK(acme_challenge_problem_type(challenge) == NULL && acme_challenge_problem_detail(challenge) == NULL);
    CHECK(acme_challenge_problem_json(challenge) == NULL);
    CHECK_HAS(acme_challenge_json(challenge), "\"token\"");

    CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
    CHECK(strcmp(acme_challenge_status(challenge), "pending") != 0);
    CHECK_OK(acme_authorization_wait(client, authorization, WAIT_MS, &error));
    CHECK_OK(acme_challenge_refresh(client, challenge, &error));
    CHECK_TEXT(acme_challenge_status(challenge), "valid");
    CHECK_HAS(acme_challenge_validated(challenge), "T");
    CHECK_TEXT(acme_challenge_dns01_name(challenge), "_acme-challenge.example.com");

    CHECK_OK(acme_client_challenge(client, acme_challenge_url(challenge), &again, &error));
    CHECK_TEXT(acme_challenge_status(again), "valid");
    CHECK(acme_challenge_dns01_name(again) == NULL);
    acme_challenge_free(again);
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_client_free(client);
}

static void one_that_failed_says_why(void) {
    acme_client *client = client_in("invalid-authorization");
    acme_authorization *authorization = authorization_for(client, "www.example.com");
    acme_challenge *challenge;
    CHECK_OK(acme_authorization_challenge(authorization, "http-01", &challenge, &error));
    CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
    CHECK_FAILS(acme_authorization_wait(client, authorization, WAIT_MS, &error), ACME_STATUS_AUTHORIZATION_INVALID,
                "www.example.com: authorization: ");
    CHECK_OK(acme_challenge_refresh(client, challenge, &error));
    CHECK_TEXT(acme_challenge_status(challenge), "invalid");
    CHECK_TEXT(acme_challenge_problem_type(challenge), "urn:ietf:params:acme:error:unauthorized");
    CHECK_TEXT(acme_challenge_problem_detail(challenge), "The key authorization was not what it should be");
    CHECK_HAS(acme_challenge_problem_json(challenge), "\"detail\"");
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_client_free(client);
}

static void an_unknown_type_without_a_token_is_carried_through(void) {
    acme_client *client = client_in("ok");
    acme_challenge *challenge = challenge_for(client, "example.com", "odd-01");
    char *proof = (char *)&proof;
    CHECK(acme_challenge_token(challenge) == NULL && acme_challenge_http01_path(challenge) == NULL);
    CHECK_FAILS(acme_challenge_key_authorization(client, challenge, &proof, &error), ACME_STATUS_INVALID_ARGUMENT,
                "challenge: odd-01 has no token");
    CHECK(proof == NULL);
    CHECK_FAILS(acme_challenge_dns01_value(client, challenge, &proof, &error), ACME_STATUS_INVALID_ARGUMENT, "no token");
    acme_challenge_free(challenge);

    challenge = challenge_for(client, "192.0.2.1", "http-01");
    CHECK(acme_challenge_dns01_name(challenge) == NULL);
    acme_challenge_free(challenge);
    acme_client_free(client);
}

static void json_of_the_callers_own_answers_it(void) {
    acme_client *client = client_in("ok");
    acme_order *order = order_for(client, "example.com");
    acme_authorization *authorization;
    acme_challenge *challenge;
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
    CHECK_OK(acme_authorization_challenge(authorization, "odd-01", &challenge, &error));
    CHECK_FAILS(acme_challenge_request_validation_with(client, challenge, "[]", &error), ACME_STATUS_INVALID_ARGUMENT,
                "payload: is not a JSON object");
    CHECK_NULL(acme_challenge_request_validation_with(client, challenge, NULL, &error), "payload");
    CHECK_OK(acme_challenge_request_validation_with(client, challenge, "{\"attObj\":\"o2M\"}", &error));
    CHECK_OK(acme_authorization_wait(client, authorization, WAIT_MS, &error));
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_client_free(client);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_client *client = client_in("ok");
    acme_challenge *challenge = challenge_for(client, "example.com", "http-01"), *none = (acme_challenge *)&none;
    char *text = (char *)&text;
    CHECK_NULL(acme_client_challenge(NULL, "", &none, &error), "client");
    CHECK(none == NULL);
    CHECK_NULL(acme_client_challenge(client, NULL, &none, &error), "url");
    CHECK_NULL(acme_client_challenge(client, "", NULL, &error), "out");
    CHECK_FAILS(acme_client_challenge(client, "\xff", &none, &error), ACME_STATUS_INVALID_UTF8, "url: is not UTF-8");
    CHECK_NULL(acme_challenge_refresh(NULL, challenge, &error), "client");
    CHECK_NULL(acme_challenge_refresh(client, NULL, &error), "challenge");
    CHECK_NULL(acme_challenge_request_validation(NULL, challenge, &error), "client");
    CHECK_NULL(acme_challenge_request_validation(client, NULL, &error), "challenge");
    CHECK_NULL(acme_challenge_key_authorization(NULL, challenge, &text, &error), "client");
    CHECK(text == NULL);
    CHECK_NULL(acme_challenge_key_authorization(client, NULL, &text, &error), "challenge");
    CHECK_NULL(acme_challenge_key_authorization(client, challenge, NULL, &error), "out");
    CHECK_NULL(acme_challenge_dns01_value(NULL, challenge, &text, &error), "client");
    CHECK_NULL(acme_challenge_dns01_value(client, NULL, &text, &error), "challenge");
    CHECK_NULL(acme_challenge_dns01_value(client, challenge, NULL, &error), "out");
    acme_challenge_free(challenge);
    acme_client_free(client);

    CHECK(acme_challenge_http01_path(NULL) == NULL && acme_challenge_dns01_name(NULL) == NULL);
    CHECK(acme_challenge_url(NULL) == NULL && acme_challenge_type(NULL) == NULL);
    CHECK(acme_challenge_status(NULL) == NULL && acme_challenge_token(NULL) == NULL);
    CHECK(acme_challenge_validated(NULL) == NULL && acme_challenge_json(NULL) == NULL);
    CHECK(acme_challenge_problem_type(NULL) == NULL && acme_challenge_problem_detail(NULL) == NULL);
    CHECK(acme_challenge_problem_json(NULL) == NULL);
    acme_challenge_free(NULL);
}

int main(void) {
    the_proofs_are_made_of_token_and_key();
    it_is_put_to_the_server();
    one_that_failed_says_why();
    an_unknown_type_without_a_token_is_carried_through();
    json_of_the_callers_own_answers_it();
    null_is_allowed_or_refused_by_name();
    return 0;
}
