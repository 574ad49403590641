/**
 * @file
 * Accounts (RFC 8555, sections 7.1.2 and 7.3).
 */
#ifndef ACME_CLIENT_ACCOUNT_HPP
#define ACME_CLIENT_ACCOUNT_HPP

#include <optional>
#include <string_view>

#include "builder.hpp"
#include "client.hpp"
#include "range.hpp"
#include "store.hpp"

namespace acme {

/** What a new account, or a change of one, says. */
class AccountParams : public Builder<AccountParams, acme_account_params, acme_account_params_free> {
public:
    static constexpr const char *class_name = "acme::AccountParams";
    using Builder::Builder;

    /** Parameters that say nothing yet. */
    AccountParams() : Builder(Adopted{}, detail::made_by(acme_account_params_new)) {}

    /** Adds a contact, a URL such as "mailto:ops@example.com". */
    AccountParams &contact(Text url) { return set_text(acme_account_params_add_contact, url, "contact"); }

    /** Removes the contacts: those added so far, and in Account::update those that the account has. */
    AccountParams &clear_contacts() { return set(acme_account_params_clear_contacts); }

    /** Agrees to the terms of service, which Directory::terms_of_service names. */
    AccountParams &terms_agreed(bool agreed = true) { return set(acme_account_params_set_terms_agreed, agreed); }

    /** Finds the account but makes none (RFC 8555, section 7.3.1). */
    AccountParams &only_return_existing(bool only = true) {
        return set(acme_account_params_set_only_return_existing, only);
    }

    /**
     * Binds the new account to one that the authority knows from elsewhere (RFC 8555, section 7.3.4).
     *
     * @param kid the key id that the authority gave
     * @param hmac_key the key that it gave: base64 or base64url
     * @param algorithm "HS256", "HS384" or "HS512"; null for "HS256"
     */
    AccountParams &external_account(Text kid, Text hmac_key, Text algorithm = nullptr) {
        const detail::CText id(kid, "kid"), key(hmac_key, "hmac_key");
        const detail::CText name = detail::CText::optional(algorithm, "algorithm");
        return set(acme_account_params_set_external_account, id.c(), key.c(), name.c());
    }
};

/** An account as the server showed it last. Its views live until it is refreshed, updated, deactivated or destroyed. */
class Account : public Object<Account, acme_account, acme_account_free> {
public:
    static constexpr const char *class_name = "acme::Account";
    using Object::Object;

    /** Reads the account again. On failure it stays as it is. @throws InvalidArgument when it is not the client's */
    void refresh(const Client &client) { detail::call(acme_account_refresh, client.c(), c()); }

    /** Changes contacts or agreement (RFC 8555, section 7.3.2). On failure it stays as it is. */
    void update(const Client &client, const AccountParams &params) {
        detail::call(acme_account_update, client.c(), c(), params.c());
    }

    /** Deactivates the account for good (RFC 8555, section 7.3.6). On failure it stays as it is. */
    void deactivate(const Client &client) { detail::call(acme_account_deactivate, client.c(), c()); }

    /** The account URL. */
    std::string_view url() const ACME_CLIENT_BORROWED { return detail::view(acme_account_url(c())); }

    /** "valid", "deactivated" or "revoked" (RFC 8555, section 7.1.6). */
    std::string_view status() const ACME_CLIENT_BORROWED { return detail::view(acme_account_status(c())); }

    /** The contacts that the server shows. Some servers check contacts and keep none. */
    Items<Account, std::string_view> contacts() const & {
        return {{this, &Account::contact}, acme_account_contact_count(c())};
    }
    void contacts() const && = delete;

    /** The contact at `index`; empty when there is none. */
    std::string_view contact(std::size_t index) const ACME_CLIENT_BORROWED {
        return detail::view(acme_account_contact(c(), index));
    }

    /** Whether the server says that the terms of service were agreed to. */
    bool terms_agreed() const { return acme_account_terms_agreed(c()); }

    /** The URL of the list of the account's orders. */
    std::optional<std::string_view> orders_url() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_account_orders_url(c()));
    }

    /** The account as the server sent it. */
    std::string_view json() const ACME_CLIENT_BORROWED { return detail::view(acme_account_json(c())); }
};

inline Account Client::new_account(const AccountParams &params) const {
    return detail::make<Account>(acme_client_new_account, c(), params.c());
}

inline Account Client::new_account() const { return new_account(AccountParams()); }

inline Account Client::account() const { return detail::make<Account>(acme_client_account, c()); }

inline Client Client::from_store(const Options &options, const Store &store, const AccountParams &params) {
    return detail::make<Client>(acme_client_from_store, options.c(), store.c(), params.c());
}

}  // namespace acme

#endif
