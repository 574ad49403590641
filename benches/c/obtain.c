/*
 * Obtains one certificate with a solver that does nothing, for a CA that finds every challenge valid.
 *
 *     obtain DIRECTORY_URL CA_FILE NAME...
 */
#include <acme_client.h>

#include <stdio.h>
#include <string.h>

static acme_status nothing(void *userdata, acme_batch *batch) {
    (void)userdata;
    (void)batch;
    return ACME_STATUS_OK;
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: %s DIRECTORY_URL CA_FILE NAME...\n", arguments[0]);
        return 2;
    }
    acme_error *error = NULL;
    acme_key *account_key = NULL;
    acme_client *client = NULL;
    acme_account *account = NULL;
    acme_solver *solver = NULL;
    acme_certificate *certificate = NULL;

    acme_client_options *options = acme_client_options_new(arguments[1]);
    acme_client_options_set_ca_file(options, arguments[2]);
    acme_account_params *who = acme_account_params_new();
    acme_account_params_set_terms_agreed(who, true);
    acme_obtain_params *what = acme_obtain_params_new();
    for (char **name = arguments + 3; *name; name++) acme_obtain_params_add_name(what, *name);

    acme_key_generate(ACME_KEY_EC_P256, &account_key, &error);
    acme_client_new(options, account_key, &client, &error);
    acme_client_new_account(client, who, &account, &error);
    acme_solver_new("http-01", nothing, NULL, nothing, NULL, NULL, &solver, &error);
    acme_client_obtain(client, what, solver, &certificate, &error);
    int issued = !error && strstr(acme_certificate_chain_pem(certificate), "BEGIN CERTIFICATE") != NULL;
    if (error) fprintf(stderr, "%s\n", acme_error_message(error));

    acme_certificate_free(certificate);
    acme_solver_free(solver);
    acme_account_free(account);
    acme_client_free(client);
    acme_key_free(account_key);
    acme_obtain_params_free(what);
    acme_account_params_free(who);
    acme_client_options_free(options);
    acme_error_free(error);
    return issued ? 0 : 1;
}
