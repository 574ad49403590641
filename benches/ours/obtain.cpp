/*
 * Obtains certificates with this library from C++: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...
 *
 * An empty CA_FILE means the roots of the system.
 */
#include <acme_client.hpp>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

static acme::ObtainParams params_of(const std::vector<std::string> &names) {
    acme::ObtainParams params;
    for (const std::string &name : names) params.name(name);
    return params;
}

int main(int argument_count, char **arguments) try {
    if (argument_count < 6) {
        std::cerr << "usage: " << arguments[0] << " DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...\n";
        return 2;
    }
    const std::string ca_file = arguments[2];
    const int count = std::atoi(arguments[3]), at_once = std::atoi(arguments[4]);
    const std::vector<std::string> names(arguments + 5, arguments + argument_count);
    acme::Options options(arguments[1]);
    if (!ca_file.empty()) options.ca_file(ca_file).system_roots(false);
    const acme::Client client(options, acme::Key::generate());
    client.new_account(acme::AccountParams().terms_agreed());

    std::atomic<int> begun{0}, failures{0};
    const auto work = [&] {
        try {
            /* It has nothing to do: the CA finds every challenge valid. */
            const auto nothing = [](acme::Batch &) {};
            const acme::Solver solver("http-01", {nothing, nothing});
            acme::ObtainParams params = params_of(names);
            while (begun++ < count) {
                const acme::Certificate certificate = client.obtain(params, solver);
                if (certificate.chain_pem().find("BEGIN CERTIFICATE") == std::string::npos) failures++;
            }
        } catch (const std::exception &error) {
            std::cerr << error.what() << '\n';
            failures++;
        }
    };
    std::vector<std::thread> others;
    for (int number = 1; number < at_once; number++) others.emplace_back(work);
    work();
    for (std::thread &other : others) other.join();
    return failures == 0 ? 0 : 1;
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
