// Orders and authorizations that no certificate comes of.

#include <algorithm>

#include "scene.hpp"

using namespace scene;

void orders(const std::string &id) {
    const acme::Client client = registered();
    const acme::Order placed = client.new_order({name_of(id)});
    acme::Orders list = client.orders();
    acme::Orders::Rest rest = list.rest(client);
    const auto is_placed = [&](const acme::Order &order) { return order.url() == placed.url(); };
    ensure(std::any_of(rest.begin(), rest.end(), is_placed), "the order is not listed");
}

void pre_authorization(const std::string &id) {
    ensure(registered().new_authorization(name_of(id)).status() == "pending", "it is not pending");
}

void authorization_deactivation(const std::string &id) {
    const acme::Client client = registered();
    acme::Authorization authorization = client.new_order({name_of(id)}).authorization(client, 0);
    try {
        authorization.deactivate(client);
    } catch (const acme::Refused &error) {
        if (error.status() == ACME_STATUS_MALFORMED) throw NotOffered(error.what());
        throw;
    }
    ensure(authorization.status() == "deactivated", "it is not deactivated");
}
