/* Revocation with the certificate's own key, and the names of the reasons. */

#include "fixture.h"

static void a_certificate_is_revoked_with_its_own_key(void) {
    acme_csr *csr;
    acme_certificate *certificate;
    acme_client *client = client_in("ok");
    acme_key *key = new_key(), *other = new_key();
    acme_order *order = order_for(client, "www.example.com");
    make_ready(client, order);
    CHECK_OK(acme_csr_for_order(order, key, &csr, &error));
    CHECK_OK(acme_order_finalize(client, order, csr, &error));
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    CHECK_OK(acme_order_certificate(client, order, NULL, &certificate, &error));
    CHECK_FAILS(acme_certificate_revoke_with_key(client, certificate, other, -1, &error), ACME_STATUS_UNAUTHORIZED,
                "revokeCert");
    CHECK_FAILS(acme_certificate_revoke_with_key(client, certificate, key, 7, &error), ACME_STATUS_INVALID_ARGUMENT,
                "reason");
    CHECK_NULL(acme_certificate_revoke_with_key(client, certificate, NULL, -1, &error), "key");
    CHECK_OK(acme_certificate_revoke_with_key(client, certificate, key, acme_revocation_reason("keyCompromise"), &error));
    CHECK_FAILS(acme_certificate_revoke(client, certificate, -1, &error), ACME_STATUS_ALREADY_REVOKED, "revokeCert");
    acme_certificate_free(certificate);
    acme_csr_free(csr);
    acme_order_free(order);
    acme_key_free(other);
    acme_key_free(key);
    acme_client_free(client);
}

static void reasons_have_names(void) {
    CHECK(acme_revocation_reason("unspecified") == 0);
    CHECK(acme_revocation_reason("key_compromise") == 1);
    CHECK(acme_revocation_reason("AACompromise") == 10);
    CHECK(acme_revocation_reason("cACompromise") == -1);
    CHECK(acme_revocation_reason("because") == -1);
    CHECK(acme_revocation_reason(NULL) == -1);
}

int main(void) {
    a_certificate_is_revoked_with_its_own_key();
    reasons_have_names();
    return 0;
}
