#include "fixture.hpp"

using namespace fixture;
using Decision = acme::RenewalDecision;
using Reason = acme::RenewalReason;

static constexpr std::chrono::hours DAY(24);
static constexpr acme::Time START{std::chrono::seconds(1900000000)};

TEST(without_advice_a_third_of_the_life_is_left) {
    const Decision decision = Decision::decide(START, START + 90 * DAY, START, 0.5);
    CHECK(!decision.is_due() && decision.at() == START + 60 * DAY && decision.reason() == Reason::lifetime);
    CHECK(decision.look_again_at() == START + DAY / 4);
    CHECK(Decision::decide(START, START + 90 * DAY, START + 90 * DAY, 0.5).reason() == Reason::expired);
    acme::RenewalOptions options;
    options.renew_before(10 * DAY).look_every(1h);
    const Decision policy = Decision::decide(START, START + 90 * DAY, START, 0.5, nullptr, &options);
    CHECK(policy.at() == START + 80 * DAY && policy.reason() == Reason::policy && policy.look_again_at() == START + 1h);
}

TEST(the_authority_s_window_is_kept) {
    const acme::Client client = client_in("ok");
    const acme::Certificate certificate = valid_order(client, "www.example.com").certificate(client);
    const acme::RenewalInfo info = client.renewal_info(*certificate.ari_id());
    CHECK(info.start() < info.end() && info.next_look() >= 1min && info.next_look() <= DAY);
    const acme::Time moment = info.pick(info.start());
    CHECK(moment >= info.start() && moment <= info.end());
    CHECK(info.pick(info.end() + 1h) == info.end() + 1h);
    CHECK_HAS(info.json(), "suggestedWindow");
    static_cast<void>(info.explanation_url());
    const Decision decision = Decision::decide(certificate, certificate.not_before(), 0.0, &info);
    CHECK(decision.at() == info.start() && decision.reason() == Reason::suggested);
    CHECK(Decision::decide(certificate, info.end(), 0.0, &info).reason() == Reason::window_over);
}

TEST(advice_that_cannot_be_used_is_refused) {
    const acme::Client client = client_in("backward-window");
    const acme::Certificate certificate = valid_order(client, "www.example.com").certificate(client);
    acme::RenewalInfo info = client.renewal_info(*certificate.ari_id());
    CHECK_THROWS(acme::InvalidResponse, ACME_STATUS_INVALID_RESPONSE, "", info.pick());
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", client.renewal_info("odd"));
    CHECK_THROWS(acme::NotOffered, ACME_STATUS_UNSUPPORTED_OPERATION, "renewalInfo",
                 client_in("no-renewal-info").renewal_info(*certificate.ari_id()));
    info.close();
    CHECK_GONE("acme::RenewalInfo", Decision::decide(certificate, acme::now(), 0.0, &info));
}

TEST(an_order_replaces_a_certificate) {
    const acme::Client client = client_in("ok");
    const acme::Certificate certificate = valid_order(client, "www.example.com").certificate(client);
    acme::OrderParams params{"www.example.com"};
    params.replaces(*certificate.ari_id());
    CHECK_EQUAL(client.new_order(params).replaces().value(), certificate.ari_id().value());
    CHECK_THROWS(acme::Refused, ACME_STATUS_ALREADY_REPLACED, "", client.new_order(params));
    CHECK(!client.new_order(params.replaces_optional()).replaces());
}
