/* Authorizations ahead of an order, and those that count for the names below. */

#include "fixture.h"

static void an_authorization_counts_for_the_names_below(void) {
    acme_order *order;
    acme_challenge *challenge;
    acme_authorization *early;
    acme_client *client = client_in("extensions");
    acme_order_params *params = acme_order_params_new();
    CHECK_OK(acme_client_new_authorization(client, "example.com", true, &early, &error));
    CHECK(acme_authorization_subdomains_allowed(early) && !acme_authorization_subdomains_allowed(NULL));
    CHECK_OK(acme_authorization_challenge(early, "dns-01", &challenge, &error));
    CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
    CHECK_OK(acme_authorization_wait(client, early, WAIT_MS, &error));
    acme_order_params_add_dns(params, "a.example.com");
    acme_order_params_set_ancestor(params, "a.example.com", "example.com");
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    CHECK_TEXT(acme_order_status(order), "ready");
    CHECK_TEXT(acme_order_authorization_url(order, 0), acme_authorization_url(early));
    acme_order_free(order);
    acme_order_params_set_ancestor(params, "a.example.com", "example.org");
    CHECK_FAILS(acme_client_new_order(client, params, &order, &error), ACME_STATUS_INVALID_ARGUMENT, "ancestors");
    acme_order_params_free(params);
    acme_challenge_free(challenge);
    acme_authorization_free(early);
    acme_client_free(client);
}

static void what_cannot_be_asked_for_is_refused(void) {
    acme_authorization *early;
    acme_client *client = client_in("ok");
    CHECK_FAILS(acme_client_new_authorization(client, "example.com", false, &early, &error),
                ACME_STATUS_UNSUPPORTED_OPERATION, "newAuthz");
    CHECK_FAILS(acme_client_new_authorization(client, "*.example.com", false, &early, &error),
                ACME_STATUS_INVALID_ARGUMENT, "wildcard");
    CHECK_NULL(acme_client_new_authorization(client, NULL, false, &early, &error), "name");
    CHECK(early == NULL);
    acme_client_free(client);
}

int main(void) {
    an_authorization_counts_for_the_names_below();
    what_cannot_be_asked_for_is_refused();
    return 0;
}
