#include "fixture.h"

#define DAY ((int64_t)86400)
#define START ((int64_t)1900000000)

static acme_renewal_decision *decide(const acme_renewal_info *info, const acme_renewal_options *options, int64_t now) {
    acme_renewal_decision *decision;
    CHECK_OK(acme_renewal_decide(START, START + 90 * DAY, info, options, now, 0.5, &decision, &error));
    return decision;
}

static void without_advice_a_third_of_the_life_is_left(void) {
    acme_renewal_decision *decision = decide(NULL, NULL, START);
    CHECK(!acme_renewal_decision_is_due(decision));
    CHECK(acme_renewal_decision_at(decision) == START + 60 * DAY);
    CHECK(acme_renewal_decision_reason(decision) == ACME_RENEWAL_LIFETIME);
    CHECK(acme_renewal_decision_look_again_at(decision) == START + DAY / 4);
    acme_renewal_decision_free(decision);
    decision = decide(NULL, NULL, START + 60 * DAY);
    CHECK(acme_renewal_decision_is_due(decision));
    acme_renewal_decision_free(decision);
    decision = decide(NULL, NULL, START + 90 * DAY);
    CHECK(acme_renewal_decision_reason(decision) == ACME_RENEWAL_EXPIRED);
    acme_renewal_decision_free(decision);
}

static void the_options_move_the_moment_and_the_next_look(void) {
    acme_renewal_decision *decision;
    acme_renewal_options *options = acme_renewal_options_new();
    acme_renewal_options_set_renew_before(options, (uint64_t)(10 * DAY) * 1000);
    acme_renewal_options_set_look_every(options, 3600 * 1000);
    decision = decide(NULL, options, START);
    CHECK(acme_renewal_decision_at(decision) == START + 80 * DAY);
    CHECK(acme_renewal_decision_reason(decision) == ACME_RENEWAL_POLICY);
    CHECK(acme_renewal_decision_look_again_at(decision) == START + 3600);
    acme_renewal_decision_free(decision);
    acme_renewal_options_free(options);
}

static void the_authority_s_window_is_kept(void) {
    acme_renewal_info *info;
    acme_renewal_decision *decision;
    acme_client *client = client_in("ok");
    acme_certificate *certificate = certificate_for(client, "www.example.com");
    int64_t not_before = acme_certificate_not_before(certificate), not_after = acme_certificate_not_after(certificate);
    int64_t start, end;
    CHECK_OK(acme_client_renewal_info(client, acme_certificate_ari_id(certificate), &info, &error));
    start = acme_renewal_info_start(info);
    end = acme_renewal_info_end(info);
    CHECK_OK(acme_renewal_decide(not_before, not_after, info, NULL, not_before, 0.0, &decision, &error));
    CHECK(acme_renewal_decision_at(decision) == start);
    CHECK(acme_renewal_decision_reason(decision) == ACME_RENEWAL_SUGGESTED);
    acme_renewal_decision_free(decision);
    CHECK_OK(acme_renewal_decide(not_before, not_after, info, NULL, end, 0.0, &decision, &error));
    CHECK(acme_renewal_decision_is_due(decision));
    CHECK(acme_renewal_decision_reason(decision) == ACME_RENEWAL_WINDOW_OVER);
    acme_renewal_decision_free(decision);
    acme_renewal_info_free(info);
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static void null_is_refused_or_absent(void) {
    CHECK_NULL(acme_renewal_decide(0, 1, NULL, NULL, 0, 0.5, NULL, &error), "out");
    CHECK(!acme_renewal_decision_is_due(NULL) && acme_renewal_decision_at(NULL) == 0);
    CHECK(acme_renewal_decision_reason(NULL) == 0 && acme_renewal_decision_look_again_at(NULL) == 0);
    acme_renewal_options_set_renew_before(NULL, 1);
    acme_renewal_options_set_look_every(NULL, 1);
    acme_renewal_options_free(NULL);
    acme_renewal_decision_free(NULL);
}

int main(void) {
    without_advice_a_third_of_the_life_is_left();
    the_options_move_the_moment_and_the_next_look();
    the_authority_s_window_is_kept();
    null_is_refused_or_absent();
    return 0;
}
