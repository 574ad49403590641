// The scenarios, and the steps that they are made of. A scenario that returns has passed; what it throws says otherwise.
#ifndef SCENE_HPP
#define SCENE_HPP

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <openssl/ssl.h>

#include <acme_client.hpp>

namespace scene {

using namespace std::chrono_literals;

// How long a scenario waits for the server.
inline constexpr auto PATIENCE = 60s;

// The server does not have the feature.
struct NotOffered : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// An expectation did not hold.
struct Failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void ensure(bool holds, const char *what) {
    if (!holds) throw Failed(what);
}

// Expects that a call fails with a status.
template <class Call>
void ensure_refused(acme_status expected, const char *what, Call call) {
    try {
        call();
    } catch (const acme::Error &error) {
        if (error.status() == expected) return;
        throw;
    }
    throw Failed(what);
}

// A variable of the environment; null when it is not set.
acme::Text setting(const char *name);

// "PREFIX" "ID.SUFFIX", a name that is the scenario's alone.
std::string name_of(const std::string &id, const std::string &prefix = "");

// Adds a line to the log.
void note_line(acme::LogLevel level, std::string_view line);

// Adds a private key to those that the log is searched for.
void note_key(const acme::Key &key);

// A new key, noted.
acme::Key new_key(acme::KeyKind kind = acme::KeyKind::ec_p256);

// A client without an account.
acme::Client stranger(const acme::Key &key);

// The parameters of a new account, with the binding that the server needs.
acme::AccountParams account_params(bool bound = true);

// A client with a key and an account of its own.
acme::Client registered();

// Proves the names of an order by a type of challenge, and finalizes it with the key.
void complete(const acme::Client &client, acme::Order &order, const std::string &type, const acme::Key &key);

// A valid order for a name, proved by http-01.
acme::Order valid_order(const acme::Client &client, const std::string &name);

// A certificate for a name, proved by a type of challenge.
acme::Certificate issue(const acme::Client &client, const std::string &name, const std::string &type, const acme::Key &key);
acme::Certificate issue(const acme::Client &client, const std::string &name);

// Whether the leaf is for the key.
bool fits(const acme::Certificate &certificate, const acme::Key &key);

// Sets a TXT record, whose name is full but for the last dot.
void add_txt(std::string_view name, std::string_view value);

// Writes a file below the folder in which http-01 is validated.
void publish(std::string_view path, std::string_view text);

// A TLS server for tls-alpn-01 (RFC 8737) at ACME_TLS_PORT, on a thread of its own as long as it lives.
class Responder {
public:
    Responder(const acme::SelfSigned &certificate, const acme::Key &key);
    Responder(const Responder &) = delete;
    Responder &operator=(const Responder &) = delete;
    ~Responder();

private:
    void serve() const;

    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX *)> context_;
    int listener_ = -1;
    std::thread thread_;
};

}  // namespace scene

// Each is told its id.
using Scenario = void(const std::string &id);

Scenario account, account_ed25519, external_account, key_change, account_deactivation;
Scenario by_challenge, http_01_ip, tls_alpn_01_ip, dns_01_wildcard;
Scenario obtain, alternate_chains, profiles, revocation, revocation_by_key;
Scenario renewal_info, renewal_replaces;
Scenario orders, pre_authorization, authorization_deactivation;

#endif
