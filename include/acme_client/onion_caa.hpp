/**
 * @file
 * CAA records of onion services, which an authority may want within finalize (RFC 9799).
 */
#ifndef ACME_CLIENT_ONION_CAA_HPP
#define ACME_CLIENT_ONION_CAA_HPP

#include <optional>

#include "builder.hpp"
#include "key.hpp"

namespace acme {

/** The CAA records of onion services, for Order::finalize. */
class OnionCaaParams : public Builder<OnionCaaParams, acme_onion_caa_params, acme_onion_caa_params_free> {
public:
    static constexpr const char *class_name = "acme::OnionCaaParams";
    using Builder::Builder;

    /** Parameters without a service. */
    OnionCaaParams() : Builder(Adopted{}, detail::made_by(acme_onion_caa_params_new)) {}

    /**
     * Adds the records of a service, which its key signs.
     *
     * @param name the service's name, or one below it
     * @param key the onion service's Ed25519 key
     * @param records as the service's descriptor has them, a line each, such as `caa 0 issue "ca.example"`; null when it
     *        has none
     * @param expiry until when they are good, at most 8 hours from now; none for an hour from now
     */
    OnionCaaParams &add(Text name, const Key &key, Text records = nullptr, std::optional<Time> expiry = std::nullopt) {
        const detail::CText service(name, "name"), lines = detail::CText::optional(records, "records");
        const std::int64_t until = expiry ? detail::seconds_of(*expiry) : 0;
        return set(acme_onion_caa_params_add, service.c(), lines.c(), until, key.c());
    }
};

}  // namespace acme

#endif
