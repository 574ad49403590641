/* One certificate, end to end, from a server that validates: http-01 through files under its web root. */

#include <sys/stat.h>

#include "fixture.h"

/* Writes the proof of a challenge where the server looks for it; the file's path goes to `path`. */
static void serve(const acme_client *client, const acme_challenge *challenge, char *path, size_t size) {
    const char *webroot = setting("ACME_WEBROOT");
    char *proof;
    FILE *file;
    snprintf(path, size, "%s/.well-known", webroot);
    mkdir(path, 0755);
    snprintf(path, size, "%s/.well-known/acme-challenge", webroot);
    mkdir(path, 0755);
    CHECK((size_t)snprintf(path, size, "%s%s", webroot, acme_challenge_http01_path(challenge)) < size);
    CHECK_OK(acme_challenge_key_authorization(client, challenge, &proof, &error));
    file = fopen(path, "w");
    CHECK(file != NULL);
    CHECK(fputs(proof, file) >= 0 && fclose(file) == 0);
    acme_string_free(proof);
}

static void prove(const acme_client *client, const acme_order *order, size_t index) {
    acme_authorization *authorization;
    acme_challenge *challenge;
    char path[1024];
    CHECK_OK(acme_order_authorization(client, order, index, &authorization, &error));
    CHECK_OK(acme_authorization_challenge(authorization, "http-01", &challenge, &error));
    serve(client, challenge, path, sizeof path);
    CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
    CHECK_OK(acme_authorization_wait(client, authorization, WAIT_MS, &error));
    CHECK_TEXT(acme_authorization_status(authorization), "valid");
    remove(path);
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
}

static acme_order *order_for_two(const acme_client *client) {
    acme_order_params *params = acme_order_params_new();
    acme_order *order;
    acme_order_params_add_dns(params, "www.example.com");
    acme_order_params_add_dns(params, "example.com");
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    acme_order_params_free(params);
    return order;
}

static void a_server_that_validates_issues_and_revokes(void) {
    acme_client *client = client_with(options_for(setting("ACME_DIRECTORY")));
    acme_order *order;
    acme_key *key = new_key();
    acme_csr *csr;
    acme_certificate *certificate;

    register_account(client);
    order = order_for_two(client);
    for (size_t i = 0; i < acme_order_authorization_count(order); i++) prove(client, order, i);
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    CHECK_TEXT(acme_order_status(order), "ready");

    CHECK_OK(acme_csr_for_order(order, key, &csr, &error));
    CHECK_OK(acme_order_finalize(client, order, csr, &error));
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    CHECK_OK(acme_order_certificate(client, order, NULL, &certificate, &error));
    CHECK(acme_certificate_identifier_count(certificate) == 2);
    CHECK_HAS(acme_certificate_issuer_name(certificate), "Pebble");
    CHECK_OK(acme_certificate_revoke(client, certificate, 1, &error));
    CHECK_FAILS(acme_certificate_revoke(client, certificate, 1, &error), ACME_STATUS_ALREADY_REVOKED, "revokeCert: ");

    acme_certificate_free(certificate);
    acme_csr_free(csr);
    acme_key_free(key);
    acme_order_free(order);
    acme_client_free(client);
}

static void a_proof_that_is_not_there_is_reported(void) {
    acme_client *client = client_with(options_for(setting("ACME_DIRECTORY")));
    acme_order *order;
    acme_authorization *authorization;
    acme_challenge *challenge;

    register_account(client);
    order = order_for(client, "unproven.example.com");
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
    CHECK_OK(acme_authorization_challenge(authorization, "http-01", &challenge, &error));
    CHECK_OK(acme_challenge_request_validation(client, challenge, &error));
    CHECK(acme_authorization_wait(client, authorization, WAIT_MS, &error) == ACME_STATUS_AUTHORIZATION_INVALID);
    CHECK_TEXT(acme_error_subject(error), "unproven.example.com");
    CHECK_HAS(acme_error_problem_type(error), "urn:ietf:params:acme:error:");
    CHECK(acme_error_detail(error) != NULL);
    acme_error_clear(&error);

    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_client_free(client);
}

int main(void) {
    a_server_that_validates_issues_and_revokes();
    a_proof_that_is_not_there_is_reported();
    return 0;
}
