#include <fstream>
#include <map>
#include <mutex>

#include <unistd.h>

#include "fixture.hpp"

using namespace fixture;

namespace {

constexpr std::chrono::hours DAY(24);

// A store that keeps its documents in memory: what a database would be.
struct Memory {
    std::map<std::string, std::string> documents;
    std::map<std::string, std::string> locks;
    std::string broken;
    std::size_t privates = 0;

    void check(std::string_view operation) const {
        if (operation == broken) throw std::system_error(std::make_error_code(std::errc::io_error), broken);
    }
};

acme::Store store_of(const std::shared_ptr<Memory> &memory) {
    acme::StoreFunctions functions;
    functions.read = [memory](std::string_view name) -> std::optional<std::string> {
        memory->check("read");
        const auto found = memory->documents.find(std::string(name));
        return found == memory->documents.end() ? std::nullopt : std::make_optional(found->second);
    };
    functions.write = [memory](std::string_view name, std::string_view data, bool is_private) {
        memory->check("write");
        memory->documents[std::string(name)] = data;
        memory->privates += is_private ? 1 : 0;
    };
    functions.list = [memory](std::string_view prefix) {
        memory->check("list");
        std::vector<std::string> names;
        for (const auto &each : memory->documents) {
            if (each.first.compare(0, prefix.size(), prefix) == 0) names.push_back(each.first);
        }
        return names;
    };
    functions.remove = [memory](std::string_view name) {
        memory->check("remove");
        memory->documents.erase(std::string(name));
    };
    functions.lock = [memory](std::string_view name, std::string_view holder, std::chrono::milliseconds lease) {
        memory->check("lock");
        CHECK(lease > 0ms);
        const auto found = memory->locks.emplace(name, holder).first;
        return found->second == holder;
    };
    functions.unlock = [memory](std::string_view name, std::string_view holder) {
        const auto found = memory->locks.find(std::string(name));
        if (found != memory->locks.end() && found->second == holder) memory->locks.erase(found);
        memory->check("unlock");
    };
    return acme::Store(std::move(functions));
}

acme::Client client_of(const acme::Store &store) {
    return acme::Client::from_store(options_for(world_url("ok")), store, acme::AccountParams().terms_agreed());
}

template <class Body>
void throws_io_error(Body body, std::string_view operation) {
    try {
        body();
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const std::system_error &error) {
        CHECK(error.code() == std::errc::io_error);
        CHECK_HAS(error.what(), operation);
    }
}

}  // namespace

TEST(a_store_keeps_documents) {
    const acme::Store folder = acme::Store::folder("cpp-store");
    for (const acme::Store *store : {&folder}) {
        CHECK(!store->read("a/b.json"));
        store->write("a/b.json", std::string_view("{\0}", 3));
        CHECK(store->read("a/b.json").value() == std::string("{\0}", 3));
        store->write("a/b.json", "", false);
        CHECK(!store->read("a/b.json"));
        store->remove("a/b.json");
        store->remove("a/b.json");
    }
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_INVALID_ARGUMENT, "name", folder.read("../../etc/passwd"));
    CHECK_THROWS(acme::Error, ACME_STATUS_FILE, "", acme::Store::folder("/proc/nowhere"));
}

TEST(what_the_functions_of_a_store_throw_comes_out) {
    const auto memory = std::make_shared<Memory>();
    {
        const acme::Store store = store_of(memory);
        store.write("a.json", "{}", true);
        CHECK(store.read("a.json").value() == "{}" && memory->privates == 1);
        memory->broken = "read";
        throws_io_error([&] { store.read("a.json"); }, "read");
        memory->broken = "write";
        throws_io_error([&] { store.write("a.json", "{}"); }, "write");
        memory->broken = "remove";
        throws_io_error([&] { store.remove("a.json"); }, "remove");
        memory->broken.clear();
        const acme::Client client = client_of(store);
        const acme::Manager manager(client, store, believed());
        CHECK_EQUAL(manager.add({"www.example.com"}), "www.example.com");
        for (const char *operation : {"list", "lock", "unlock"}) {
            memory->broken = operation;
            throws_io_error([&] { manager.run_pending(acme::now() + 1000 * DAY); }, operation);
        }
        memory->broken.clear();
    }
    CHECK(memory.use_count() == 1);
}

TEST(a_folder_of_certificates_is_kept_fresh) {
    const acme::Store store = acme::Store::folder("cpp-managed");
    const acme::Client client = client_of(store);
    int told = 0;
    acme::ManagerOptions options;
    options.renewal(acme::RenewalOptions().look_every(1h)).obtain_params(acme::ObtainParams().timeout(60s));
    options.deploy_command("cp \"$ACME_CHAIN_FILE\" cpp-deployed.pem", 60s);
    options.renewed([&](std::string_view name, const acme::Certificate &certificate) {
        CHECK_EQUAL(name, "web");
        CHECK_EQUAL(certificate.key().algorithm(), "ES256");
        if (told++ == 0) throw std::runtime_error("the balancer is asleep");
    });
    const acme::Manager manager(client, store, believed(), options);
    options.close();
    CHECK_EQUAL(manager.add({"www.example.com"}, "web"), "web");
    CHECK(!manager.certificate("web"));

    acme::Time now = acme::now();
    try {
        manager.run_pending(now);
        check::fail(__FILE__, __LINE__, "nothing was thrown");
    } catch (const std::runtime_error &error) {
        CHECK_EQUAL(std::string(error.what()), "the balancer is asleep");
    }
    acme::ManagerReport report = manager.run_pending(now + 2 * DAY);
    CHECK(report.size() == 1 && told == 2);
    for (const acme::ManagerEntry &entry : report) {
        CHECK_EQUAL(entry.name, "web");
        CHECK(entry.action == acme::ManagerAction::renewed && !entry.error);
        CHECK(entry.look_again_at == report.next_look().value());
    }
    CHECK(access("cpp-managed/web/current/key.pem", F_OK) == 0 && access("cpp-deployed.pem", F_OK) == 0);
    CHECK_EQUAL(manager.certificate("web").value().identifier(0).value, "www.example.com");
    CHECK(manager.run_pending(now + 2 * DAY)[0].action == acme::ManagerAction::waiting);
    manager.remove("web");
    report = manager.run_pending();
    CHECK(report.size() == 0 && !report.next_look());
    const acme::ManagerReport taken = std::move(report);
    CHECK_THROWS(acme::InvalidArgument, ACME_STATUS_NULL_POINTER, "acme::ManagerReport: was moved from", report.size());
}

TEST(a_failure_is_in_the_report_and_outlives_it) {
    const auto memory = std::make_shared<Memory>();
    const acme::Store store = store_of(memory);
    const acme::Client client = client_of(store);
    const acme::Manager manager(client, store, acme::Solver::certbot_hook("exit 4", nullptr, "http-01"));
    manager.add({"www.example.com"});
    const auto failure = [&] { return manager.run_pending()[0].error.value(); };
    const acme::Error error = failure();
    CHECK_HAS(error.what(), "ended with 4");
    CHECK_THROWS(acme::SolverFailed, ACME_STATUS_SOLVER_FAILED, "ended with 4", error.raise());
    memory->locks["www.example.com"] = "another";
    CHECK(manager.run_pending(acme::now() + DAY)[0].action == acme::ManagerAction::busy);
    CHECK_THROWS(acme::Locked, ACME_STATUS_LOCKED, "another process", manager.remove("www.example.com"));
    CHECK_THROWS(acme::InvalidDocument, ACME_STATUS_WRONG_DIRECTORY, "directory", client_of(store));
}
