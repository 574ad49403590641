#include "fixture.h"

static int sign_nothing(void *userdata, const uint8_t *message, size_t length, uint8_t *signature, size_t capacity,
                        size_t *signature_length) {
    (void)userdata, (void)message, (void)length, (void)signature, (void)capacity, (void)signature_length;
    return 7;
}

static void the_account_goes_on_with_its_new_key(void) {
    char *before, *after;
    acme_account *account;
    acme_client *client = client_in("ok");
    acme_key *key = new_key();
    CHECK_OK(acme_client_account_url(client, &before, &error));
    CHECK_OK(acme_client_change_key(client, key, &error));
    CHECK_OK(acme_client_account(client, &account, &error));
    CHECK_OK(acme_client_account_url(client, &after, &error));
    CHECK_TEXT(after, before);
    acme_string_free(before);
    acme_string_free(after);
    acme_account_free(account);
    acme_key_free(key);
    acme_client_free(client);
}

static void a_change_whose_answer_is_lost_is_looked_into(void) {
    char *before, *after;
    acme_order *order;
    acme_client *client = client_in("lost-key-change");
    acme_key *key = new_key();
    CHECK_OK(acme_client_account_url(client, &before, &error));
    CHECK_OK(acme_client_change_key(client, key, &error));
    CHECK_OK(acme_client_account_url(client, &after, &error));
    CHECK_TEXT(after, before);
    order = order_for(client, "example.com");
    acme_order_free(order);
    acme_string_free(before);
    acme_string_free(after);
    acme_key_free(key);
    acme_client_free(client);
}

static void a_signer_that_fails_leaves_the_old_key(void) {
    acme_signer *signer;
    acme_account *account;
    acme_client *client = client_in("ok");
    acme_key *key = new_key();
    CHECK_OK(acme_signer_new("ES256", acme_key_jwk(key), sign_nothing, NULL, NULL, &signer, &error));
    CHECK_FAILS(acme_client_change_key_to_signer(client, signer, &error), ACME_STATUS_CALLBACK, "failed with 7");
    CHECK_OK(acme_client_account(client, &account, &error));
    acme_account_free(account);
    acme_signer_free(signer);
    acme_key_free(key);
    acme_client_free(client);
}

static void what_is_missing_is_named(void) {
    acme_client *client = client_in("no-key-change");
    acme_key *key = new_key();
    CHECK_FAILS(acme_client_change_key(client, key, &error), ACME_STATUS_UNSUPPORTED_OPERATION, "keyChange");
    CHECK_NULL(acme_client_change_key(client, NULL, &error), "key");
    CHECK_NULL(acme_client_change_key(NULL, key, &error), "client");
    CHECK_NULL(acme_client_change_key_to_signer(client, NULL, &error), "signer");
    acme_key_free(key);
    acme_client_free(client);
}

int main(void) {
    the_account_goes_on_with_its_new_key();
    a_change_whose_answer_is_lost_is_looked_into();
    a_signer_that_fails_leaves_the_old_key();
    what_is_missing_is_named();
    return 0;
}
