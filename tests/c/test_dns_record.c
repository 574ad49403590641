/* DNS records: of challenges, of dns-persist-01 without an order, and CAA. */

#include "fixture.h"

static void every_dns_challenge_has_its_record(void) {
    acme_dns_record *record;
    acme_challenge *challenge;
    acme_authorization *authorization;
    acme_client *client = client_in("extensions");
    acme_order *order = order_for(client, "*.example.com");
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));

    CHECK_OK(acme_authorization_challenge(authorization, "dns-01", &challenge, &error));
    CHECK_OK(acme_challenge_dns_record(client, challenge, &record, &error));
    CHECK_TEXT(acme_dns_record_name(record), "_acme-challenge.example.com");
    CHECK_TEXT(acme_dns_record_type(record), "TXT");
    CHECK(strlen(acme_dns_record_value(record)) == 43);
    acme_dns_record_free(record);
    acme_challenge_free(challenge);

    CHECK_OK(acme_authorization_challenge(authorization, "dns-account-01", &challenge, &error));
    CHECK_OK(acme_challenge_dns_record(client, challenge, &record, &error));
    CHECK_HAS(acme_dns_record_name(record), "._acme-challenge.example.com");
    acme_dns_record_free(record);
    acme_challenge_free(challenge);

    CHECK_OK(acme_authorization_challenge(authorization, "dns-persist-01", &challenge, &error));
    CHECK_OK(acme_challenge_dns_record(client, challenge, &record, &error));
    CHECK_TEXT(acme_dns_record_name(record), "_validation-persist.example.com");
    CHECK_HAS(acme_dns_record_value(record), "; policy=wildcard");
    acme_dns_record_free(record);
    acme_challenge_free(challenge);

    CHECK_OK(acme_authorization_challenge(authorization, "odd-01", &challenge, &error));
    CHECK_FAILS(acme_challenge_dns_record(client, challenge, &record, &error), ACME_STATUS_INVALID_ARGUMENT, "odd-01");
    CHECK(record == NULL);
    CHECK_NULL(acme_challenge_dns_record(client, NULL, &record, &error), "challenge");
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_client_free(client);
}

static void other_scripts_and_a_final_dot_are_written_as_the_dns_has_them(void) {
    acme_dns_record *record;
    acme_challenge *challenge;
    acme_authorization *authorization;
    acme_client *client = client_in("extensions");
    acme_order *order = order_for(client, "*.b\xc3\xbc" "cher.example.");
    CHECK_OK(acme_order_authorization(client, order, 0, &authorization, &error));
    CHECK_OK(acme_authorization_challenge(authorization, "dns-01", &challenge, &error));
    CHECK_OK(acme_challenge_dns_record(client, challenge, &record, &error));
    CHECK_TEXT(acme_dns_record_name(record), "_acme-challenge.xn--bcher-kva.example");
    acme_dns_record_free(record);
    acme_challenge_free(challenge);
    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_client_free(client);
}

static void a_persistent_record_needs_no_order(void) {
    acme_dns_record *record;
    acme_client *client = client_in("extensions");
    CHECK_OK(acme_client_persistent_dns_record(client, "example.com", NULL, false, 0, &record, &error));
    CHECK_HAS(acme_dns_record_value(record), "ca.example; accounturi=https://");
    CHECK(strstr(acme_dns_record_value(record), "policy") == NULL);
    acme_dns_record_free(record);
    CHECK_OK(acme_client_persistent_dns_record(client, "example.com", "b.example", true, 1721952000, &record, &error));
    CHECK_HAS(acme_dns_record_value(record), "; policy=wildcard; persistUntil=1721952000");
    acme_dns_record_free(record);
    CHECK_FAILS(acme_client_persistent_dns_record(client, "example.com", NULL, false, -1, &record, &error),
                ACME_STATUS_INVALID_ARGUMENT, "persist_until");
    CHECK_FAILS(acme_client_persistent_dns_record(client, "example.com", "a;b", false, 0, &record, &error),
                ACME_STATUS_INVALID_ARGUMENT, "issuer");
    CHECK_NULL(acme_client_persistent_dns_record(client, NULL, NULL, false, 0, &record, &error), "name");
    acme_dns_record_free(NULL);
    acme_client_free(client);
}

static void a_caa_record_binds_authority_and_account(void) {
    char *text;
    acme_client *client = client_in("ok");
    CHECK_OK(acme_client_caa_record(client, NULL, false, &text, &error));
    CHECK_HAS(text, "0 issue \"ca.example; accounturi=https://");
    acme_string_free(text);
    CHECK_OK(acme_client_caa_record(client, "dns-01,http-01", true, &text, &error));
    CHECK_HAS(text, "0 issuewild \"");
    CHECK_HAS(text, "; validationmethods=dns-01,http-01\"");
    acme_string_free(text);
    CHECK_FAILS(acme_client_caa_record(client, "dns_01", false, &text, &error), ACME_STATUS_INVALID_ARGUMENT, "methods");
    CHECK_NULL(acme_client_caa_record(client, NULL, false, NULL, &error), "out");
    acme_client_free(client);
}

int main(void) {
    every_dns_challenge_has_its_record();
    other_scripts_and_a_final_dot_are_written_as_the_dns_has_them();
    a_persistent_record_needs_no_order();
    a_caa_record_binds_authority_and_account();
    return 0;
}
