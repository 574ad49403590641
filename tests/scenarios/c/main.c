/* The scenarios in C. tests/scenarios/README.md says what a runner is told and what it prints. */

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"

static const struct {
    const char *id;
    scenario_fn *run;
} scenarios[] = {
    {"account", account},
    {"account-ed25519", account_ed25519},
    {"external-account", external_account},
    {"http-01", by_challenge},
    {"http-01-ip", http_01_ip},
    {"dns-01", by_challenge},
    {"dns-01-wildcard", dns_01_wildcard},
    {"tls-alpn-01", by_challenge},
    {"tls-alpn-01-ip", tls_alpn_01_ip},
    {"dns-account-01", by_challenge},
    {"dns-persist-01", by_challenge},
    {"obtain", obtain},
    {"alternate-chains", alternate_chains},
    {"profiles", profiles},
    {"renewal-info", renewal_info},
    {"renewal-replaces", renewal_replaces},
    {"key-change", key_change},
    {"revocation", revocation},
    {"revocation-by-key", revocation_by_key},
    {"orders", orders},
    {"pre-authorization", pre_authorization},
    {"authorization-deactivation", authorization_deactivation},
    {"account-deactivation", account_deactivation},
};

enum { COUNT = sizeof scenarios / sizeof scenarios[0] };

static void print_line(const char *id, const char *word, const char *why) {
    printf("%s\t%s\t", id, word);
    for (; *why; why++) putchar(*why == '\n' || *why == '\t' ? ' ' : *why);
    putchar('\n');
    fflush(stdout);
}

static bool is_missing_feature(acme_status status) {
    return status == ACME_STATUS_UNSUPPORTED_OPERATION || status == ACME_STATUS_CHALLENGE_NOT_OFFERED;
}

/* Whether it failed. */
static bool run(size_t index) {
    scene scene = {scenarios[index].id, NULL, NULL, false};
    acme_status status;
    bool failed = false;
    scenarios[index].run(&scene);
    status = acme_error_status(scene.error);
    if (scene.not_offered) {
        print_line(scene.id, "not-offered", "the server does not have it");
    } else if (is_missing_feature(status)) {
        print_line(scene.id, "not-offered", acme_error_message(scene.error));
    } else if (scene.error != NULL || scene.reason != NULL) {
        print_line(scene.id, "failed", scene.error ? acme_error_message(scene.error) : scene.reason);
        failed = true;
    } else {
        printf("%s\tpassed\n", scene.id);
    }
    acme_error_free(scene.error);
    return failed;
}

static size_t index_of(const char *id) {
    size_t index = 0;
    while (index < COUNT && strcmp(scenarios[index].id, id) != 0) index++;
    return index;
}

int main(int argc, char **argv) {
    bool failed = false;
    signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < argc; i++) {
        if (index_of(argv[i]) == COUNT) {
            fprintf(stderr, "there is no scenario %s\n", argv[i]);
            return 2;
        }
    }
    for (int i = 1; i < argc; i++) failed |= run(index_of(argv[i]));
    for (size_t i = 0; argc == 1 && i < COUNT; i++) failed |= run(i);
    return failed;
}
