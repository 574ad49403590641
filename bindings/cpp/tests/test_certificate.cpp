#include <algorithm>

#include "fixture.hpp"

using namespace fixture;

TEST(a_certificate_says_what_it_is) {
    const acme::Client client = client_in("ok");
    const acme::Certificate certificate = valid_order(client, "www.example.com").certificate(client);
    CHECK_EQUAL(std::string(certificate.leaf_pem()) + std::string(certificate.issuers_pem()), certificate.chain_pem());
    CHECK(certificate.ders().size() == 2 && !certificate.der(0).empty() && certificate.der(2).empty());
    for (const acme::ByteView der : certificate.ders()) CHECK(*der.data() == 0x30);
    CHECK(certificate.not_before() <= acme::now() && certificate.not_after() > acme::now());
    CHECK(!certificate.serial().empty() && !certificate.issuer_name().empty() && certificate.ari_id().has_value());
    CHECK(!certificate.order_url());
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "key", certificate.key());
    const auto identifiers = certificate.identifiers();
    CHECK(std::count(identifiers.begin(), identifiers.end(), acme::Identifier{"dns", "www.example.com"}) == 1);
    CHECK_EQUAL(acme::Certificate::from_pem(certificate.chain_pem()).serial(), certificate.serial());
    CHECK_THROWS(acme::InvalidResponse, ACME_STATUS_INVALID_CHAIN, "", acme::Certificate::from_pem("nonsense"));
}

TEST(another_chain_is_chosen) {
    using Preference = acme::ChainPreference;
    const acme::Client client = client_in("ok");
    const acme::Order order = valid_order(client, "example.com");
    const std::string usual(order.certificate(client).chain_pem());
    const acme::Certificate other = order.certificate(client, Preference::top_issuer("Scripted Root X2"));
    CHECK(other.chain_pem() != usual);
    const auto chosen = [&](const Preference &preference) { return std::string(order.certificate(client, preference).chain_pem()); };
    CHECK_EQUAL(chosen(Preference::any_issuer("Root X2")), other.chain_pem());
    CHECK_EQUAL(chosen(Preference::server_choice()), usual);
    CHECK(!chosen(Preference::shortest()).empty());
    const acme::Bytes nobody(32);
    CHECK_THROWS(acme::NotOffered, ACME_STATUS_CHAIN_NOT_FOUND, "certificate", chosen(Preference::fingerprint(nobody)));
    CHECK_EQUAL(chosen(Preference::key_id(nobody).or_else(Preference::server_choice())), usual);
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "", Preference::fingerprint(acme::Bytes(3)));
}

TEST(a_certificate_is_revoked_once) {
    const acme::Client client = client_in("ok");
    const acme::Certificate certificate = valid_order(client, "www.example.com").certificate(client);
    certificate.revoke(client, acme::revocation_reason("superseded").value());
    CHECK_THROWS(acme::Refused, ACME_STATUS_ALREADY_REVOKED, "", certificate.revoke(client));
    CHECK(acme::revocation_reason("key_compromise") == acme::RevocationReason::key_compromise);
    CHECK(!acme::revocation_reason("boredom") && !acme::revocation_reason(nullptr));
    CHECK_THROWS(acme::NotOffered, ACME_STATUS_UNSUPPORTED_OPERATION, "revokeCert", certificate.revoke(client_in("no-revoke")));
}

TEST(a_certificate_is_revoked_by_its_key) {
    const acme::Options options = options_for(world_url("ok"));
    const acme::Client client(options, acme::Key::generate()), stranger(options, acme::Key::generate());
    client.new_account(acme::AccountParams().terms_agreed());
    const acme::Certificate certificate = client.obtain({"www.example.com"}, believed());
    certificate.revoke_with_key(stranger, certificate.key(), acme::RevocationReason::key_compromise);
    CHECK_THROWS(acme::Refused, ACME_STATUS_ALREADY_REVOKED, "", certificate.revoke(client));
}
