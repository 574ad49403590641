/* onion-csr-01, for the onion service of the key whose secret half is 32 bytes of zero. */

#include "fixture.h"

/* The address of the key below: base32 of its public half, a checksum and the version. */
#define SERVICE "hnvcppgow2sc2yvdvdicu3ynonsteflxdxrehjr2ybekdc2z3iu63yid.onion"

/* PKCS #8 around the seed. */
static const uint8_t head[] = {0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32};

static acme_key *service_key(void) {
    acme_key *key;
    uint8_t der[48] = {0};
    memcpy(der, head, sizeof head);
    CHECK_OK(acme_key_from_der(der, sizeof der, &key, &error));
    return key;
}

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
