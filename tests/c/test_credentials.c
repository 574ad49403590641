/* Credentials: written, read, and refused where they do not belong. */

#include "fixture.h"

static void an_account_goes_on_from_its_credentials(void) {
    acme_client_options *options = options_for(world_url("ok"));
    acme_client_options *elsewhere = options_for(world_url("ok"));
    acme_key *key = new_key();
    acme_client *client, *again;
    acme_account *account;
    char *before, *credentials, *url, *known_url;

    CHECK_OK(acme_client_new(options, key, &client, &error));
    acme_key_free(key);
    CHECK_OK(acme_client_credentials(client, &before, &error));
    register_account(client);
    CHECK_OK(acme_client_account_url(client, &url, &error));
    CHECK_OK(acme_client_credentials(client, &credentials, &error));
    CHECK(strstr(before, url) == NULL);
    CHECK_HAS(credentials, url);
    CHECK_HAS(credentials, "PRIVATE KEY");
    acme_client_free(client);

    CHECK_OK(acme_client_from_credentials(options, credentials, &again, &error));
    CHECK_OK(acme_client_account_url(again, &known_url, &error));
    CHECK_TEXT(known_url, url);
    CHECK_OK(acme_client_account(again, &account, &error));
    CHECK_TEXT(acme_account_url(account), url);
    acme_account_free(account);
    acme_client_free(again);

    CHECK_FAILS(acme_client_from_credentials(elsewhere, credentials, &again, &error), ACME_STATUS_WRONG_DIRECTORY,
                "credentials: ");
    CHECK(again == NULL);
    acme_string_free(before);
    acme_string_free(credentials);
    acme_string_free(url);
    acme_string_free(known_url);
    acme_client_options_free(options);
    acme_client_options_free(elsewhere);
}

static void what_are_no_credentials_is_refused(void) {
    static const char *const documents[] = {
        "", "{}", "[]", "not JSON", "{\"acme_credentials\": 1, \"directory\": \"https://ca.example/directory\"}",
        "{\"acme_credentials\": 2, \"directory\": \"https://ca.example/directory\", \"account\": null, \"key\": \"\"}",
    };
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_client *client;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        CHECK_FAILS(acme_client_from_credentials(options, documents[i], &client, &error), ACME_STATUS_INVALID_CREDENTIALS,
                    "credentials: ");
        CHECK(client == NULL);
    }
    CHECK_FAILS(acme_client_from_credentials(options, "\xff", &client, &error), ACME_STATUS_INVALID_UTF8, "credentials: ");
    acme_client_options_free(options);
}

static void null_is_refused_by_name(void) {
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_client *client = (acme_client *)&client;
    char *text = (char *)&text;
    CHECK_NULL(acme_client_credentials(NULL, &text, &error), "client");
    CHECK(text == NULL);
    CHECK_NULL(acme_client_credentials(NULL, NULL, &error), "out");
    CHECK_NULL(acme_client_from_credentials(NULL, "{}", &client, &error), "options");
    CHECK(client == NULL);
    CHECK_NULL(acme_client_from_credentials(options, NULL, &client, &error), "credentials");
    CHECK_NULL(acme_client_from_credentials(options, "{}", NULL, &error), "out");
    acme_client_options_free(options);

    options = acme_client_options_new(NULL);
    CHECK_NULL(acme_client_from_credentials(options, "{}", &client, &error), "directory_url");
    acme_client_options_free(options);
}

int main(void) {
    an_account_goes_on_from_its_credentials();
    what_are_no_credentials_is_refused();
    null_is_refused_by_name();
    return 0;
}
