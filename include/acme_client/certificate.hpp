/**
 * @file
 * Certificates with their chains (RFC 8555, section 7.4.2), and their revocation (section 7.6).
 */
#ifndef ACME_CLIENT_CERTIFICATE_HPP
#define ACME_CLIENT_CERTIFICATE_HPP

#include <optional>
#include <string_view>

#include "client.hpp"
#include "identifier.hpp"
#include "key.hpp"
#include "range.hpp"
#include "revocation.hpp"

namespace acme {

/** A certificate and its issuers. It never changes, and what it lends lives as long as it. */
class Certificate : public Object<Certificate, acme_certificate, acme_certificate_free> {
public:
    static constexpr const char *class_name = "acme::Certificate";
    using Object::Object;

    /**
     * Reads a certificate that was kept, with or without its issuers.
     *
     * @throws InvalidResponse (ACME_STATUS_INVALID_CHAIN) saying which block is wrong
     */
    static Certificate from_pem(Text pem) {
        const detail::CText text(pem, "pem");
        return detail::make<Certificate>(acme_certificate_from_pem, text.c());
    }

    /** The whole chain as PEM, byte for byte as the server sent it: what a web server wants. */
    std::string_view chain_pem() const ACME_CLIENT_BORROWED { return detail::view(acme_certificate_chain_pem(c())); }

    /** The leaf alone as PEM. */
    std::string_view leaf_pem() const ACME_CLIENT_BORROWED { return detail::view(acme_certificate_leaf_pem(c())); }

    /** The issuers without the leaf as PEM; empty when there are none. */
    std::string_view issuers_pem() const ACME_CLIENT_BORROWED {
        return detail::view(acme_certificate_issuers_pem(c()));
    }

    /** The DER of each certificate, the leaf first. */
    Items<Certificate, ByteView> ders() const & { return {{this, &Certificate::der}, acme_certificate_count(c())}; }
    void ders() const && = delete;

    /** The DER of one certificate, lent: 0 is the leaf; empty when there is none. */
    ByteView der(std::size_t index) const ACME_CLIENT_BORROWED {
        std::size_t length = 0;
        const std::uint8_t *bytes = acme_certificate_der(c(), index, &length);
        return {bytes, length};
    }

    /** When the leaf becomes valid. */
    Time not_before() const { return detail::time_of(acme_certificate_not_before(c())); }

    /** When the leaf stops being valid. */
    Time not_after() const { return detail::time_of(acme_certificate_not_after(c())); }

    /** The leaf's serial number in lower-case hexadecimal, two digits a byte. */
    std::string_view serial() const ACME_CLIENT_BORROWED { return detail::view(acme_certificate_serial(c())); }

    /** The common name of the leaf's issuer, or its whole name when it has none. */
    std::string_view issuer_name() const ACME_CLIENT_BORROWED {
        return detail::view(acme_certificate_issuer_name(c()));
    }

    /** The DNS names and IP addresses of the leaf. */
    Items<Certificate, Identifier> identifiers() const & {
        return {{this, &Certificate::identifier}, acme_certificate_identifier_count(c())};
    }
    void identifiers() const && = delete;

    /** The leaf's identifier at `index`; empty when there is none. */
    Identifier identifier(std::size_t index) const ACME_CLIENT_BORROWED {
        return {detail::view(acme_certificate_identifier_type(c(), index)),
                detail::view(acme_certificate_identifier_value(c(), index))};
    }

    /** The leaf's name in renewal information (RFC 9773, section 4.1); none without an Authority Key Identifier. */
    std::optional<std::string_view> ari_id() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_certificate_ari_id(c()));
    }

    /** The private key, where Client::obtain made or was given it. @throws InvalidArgument when it is not known */
    Key key() const { return detail::make<Key>(acme_certificate_key, c()); }

    /** The URL of the order that Client::obtain obtained it with. */
    std::optional<std::string_view> order_url() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_certificate_order_url(c()));
    }

    /**
     * Revokes the leaf with the account's key.
     *
     * @throws Refused with ACME_STATUS_ALREADY_REVOKED or ACME_STATUS_UNAUTHORIZED
     * @throws NotOffered when the directory has no revokeCert
     */
    void revoke(const Client &client, RevocationReason reason = RevocationReason::none) const {
        detail::call(acme_certificate_revoke, client.c(), c(), static_cast<std::int32_t>(reason));
    }

    /** Revokes the leaf with its own key. No account is needed, and it may be another account's certificate. */
    void revoke_with_key(const Client &client, const Key &key, RevocationReason reason = RevocationReason::none) const {
        detail::call(acme_certificate_revoke_with_key, client.c(), c(), key.c(), static_cast<std::int32_t>(reason));
    }
};

}  // namespace acme

#endif
