// Accounts: made, found, bound, with another key, given up.

#include "scene.hpp"

using namespace scene;

void account(const std::string &) {
    const acme::Key key = new_key();
    const acme::Client first = stranger(key), second = stranger(key);
    const acme::Account made = first.new_account(account_params());
    acme::Account found = second.account();
    ensure(found.url() == made.url(), "another account is found");
    found.update(second, acme::AccountParams().contact("mailto:new@example.com"));
    ensure(found.url() == made.url(), "another account was changed");
}

void account_ed25519(const std::string &) {
    try {
        stranger(new_key(acme::KeyKind::ed25519)).new_account(account_params());
    } catch (const acme::Error &error) {
        if (error.http_status() == 400) throw NotOffered(error.what());
        throw;
    }
}

void external_account(const std::string &) {
    const acme::Client client = stranger(new_key());
    if (!client.directory().external_account_required()) throw NotOffered("no binding is required");
    ensure_refused(ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED, "an account without a binding was made",
                   [&] { client.new_account(account_params(false)); });
    ensure(client.new_account(account_params()).status() == "valid", "the account is not valid");
}

void key_change(const std::string &) {
    const acme::Client client = registered();
    const acme::Key key = new_key();
    const acme::Account before = client.account();
    client.change_key(key);
    ensure(client.account().url() == before.url(), "another account");
    ensure(stranger(key).account().url() == before.url(), "the new key has another account");
}

void account_deactivation(const std::string &) {
    const acme::Client client = registered();
    acme::Account account = client.account();
    account.deactivate(client);
    ensure(account.status() == "deactivated", "it is not deactivated");
    try {
        client.account();
    } catch (const acme::Refused &) {
        return;
    }
    throw Failed("it can still be read");
}
