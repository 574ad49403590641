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
