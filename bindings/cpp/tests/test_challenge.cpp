#include "fixture.hpp"

using namespace fixture;

// The address of the onion service whose Ed25519 key has a secret half of 32 bytes of zero.
static constexpr const char *SERVICE = "hnvcppgow2sc2yvdvdicu3ynonsteflxdxrehjr2ybekdc2z3iu63yid.onion";

static acme::Key service_key() {
    acme::Bytes der{0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32};
    der.resize(48);
    return acme::Key::from_der(der);
}

TEST(a_challenge_says_what_proves_it) {
    const acme::Client client = client_in("ok");
    acme::Authorization authorization = client.new_order({"www.example.com"}).authorization(client, 0);
    acme::Challenge http = authorization.challenge("http-01");
    const std::string token(http.token().value()), proof = http.key_authorization(client);
    CHECK_EQUAL(http.http01_path().value(), "/.well-known/acme-challenge/" + token);
    CHECK(proof.substr(0, token.size() + 1) == token + ".");
    CHECK(!http.validated() && !http.problem_type() && !http.problem_detail() && !http.problem_json());
    CHECK_HAS(http.json(), token);

    const acme::Challenge dns = authorization.challenge("dns-01");
    CHECK_EQUAL(dns.dns01_name().value(), "_acme-challenge.www.example.com");
    CHECK_EQUAL(dns.dns_record(client).value(), dns.dns01_value(client));
    CHECK_EQUAL(dns.dns_record(client).name(), dns.dns01_name().value());
    CHECK_EQUAL(dns.dns_record(client).type(), "TXT");

    const acme::Challenge tls = authorization.challenge("tls-alpn-01");
    CHECK_EQUAL(tls.tls_alpn01_name().value(), "www.example.com");
    CHECK_HAS(tls.tls_alpn01_certificate(client, acme::Key::generate()).pem(), "BEGIN CERTIFICATE");
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", http.tls_alpn01_certificate(client, acme::Key::generate()));

    http.request_validation(client);
    authorization.wait(client, 60s);
    http.refresh(client);
    CHECK_EQUAL(http.status(), "valid");
    CHECK(http.validated().has_value());
    const acme::Challenge by_url = client.challenge(http.url());
    CHECK(by_url.type() == "http-01" && !by_url.dns01_name() && !by_url.tls_alpn01_name());
}

TEST(a_challenge_is_answered_with_json_of_ones_own) {
    const acme::Client client = client_in("ok");
    acme::Authorization authorization = client.new_order({"www.example.com"}).authorization(client, 0);
    acme::Challenge challenge = authorization.challenge("http-01");
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "payload", challenge.request_validation(client, "[]"));
    challenge.request_validation(client, "{}");
    authorization.wait(client, 60s);
}

TEST(an_onion_service_proves_itself_by_its_key) {
    const acme::Client client = client_in("extensions");
    acme::Authorization authorization = client.new_order({SERVICE}).authorization(client, 0);
    acme::Challenge challenge = authorization.challenge("onion-csr-01");
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "key: is not Ed25519",
                 challenge.request_onion_validation(client, acme::Key::generate()));
    challenge.request_onion_validation(client, service_key());
    authorization.wait(client, 60s);
    CHECK_EQUAL(authorization.status(), "valid");
}

TEST(an_authority_gets_the_caa_records_that_a_service_signed) {
    const acme::Client client = client_in("extensions");
    CHECK(client.directory().onion_caa_required());
    acme::Order order = client.new_order({std::string("www.") + SERVICE});
    make_ready(client, order);
    const acme::Csr csr = acme::Csr::for_order(order, acme::Key::generate());
    CHECK_THROWS(acme::Refused, ACME_STATUS_ONION_CAA_REQUIRED, SERVICE, order.finalize(client, csr));
    acme::OnionCaaParams records;
    records.add(SERVICE, service_key(), "caa 0 issue \"ca.example\"", acme::now() + 2h);
    order.finalize(client, csr, records);
    order.wait(client, 60s);
    CHECK_EQUAL(order.status(), "valid");
}

TEST(records_need_no_order) {
    const acme::Client client = client_in("extensions");
    CHECK_HAS(client.persistent_dns_record("example.com").value(), "ca.example; accounturi=https://");
    const acme::Time until{std::chrono::seconds(1721952000)};
    CHECK_HAS(client.persistent_dns_record("example.com", "b.example", true, until).value(), "; policy=wildcard; persistUntil=1721952000");
    CHECK_HAS(client.caa_record(), "0 issue \"ca.example; accounturi=https://");
    CHECK_HAS(client.caa_record("dns-01,http-01", true), "0 issuewild \"");
}
