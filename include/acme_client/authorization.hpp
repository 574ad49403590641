/**
 * @file
 * Authorizations (RFC 8555, sections 7.1.4 and 7.5).
 */
#ifndef ACME_CLIENT_AUTHORIZATION_HPP
#define ACME_CLIENT_AUTHORIZATION_HPP

#include <chrono>
#include <optional>
#include <string_view>

#include "challenge.hpp"
#include "client.hpp"
#include "identifier.hpp"
#include "range.hpp"

namespace acme {

/**
 * The server's belief that an account controls an identifier, as it showed it last. It offers challenges, of which one is
 * enough; one that is valid already needs none. Its views live until a call that takes it non-const, or its end.
 */
class Authorization : public Object<Authorization, acme_authorization, acme_authorization_free> {
public:
    static constexpr const char *class_name = "acme::Authorization";
    using Object::Object;

    /** Reads the authorization again. On failure it stays as it is. */
    void refresh(const Client &client) { detail::call(acme_authorization_refresh, client.c(), c()); }

    /**
     * Waits until the authorization is valid. On failure it stays as it is.
     *
     * @throws AuthorizationInvalid with the problem of the challenge that failed
     * @throws TimedOut
     */
    void wait(const Client &client, std::chrono::milliseconds timeout) {
        detail::call(acme_authorization_wait, client.c(), c(), detail::milliseconds_of(timeout, "timeout"));
    }

    /** Gives the authorization up (RFC 8555, section 7.5.2). On failure it stays as it is. */
    void deactivate(const Client &client) { detail::call(acme_authorization_deactivate, client.c(), c()); }

    /** The challenge of a type, such as "http-01", as an object of its own. @throws NotOffered listing what is offered */
    Challenge challenge(Text type) const {
        const detail::CText text(type, "type");
        return detail::make<Challenge>(acme_authorization_challenge, c(), text.c());
    }

    /** The challenge at `index`, as an object of its own. @throws InvalidArgument when there is none */
    Challenge challenge_at(std::size_t index) const {
        return detail::make<Challenge>(acme_authorization_challenge_at, c(), index);
    }

    /** The challenges, each as an object of its own. Nothing is sent. */
    Items<Authorization, Challenge> challenges() const & {
        return {{this, &Authorization::challenge_at}, acme_authorization_challenge_count(c())};
    }
    void challenges() const && = delete;

    /** The authorization URL. */
    std::string_view url() const ACME_CLIENT_BORROWED { return detail::view(acme_authorization_url(c())); }

    /** "pending", "valid", "invalid", "deactivated", "expired" or "revoked" (RFC 8555, section 7.1.6). */
    std::string_view status() const ACME_CLIENT_BORROWED { return detail::view(acme_authorization_status(c())); }

    /** When the server forgets it, as RFC 3339 writes it. */
    std::optional<std::string_view> expires() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_authorization_expires(c()));
    }

    /** What it is for; without "*." also for a wildcard. */
    Identifier identifier() const ACME_CLIENT_BORROWED {
        return {detail::view(acme_authorization_identifier_type(c())),
                detail::view(acme_authorization_identifier_value(c()))};
    }

    /** Whether it is for the wildcard name of the identifier. */
    bool is_wildcard() const { return acme_authorization_is_wildcard(c()); }

    /** Whether it counts for the names below as well (RFC 9444). */
    bool subdomains_allowed() const { return acme_authorization_subdomains_allowed(c()); }

    /** The authorization as the server sent it. */
    std::string_view json() const ACME_CLIENT_BORROWED { return detail::view(acme_authorization_json(c())); }
};

inline Authorization Client::authorization(Text url) const {
    const detail::CText text(url, "url");
    return detail::make<Authorization>(acme_client_authorization, c(), text.c());
}

inline Authorization Client::new_authorization(Text name, bool subdomains) const {
    const detail::CText text(name, "name");
    return detail::make<Authorization>(acme_client_new_authorization, c(), text.c(), subdomains);
}

}  // namespace acme

#endif
