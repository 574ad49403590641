#include <thread>

#include "fixture.hpp"

using namespace fixture;

TEST(a_call_in_flight_ends_when_the_token_is_triggered) {
    const acme::Client client = stranger_in("stall-directory");
    const acme::Cancel cancel;
    const acme::Client cancellable = client.with_cancel(cancel);
    CHECK(!cancel.is_triggered());
    std::thread trigger([&] { cancel.trigger(); });
    CHECK_THROWS(acme::Cancelled, ACME_STATUS_CANCELLED, "cancelled", cancellable.directory());
    trigger.join();
    CHECK(cancel.is_triggered());
    CHECK_THROWS(acme::Cancelled, ACME_STATUS_CANCELLED, "cancelled", cancellable.new_account());
}

TEST(the_token_of_the_options_ends_the_making_of_an_account) {
    const acme::Cancel cancel;
    acme::Options options = options_for(world_url("stall-directory"));
    options.cancel(cancel);
    const acme::Store store = acme::Store::folder("cpp-cancelled");
    std::thread trigger([&] { cancel.trigger(); });
    CHECK_THROWS(acme::Cancelled, ACME_STATUS_CANCELLED, "cancelled",
                 acme::Client::from_store(options, store, acme::AccountParams()));
    trigger.join();
}

TEST(the_token_of_the_options_ends_calls_until_another_is_given) {
    const acme::Cancel cancel;
    acme::Options options = options_for(world_url("ok"));
    options.cancel(cancel);
    const acme::Client client(options, acme::Key::generate());
    const acme::Client derived = client.with_cancel(acme::Cancel());
    cancel.trigger();
    CHECK_THROWS(acme::Cancelled, ACME_STATUS_CANCELLED, "cancelled", client.directory());
    CHECK(derived.directory().url("newOrder"));
}

TEST(a_transport_learns_that_it_was_cancelled) {
    const acme::Cancel cancel;
    acme::Options options("https://ca.example/directory");
    options.transport([&](const acme::Request &request, acme::Response &) {
        cancel.trigger();
        CHECK(request.is_cancelled());
        throw acme::Cancelled(ACME_STATUS_CANCELLED, "given up in the transport");
    });
    const acme::Client client = acme::Client(options, acme::Key::generate()).with_cancel(cancel);
    CHECK_THROWS(acme::Cancelled, ACME_STATUS_CANCELLED, "given up in the transport", client.directory());
}

TEST(an_issuance_is_cancelled_and_cleans_up) {
    const acme::Cancel cancel;
    const acme::Client client = client_in("ok").with_cancel(cancel);
    int cleaned = 0;
    const acme::Solver solver("http-01", {[&](acme::Batch &batch) {
                                              cancel.trigger();
                                              CHECK(batch.is_cancelled());
                                          },
                                          [&](acme::Batch &) { cleaned++; }});
    CHECK_THROWS(acme::Cancelled, ACME_STATUS_CANCELLED, "cancelled", client.obtain({"a.example"}, solver));
    CHECK(cleaned == 1);
}
