#include "fixture.hpp"

using namespace fixture;

namespace {

constexpr const char *DIRECTORY =
    R"({"newNonce":"https://ca.example/nonce","newAccount":"https://ca.example/account","newOrder":"https://ca.example/order"})";

struct Cut : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Answers as an authority with one account would.
void answer(const acme::Request &request, acme::Response &response) {
    const bool is_post = request.method() == "POST";
    CHECK_HAS(request.url(), "https://ca.example/");
    CHECK(request.timeout() > 0ms && request.timeout() <= 30s && !request.is_cancelled());
    bool named = false;
    for (const acme::Header &header : request.headers()) {
        if (header.name == "user-agent") named = header.value == "acme-client/" ACME_CLIENT_VERSION;
    }
    CHECK(named);
    CHECK(is_post ? request.body().text().front() == '{' : request.body().empty());
    response.set_status(is_post ? 201 : 200);
    response.add_header("Replay-Nonce", "bm9uY2U");
    if (request.method() == "GET") CHECK(response.append_body(DIRECTORY));
    if (!is_post) return;
    response.add_header("Location", "https://ca.example/account/1");
    const acme::Bytes body{'{', '"', 's', 't', 'a', 't', 'u', 's', '"', ':', '"', 'v', 'a', 'l', 'i', 'd', '"', '}'};
    CHECK(response.append_body(body));
}

acme::Client client_through(acme::TransportFunction transport) {
    acme::Options options("https://ca.example/directory");
    options.transport(std::move(transport)).attempts(2).retry_window(15s);
    return acme::Client(options, acme::Key::generate());
}

}  // namespace

TEST(a_transport_carries_whole_calls_and_is_destroyed_with_its_client) {
    const auto alive = std::make_shared<int>(0);
    {
        const acme::Client client = client_through([alive](const acme::Request &request, acme::Response &response) {
            ++*alive;
            answer(request, response);
        });
        CHECK_EQUAL(client.new_account().url(), "https://ca.example/account/1");
        CHECK(*alive == 2 && alive.use_count() == 2);
    }
    CHECK(alive.use_count() == 1);
}

TEST(what_a_transport_throws_comes_out_of_the_call) {
    int calls = 0;
    const acme::Client client = client_through([&](const acme::Request &, acme::Response &) {
        calls++;
        throw Cut("the wire is cut");
    });
    try {
        client.directory();
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const Cut &error) {
        CHECK_EQUAL(std::string(error.what()), "the wire is cut");
        CHECK(calls == 1);
    }
}

TEST(what_is_no_exception_class_is_carried_too) {
    const acme::Client client = client_through([](const acme::Request &, acme::Response &) { throw 42; });
    try {
        client.directory();
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (int number) {
        CHECK(number == 42);
    }
}

TEST(failures_of_the_network_are_tried_again) {
    int calls = 0;
    const acme::Client client = client_through([&](const acme::Request &request, acme::Response &response) {
        if (calls++ == 0) throw acme::NetworkError(ACME_STATUS_CONNECTION_LOST, "lost once");
        answer(request, response);
    });
    CHECK_HAS(client.directory().json(), "newNonce");
    CHECK(calls == 2);

    const acme::Client never = client_through([](const acme::Request &, acme::Response &) {
        throw acme::NetworkError(ACME_STATUS_CONNECTION_FAILED, "down for good");
    });
    CHECK_THROWS(acme::NetworkError, ACME_STATUS_CONNECTION_FAILED, "down for good", never.directory());
    const acme::Client slow = client_through([](const acme::Request &, acme::Response &) {
        throw acme::TimedOut(ACME_STATUS_TIMED_OUT, "too slow");
    });
    CHECK_THROWS(acme::TimedOut, ACME_STATUS_TIMED_OUT, "too slow", slow.directory());
}

TEST(a_response_that_cannot_be_used_is_refused) {
    const acme::Client silent = client_through([](const acme::Request &, acme::Response &) {});
    CHECK_THROWS(acme::Error, ACME_STATUS_CALLBACK, "no HTTP status", silent.directory());
    const acme::Client huge = client_through([](const acme::Request &, acme::Response &response) {
        response.set_status(200);
        while (response.append_body(acme::Bytes(65536))) {}
    });
    CHECK_THROWS(acme::InvalidResponse, ACME_STATUS_RESPONSE_TOO_LARGE, "1048576 bytes", huge.directory());
    const acme::Client null = client_through([](const acme::Request &, acme::Response &response) {
        response.add_header("X-Null", nullptr);
    });
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "value: is NULL", null.directory());
}

TEST(a_transport_may_make_calls_of_its_own) {
    const acme::Client inner = stranger_in("ok");
    int failures = 0;
    const acme::Client client = client_through([&](const acme::Request &request, acme::Response &response) {
        CHECK_HAS(inner.directory().json(), "newOrder");
        try {
            inner.order("not a URL");
        } catch (const acme::Error &) {
            failures++;
        }
        answer(request, response);
    });
    CHECK_HAS(client.new_account().url(), "https://");
    CHECK(failures == 2);
}
