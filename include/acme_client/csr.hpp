/**
 * @file
 * Certificate requests (PKCS #10, RFC 2986): what Order::finalize sends.
 */
#ifndef ACME_CLIENT_CSR_HPP
#define ACME_CLIENT_CSR_HPP

#include <initializer_list>
#include <string_view>

#include "builder.hpp"
#include "key.hpp"

namespace acme {

class Order;

/** What a certificate request asks for, where that goes beyond the names of an order. */
class CsrParams : public Builder<CsrParams, acme_csr_params, acme_csr_params_free> {
public:
    static constexpr const char *class_name = "acme::CsrParams";
    using Builder::Builder;

    /** Parameters that ask for nothing yet. */
    CsrParams() : Builder(Adopted{}, detail::made_by(acme_csr_params_new)) {}

    /** Parameters that ask for names and IP addresses. */
    CsrParams(std::initializer_list<Text> names) : CsrParams() {
        for (const Text &each : names) name(each);
    }

    /** Adds a DNS name, "*." allowed in front. Internationalised names may be written in any script. */
    CsrParams &dns(Text name) { return set_text(acme_csr_params_add_dns, name, "name"); }

    /** Adds an IP address, version 4 or 6. */
    CsrParams &ip(Text address) { return set_text(acme_csr_params_add_ip, address, "ip"); }

    /** Adds an IP address when it is one, a DNS name otherwise. */
    CsrParams &name(Text name) { return set_text(acme_csr_params_add_name, name, "name"); }

    /** Puts a DNS name of at most 64 characters into the subject, and among the names when it is not there. */
    CsrParams &common_name(Text name) { return set_text(acme_csr_params_set_common_name, name, "common_name"); }

    /** Adds a field to the subject by OpenSSL's short or long name, such as "O". Public authorities ignore it. */
    CsrParams &subject(Text name, Text value) {
        const detail::CText field(name, "name"), text(value, "value");
        return set(acme_csr_params_add_subject, field.c(), text.c());
    }

    /** Whether the certificate may only be used with a stapled OCSP response (RFC 7633). Few authorities allow it. */
    CsrParams &must_staple(bool must = true) { return set(acme_csr_params_set_must_staple, must); }
};

/** A certificate request. It never changes, and what it lends lives as long as it. */
class Csr : public Object<Csr, acme_csr, acme_csr_free> {
public:
    static constexpr const char *class_name = "acme::Csr";
    using Object::Object;

    /** Makes a request, signed by the certificate's key; keep that. @throws InvalidArgument naming what is refused */
    Csr(const CsrParams &params, const Key &key) : Csr(detail::make<Csr>(acme_csr_new, params.c(), key.c())) {}

    /** Makes a request for the identifiers of an order, with an empty subject. Keep the key, which is not the account's. */
    static Csr for_order(const Order &order, const Key &key);

    /** Reads a request that was made elsewhere. @throws InvalidArgument when it is none or does not verify */
    static Csr from_der(ByteView der) { return detail::make<Csr>(acme_csr_from_der, der.data(), der.size()); }

    /** The same for PEM. */
    static Csr from_pem(Text pem) {
        const detail::CText text(pem, "pem");
        return detail::make<Csr>(acme_csr_from_pem, text.c());
    }

    /** The request in DER, lent. */
    ByteView der() const ACME_CLIENT_BORROWED {
        std::size_t length = 0;
        const std::uint8_t *bytes = acme_csr_der(c(), &length);
        return {bytes, length};
    }

    /** The request in PEM. */
    std::string_view pem() const ACME_CLIENT_BORROWED { return detail::view(acme_csr_pem(c())); }
};

}  // namespace acme

#endif
