// Renewal information, and orders that replace a certificate.

#include <algorithm>

#include "scene.hpp"

using namespace scene;

void renewal_info(const std::string &id) {
    const acme::Client client = registered();
    const acme::Certificate certificate = issue(client, name_of(id));
    const acme::RenewalInfo info = client.renewal_info(certificate.ari_id().value());
    const acme::Time now = acme::now(), moment = info.pick(now);
    ensure(moment >= std::max(info.start(), now) && moment <= std::max(info.end(), now), "the moment is outside the window");
    ensure(moment <= certificate.not_after(), "the moment is after the end");
}

void renewal_replaces(const std::string &id) {
    const acme::Client client = registered();
    const acme::Certificate first = issue(client, name_of(id));
    client.renewal_info(first.ari_id().value());
    acme::OrderParams params{name_of(id)};
    params.replaces(*first.ari_id());
    acme::Order order = client.new_order(params);
    ensure(order.replaces() == first.ari_id(), "the order does not repeat what it replaces");
    complete(client, order, "http-01", new_key());
    ensure(order.certificate(client).serial() != first.serial(), "the same certificate came again");
    ensure_refused(ACME_STATUS_ALREADY_REPLACED, "it could be replaced twice", [&] { client.new_order(params); });
}
