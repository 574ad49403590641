/**
 * @file
 * Challenges (RFC 8555, sections 7.1.5 and 8).
 */
#ifndef ACME_CLIENT_CHALLENGE_HPP
#define ACME_CLIENT_CHALLENGE_HPP

#include <optional>
#include <string>
#include <string_view>

#include "client.hpp"
#include "dns_record.hpp"
#include "self_signed.hpp"

namespace acme {

/**
 * A challenge as the server showed it last. Put the proof in place, then call request_validation, then wait for the
 * authorization. Its views live until a call that takes it non-const, or its end.
 */
class Challenge : public Object<Challenge, acme_challenge, acme_challenge_free> {
public:
    static constexpr const char *class_name = "acme::Challenge";
    using Object::Object;

    /** Reads the challenge again. On failure it stays as it is. */
    void refresh(const Client &client) { detail::call(acme_challenge_refresh, client.c(), c()); }

    /** Tells the server that the proof is in place (RFC 8555, section 7.5.1). On failure it stays as it is. */
    void request_validation(const Client &client) {
        detail::call(acme_challenge_request_validation, client.c(), c());
    }

    /** The same with JSON of one's own, which device-attest-01 and others want. @throws InvalidArgument for no object */
    void request_validation(const Client &client, Text payload) {
        const detail::CText text(payload, "payload");
        detail::call(acme_challenge_request_validation_with, client.c(), c(), text.c());
    }

    /** Answers onion-csr-01 with a request that the onion service's Ed25519 key signs (RFC 9799). */
    void request_onion_validation(const Client &client, const Key &key) {
        detail::call(acme_challenge_request_onion_validation, client.c(), c(), key.c());
    }

    /** The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1). Nothing is sent. */
    std::string key_authorization(const Client &client) const {
        return detail::text_of(acme_challenge_key_authorization, client.c(), c());
    }

    /** The value of dns-01's TXT record (RFC 8555, section 8.4). Nothing is sent. */
    std::string dns01_value(const Client &client) const {
        return detail::text_of(acme_challenge_dns01_value, client.c(), c());
    }

    /** The TXT record that proves dns-01, dns-account-01 or dns-persist-01. @throws InvalidArgument for other types */
    DnsRecord dns_record(const Client &client) const {
        return detail::make<DnsRecord>(acme_challenge_dns_record, client.c(), c());
    }

    /**
     * The certificate that a TLS server shows on port 443 to who asks for the protocol "acme-tls/1" and the server name
     * tls_alpn01_name (RFC 8737, section 3). Nothing is sent.
     *
     * @param key the certificate's private key, made for it; any kind
     */
    SelfSigned tls_alpn01_certificate(const Client &client, const Key &key) const {
        return detail::make<SelfSigned>(acme_challenge_tls_alpn01_certificate, client.c(), c(), key.c());
    }

    /** The server name that the authority asks for in tls-alpn-01; none when the identifier is not known. */
    std::optional<std::string_view> tls_alpn01_name() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_tls_alpn01_name(c()));
    }

    /** Where http-01's proof is served: "/.well-known/acme-challenge/" and the token; none without a token. */
    std::optional<std::string_view> http01_path() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_http01_path(c()));
    }

    /** The name of dns-01's TXT record; none when the identifier is no DNS name or not known. */
    std::optional<std::string_view> dns01_name() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_dns01_name(c()));
    }

    /** The challenge URL. */
    std::string_view url() const ACME_CLIENT_BORROWED { return detail::view(acme_challenge_url(c())); }

    /** Such as "http-01". It may be one that this library does not know. */
    std::string_view type() const ACME_CLIENT_BORROWED { return detail::view(acme_challenge_type(c())); }

    /** "pending", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6). */
    std::string_view status() const ACME_CLIENT_BORROWED { return detail::view(acme_challenge_status(c())); }

    /** The token, in base64url; none for types without one. */
    std::optional<std::string_view> token() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_token(c()));
    }

    /** When the server validated it, as RFC 3339 writes it. */
    std::optional<std::string_view> validated() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_validated(c()));
    }

    /** Why the challenge failed: the type of the server's problem document. */
    std::optional<std::string_view> problem_type() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_problem_type(c()));
    }

    /** Why the challenge failed: its detail. */
    std::optional<std::string_view> problem_detail() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_problem_detail(c()));
    }

    /** Why the challenge failed: the whole document. */
    std::optional<std::string_view> problem_json() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_challenge_problem_json(c()));
    }

    /** The challenge as the server sent it. */
    std::string_view json() const ACME_CLIENT_BORROWED { return detail::view(acme_challenge_json(c())); }
};

inline Challenge Client::challenge(Text url) const {
    const detail::CText text(url, "url");
    return detail::make<Challenge>(acme_client_challenge, c(), text.c());
}

}  // namespace acme

#endif
