#include "fixture.hpp"

using namespace fixture;

TEST(every_kind_is_made_and_joined) {
    acme::Solver all = acme::Solver::webroot("/srv/www");
    acme::Solver::DnsUpdate update{"ns.example"};
    update.key_name = "key.";
    update.secret = "c2VjcmV0";
    update.algorithm = "hmac-sha512";
    update.zone = "example.com";
    update.resolver = "::1";
    all.add(acme::Solver::http01_server(":80")).add(acme::Solver::tls_alpn01_server(":443")).add(acme::Solver::dns_update(update));
    all.add(acme::Solver::http01_stateless("127.0.0.1:0", acme::Key::generate().thumbprint()));
    all.add(acme::Solver::certbot_hook("true", "true", "http-01")).add(acme::Solver::dehydrated_hook("true", nullptr, true));
    all.self_check(1s, 5002);
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "address", acme::Solver::http01_server(""));
    update.secret = nullptr;
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "secret", acme::Solver::dns_update(update));
}

TEST(functions_see_each_presentation) {
    const acme::Client client = client_in("ok");
    std::vector<std::string> steps;
    const auto step = [&](const char *name) {
        return [&steps, &client, name](acme::Batch &batch) {
            steps.emplace_back(name);
            CHECK(batch.size() == 2 && batch.timeout() > 0ms && !batch.is_cancelled());
            for (const acme::Presentation &each : batch) {
                CHECK(each.type() == "dns-01" && !each.http01_path().value().empty());
                CHECK_HAS(each.identifier(), "example.com");
                CHECK_EQUAL(each.dns_name().value(), "_acme-challenge." + std::string(each.identifier()));
                CHECK_EQUAL(each.key_authorization().value(), std::string(each.token().value()) + "." + std::string(each.thumbprint()));
                CHECK_EQUAL(each.challenge().dns01_value(client), each.dns_value().value());
                CHECK_EQUAL(each.account_url(), client.account_url().value());
            }
            CHECK(batch[0].is_wildcard() != batch[1].is_wildcard());
        };
    };
    const acme::Solver solver("dns-01", {step("present"), step("clean_up"), step("ready")});
    const acme::Certificate certificate = client.obtain({"*.example.com", "www.example.com"}, solver);
    CHECK(certificate.identifiers().size() == 2);
    CHECK((steps == std::vector<std::string>{"present", "ready", "clean_up"}));
}

namespace {

struct Quota : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Obtains with a solver that must fail with a Quota of the text.
void throws_quota(const acme::SolverFunctions &functions, std::string_view text) {
    try {
        client_in("ok").obtain({"www.example.com"}, acme::Solver("dns-01", functions));
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const Quota &error) {
        CHECK_EQUAL(std::string_view(error.what()), text);
    }
}

}  // namespace

TEST(what_present_and_ready_throw_comes_out_and_is_cleaned_up) {
    int cleaned = 0;
    const auto nothing = [](acme::Batch &) {};
    const auto clean_up = [&](acme::Batch &) { cleaned++; };
    throws_quota({[](acme::Batch &) { throw Quota("present"); }, clean_up}, "present");
    throws_quota({nothing, clean_up, [](acme::Batch &) { throw Quota("ready"); }}, "ready");
    CHECK(cleaned == 2);
    throws_quota({[](acme::Batch &) { throw Quota("first"); }, [](acme::Batch &) { throw Quota("second"); }}, "first");
}

TEST(what_clean_up_throws_is_told_and_the_certificate_kept) {
    std::string told;
    acme::ObtainParams params{"www.example.com"};
    params.events([&](const acme::Event &event) {
        if (event.kind() == acme::EventKind::clean_up_failed) told = event.message().value();
    });
    const acme::Solver solver("dns-01", {[](acme::Batch &) {}, [](acme::Batch &) { throw Quota("no more updates today"); }});
    CHECK_EQUAL(client_in("ok").obtain(params, solver).identifier(0).value, "www.example.com");
    CHECK_HAS(told, "no more updates today");
    const acme::Solver odd("dns-01", {[](acme::Batch &) {}, [](acme::Batch &) { throw 1; }});
    CHECK_EQUAL(client_in("ok").obtain(params, odd).identifier(0).value, "www.example.com");
    CHECK_HAS(told, "no std::exception");
}

TEST(a_built_in_solver_that_fails_says_why) {
    const acme::Client client = client_in("ok");
    CHECK_THROWS(acme::SolverFailed, ACME_STATUS_SOLVER_FAILED, "ended with 3: no such zone",
                 client.obtain({"a.example"}, acme::Solver::certbot_hook("echo no such zone; exit 3", nullptr, "http-01")));
    int said = 0;
    const acme::Solver solver("dns-01", {[&](acme::Batch &batch) {
                                             batch.fail("the zone is locked");
                                             said++;
                                         },
                                         [](acme::Batch &) {}});
    CHECK(client.obtain({"a.example"}, solver) && said == 1);
}
