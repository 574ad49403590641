#include "fixture.hpp"

using namespace fixture;

TEST(an_account_is_made_found_changed_and_given_up) {
    const acme::Key key = acme::Key::generate();
    const acme::Options options = options_for(world_url("ok"));
    const acme::Client client(options, key), again(options, key);
    CHECK(!client.account_url());
    CHECK_THROWS(acme::AccountDoesNotExist, ACME_STATUS_ACCOUNT_DOES_NOT_EXIST, "",
                 client.new_account(acme::AccountParams().only_return_existing()));
    acme::Account account = client.new_account(acme::AccountParams{}.contact("mailto:ops@example.com").terms_agreed());
    CHECK_EQUAL(again.account().url(), account.url());
    CHECK_EQUAL(account.status(), "valid");
    CHECK(account.terms_agreed());
    CHECK(account.orders_url().has_value());
    CHECK_HAS(account.json(), "valid");
    for (std::string_view contact : account.contacts()) CHECK_EQUAL(contact, "mailto:ops@example.com");

    account.update(client, acme::AccountParams().clear_contacts().contact("mailto:new@example.com"));
    CHECK(account.contacts().size() == 1);
    CHECK_EQUAL(account.contact(0), "mailto:new@example.com");
    account.refresh(client);
    CHECK_EQUAL(account.contact(0), "mailto:new@example.com");
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "account", account.refresh(client_in("ok")));
    account.deactivate(client);
    CHECK_EQUAL(account.status(), "deactivated");
}

TEST(an_account_is_bound_to_an_external_one) {
    const acme::Client client = stranger_in("eab");
    CHECK_THROWS(acme::Refused, ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED, "", client.new_account());
    const auto bound = [](acme::Text algorithm) {
        acme::AccountParams params;
        params.external_account("kid-1", "lPbAcf9FpWvjhDucf1AnNL_LNkjnahQi5Q0zRdexdc8", algorithm);
        return params;
    };
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "algorithm", client.new_account(bound("HS1")));
    CHECK_EQUAL(client.new_account(bound(nullptr)).status(), "valid");
}

TEST(credentials_hold_an_account) {
    const acme::Options options = options_for(world_url("ok"));
    const acme::Client client(options, acme::Key::generate());
    const std::string url(client.new_account(acme::AccountParams().terms_agreed()).url());
    const std::string document = client.credentials();
    CHECK_EQUAL(acme::Client::from_credentials(options, document).account().url(), url);
    CHECK_THROWS(acme::InvalidDocument, ACME_STATUS_WRONG_DIRECTORY, "directory",
                 acme::Client::from_credentials(options_for(world_url("ok")), document));
    CHECK_THROWS(acme::InvalidDocument, ACME_STATUS_INVALID_CREDENTIALS, "", acme::Client::from_credentials(options, "{}"));
}
