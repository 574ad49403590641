/* Accounts: made, found, read, changed, given up. */

#include "fixture.h"

static void an_account_is_made_changed_and_given_up(void) {
    acme_client *client = client_with(options_for(world_url("ok")));
    acme_account_params *params = acme_account_params_new();
    acme_account *account, *found;

    acme_account_params_add_contact(params, "mailto:ops@example.com");
    acme_account_params_add_contact(params, "mailto:admin@example.com");
    acme_account_params_set_terms_agreed(params, true);
    CHECK_OK(acme_client_new_account(client, params, &account, &error));
    acme_account_params_free(params);
    CHECK_HAS(acme_account_url(account), "https://");
    CHECK_TEXT(acme_account_status(account), "valid");
    CHECK(acme_account_contact_count(account) == 2);
    CHECK_TEXT(acme_account_contact(account, 1), "mailto:admin@example.com");
    CHECK(acme_account_contact(account, 2) == NULL);
    CHECK(acme_account_terms_agreed(account));
    CHECK_HAS(acme_account_orders_url(account), "https://");
    CHECK_HAS(acme_account_json(account), "\"status\"");

    CHECK_OK(acme_client_account(client, &found, &error));
    CHECK_TEXT(acme_account_url(found), acme_account_url(account));
    acme_account_free(found);

    params = acme_account_params_new();
    acme_account_params_add_contact(params, "mailto:new@example.com");
    CHECK_OK(acme_account_update(client, account, params, &error));
    CHECK(acme_account_contact_count(account) == 1);
    CHECK_TEXT(acme_account_contact(account, 0), "mailto:new@example.com");

    acme_account_params_clear_contacts(params);
    CHECK_OK(acme_account_update(client, account, params, &error));
    CHECK(acme_account_contact_count(account) == 0);
    acme_account_params_free(params);

    CHECK_OK(acme_account_refresh(client, account, &error));
    CHECK_TEXT(acme_account_status(account), "valid");
    CHECK_OK(acme_account_deactivate(client, account, &error));
    CHECK_TEXT(acme_account_status(account), "deactivated");
    CHECK_FAILS(acme_account_refresh(client, account, &error), ACME_STATUS_UNAUTHORIZED, "account: ");
    CHECK_TEXT(acme_account_status(account), "deactivated");
    acme_account_free(account);
    acme_client_free(client);
}

static void an_account_that_is_only_looked_for_is_not_made(void) {
    acme_client *client = client_with(options_for(world_url("ok")));
    acme_account_params *params = acme_account_params_new();
    acme_account *account = (acme_account *)&account;
    acme_account_params_set_only_return_existing(params, true);
    CHECK_FAILS(acme_client_new_account(client, params, &account, &error), ACME_STATUS_ACCOUNT_DOES_NOT_EXIST,
                "newAccount: urn:ietf:params:acme:error:accountDoesNotExist");
    CHECK(account == NULL);
    CHECK_FAILS(acme_client_account(client, &account, &error), ACME_STATUS_ACCOUNT_DOES_NOT_EXIST, "newAccount: ");
    register_account(client);
    CHECK_OK(acme_client_new_account(client, params, &account, &error));
    acme_account_free(account);
    acme_account_params_free(params);
    acme_client_free(client);
}

static acme_status bind_to(const char *kid, const char *hmac_key, const char *algorithm, const char *message) {
    acme_client *client = client_with(options_for(world_url("eab")));
    acme_account_params *params = acme_account_params_new();
    acme_account *account;
    acme_status status;
    acme_account_params_set_external_account(params, kid, hmac_key, algorithm);
    status = acme_client_new_account(client, params, &account, &error);
    if (message != NULL) CHECK_HAS(acme_error_message(error), message);
    acme_error_clear(&error);
    acme_account_free(account);
    acme_account_params_free(params);
    acme_client_free(client);
    return status;
}

static void an_external_account_can_be_bound_to(void) {
    static const char key[] = "lPbAcf9FpWvjhDucf1AnNL_LNkjnahQi5Q0zRdexdc8";
    acme_client *client = client_with(options_for(world_url("eab")));
    acme_account *account;
    CHECK_FAILS(acme_client_new_account(client, NULL, &account, &error), ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED,
                "newAccount: ");
    acme_client_free(client);

    CHECK(bind_to("kid-1", key, NULL, NULL) == ACME_STATUS_OK);
    CHECK(bind_to("kid-1", key, "HS256", NULL) == ACME_STATUS_OK);
    CHECK(bind_to("kid-1", key, "HS384", NULL) == ACME_STATUS_OK);
    CHECK(bind_to("kid-1", key, "HS512", NULL) == ACME_STATUS_OK);
    CHECK(bind_to("kid-1", "lPbAcf9FpWvjhDucf1AnNL_LNkjnahQi5Q0zRdexdc8=", NULL, NULL) == ACME_STATUS_OK);
    CHECK(bind_to("kid-1", "lPbAcf9FpWvjhDucf1AnNL/LNkjnahQi5Q0zRdexdc8", NULL, NULL) == ACME_STATUS_OK);
    CHECK(bind_to("kid-1", "lPbAcf9FpWvjhDucf1AnNL/LNkjnahQi5Q0zRdexdc8=\n", NULL, NULL) == ACME_STATUS_OK);
    CHECK(bind_to("kid-2", key, NULL, "unknown external account") == ACME_STATUS_UNAUTHORIZED);
    CHECK(bind_to("kid-1", key, "HS257", "algorithm: HS257") == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(bind_to("kid-1", "no base64!", NULL, "hmac_key: ") == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(bind_to("", key, NULL, "kid: is empty") == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(bind_to("a\nb", key, NULL, "kid: holds the control character") == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(bind_to(NULL, key, NULL, "kid: is NULL") == ACME_STATUS_NULL_POINTER);
    CHECK(bind_to("kid-1", NULL, NULL, "hmac_key: is NULL") == ACME_STATUS_NULL_POINTER);
    CHECK(bind_to("kid-1", key, "\xff", "algorithm: is not UTF-8") == ACME_STATUS_INVALID_UTF8);
}

static acme_status contact_with(const acme_client *client, const char *contact, const char *message) {
    acme_account_params *params = acme_account_params_new();
    acme_account *account;
    acme_status status;
    acme_account_params_add_contact(params, contact);
    acme_account_params_add_contact(params, "mailto:good@example.com");
    status = acme_client_new_account(client, params, &account, &error);
    CHECK_HAS(acme_error_message(error), message);
    acme_error_clear(&error);
    acme_account_params_free(params);
    return status;
}

static void a_bad_contact_is_refused(void) {
    acme_client *client = client_with(options_for(world_url("ok")));
    CHECK(contact_with(client, "ops@example.com", "contact: ") == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(contact_with(client, "mailto:a\r\nb@example.com", "contact: holds") == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(contact_with(client, "", "contact: is empty") == ACME_STATUS_INVALID_ARGUMENT);
    CHECK(contact_with(client, "mailto:\xff", "contact: is not UTF-8") == ACME_STATUS_INVALID_UTF8);
    CHECK(contact_with(client, NULL, "contact: is NULL") == ACME_STATUS_NULL_POINTER);
    CHECK(contact_with(client, "tel:+123", "newAccount: ") == ACME_STATUS_UNSUPPORTED_CONTACT);
    CHECK(contact_with(client, "mailto:a,b@example.com", "newAccount: ") == ACME_STATUS_INVALID_CONTACT);
    acme_client_free(client);
}

static void an_account_of_another_client_is_refused(void) {
    acme_client_options *options = options_for(world_url("ok"));
    acme_account_params *params = acme_account_params_new();
    acme_key *keys[2] = {new_key(), new_key()};
    acme_client *clients[2];
    acme_account *accounts[2];
    for (int i = 0; i < 2; i++) {
        CHECK_OK(acme_client_new(options, keys[i], &clients[i], &error));
        CHECK_OK(acme_client_new_account(clients[i], params, &accounts[i], &error));
    }
    CHECK_FAILS(acme_account_refresh(clients[0], accounts[1], &error), ACME_STATUS_INVALID_ARGUMENT, "account: ");
    CHECK_FAILS(acme_account_update(clients[0], accounts[1], params, &error), ACME_STATUS_INVALID_ARGUMENT, "account: ");
    CHECK_FAILS(acme_account_deactivate(clients[0], accounts[1], &error), ACME_STATUS_INVALID_ARGUMENT, "account: ");
    for (int i = 0; i < 2; i++) {
        acme_account_free(accounts[i]);
        acme_client_free(clients[i]);
        acme_key_free(keys[i]);
    }
    acme_account_params_free(params);
    acme_client_options_free(options);
}

static void an_account_that_is_gone_is_told(void) {
    acme_client *client = client_in("account-gone");
    acme_account *account;
    CHECK_FAILS(acme_client_account(client, &account, &error), ACME_STATUS_ACCOUNT_DOES_NOT_EXIST, "the account is gone");
    acme_client_free(client);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_client *client = client_in("ok");
    acme_account_params *params = acme_account_params_new();
    acme_account *account = (acme_account *)&account;
    CHECK_NULL(acme_client_new_account(NULL, params, &account, &error), "client");
    CHECK(account == NULL);
    CHECK_NULL(acme_client_new_account(client, params, NULL, &error), "out");
    CHECK_NULL(acme_client_account(NULL, &account, &error), "client");
    CHECK_NULL(acme_client_account(client, NULL, &error), "out");
    CHECK_OK(acme_client_account(client, &account, &error));
    CHECK_NULL(acme_account_refresh(NULL, account, &error), "client");
    CHECK_NULL(acme_account_refresh(client, NULL, &error), "account");
    CHECK_NULL(acme_account_update(NULL, account, params, &error), "client");
    CHECK_NULL(acme_account_update(client, NULL, params, &error), "account");
    CHECK_NULL(acme_account_update(client, account, NULL, &error), "params");
    CHECK_NULL(acme_account_deactivate(NULL, account, &error), "client");
    CHECK_NULL(acme_account_deactivate(client, NULL, &error), "account");
    acme_account_free(account);
    acme_account_params_free(params);
    acme_client_free(client);

    acme_account_params_add_contact(NULL, "mailto:ops@example.com");
    acme_account_params_clear_contacts(NULL);
    acme_account_params_set_terms_agreed(NULL, true);
    acme_account_params_set_only_return_existing(NULL, true);
    acme_account_params_set_external_account(NULL, "", "", "");
    acme_account_params_free(NULL);
    CHECK(acme_account_url(NULL) == NULL && acme_account_status(NULL) == NULL);
    CHECK(acme_account_contact_count(NULL) == 0 && acme_account_contact(NULL, 0) == NULL);
    CHECK(!acme_account_terms_agreed(NULL) && acme_account_orders_url(NULL) == NULL && acme_account_json(NULL) == NULL);
    acme_account_free(NULL);
}

int main(void) {
    an_account_is_made_changed_and_given_up();
    an_account_that_is_only_looked_for_is_not_made();
    an_external_account_can_be_bound_to();
    a_bad_contact_is_refused();
    an_account_of_another_client_is_refused();
    an_account_that_is_gone_is_told();
    null_is_allowed_or_refused_by_name();
    return 0;
}
