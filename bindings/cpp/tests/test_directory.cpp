#include "fixture.hpp"

using namespace fixture;

TEST(a_directory_says_what_the_authority_offers) {
    const acme::Directory directory = acme::Client(options_for(setting("ACME_DIRECTORY")), acme::Key::generate()).directory();
    CHECK_HAS(directory.url("newOrder").value(), "https://");
    CHECK(!directory.url("newMoon"));
    CHECK(!directory.terms_of_service().value().empty());
    CHECK_HAS(directory.json(), "newNonce");
    CHECK(!directory.external_account_required());
    CHECK(!directory.website());
    std::size_t count = 0;
    for (const acme::Profile &profile : directory.profiles()) {
        CHECK(!profile.name.empty() && !profile.description.empty());
        count++;
    }
    CHECK(count == directory.profiles().size() && directory.profile(count).name.empty());
}

TEST(the_authority_has_names_for_caa_records) {
    const acme::Directory directory = stranger_in("ok").directory();
    CHECK(directory.caa_identities().size() == 1);
    for (std::string_view name : directory.caa_identities()) CHECK_EQUAL(name, "ca.example");
    CHECK(directory.caa_identity(1).empty());
    CHECK(stranger_in("eab").directory().external_account_required());
    CHECK_THROWS(acme::InvalidResponse, ACME_STATUS_INVALID_DIRECTORY, "", stranger_in("not-acme").directory());
}
