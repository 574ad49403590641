// Certificates: obtained by one call, with another chain or profile, revoked.

#include "scene.hpp"

using namespace scene;
using Preference = acme::ChainPreference;

void obtain(const std::string &id) {
    acme::EventKind last{};
    acme::ObtainParams params{name_of(id), name_of(id, "www.")};
    params.events([&](const acme::Event &event) { last = event.kind(); });
    const acme::Certificate certificate = registered().obtain(params, acme::Solver::webroot(setting("ACME_WEBROOT")));
    ensure(certificate.identifiers().size() == 2, "the certificate is not for two names");
    note_key(certificate.key());
    ensure(fits(certificate, certificate.key()), "the key is another one's");
    ensure(last == acme::EventKind::issued, "the last event is another one");
}

// The certificate at the first alternate that the answer links to.
static acme::Certificate alternate_of(const acme::Client &client, std::string_view url) {
    const acme::Resource usual = client.post(url);
    for (std::size_t i = 0; usual.header("Link", i); i++) {
        const std::string_view link = *usual.header("Link", i);
        const std::size_t end = link.find('>');
        if (link.front() != '<' || link.find("\"alternate\"") == std::string_view::npos) continue;
        const acme::Resource other = client.post(link.substr(1, end - 1), nullptr, "application/pem-certificate-chain");
        return acme::Certificate::from_pem(other.body().text());
    }
    throw NotOffered("there is no alternate");
}

// Wants the chain with the topmost issuer of this one.
static Preference like(const acme::Certificate &certificate) {
    if (certificate.issuers_pem().empty()) return Preference::top_issuer(certificate.issuer_name());
    return like(acme::Certificate::from_pem(certificate.issuers_pem()));
}

void alternate_chains(const std::string &id) {
    const acme::Client client = registered();
    const acme::Order order = valid_order(client, name_of(id));
    const acme::Certificate alternate = alternate_of(client, order.certificate_url().value());
    const acme::Certificate usual = order.certificate(client), chosen = order.certificate(client, like(alternate));
    ensure(chosen.chain_pem() == alternate.chain_pem(), "another chain than the alternate was chosen");
    ensure(chosen.leaf_pem() == usual.leaf_pem() && chosen.chain_pem() != usual.chain_pem(), "the alternate is no alternate");
    const Preference nobody = Preference::top_issuer("Nobody");
    ensure_refused(ACME_STATUS_CHAIN_NOT_FOUND, "nobody's chain was found", [&] { order.certificate(client, nobody); });
    const acme::Certificate fallback = order.certificate(client, nobody.or_else(Preference::server_choice()));
    ensure(fallback.chain_pem() == usual.chain_pem(), "the fallback is not the server's choice");
}

void profiles(const std::string &id) {
    const acme::Client client = registered();
    const acme::Directory directory = client.directory();
    if (directory.profiles().empty()) throw NotOffered("there are no profiles");
    const acme::Profile profile = directory.profile(0);
    const std::string name = name_of(id);
    ensure(client.new_order(acme::OrderParams{name}.profile(profile.name)).profile() == profile.name, "the order has another profile");
    ensure_refused(ACME_STATUS_INVALID_PROFILE, "an unknown profile was taken",
                   [&] { client.new_order(acme::OrderParams{name}.profile("no-such")); });
    client.new_order(acme::OrderParams{name}.profile("no-such").profile_optional());
}

void revocation(const std::string &id) {
    const acme::Client client = registered();
    const acme::Certificate certificate = issue(client, name_of(id));
    certificate.revoke(client, acme::RevocationReason::superseded);
    ensure_refused(ACME_STATUS_ALREADY_REVOKED, "it could be revoked twice",
                   [&] { certificate.revoke(client, acme::RevocationReason::superseded); });
}

void revocation_by_key(const std::string &id) {
    const acme::Key key = new_key();
    const acme::Certificate certificate = issue(registered(), name_of(id), "http-01", key);
    certificate.revoke_with_key(stranger(new_key()), key, acme::RevocationReason::key_compromise);
}
