#include "fixture.hpp"

using namespace fixture;

TEST(a_refusal_carries_the_whole_problem) {
    const acme::Client client = client_in("rate-limited");
    try {
        client.new_order({"www.example.com", "example.com"});
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const acme::RateLimited &error) {
        CHECK(error.status() == ACME_STATUS_RATE_LIMITED);
        CHECK_HAS(error.what(), "newOrder: urn:ietf:params:acme:error:rateLimited (HTTP 429)");
        CHECK_EQUAL(error.step().value(), "newOrder");
        CHECK_HAS(error.subject().value(), "www.example.com");
        CHECK_EQUAL(error.problem_type().value(), "urn:ietf:params:acme:error:rateLimited");
        CHECK(!error.detail().value().empty());
        CHECK_HAS(error.problem_json().value(), "rateLimited");
        CHECK(error.http_status().value() == 429);
        CHECK(error.retry_after().value() == 3600s);
        CHECK_HAS(error.help_url().value(), "http");
        CHECK(!error.action_url() && !error.problem_title() && !error.problem_instance());
        CHECK(error.subproblems().size() == 2);
        for (const acme::Subproblem &subproblem : error.subproblems()) {
            CHECK_HAS(subproblem.type, "urn:ietf:params:acme:error:");
            CHECK_EQUAL(subproblem.identifier_type.value(), "dns");
            CHECK_HAS(subproblem.identifier_value.value(), "example");
            CHECK(subproblem.detail.has_value());
        }
    }
}

TEST(an_error_outlives_what_it_came_from_and_its_copies_share_it) {
    const auto caught = [] {
        try {
            acme::Key::from_pem("nonsense");
        } catch (const acme::InvalidKey &error) {
            return error;
        }
        throw std::logic_error("nothing was thrown");
    };
    const acme::InvalidKey error = caught(), copy = error;
    CHECK(copy.c() == error.c() && copy.c() != nullptr);
    CHECK_EQUAL(std::string(copy.what()), std::string(error.what()));
    CHECK(!error.step() && !error.problem_type() && !error.http_status() && !error.retry_after() && !error.help_url());
    CHECK_THROWS(acme::InvalidKey, ACME_STATUS_INVALID_KEY, "", static_cast<const acme::Error &>(copy).raise());
}

template <class Expected>
static void raises(acme_status status) {
    CHECK_THROWS(Expected, status, "made up", acme::Error(status, "made up").raise());
}

TEST(each_group_of_statuses_has_its_class) {
    raises<acme::InvalidArgument>(ACME_STATUS_NULL_POINTER);
    raises<acme::InvalidArgument>(ACME_STATUS_INVALID_UTF8);
    raises<acme::Error>(ACME_STATUS_PANIC);
    raises<acme::Cancelled>(ACME_STATUS_CANCELLED);
    raises<acme::TimedOut>(ACME_STATUS_TIMED_OUT);
    raises<acme::Error>(ACME_STATUS_CALLBACK);
    raises<acme::InvalidKey>(ACME_STATUS_WRONG_PASSPHRASE);
    raises<acme::InvalidDocument>(ACME_STATUS_INVALID_STATE);
    raises<acme::InvalidDocument>(ACME_STATUS_WRONG_DIRECTORY);
    raises<acme::SolverFailed>(ACME_STATUS_NOT_VISIBLE);
    raises<acme::Locked>(ACME_STATUS_LOCKED);
    raises<acme::NetworkError>(ACME_STATUS_CONNECTION_FAILED);
    raises<acme::NetworkError>(ACME_STATUS_REQUEST_TIMED_OUT);
    raises<acme::NetworkError>(49);
    raises<acme::InvalidResponse>(ACME_STATUS_INVALID_RESPONSE);
    raises<acme::InvalidResponse>(ACME_STATUS_CERTIFICATE_MISMATCH);
    raises<acme::NotOffered>(ACME_STATUS_UNSUPPORTED_OPERATION);
    raises<acme::NotOffered>(ACME_STATUS_CHALLENGE_NOT_OFFERED);
    raises<acme::NotFound>(ACME_STATUS_NOT_FOUND);
    raises<acme::OrderInvalid>(ACME_STATUS_ORDER_INVALID);
    raises<acme::AuthorizationInvalid>(ACME_STATUS_AUTHORIZATION_INVALID);
    raises<acme::Refused>(ACME_STATUS_CAA);
    raises<acme::Refused>(ACME_STATUS_UNKNOWN_PROBLEM);
    raises<acme::UserActionRequired>(ACME_STATUS_USER_ACTION_REQUIRED);
    raises<acme::AccountDoesNotExist>(ACME_STATUS_ACCOUNT_DOES_NOT_EXIST);
    raises<acme::Error>(12345);
}
