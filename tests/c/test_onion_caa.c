/* CAA records of an onion service, within finalize; the scripted CA verifies what the service signed. */

#include "onion_service.h"

#define RECORDS "caa 0 issue \"ca.example; validationmethods=onion-csr-01\""

static acme_order *ready_order(const acme_client *client) {
    acme_order *order = order_for(client, "www." SERVICE);
    make_ready(client, order);
    return order;
}

static void finalized_with(const char *records, int64_t expiry) {
    acme_client *client = client_in("extensions");
    acme_order *order = ready_order(client);
    acme_key *service = service_key(), *key = new_key();
    acme_onion_caa_params *params = acme_onion_caa_params_new();
    acme_csr *csr;
    CHECK_OK(acme_csr_for_order(order, key, &csr, &error));
    acme_onion_caa_params_add(params, SERVICE, records, expiry, service);
    CHECK_OK(acme_order_finalize_with_onion_caa(client, order, csr, params, &error));
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    CHECK_TEXT(acme_order_status(order), "valid");
    acme_onion_caa_params_free(params);
    acme_csr_free(csr);
    acme_key_free(service);
    acme_key_free(key);
    acme_order_free(order);
    acme_client_free(client);
}

static void the_authority_gets_the_records_that_the_service_signed(void) {
    finalized_with(RECORDS, 0);
    finalized_with(NULL, (int64_t)time(NULL) + 7200);
}

static void an_authority_that_requires_them_is_not_asked_without(void) {
    acme_client *client = client_in("extensions");
    acme_order *order = ready_order(client);
    acme_key *key = new_key();
    acme_onion_caa_params *params = acme_onion_caa_params_new();
    acme_csr *csr;
    acme_directory *directory;
    CHECK_OK(acme_client_directory(client, &directory, &error));
    CHECK(acme_directory_onion_caa_required(directory) && !acme_directory_onion_caa_required(NULL));
    CHECK_OK(acme_csr_for_order(order, key, &csr, &error));
    CHECK_FAILS(acme_order_finalize(client, order, csr, &error), ACME_STATUS_ONION_CAA_REQUIRED, SERVICE);
    CHECK_FAILS(acme_order_finalize_with_onion_caa(client, order, csr, params, &error), ACME_STATUS_ONION_CAA_REQUIRED,
                SERVICE);
    CHECK_NULL(acme_order_finalize_with_onion_caa(client, order, csr, NULL, &error), "params");
    CHECK_TEXT(acme_order_status(order), "ready");
    acme_directory_free(directory);
    acme_onion_caa_params_free(params);
    acme_csr_free(csr);
    acme_key_free(key);
    acme_order_free(order);
    acme_client_free(client);
}

static void refused(const char *name, const char *records, int64_t expiry, const acme_key *key, const char *part) {
    acme_client *client = client_in("extensions");
    acme_order *order = ready_order(client);
    acme_key *own = new_key();
    acme_onion_caa_params *params = acme_onion_caa_params_new();
    acme_csr *csr;
    CHECK_OK(acme_csr_for_order(order, own, &csr, &error));
    acme_onion_caa_params_add(params, name, records, expiry, key);
    CHECK_FAILS(acme_order_finalize_with_onion_caa(client, order, csr, params, &error), ACME_STATUS_INVALID_ARGUMENT,
                part);
    acme_onion_caa_params_free(params);
    acme_csr_free(csr);
    acme_key_free(own);
    acme_order_free(order);
    acme_client_free(client);
}

static void what_no_service_can_sign_is_refused(void) {
    acme_key *service = service_key(), *other = new_key();
    refused("example.com", NULL, 0, service, "name: example.com");
    refused(SERVICE, "0 issue \"ca.example\"", 0, service, "records: ");
    refused(SERVICE, NULL, -1, service, "expiry: ");
    refused(SERVICE, NULL, 0, other, "key: ");
    acme_onion_caa_params_free(NULL);
    acme_key_free(service);
    acme_key_free(other);
}

int main(void) {
    the_authority_gets_the_records_that_the_service_signed();
    an_authority_that_requires_them_is_not_asked_without();
    what_no_service_can_sign_is_refused();
    return 0;
}
