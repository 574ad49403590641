#include <mutex>
#include <set>
#include <thread>

#include "fixture.hpp"

using namespace fixture;

TEST(several_threads_share_a_client_and_each_gets_its_own_exception) {
    const acme::Client client = client_in("ok");
    std::mutex guard;
    std::set<std::string> urls, failures;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([&, i] {
            const std::string name = "t" + std::to_string(i) + ".example";
            const acme::Order order = client.new_order({name});
            const std::lock_guard<std::mutex> lock(guard);
            urls.emplace(order.url());
        });
        threads.emplace_back([&, i] {
            const std::string reason = "thread " + std::to_string(i);
            const acme::Solver solver("http-01", {[&](acme::Batch &) { throw std::runtime_error(reason); }, [](acme::Batch &) {}});
            try {
                client.obtain({"f" + std::to_string(i) + ".example"}, solver);
            } catch (const std::runtime_error &error) {
                const std::lock_guard<std::mutex> lock(guard);
                failures.emplace(error.what());
            }
        });
    }
    for (std::thread &thread : threads) thread.join();
    CHECK(urls.size() == 8 && failures.size() == 8);
    CHECK(failures.count("thread 7") == 1);
}

TEST(an_object_is_read_by_several_threads) {
    const acme::Client client = client_in("ok");
    const acme::Order order = valid_order(client, "www.example.com");
    const acme::Certificate certificate = order.certificate(client);
    std::atomic<int> same{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([&] {
            if (order.identifier(0) == certificate.identifier(0) && !certificate.chain_pem().empty()) same++;
        });
    }
    for (std::thread &thread : threads) thread.join();
    CHECK(same == 8);
}
