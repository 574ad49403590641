// Clients of the test servers, and the steps that a test takes before it comes to its point.
#ifndef FIXTURE_HPP
#define FIXTURE_HPP

#include <atomic>
#include <chrono>
#include <cstdlib>

#include <unistd.h>

#include "check.hpp"

namespace fixture {

using namespace std::chrono_literals;

inline std::string setting(const char *name) {
    const char *value = std::getenv(name);
    if (value == nullptr) check::fail(__FILE__, __LINE__, name);
    return value;
}

// The directory of a world of the scripted CA with a state of its own.
inline std::string world_url(const std::string &world) {
    static std::atomic<int> count{0};
    return setting("ACME_SCRIPTED") + "/" + world + "." + std::to_string(getpid()) + "-" + std::to_string(count++) +
           "/directory";
}

inline acme::Options options_for(const std::string &directory_url) {
    acme::Options options(directory_url);
    options.ca_file(setting("ACME_CA_FILE")).system_roots(false).proxy(nullptr);
    return options;
}

// A client with a key of its own and no account.
inline acme::Client stranger_in(const std::string &world) {
    return acme::Client(options_for(world_url(world)), acme::Key::generate());
}

// A client with an account in a world of the scripted CA.
inline acme::Client client_in(const std::string &world) {
    acme::Client client = stranger_in(world);
    client.new_account(acme::AccountParams().terms_agreed());
    return client;
}

// Makes an order of the scripted CA ready; that CA believes every response.
inline void make_ready(const acme::Client &client, acme::Order &order) {
    for (acme::Authorization authorization : order.authorizations(client)) {
        authorization.challenge_at(0).request_validation(client);
        authorization.wait(client, 60s);
    }
    order.wait(client, 60s);
}

// An order of the scripted CA whose certificate can be downloaded.
inline acme::Order valid_order(const acme::Client &client, acme::Text name) {
    acme::Order order = client.new_order({name});
    make_ready(client, order);
    order.finalize(client, acme::Csr::for_order(order, acme::Key::generate()));
    order.wait(client, 60s);
    return order;
}

// A solver for the scripted CA, which believes what is in no place at all.
inline acme::Solver believed() {
    const auto nothing = [](acme::Batch &) {};
    return acme::Solver("http-01,dns-01", {nothing, nothing});
}

}  // namespace fixture

#endif
