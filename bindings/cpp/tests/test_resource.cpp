#include "fixture.hpp"

using namespace fixture;

TEST(requests_of_ones_own_are_sent) {
    const acme::Client client = client_in("ok");
    const acme::Resource read = client.get(client.directory().url("newNonce").value());
    CHECK(read.http_status() >= 200 && read.http_status() < 300);
    const std::string order(client.new_order({"a.example"}).url());
    const acme::Resource resource = client.post(order);
    CHECK(resource.http_status() == 200);
    CHECK_HAS(resource.body().text(), "pending");
    CHECK_HAS(resource.header("Content-Type").value(), "json");
    CHECK(!resource.header("X-Nothing") && !resource.header("content-type", 9));
    CHECK_HAS(client.post(client.account().url(), "{}", "application/json").body().text(), "valid");
    CHECK_THROWS(acme::NotFound, ACME_STATUS_NOT_FOUND, "", client.post(order.substr(0, order.rfind('/')) + "/9999"));
}
