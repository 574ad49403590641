/**
 * @file
 * What a certificate can name.
 */
#ifndef ACME_CLIENT_IDENTIFIER_HPP
#define ACME_CLIENT_IDENTIFIER_HPP

#include <string_view>

namespace acme {

/** A DNS name or an IP address. Its views live as long as what it was taken from, which must not change meanwhile. */
struct Identifier {
    /** "dns" or "ip". */
    std::string_view type;
    /** Such as "www.example.com". */
    std::string_view value;

    friend bool operator==(const Identifier &one, const Identifier &other) noexcept {
        return one.type == other.type && one.value == other.value;
    }
    friend bool operator!=(const Identifier &one, const Identifier &other) noexcept { return !(one == other); }
};

}  // namespace acme

#endif
