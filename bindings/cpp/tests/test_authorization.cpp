#include "fixture.hpp"

using namespace fixture;

TEST(an_authorization_offers_challenges) {
    const acme::Client client = client_in("ok");
    const acme::Order order = client.new_order({"*.example.com", "www.example.com"});
    std::size_t wildcards = 0;
    for (const acme::Authorization &authorization : order.authorizations(client)) {
        CHECK_EQUAL(authorization.status(), "pending");
        CHECK_EQUAL(authorization.identifier().type, "dns");
        CHECK(authorization.expires().has_value() && !authorization.subdomains_allowed());
        CHECK_HAS(authorization.json(), "challenges");
        wildcards += authorization.is_wildcard() ? 1 : 0;
        std::size_t count = 0;
        for (const acme::Challenge &challenge : authorization.challenges()) {
            CHECK(!challenge.type().empty() && challenge.status() == "pending");
            count++;
        }
        CHECK(count > 0);
        CHECK_THROWS(acme::NotOffered, ACME_STATUS_CHALLENGE_NOT_OFFERED, "dns-01", authorization.challenge("none-01"));
        CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", authorization.challenge_at(99));
    }
    CHECK(wildcards == 1);
    acme::Authorization first = order.authorization(client, 0);
    CHECK_EQUAL(client.authorization(first.url()).identifier().value, first.identifier().value);
    first.refresh(client);
    first.deactivate(client);
    CHECK_EQUAL(first.status(), "deactivated");
}

TEST(an_authorization_that_fails_says_why) {
    const acme::Client client = client_in("invalid-authorization");
    const acme::Order order = client.new_order({"www.example.com"});
    acme::Authorization authorization = order.authorization(client, 0);
    authorization.challenge("http-01").request_validation(client);
    CHECK_THROWS(acme::AuthorizationInvalid, ACME_STATUS_AUTHORIZATION_INVALID, "unauthorized", authorization.wait(client, 60s));
    authorization.refresh(client);
    const acme::Challenge challenge = authorization.challenge("http-01");
    CHECK_HAS(challenge.problem_type().value(), "unauthorized");
    CHECK(challenge.problem_detail().has_value() && challenge.problem_json().has_value());
}

TEST(an_authorization_ahead_of_an_order_counts_for_the_names_below) {
    const acme::Client client = client_in("extensions");
    acme::Authorization early = client.new_authorization("example.com", true);
    CHECK(early.subdomains_allowed());
    early.challenge("dns-01").request_validation(client);
    early.wait(client, 60s);
    const acme::Order order = client.new_order(acme::OrderParams().dns("a.example.com").ancestor("a.example.com", "example.com"));
    CHECK_EQUAL(order.status(), "ready");
    CHECK_THROWS(acme::NotOffered, ACME_STATUS_UNSUPPORTED_OPERATION, "newAuthz", client_in("ok").new_authorization("example.com"));
}
