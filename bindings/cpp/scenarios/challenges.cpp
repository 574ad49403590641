// A certificate by each type of challenge, verb by verb.

#include "scene.hpp"

using namespace scene;

static void proved(const std::string &name, const std::string &type) {
    const acme::Certificate certificate = issue(registered(), name, type, new_key());
    ensure(certificate.identifiers().size() == 1 && certificate.identifier(0).value == name,
           "the certificate is for something else");
}

// For a name, by the challenge that the scenario is called after.
void by_challenge(const std::string &id) { proved(name_of(id), id); }

void http_01_ip(const std::string &) { proved("127.0.0.1", "http-01"); }

void tls_alpn_01_ip(const std::string &) { proved("127.0.0.1", "tls-alpn-01"); }

void dns_01_wildcard(const std::string &id) { proved(name_of(id, "*."), "dns-01"); }
