/**
 * @file
 * The reasons of revocations (RFC 5280, section 5.3.1).
 */
#ifndef ACME_CLIENT_REVOCATION_HPP
#define ACME_CLIENT_REVOCATION_HPP

#include <cstdint>
#include <optional>

#include "call.hpp"

namespace acme {

/** Why a certificate is revoked. */
enum class RevocationReason : std::int32_t {
    /** No reason is given. */
    none = -1,
    unspecified = 0,
    key_compromise = 1,
    affiliation_changed = 3,
    superseded = 4,
    cessation_of_operation = 5,
    certificate_hold = 6,
    remove_from_crl = 8,
    privilege_withdrawn = 9,
    aa_compromise = 10,
};

/** The reason by its name, such as "keyCompromise" or "key_compromise", in any case; none for what is no reason. */
inline std::optional<RevocationReason> revocation_reason(Text name) {
    const detail::CText text = detail::CText::optional(name, "name");
    const std::int32_t reason = acme_revocation_reason(text.c());
    return reason < 0 ? std::nullopt : std::make_optional(static_cast<RevocationReason>(reason));
}

}  // namespace acme

#endif
