/* onion-csr-01: proving control of an onion service by its key. */

#include "onion_service.h"

int main(void) {
    acme_challenge *challenge;
    acme_authorization *authorization;
    acme_client *client = client_in("extensions");
    acme_key *key = service_key(), *other = new_key();
    acme_order *order = order_for(client, SERVICE);
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
    CHECK_OK(acme_authorization_challenge(authorization, "onion-csr-01", &challenge, &error));
    CHECK_FAILS(acme_challenge_request_onion_validation(client, challenge, other, &error), ACME_STATUS_INVALID_ARGUMENT,
                "key: is not Ed25519");
    CHECK_NULL(acme_challenge_request_onion_validation(client, challenge, NULL, &error), "key");
    CHECK_OK(acme_challenge_request_onion_validation(client, challenge, key, &error));
    CHECK_OK(acme_authorization_wait(client, authorization, WAIT_MS, &error));
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_key_free(other);
    acme_key_free(key);
    acme_client_free(client);
    return 0;
}
