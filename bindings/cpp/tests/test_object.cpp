// Objects that were closed or moved from, and null where text is needed: an exception that names it, never a crash.

#include <iterator>
#include <type_traits>

#if __cplusplus >= 202002L
#include <ranges>
#endif

#include "fixture.hpp"

using namespace fixture;

template <class Class>
constexpr bool move_only = std::is_nothrow_move_constructible_v<Class> && std::is_nothrow_move_assignable_v<Class> &&
                           !std::is_copy_constructible_v<Class> && !std::is_copy_assignable_v<Class>;

static_assert(move_only<acme::Client> && move_only<acme::Options> && move_only<acme::Key> && move_only<acme::Order>);
static_assert(move_only<acme::Certificate> && move_only<acme::Solver> && move_only<acme::Manager>);
static_assert(move_only<acme::ObtainParams> && move_only<acme::Store> && move_only<acme::Cancel>);
static_assert(std::is_nothrow_copy_constructible_v<acme::Error>);

#if __cplusplus >= 202002L
static_assert(std::ranges::input_range<decltype(std::declval<const acme::Order &>().identifiers())>);
static_assert(std::ranges::input_range<decltype(std::declval<const acme::Authorization &>().challenges())>);
static_assert(std::ranges::input_range<acme::ManagerReport>);
static_assert(std::is_same_v<acme::Time, std::chrono::sys_seconds>);
#endif

TEST(a_moved_object_lives_on_and_what_is_left_is_refused) {
    acme::Key key = acme::Key::generate(), taken = std::move(key);
    CHECK(taken && !key);
    CHECK_EQUAL(taken.algorithm(), "ES256");
    CHECK_GONE("acme::Key", key.algorithm());
    CHECK_GONE("acme::Key", key.to_pem());
    CHECK_GONE("acme::Key", acme::Client(acme::Options(acme::lets_encrypt), key));
    key = acme::Key::generate();
    CHECK(key && key.thumbprint() != taken.thumbprint());
}

TEST(closing_twice_is_closing_once) {
    acme::Client client = stranger_in("ok");
    client.close();
    client.close();
    CHECK(!client);
    CHECK_GONE("acme::Client", client.new_account());
    CHECK_GONE("acme::Client", client.directory());
    CHECK_GONE("acme::Client", client.obtain({"a.example"}, believed()));
    acme::Client moved = std::move(client);
    CHECK_GONE("acme::Client", moved.account_url());
}

TEST(a_closed_argument_is_refused_as_well) {
    const acme::Client client = client_in("ok");
    acme::Order order = client.new_order({"www.example.com"});
    acme::Solver solver = believed();
    acme::ObtainParams params{"www.example.com"};
    acme::Cancel cancel;
    for (auto close : {+[](acme::Order &it) { it.close(); }}) close(order);
    solver.close();
    cancel.close();
    CHECK_GONE("acme::Order", order.url());
    CHECK_GONE("acme::Order", order.wait(client, 1s));
    CHECK_GONE("acme::Order", order.identifiers());
    CHECK_GONE("acme::Order", acme::Csr::for_order(order, acme::Key::generate()));
    CHECK_GONE("acme::Solver", client.obtain(params, solver));
    CHECK_GONE("acme::Cancel", client.with_cancel(cancel));
    CHECK_GONE("acme::Cancel", cancel.trigger());
    params.close();
    CHECK_GONE("acme::ObtainParams", client.obtain(params, believed()));
    CHECK_GONE("acme::ObtainParams", params.name("a.example"));
}

TEST(null_and_text_with_a_nul_are_refused_by_name) {
    const acme::Client client = stranger_in("ok");
    const char *missing = nullptr;
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "directory_url: is NULL", acme::Options(missing));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "url: is NULL", client.order(nullptr));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "name: is NULL", acme::OrderParams{"a.example", nullptr});
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "contact: has a NUL in it",
                 acme::AccountParams().contact(std::string_view("a\0b", 3)));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_UTF8, "root", acme::Solver::webroot("\xff"));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "timeout: is negative",
                 acme::ObtainParams().timeout(-1ms));
}

TEST(an_empty_function_is_refused_by_name) {
    acme::Options options(acme::lets_encrypt);
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "transport: is an empty function", options.transport(nullptr));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "log: ", options.log(acme::LogLevel::info, nullptr));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "clean_up: ", acme::Solver("dns-01", {[](acme::Batch &) {}, nullptr}));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "read: ", acme::Store(acme::StoreFunctions{}));
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "sign: ", acme::Signer("ES256", "{}", nullptr));
}

TEST(an_object_goes_to_the_c_face_and_back) {
    acme::Key key = acme::Key::generate();
    const std::string thumbprint(key.thumbprint());
    acme_key *raw = key.release();
    CHECK(!key && raw != nullptr);
    CHECK_EQUAL(std::string_view(acme_key_thumbprint(raw)), thumbprint);
    const acme::Key again = acme::Key::adopt(raw);
    CHECK_EQUAL(again.thumbprint(), thumbprint);
    CHECK_GONE("acme::Key", acme::Key::adopt(nullptr).jwk());
}

TEST(text_and_bytes_are_taken_in_every_form) {
    const std::string string = "a";
    CHECK(acme::Text("a").view() == "a" && acme::Text(string).view() == "a" && acme::Text(std::string_view(string)).view() == "a");
    CHECK(acme::Text(nullptr).is_none() && acme::Text(std::nullopt).is_none() && !acme::Text("").is_none());
    const acme::Bytes bytes{1, 2, 3};
    const acme::ByteView view = bytes;
    CHECK(view.copy() == bytes && view.text() == "\1\2\3" && !view.empty());
    CHECK(acme::ByteView().empty() && acme::ByteView().copy().empty() && acme::ByteView(nullptr, 3).size() == 0);
    CHECK(std::distance(view.begin(), view.end()) == 3);
}
