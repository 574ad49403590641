/*
 * Obtains a certificate in one call, with a progress line.
 *
 *     obtain DIRECTORY_URL CA_FILE WEBROOT NAME...
 *
 * CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
 * WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder, and until
 * then NAME.state, from which a second run goes on when this one is interrupted.
 */
#define _POSIX_C_SOURCE 200809L

#include <acme_client.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One line that is written over again and again. */
static void progress(void *userdata, const acme_event *event) {
    size_t *done = userdata;
    const char *name = acme_event_identifier_value(event);
    if (acme_event_done(event)) *done = acme_event_done(event);
    if (!isatty(STDERR_FILENO)) return;
    fprintf(stderr, "\r\033[K%zu proven  %s %s", *done, acme_event_name(event), name ? name : "");
    if (acme_event_kind(event) == ACME_EVENT_ISSUED || acme_event_kind(event) == ACME_EVENT_CHALLENGE_FAILED) {
        fputc('\n', stderr);
    }
}

/* NAME with the ending; the star of a wildcard name is written as an underscore. */
static const char *path_of(const char *name, const char *ending) {
    static char path[4096];
    snprintf(path, sizeof path, "%s%s", name, ending);
    if (path[0] == '*') path[0] = '_';
    return path;
}

static int write_file(const char *path, const char *text, mode_t mode) {
    unlink(path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    int written = file >= 0 && text && write(file, text, strlen(text)) == (ssize_t)strlen(text);
    if (file >= 0 && close(file) != 0) written = 0;
    if (!written) perror(path);
    return written;
}

int main(int count, char **arguments) {
    if (count < 5) {
        fprintf(stderr, "usage: %s DIRECTORY_URL CA_FILE WEBROOT NAME...\n", arguments[0]);
        return 2;
    }
    const char *directory = arguments[1], *ca_file = arguments[2], *webroot = arguments[3], *first = arguments[4];
    acme_error *error = NULL;
    acme_key *account_key = NULL, *key = NULL;
    acme_client *client = NULL;
    acme_account *account = NULL;
    acme_solver *solver = NULL;
    acme_certificate *certificate = NULL;
    char *credentials = NULL, *key_pem = NULL, kept[8192] = "";
    size_t proven = 0;

    acme_client_options *options = acme_client_options_new(directory);
    if (*ca_file) acme_client_options_set_ca_file(options, ca_file);

    /* An interrupted run left its account behind, too. */
    FILE *file = fopen("account.json", "r");
    if (file) {
        if (fread(kept, 1, sizeof kept - 1, file) == 0) kept[0] = 0;
        fclose(file);
        acme_client_from_credentials(options, kept, &client, &error);
    } else {
        acme_account_params *who = acme_account_params_new();
        acme_account_params_set_terms_agreed(who, true);
        acme_key_generate(ACME_KEY_EC_P256, &account_key, &error);
        acme_client_new(options, account_key, &client, &error);
        acme_client_new_account(client, who, &account, &error);
        acme_client_credentials(client, &credentials, &error);
        if (!error) write_file("account.json", credentials, 0600);
        acme_account_params_free(who);
    }

    acme_obtain_params *params = acme_obtain_params_new();
    for (char **name = arguments + 4; *name; name++) acme_obtain_params_add_name(params, *name);
    acme_obtain_params_set_state_file(params, path_of(first, ".state"));
    acme_obtain_params_set_events(params, progress, &proven, NULL);
    acme_solver_webroot(webroot, &solver, &error);
    acme_client_obtain(client, params, solver, &certificate, &error);
    acme_certificate_key(certificate, &key, &error);
    acme_key_to_pem(key, NULL, &key_pem, &error);

    int stored = !error && write_file(path_of(first, ".key"), key_pem, 0600) &&
                 write_file(path_of(first, ".pem"), acme_certificate_chain_pem(certificate), 0644);
    if (stored) unlink(path_of(first, ".state"));
    if (error) fprintf(stderr, "\n%s\n", acme_error_message(error));

    acme_string_free(key_pem);
    acme_key_free(key);
    acme_certificate_free(certificate);
    acme_solver_free(solver);
    acme_obtain_params_free(params);
    acme_string_free(credentials);
    acme_account_free(account);
    acme_client_free(client);
    acme_key_free(account_key);
    acme_client_options_free(options);
    acme_error_free(error);
    return stored ? 0 : 1;
}
