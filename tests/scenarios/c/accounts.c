/* Accounts: made, found, bound, with another key, given up. */

#include <string.h>

#include "scene.h"

void account(scene *of) {
    acme_key *key = new_key(of, ACME_KEY_EC_P256);
    acme_client *first = stranger(of, key), *second = stranger(of, key);
    acme_account_params *params = account_params(true), *change = acme_account_params_new();
    acme_account *made, *found;
    acme_client_new_account(first, params, &made, &of->error);
    acme_client_account(second, &found, &of->error);
    if (made && found) {
        ensure(of, strcmp(acme_account_url(made), acme_account_url(found)) == 0, "another account is found");
        acme_account_params_add_contact(change, "mailto:new@example.com");
        acme_account_update(second, found, change, &of->error);
        ensure(of, strcmp(acme_account_url(made), acme_account_url(found)) == 0, "another account was changed");
    }
    acme_account_free(made);
    acme_account_free(found);
    acme_account_params_free(params);
    acme_account_params_free(change);
    acme_client_free(first);
    acme_client_free(second);
    acme_key_free(key);
}

void account_ed25519(scene *of) {
    acme_key *key = new_key(of, ACME_KEY_ED25519);
    acme_client *client = stranger(of, key);
    acme_account_params *params = account_params(true);
    acme_account *made;
    acme_client_new_account(client, params, &made, &of->error);
    of->not_offered = acme_error_http_status(of->error) == 400;
    acme_account_free(made);
    acme_account_params_free(params);
    acme_client_free(client);
    acme_key_free(key);
}

void external_account(scene *of) {
    acme_key *key = new_key(of, ACME_KEY_EC_P256);
    acme_client *client = stranger(of, key);
    acme_account_params *bound = account_params(true), *unbound = account_params(false);
    acme_directory *directory;
    acme_account *made = NULL, *none = NULL;
    acme_error *refusal = NULL;
    acme_client_directory(client, &directory, &of->error);
    of->not_offered = directory && !acme_directory_external_account_required(directory);
    if (!of->not_offered) {
        acme_client_new_account(client, unbound, &none, &refusal);
        ensure_refused(of, refusal, ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED, "an account without a binding was made");
        acme_client_new_account(client, bound, &made, &of->error);
        ensure(of, made && strcmp(acme_account_status(made), "valid") == 0, "the account is not valid");
    }
    acme_account_free(made);
    acme_account_free(none);
    acme_directory_free(directory);
    acme_account_params_free(bound);
    acme_account_params_free(unbound);
    acme_client_free(client);
    acme_key_free(key);
}

void key_change(scene *of) {
    acme_client *client = registered(of), *other;
    acme_key *key = new_key(of, ACME_KEY_EC_P256);
    acme_account *before, *after, *found;
    acme_client_account(client, &before, &of->error);
    acme_client_change_key(client, key, &of->error);
    acme_client_account(client, &after, &of->error);
    other = stranger(of, key);
    acme_client_account(other, &found, &of->error);
    if (before && after && found) {
        ensure(of, strcmp(acme_account_url(after), acme_account_url(before)) == 0, "another account");
        ensure(of, strcmp(acme_account_url(found), acme_account_url(before)) == 0, "the new key has another account");
    }
    acme_account_free(before);
    acme_account_free(after);
    acme_account_free(found);
    acme_key_free(key);
    acme_client_free(client);
    acme_client_free(other);
}

void account_deactivation(scene *of) {
    acme_client *client = registered(of);
    acme_account *account, *again;
    acme_client_account(client, &account, &of->error);
    acme_account_deactivate(client, account, &of->error);
    ensure(of, account && strcmp(acme_account_status(account), "deactivated") == 0, "it is not deactivated");
    if (of->error == NULL)
        ensure(of, acme_client_account(client, &again, NULL) != ACME_STATUS_OK, "it can still be read");
    acme_account_free(account);
    acme_client_free(client);
}
