/*
 * Obtains COUNT certificates for the names, AT_ONCE of them at a time on one client and with one new account. The solver
 * does nothing: the CA finds every challenge valid.
 *
 *     obtain DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
 *
 * An empty CA_FILE means the roots of the system.
 */
#include <acme_client.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_AT_ONCE 64

struct work {
    acme_client *client;
    acme_obtain_params *params;
    int count;
    int failures;
};

static acme_status nothing(void *userdata, acme_batch *batch) {
    (void)userdata;
    (void)batch;
    return ACME_STATUS_OK;
}

static void *issue(void *argument) {
    struct work *work = argument;
    acme_error *error = NULL;
    acme_solver *solver = NULL;
    acme_solver_new("http-01", nothing, NULL, nothing, NULL, NULL, &solver, &error);
    for (int number = 0; number < work->count && !error; number++) {
        acme_certificate *certificate = NULL;
        acme_client_obtain(work->client, work->params, solver, &certificate, &error);
        if (!error && !strstr(acme_certificate_chain_pem(certificate), "BEGIN CERTIFICATE")) work->failures++;
        acme_certificate_free(certificate);
    }
    if (error) {
        fprintf(stderr, "%s\n", acme_error_message(error));
        work->failures++;
    }
    acme_solver_free(solver);
    acme_error_free(error);
    return NULL;
}

/* The calling thread is one of those that issue. */
static int issue_all(acme_client *client, acme_obtain_params *params, int count, int at_once) {
    pthread_t threads[MOST_AT_ONCE];
    struct work work[MOST_AT_ONCE];
    int failures = 0;
    for (int number = 0; number < at_once; number++) {
        int share = count / at_once + (number < count % at_once);
        work[number] = (struct work){client, params, share, 0};
    }
    for (int number = 1; number < at_once; number++) {
        if (pthread_create(&threads[number], NULL, issue, &work[number]) != 0) return 1;
    }
    issue(&work[0]);
    for (int number = 0; number < at_once; number++) {
        if (number > 0) pthread_join(threads[number], NULL);
        failures += work[number].failures;
    }
    return failures;
}

int main(int argument_count, char **arguments) {
    int count = argument_count > 5 ? atoi(arguments[3]) : -1;
    int at_once = argument_count > 5 ? atoi(arguments[4]) : 0;
    if (count < 0 || at_once < 1 || at_once > MOST_AT_ONCE) {
        fprintf(stderr, "usage: %s DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...\n", arguments[0]);
        return 2;
    }
    acme_error *error = NULL;
    acme_key *account_key = NULL;
    acme_client *client = NULL;
    acme_account *account = NULL;

    acme_client_options *options = acme_client_options_new(arguments[1]);
    acme_client_options_set_system_roots(options, !*arguments[2]);
    if (*arguments[2]) acme_client_options_set_ca_file(options, arguments[2]);
    acme_account_params *who = acme_account_params_new();
    acme_account_params_set_terms_agreed(who, true);
    acme_obtain_params *what = acme_obtain_params_new();
    for (char **name = arguments + 5; *name; name++) acme_obtain_params_add_name(what, *name);

    acme_key_generate(ACME_KEY_EC_P256, &account_key, &error);
    acme_client_new(options, account_key, &client, &error);
    acme_client_new_account(client, who, &account, &error);
    if (error) fprintf(stderr, "%s\n", acme_error_message(error));
    int failed = error || issue_all(client, what, count, at_once) != 0;

    acme_account_free(account);
    acme_client_free(client);
    acme_key_free(account_key);
    acme_obtain_params_free(what);
    acme_account_params_free(who);
    acme_client_options_free(options);
    acme_error_free(error);
    return failed;
}
