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

/* One line that is written over again and again; where that is no terminal, the last one alone. */
static void progress(void *userdata, const acme_event *event) {
    size_t *done = userdata;
    const char *name = acme_event_identifier_value(event);
    int32_t kind = acme_event_kind(event);
    int is_last = kind == ACME_EVENT_ISSUED || kind == ACME_EVENT_CHALLENGE_FAILED;
    if (acme_event_done(event)) *done = acme_event_done(event);
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    else if (!is_last) return;
    fprintf(stderr, "%zu proven  %s %s%s", *done, acme_event_name(event), name ? name : "", is_last ? "\n" : "");
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
    acme_key *key = NULL;
    acme_store *store = NULL;
    acme_client *client = NULL;
    acme_solver *solver = NULL;
    acme_certificate *certificate = NULL;
    char *key_pem = NULL;
    size_t proven = 0;

    acme_client_options *options = acme_client_options_new(directory);
    acme_account_params *who = acme_account_params_new();
    acme_obtain_params *params = acme_obtain_params_new();
    if (*ca_file) acme_client_options_set_ca_file(options, ca_file);
    acme_account_params_set_terms_agreed(who, true);
    for (char **name = arguments + 4; *name; name++) acme_obtain_params_add_name(params, *name);
    acme_obtain_params_set_state_file(params, path_of(first, ".state"));
    acme_obtain_params_set_events(params, progress, &proven, NULL);

    acme_store_folder(".", &store, &error); /* keeps the account in account.json */
    acme_client_from_store(options, store, who, &client, &error);
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
    acme_client_free(client);
    acme_store_free(store);
    acme_obtain_params_free(params);
    acme_account_params_free(who);
    acme_client_options_free(options);
    acme_error_free(error);
    return stored ? 0 : 1;
}
