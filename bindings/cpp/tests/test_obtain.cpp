#include <fstream>
#include <thread>

#include <unistd.h>

#include "fixture.hpp"

using namespace fixture;

TEST(a_server_that_validates_issues_in_one_call) {
    const acme::Client client(options_for(setting("ACME_DIRECTORY")), acme::Key::generate());
    client.new_account(acme::AccountParams().terms_agreed());
    const acme::Solver solver = acme::Solver::webroot(setting("ACME_WEBROOT"));
    const auto caller = std::this_thread::get_id();
    std::size_t validated = 0, states = 0;
    std::vector<std::string> kinds;
    acme::ObtainParams params;
    params.names(std::vector<std::string>{"cpp-a.example"}).identifier("dns", "cpp-b.example").challenge_type("http-01");
    params.key_kind(acme::KeyKind::ec_p384).common_name("cpp-a.example").must_staple().timeout(60s).parallel(4);
    params.order_rate(0, 0).request_rate(500, 500).chain_preference(acme::ChainPreference::server_choice());
    params.state_sink([&](std::string_view state) {
        states++;
        CHECK_HAS(state, "\"progress\"");
    });
    params.events([&](const acme::Event &event) {
        CHECK(std::this_thread::get_id() == caller);
        kinds.emplace_back(event.name());
        if (event.kind() == acme::EventKind::validated) {
            validated = std::max(validated, event.done());
            CHECK(event.total() == 2 && event.step().value() == "authorization");
            CHECK_HAS(event.identifier().value().value, ".example");
        }
        if (event.kind() == acme::EventKind::asked) CHECK_EQUAL(event.challenge_type().value(), "http-01");
        if (event.kind() == acme::EventKind::ordered) CHECK_HAS(event.url().value(), "order/");
        if (event.kind() == acme::EventKind::waiting) CHECK(event.until().value().time_since_epoch() > 1700000000s);
        if (event.kind() == acme::EventKind::issued) CHECK(!event.identifier() && !event.until() && !event.problem_type());
    });
    const acme::Certificate certificate = client.obtain(params, solver);
    CHECK(certificate.identifiers().size() == 2 && certificate.key().kind() == acme::KeyKind::ec_p384);
    CHECK_HAS(certificate.order_url().value(), "https://");
    CHECK(validated == 2 && states >= 3);
    CHECK_EQUAL(kinds.back(), "issued");
    const acme::Certificate next = client.renew(certificate, params, solver);
    CHECK(next.serial() != certificate.serial());
    CHECK_EQUAL(client.renew(next, {"cpp-a.example"}, solver).identifier(0).value, "cpp-a.example");
}

TEST(an_interrupted_call_goes_on_with_the_same_order) {
    const acme::Client client = client_in("ok");
    int left = 3;
    acme::ObtainParams params{"a.example"};
    CHECK(!params.state());
    params.state_sink([&](std::string_view) {
        if (left-- == 0) throw std::length_error("no room for the state");
    });
    try {
        client.obtain(params, believed());
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const std::length_error &error) {
        CHECK_EQUAL(std::string(error.what()), "no room for the state");
    }
    const std::string state = params.state().value();
    const acme::Certificate certificate = client.obtain(acme::ObtainParams().state(state), believed());
    CHECK_HAS(state, certificate.order_url().value());
    CHECK_THROWS(acme::InvalidDocument, ACME_STATUS_INVALID_STATE, "", client.obtain(acme::ObtainParams{"a.example"}.state("{}"), believed()));
    const acme::Certificate anew = client.obtain(acme::ObtainParams{"a.example"}.state(state).state(nullptr), believed());
    CHECK(anew.order_url() != certificate.order_url());
    const acme::Certificate kept = client.obtain(acme::ObtainParams{"a.example"}.state_file("cpp.state"), believed());
    CHECK_EQUAL(kept.order_url().value(), client.obtain(acme::ObtainParams{"a.example"}.state_file("cpp.state"), believed()).order_url().value());
    CHECK(unlink("cpp.state") == 0);
}

TEST(what_the_events_throw_is_kept_and_so_is_the_certificate) {
    const acme::Client client = client_in("ok");
    int calls = 0, cleaned = 0;
    acme::ObtainParams params{"a.example"};
    params.events([&](const acme::Event &) {
        calls++;
        throw std::domain_error("enough");
    });
    const acme::Solver solver("http-01", {[](acme::Batch &) {}, [&](acme::Batch &) { cleaned++; }});
    const acme::Certificate certificate = client.obtain(params, solver);
    CHECK(certificate.key().kind() == acme::KeyKind::ec_p256);
    CHECK(calls == 1 && cleaned == 1);
    CHECK_TOLD(std::domain_error, "enough");
    // The next call tells again.
    client.renew(certificate, params, solver);
    CHECK(calls == 2 && cleaned == 2);
    CHECK_TOLD(std::domain_error, "enough");
}

TEST(what_the_events_throw_hides_no_error_of_the_call) {
    acme::ObtainParams params{"a.example"};
    params.events([](const acme::Event &) { throw std::domain_error("enough"); });
    CHECK_THROWS(acme::AuthorizationInvalid, ACME_STATUS_AUTHORIZATION_INVALID, "a.example",
                 client_in("invalid-authorization").obtain(params, believed()));
    CHECK_TOLD(std::domain_error, "enough");
}

TEST(key_and_request_of_ones_own_are_used) {
    const acme::Client client = client_in("ok");
    const acme::Key key = acme::Key::generate();
    CHECK_EQUAL(client.obtain(acme::ObtainParams{"a.example"}.key(key), believed()).key().thumbprint(), key.thumbprint());
    const acme::Certificate certificate = client.obtain(acme::ObtainParams{"a.example"}.csr(acme::Csr(acme::CsrParams{"a.example"}, key)), believed());
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "key", certificate.key());
    acme::ObtainParams replacing{"a.example"};
    replacing.replaces(*certificate.ari_id());
    CHECK(client.obtain(replacing, believed()).serial() != certificate.serial());
    CHECK_THROWS(acme::Refused, ACME_STATUS_INVALID_PROFILE, "profile odd", client.obtain(acme::ObtainParams{"a.example"}.profile("odd"), believed()));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "not_", client.obtain(acme::ObtainParams{"a.example"}.not_before("x").not_after("y"), believed()));
}

TEST(failures_are_told_on_the_way) {
    std::vector<std::string> messages;
    acme::ObtainParams params{"a.example"};
    params.events([&](const acme::Event &event) {
        if (event.kind() == acme::EventKind::retrying) {
            CHECK(event.attempt() >= 1);
            messages.emplace_back(event.message().value());
        }
    });
    client_in("server-error-once").obtain(params, believed());
    CHECK(messages.size() == 1);
    CHECK_HAS(messages[0], "newOrder");
    CHECK_THROWS(acme::AuthorizationInvalid, ACME_STATUS_AUTHORIZATION_INVALID, "a.example",
                 client_in("invalid-authorization").obtain({"a.example"}, believed()));
}
