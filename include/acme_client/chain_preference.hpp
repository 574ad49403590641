/**
 * @file
 * Which of several certificate chains is wanted (RFC 8555, section 7.4.2).
 */
#ifndef ACME_CLIENT_CHAIN_PREFERENCE_HPP
#define ACME_CLIENT_CHAIN_PREFERENCE_HPP

#include "object.hpp"

namespace acme {

/**
 * Which chain is wanted. The chain that the server prefers is looked at first, then its alternates in their order. It
 * never changes.
 */
class ChainPreference
    : public Object<ChainPreference, acme_chain_preference, acme_chain_preference_free> {
public:
    static constexpr const char *class_name = "acme::ChainPreference";
    using Object::Object;

    /** The chain whose topmost certificate was issued under this whole common name, such as "ISRG Root X1". */
    static ChainPreference top_issuer(Text common_name) {
        const detail::CText text(common_name, "common_name");
        return detail::make<ChainPreference>(acme_chain_preference_top_issuer, text.c());
    }

    /** A chain in which some issuer's name, written "/C=US/O=Example/CN=Root", has this text in it. */
    static ChainPreference any_issuer(Text part) {
        const detail::CText text(part, "text");
        return detail::make<ChainPreference>(acme_chain_preference_any_issuer, text.c());
    }

    /** A chain in which some certificate has this Subject Key Identifier, or the topmost this Authority Key Identifier. */
    static ChainPreference key_id(ByteView key_id) {
        return detail::make<ChainPreference>(acme_chain_preference_key_id, key_id.data(), key_id.size());
    }

    /** A chain in which some certificate has this SHA-256 fingerprint of 32 bytes. */
    static ChainPreference fingerprint(ByteView sha256) {
        return detail::make<ChainPreference>(acme_chain_preference_fingerprint, sha256.data(), sha256.size());
    }

    /** The chain of the fewest certificates. */
    static ChainPreference shortest() { return detail::make<ChainPreference>(acme_chain_preference_shortest); }

    /** The chain that the server offers first. */
    static ChainPreference server_choice() { return detail::make<ChainPreference>(acme_chain_preference_server_choice); }

    /** This preference, or where no chain meets it the other: with server_choice at its end a list never fails. */
    ChainPreference or_else(const ChainPreference &other) const {
        return detail::make<ChainPreference>(acme_chain_preference_or, c(), other.c());
    }
};

}  // namespace acme

#endif
