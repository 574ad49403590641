#include <fstream>
#include <iterator>

#include "fixture.hpp"

using namespace fixture;

TEST(every_option_is_taken) {
    std::ifstream file(setting("ACME_CA_FILE"));
    const std::string pem(std::istreambuf_iterator<char>(file), {});
    const acme::Key key = acme::Key::generate();
    const acme::SelfSigned shown(acme::SelfSignedParams().name("client.example"), key);
    acme::Options options(world_url("ok"));
    options.ca_pem(pem).system_roots(false).proxy("").user_agent("example/1").accept_language("de").client_certificate(shown.pem(), key);
    options.connect_timeout(5s).request_timeout(10s).operation_timeout(1min).attempts(3).retry_window(10s).longest_wait(5s);
    options.nonce_attempts(5).http_on_loopback(false);
    const acme::Client client(options, acme::Key::generate());
    const acme::Account account = client.new_account(acme::AccountParams().terms_agreed());
    CHECK_EQUAL(client.account_url().value(), account.url());
    options.account_url(account.url());
    CHECK_EQUAL(acme::Client(options, acme::Key::generate()).account_url().value(), account.url());
}

TEST(the_first_value_that_is_refused_is_named) {
    acme::Options options(acme::lets_encrypt);
    options.attempts(0).ca_pem("nonsense");
    const acme::Key key = acme::Key::generate();
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "attempts", acme::Client(options, key));
    CHECK_THROWS(acme::InvalidResponse, ACME_STATUS_FORBIDDEN_URL, "", acme::Client(acme::Options("http://ca.example/"), key));
    CHECK_THROWS(acme::Error, ACME_STATUS_FILE, "nowhere.pem",
                 acme::Client(acme::Options(acme::lets_encrypt_staging).ca_file("nowhere.pem"), key));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "connect_timeout: is negative", options.connect_timeout(-1s));
}

TEST(log_lines_are_told_and_what_the_log_throws_is_kept) {
    int lines = 0;
    acme::Options options = options_for(world_url("ok"));
    options.log(acme::LogLevel::trace, [&](acme::LogLevel level, std::string_view line) {
        lines++;
        CHECK(level >= acme::LogLevel::error && level <= acme::LogLevel::trace && !line.empty());
    });
    acme::Client(options, acme::Key::generate()).new_account(acme::AccountParams().terms_agreed());
    CHECK(lines > 2);

    int calls = 0;
    options.log(acme::LogLevel::trace, [&](acme::LogLevel, std::string_view) {
        calls++;
        throw std::out_of_range("the disk is full");
    });
    const acme::Client client(options, acme::Key::generate());
    for (int i = 1; i <= 2; i++) {
        CHECK_HAS(client.new_account(acme::AccountParams().terms_agreed()).url(), "https://");
        CHECK(calls == i);
        CHECK_TOLD(std::out_of_range, "the disk is full");
    }
    CHECK_EQUAL(client.obtain({"a.example"}, believed()).identifier(0).value, "a.example");
    CHECK_TOLD(std::out_of_range, "the disk is full");
}
