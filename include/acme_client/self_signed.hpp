/**
 * @file
 * Certificates that sign themselves: what tls-alpn-01 shows (RFC 8737), and what a server shows until it has a real one.
 */
#ifndef ACME_CLIENT_SELF_SIGNED_HPP
#define ACME_CLIENT_SELF_SIGNED_HPP

#include <string_view>

#include "builder.hpp"
#include "key.hpp"

namespace acme {

/** What a certificate that signs itself says: valid from now on for 30 days, unless told otherwise. */
class SelfSignedParams : public Builder<SelfSignedParams, acme_self_signed_params, acme_self_signed_params_free> {
public:
    static constexpr const char *class_name = "acme::SelfSignedParams";
    using Builder::Builder;

    /** Parameters that name nothing yet. */
    SelfSignedParams() : Builder(Adopted{}, detail::made_by(acme_self_signed_params_new)) {}

    /** Adds an IP address when it is one, a DNS name otherwise. */
    SelfSignedParams &name(Text name) { return set_text(acme_self_signed_params_add_name, name, "name"); }

    /** The common name of subject and issuer, at most 64 characters; both are empty without it. */
    SelfSignedParams &common_name(Text name) {
        return set_text(acme_self_signed_params_set_common_name, name, "common_name");
    }

    /** From when and until when it is valid. */
    SelfSignedParams &validity(Time not_before, Time not_after) {
        return set(acme_self_signed_params_set_validity, detail::seconds_of(not_before), detail::seconds_of(not_after));
    }
};

/** A certificate that its own key signed. It never changes, and what it lends lives as long as it. */
class SelfSigned : public Object<SelfSigned, acme_self_signed, acme_self_signed_free> {
public:
    static constexpr const char *class_name = "acme::SelfSigned";
    using Object::Object;

    /** Makes the certificate of a key. @throws InvalidArgument naming what is refused, such as no names */
    SelfSigned(const SelfSignedParams &params, const Key &key)
        : SelfSigned(detail::make<SelfSigned>(acme_self_signed_new, params.c(), key.c())) {}

    /** The certificate in PEM. */
    std::string_view pem() const ACME_CLIENT_BORROWED { return detail::view(acme_self_signed_pem(c())); }

    /** The certificate in DER, lent. */
    ByteView der() const ACME_CLIENT_BORROWED {
        std::size_t length = 0;
        const std::uint8_t *bytes = acme_self_signed_der(c(), &length);
        return {bytes, length};
    }
};

}  // namespace acme

#endif
