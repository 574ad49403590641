/**
 * @file
 * What a new order asks for.
 */
#ifndef ACME_CLIENT_ORDER_PARAMS_HPP
#define ACME_CLIENT_ORDER_PARAMS_HPP

#include <chrono>
#include <initializer_list>

#include "builder.hpp"

namespace acme {

/** What a new order asks for. */
class OrderParams : public Builder<OrderParams, acme_order_params, acme_order_params_free> {
public:
    static constexpr const char *class_name = "acme::OrderParams";
    using Builder::Builder;

    /** Parameters that ask for nothing yet. */
    OrderParams() : Builder(Adopted{}, detail::made_by(acme_order_params_new)) {}

    /** Parameters that ask for names and IP addresses. */
    OrderParams(std::initializer_list<Text> names) : OrderParams() {
        for (const Text &each : names) name(each);
    }

    /** Adds a DNS name, "*." allowed in front. Internationalised names may be written in any script. */
    OrderParams &dns(Text name) { return set_text(acme_order_params_add_dns, name, "name"); }

    /** Adds an IP address, version 4 or 6 (RFC 8738). */
    OrderParams &ip(Text address) { return set_text(acme_order_params_add_ip, address, "ip"); }

    /** Adds an IP address when it is one, a DNS name otherwise. */
    OrderParams &name(Text name) { return set_text(acme_order_params_add_name, name, "name"); }

    /** Adds an identifier of any type. Those of types other than "dns" and "ip" are sent as given. */
    OrderParams &identifier(Text type, Text value) {
        const detail::CText kind(type, "type"), text(value, "value");
        return set(acme_order_params_add_identifier, kind.c(), text.c());
    }

    /** The wanted start of validity, as RFC 3339 writes it ("2030-01-31T12:00:00Z"). Most authorities refuse it. */
    OrderParams &not_before(Text time) { return set_text(acme_order_params_set_not_before, time, "not_before"); }

    /** The wanted end of validity, as RFC 3339 writes it. Most authorities refuse it. */
    OrderParams &not_after(Text time) { return set_text(acme_order_params_set_not_after, time, "not_after"); }

    /** The certificate profile, one of Directory::profiles. */
    OrderParams &profile(Text name) { return set_text(acme_order_params_set_profile, name, "profile"); }

    /** Whether the authority's default will do where it does not have the profile or refuses it. */
    OrderParams &profile_optional(bool optional = true) {
        return set(acme_order_params_set_profile_optional, optional);
    }

    /** The certificate that the new one replaces, by its Certificate::ari_id (RFC 9773, section 5). */
    OrderParams &replaces(Text ari_id) { return set_text(acme_order_params_set_replaces, ari_id, "replaces"); }

    /** Whether the order is placed as a new one where that certificate has a successor already. */
    OrderParams &replaces_optional(bool optional = true) {
        return set(acme_order_params_set_replaces_optional, optional);
    }

    /** Lets the authorization of a name above count for one of the order's names (RFC 9444). */
    OrderParams &ancestor(Text name, Text above) {
        const detail::CText text(name, "name"), parent(above, "ancestor");
        return set(acme_order_params_set_ancestor, text.c(), parent.c());
    }

    /**
     * Has the certificate renew itself (RFC 8739).
     *
     * @param end_date when the last certificate ends, as RFC 3339 writes it
     * @param lifetime how long each certificate is valid
     * @param start_date when the first certificate begins; null for at once
     * @param allow_get whether the certificate may be fetched with a GET that nobody signs
     */
    OrderParams &auto_renewal(Text end_date, std::chrono::seconds lifetime, Text start_date = nullptr,
                              bool allow_get = false) {
        const detail::CText end(end_date, "end_date"), start = detail::CText::optional(start_date, "start_date");
        const std::uint64_t seconds = detail::milliseconds_of(lifetime, "lifetime") / 1000;
        return set(acme_order_params_set_auto_renewal, start.c(), end.c(), seconds, allow_get);
    }

    /** How much earlier than its issuance each certificate begins (RFC 8739, 3.1.1). Comes after auto_renewal. */
    OrderParams &auto_renewal_adjust(std::chrono::seconds earlier) {
        const std::uint64_t seconds = detail::milliseconds_of(earlier, "lifetime_adjust") / 1000;
        return set(acme_order_params_set_auto_renewal_adjust, seconds);
    }
};

}  // namespace acme

#endif
