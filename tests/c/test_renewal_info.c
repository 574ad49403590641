#include "fixture.h"

/* The certificate of RFC 9773, appendix A. */
static const char EXAMPLE[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt\n"
    "cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS\n"
    "BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu\n"
    "7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf\n"
    "qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B\n"
    "yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb\n"
    "+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK\n"
    "-----END CERTIFICATE-----\n";

static acme_renewal_info *info_in(const char *world) {
    acme_renewal_info *info;
    acme_client *client = client_in(world);
    acme_certificate *certificate = certificate_for(client, "www.example.com");
    CHECK_OK(acme_client_renewal_info(client, acme_certificate_ari_id(certificate), &info, &error));
    acme_certificate_free(certificate);
    acme_client_free(client);
    return info;
}

static void the_moment_lies_in_the_window(void) {
    int64_t moment;
    acme_renewal_info *info = info_in("ok");
    int64_t start = acme_renewal_info_start(info), end = acme_renewal_info_end(info);
    CHECK(start < end);
    CHECK_OK(acme_renewal_info_pick(info, 0, &moment, &error));
    CHECK(start <= moment && moment < end);
    CHECK_OK(acme_renewal_info_pick(info, end + 5, &moment, &error));
    CHECK(moment == end + 5);
    CHECK(acme_renewal_info_next_look_ms(info) == 21600 * 1000);
    CHECK_HAS(acme_renewal_info_explanation_url(info), "https://");
    CHECK_HAS(acme_renewal_info_json(info), "suggestedWindow");
    acme_renewal_info_free(info);
}

static void a_window_that_ends_before_it_begins_is_no_advice(void) {
    int64_t moment = 5;
    acme_renewal_info *info = info_in("backward-window");
    CHECK(acme_renewal_info_start(info) > acme_renewal_info_end(info));
    CHECK_FAILS(acme_renewal_info_pick(info, 0, &moment, &error), ACME_STATUS_INVALID_RESPONSE, "before it has begun");
    CHECK(moment == 0);
    acme_renewal_info_free(info);
}

static void the_next_look_is_between_a_minute_and_a_day_away(void) {
    acme_renewal_info *soon = info_in("soon-renewal-info"), *late = info_in("late-renewal-info");
    CHECK(acme_renewal_info_next_look_ms(soon) == 60 * 1000);
    CHECK(acme_renewal_info_next_look_ms(late) == 24 * 3600 * 1000);
    acme_renewal_info_free(soon);
    acme_renewal_info_free(late);
}

static void a_window_that_is_none_is_the_server_s_mistake(void) {
    acme_renewal_info *info;
    acme_client *client = client_in("garbage-window");
    acme_certificate *certificate = certificate_for(client, "www.example.com");
    CHECK_FAILS(acme_client_renewal_info(client, acme_certificate_ari_id(certificate), &info, &error),
                ACME_STATUS_INVALID_RESPONSE, "start is no time");
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static void the_example_of_the_rfc_has_its_id(void) {
    acme_certificate *example;
    CHECK_OK(acme_certificate_from_pem(EXAMPLE, &example, &error));
    CHECK_TEXT(acme_certificate_ari_id(example), "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
    acme_certificate_free(example);
}

static void what_cannot_be_asked_is_refused(void) {
    acme_renewal_info *info;
    acme_client *client = client_in("no-renewal-info");
    CHECK_FAILS(acme_client_renewal_info(client, "a.b", &info, &error), ACME_STATUS_UNSUPPORTED_OPERATION,
                "renewalInfo");
    CHECK_FAILS(acme_client_renewal_info(client, "a", &info, &error), ACME_STATUS_INVALID_ARGUMENT, "ari_id");
    CHECK_NULL(acme_client_renewal_info(client, NULL, &info, &error), "ari_id");
    CHECK(info == NULL);
    CHECK_NULL(acme_renewal_info_pick(NULL, 0, &(int64_t){0}, &error), "info");
    CHECK(acme_renewal_info_start(NULL) == 0 && acme_renewal_info_end(NULL) == 0);
    acme_renewal_info_free(NULL);
    acme_client_free(client);
}

int main(void) {
    the_moment_lies_in_the_window();
    a_window_that_ends_before_it_begins_is_no_advice();
    the_next_look_is_between_a_minute_and_a_day_away();
    a_window_that_is_none_is_the_server_s_mistake();
    the_example_of_the_rfc_has_its_id();
    what_cannot_be_asked_is_refused();
    return 0;
}
