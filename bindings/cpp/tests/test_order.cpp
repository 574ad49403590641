#include "fixture.hpp"

using namespace fixture;

TEST(an_order_goes_from_pending_to_a_certificate) {
    const acme::Client client = client_in("ok");
    acme::Order order = client.new_order(acme::OrderParams().dns("*.example.com").name("example.com").identifier("dns", "www.example.com").ip("192.0.2.1"));
    CHECK_EQUAL(order.status(), "pending");
    CHECK(order.identifiers().size() == 4 && order.authorization_count() == 4);
    CHECK((order.identifier(0) == acme::Identifier{"dns", "*.example.com"}));
    CHECK((order.identifiers()[3] != acme::Identifier{"dns", "192.0.2.1"}));
    for (std::string_view url : order.authorization_urls()) CHECK_HAS(url, "https://");
    CHECK(order.authorization_url(4).empty() && order.identifier(4).value.empty());
    CHECK_HAS(order.finalize_url(), "https://");
    CHECK(order.expires().has_value() && !order.certificate_url() && !order.problem_type() && !order.problem_detail());
    CHECK(!order.problem_json() && !order.not_before() && !order.not_after() && !order.profile() && !order.replaces());
    CHECK_THROWS(acme::InvalidResponse, ACME_STATUS_CERTIFICATE_NOT_READY, "", order.certificate(client));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", order.authorization(client, 4));

    make_ready(client, order);
    CHECK_EQUAL(order.status(), "ready");
    order.refresh(client);
    const acme::Key key = acme::Key::generate();
    order.finalize(client, acme::Csr::for_order(order, key));
    order.wait(client, 60s);
    CHECK_EQUAL(order.status(), "valid");
    CHECK_HAS(order.certificate_url().value(), "https://");
    CHECK_HAS(order.json(), "valid");
    CHECK_EQUAL(order.certificate(client).identifier(3).type, "ip");
    CHECK_EQUAL(client.order(order.url()).status(), "valid");
}

TEST(an_order_that_turns_invalid_says_why) {
    const acme::Client client = client_in("invalid-order");
    acme::Order order = client.new_order({"www.example.com"});
    make_ready(client, order);
    try {
        order.finalize(client, acme::Csr::for_order(order, acme::Key::generate()));
        order.wait(client, 60s);
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const acme::OrderInvalid &error) {
        CHECK_HAS(error.problem_type().value(), "rejectedIdentifier");
    }
    order = client.order(std::string(order.url()));
    CHECK_HAS(order.problem_type().value(), "rejectedIdentifier");
    CHECK(order.problem_detail().has_value() && order.problem_json().has_value());
}

TEST(what_cannot_be_ordered_is_refused) {
    const acme::Client client = client_in("ok");
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "identifiers", client.new_order(acme::OrderParams{}));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "not_before",
                 client.new_order(acme::OrderParams{"a.example"}.not_before("yesterday").not_after("2099-01-01T00:00:00Z")));
    CHECK_THROWS(acme::Refused, ACME_STATUS_INVALID_PROFILE, "profile odd",
                 client.new_order(acme::OrderParams{"a.example"}.profile("odd")));
    client.new_order(acme::OrderParams{"a.example"}.profile("odd").profile_optional());
    CHECK_THROWS(acme::NotFound, ACME_STATUS_NOT_FOUND, "", client.order(std::string(client.new_order({"a.example"}).url()) + "0"));
    CHECK_THROWS(acme::TimedOut, ACME_STATUS_TIMED_OUT, "", client_in("pending-forever").new_order({"a.example"}).wait(client, 0ms));
}

TEST(the_list_of_orders_is_gone_through) {
    const acme::Client client = client_in("ok");
    std::vector<std::string> placed, found;
    for (int i = 0; i < 5; i++) placed.emplace_back(client.new_order({"www.example.com"}).url());
    acme::Orders orders = client.orders();
    found.emplace_back(orders.next(client).value().url());
    for (const acme::Order &order : orders.rest(client)) found.emplace_back(order.url());
    CHECK(found == placed);
    CHECK(!orders.next(client));
    acme::Orders::Rest rest = orders.rest(client);
    CHECK(rest.begin() == rest.end());
    orders.close();
    CHECK_GONE("acme::Orders", orders.next(client));
}

TEST(an_order_renews_itself_until_it_is_cancelled) {
    const acme::Client client = client_in("extensions");
    acme::OrderParams params{"www.example.com"};
    params.auto_renewal("2099-01-01T00:00:00Z", std::chrono::hours(96), nullptr, true).auto_renewal_adjust(1h);
    acme::Order order = client.new_order(params);
    make_ready(client, order);
    order.finalize(client, acme::Csr::for_order(order, acme::Key::generate()));
    order.wait(client, 60s);
    CHECK_HAS(order.star_certificate_url().value(), "https://");
    const acme::Certificate certificate = order.star_certificate(client);
    CHECK(certificate.not_after() - certificate.not_before() >= std::chrono::hours(96));
    order.cancel(client);
    CHECK_EQUAL(order.status(), "canceled");
    CHECK_THROWS(acme::Refused, ACME_STATUS_AUTO_RENEWAL_CANCELED, "canceled", order.star_certificate(client));
}
