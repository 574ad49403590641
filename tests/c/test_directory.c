/* The directory: what the authority says of itself. */

#include "fixture.h"

static void everything_it_says_can_be_read(void) {
    acme_client *client = client_with(options_for(world_url("ok")));
    acme_directory *directory, *again;
    CHECK_OK(acme_client_directory(client, &directory, &error));
    CHECK_OK(acme_client_directory(client, &again, &error));
    CHECK_TEXT(acme_directory_json(again), acme_directory_json(directory));
    acme_directory_free(again);
    acme_client_free(client);

    CHECK_HAS(acme_directory_terms_of_service(directory), "/terms");
    CHECK_TEXT(acme_directory_website(directory), "https://ca.example/");
    CHECK(!acme_directory_external_account_required(directory));
    CHECK(acme_directory_caa_identity_count(directory) == 1);
    CHECK_TEXT(acme_directory_caa_identity(directory, 0), "ca.example");
    CHECK(acme_directory_caa_identity(directory, 1) == NULL);
    CHECK(acme_directory_profile_count(directory) == 2);
    CHECK_TEXT(acme_directory_profile_name(directory, 0), "classic");
    CHECK_TEXT(acme_directory_profile_description(directory, 0), "90 days");
    CHECK_TEXT(acme_directory_profile_name(directory, 1), "shortlived");
    CHECK(acme_directory_profile_name(directory, 2) == NULL);
    CHECK(acme_directory_profile_description(directory, 2) == NULL);
    CHECK_HAS(acme_directory_url(directory, "newOrder"), "/new-order");
    CHECK_HAS(acme_directory_url(directory, "revokeCert"), "/revoke-cert");
    CHECK(acme_directory_url(directory, "newAuthz") == NULL);
    CHECK(acme_directory_url(directory, "meta") == NULL);
    CHECK(acme_directory_url(directory, "\xff") == NULL && acme_directory_url(directory, NULL) == NULL);
    CHECK_HAS(acme_directory_json(directory), "\"newNonce\"");
    acme_directory_free(directory);
}

static void a_resource_that_is_missing_is_null(void) {
    acme_client *client = client_with(options_for(world_url("no-revoke")));
    acme_directory *directory;
    CHECK_OK(acme_client_directory(client, &directory, &error));
    CHECK(acme_directory_url(directory, "revokeCert") == NULL);
    acme_directory_free(directory);
    acme_client_free(client);
}

static void an_external_account_is_announced(void) {
    acme_client *client = client_with(options_for(world_url("eab")));
    acme_directory *directory;
    CHECK_OK(acme_client_directory(client, &directory, &error));
    CHECK(acme_directory_external_account_required(directory));
    acme_directory_free(directory);
    acme_client_free(client);
}

static void null_is_allowed_or_refused_by_name(void) {
    acme_directory *directory = (acme_directory *)&directory;
    CHECK_NULL(acme_client_directory(NULL, &directory, &error), "client");
    CHECK(directory == NULL);
    CHECK_NULL(acme_client_directory(NULL, NULL, &error), "out");
    CHECK(acme_directory_terms_of_service(NULL) == NULL && acme_directory_website(NULL) == NULL);
    CHECK(!acme_directory_external_account_required(NULL));
    CHECK(acme_directory_caa_identity_count(NULL) == 0 && acme_directory_caa_identity(NULL, 0) == NULL);
    CHECK(acme_directory_profile_count(NULL) == 0 && acme_directory_profile_name(NULL, 0) == NULL);
    CHECK(acme_directory_profile_description(NULL, 0) == NULL);
    CHECK(acme_directory_url(NULL, "newOrder") == NULL && acme_directory_json(NULL) == NULL);
    acme_directory_free(NULL);
}

int main(void) {
    everything_it_says_can_be_read();
    a_resource_that_is_missing_is_null();
    an_external_account_is_announced();
    null_is_allowed_or_refused_by_name();
    return 0;
}
