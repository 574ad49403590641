// The steps that scenarios are made of.

#include "scene.hpp"

#include <cstdlib>
#include <optional>

#include <openssl/x509.h>

namespace scene {

acme::Text setting(const char *name) { return std::getenv(name); }

std::string name_of(const std::string &id, const std::string &prefix) {
    return prefix + id + "." + std::string(setting("ACME_NAMES").view());
}

acme::Client stranger(const acme::Key &key) {
    acme::Options options(setting("ACME_DIRECTORY"));
    options.ca_file(setting("ACME_CA_FILE")).system_roots(false).log(acme::LogLevel::trace, note_line);
    return acme::Client(options, key);
}

acme::AccountParams account_params(bool bound) {
    acme::AccountParams params;
    params.contact("mailto:ops@example.com").terms_agreed();
    if (bound && !setting("ACME_EAB_KID").is_none()) {
        params.external_account(setting("ACME_EAB_KID"), setting("ACME_EAB_KEY"));
    }
    return params;
}

acme::Client registered() {
    acme::Client client = stranger(new_key());
    client.new_account(account_params());
    return client;
}

static void prove(const acme::Client &client, acme::Authorization &authorization, const std::string &type) {
    acme::Challenge challenge = authorization.challenge(type);
    std::optional<Responder> responder;
    if (type == "http-01") {
        publish(challenge.http01_path().value(), challenge.key_authorization(client));
    } else if (type == "tls-alpn-01") {
        const acme::Key key = new_key();
        responder.emplace(challenge.tls_alpn01_certificate(client, key), key);
    } else {
        const acme::DnsRecord record = challenge.dns_record(client);
        add_txt(record.name(), record.value());
    }
    challenge.request_validation(client);
    authorization.wait(client, PATIENCE);
}

void complete(const acme::Client &client, acme::Order &order, const std::string &type, const acme::Key &key) {
    for (acme::Authorization authorization : order.authorizations(client)) {
        if (authorization.status() != "valid") prove(client, authorization, type);
    }
    order.wait(client, PATIENCE);
    order.finalize(client, acme::Csr::for_order(order, key));
    order.wait(client, PATIENCE);
}

acme::Order valid_order(const acme::Client &client, const std::string &name) {
    acme::Order order = client.new_order({name});
    complete(client, order, "http-01", new_key());
    return order;
}

acme::Certificate issue(const acme::Client &client, const std::string &name, const std::string &type, const acme::Key &key) {
    acme::Order order = client.new_order({name});
    complete(client, order, type, key);
    return order.certificate(client);
}

acme::Certificate issue(const acme::Client &client, const std::string &name) {
    return issue(client, name, "http-01", new_key());
}

bool fits(const acme::Certificate &certificate, const acme::Key &key) {
    const acme::Bytes key_der = key.to_der();
    const unsigned char *leaf_bytes = certificate.der(0).data(), *key_bytes = key_der.data();
    const std::unique_ptr<X509, void (*)(X509 *)> leaf(
        d2i_X509(nullptr, &leaf_bytes, static_cast<long>(certificate.der(0).size())), X509_free);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY *)> private_key(
        d2i_AutoPrivateKey(nullptr, &key_bytes, static_cast<long>(key_der.size())), EVP_PKEY_free);
    return leaf && private_key && X509_check_private_key(leaf.get(), private_key.get()) == 1;
}

}  // namespace scene
