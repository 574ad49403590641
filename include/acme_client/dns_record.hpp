/**
 * @file
 * Records that prove control of a name.
 */
#ifndef ACME_CLIENT_DNS_RECORD_HPP
#define ACME_CLIENT_DNS_RECORD_HPP

#include <optional>
#include <string_view>

#include "client.hpp"

namespace acme {

/** A record to be put into the DNS. It never changes, and its views live as long as it. */
class DnsRecord : public Object<DnsRecord, acme_dns_record, acme_dns_record_free> {
public:
    static constexpr const char *class_name = "acme::DnsRecord";
    using Object::Object;

    /** The full name, without a final dot. */
    std::string_view name() const ACME_CLIENT_BORROWED { return detail::view(acme_dns_record_name(c())); }

    /** "TXT". */
    std::string_view type() const ACME_CLIENT_BORROWED { return detail::view(acme_dns_record_type(c())); }

    /** The text. Where it is longer than 255 characters a zone holds it in several strings of one record. */
    std::string_view value() const ACME_CLIENT_BORROWED { return detail::view(acme_dns_record_value(c())); }
};

inline DnsRecord Client::persistent_dns_record(Text name, Text issuer, bool wildcard, std::optional<Time> until) const {
    const detail::CText text(name, "name"), authority = detail::CText::optional(issuer, "issuer");
    const std::int64_t seconds = until ? detail::seconds_of(*until) : 0;
    return detail::make<DnsRecord>(acme_client_persistent_dns_record, c(), text.c(), authority.c(), wildcard, seconds);
}

}  // namespace acme

#endif
