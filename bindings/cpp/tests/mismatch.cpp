// A program that meets the library of another version: its own two functions stand before the library's.

#include <cstdint>
#include <iostream>
#include <string>

#include <acme_client.hpp>

static std::uint32_t number;

extern "C" std::uint32_t acme_version_number(void) { return number; }
extern "C" const char *acme_version(void) { return number == 0x020000 ? "2.0.0" : "0.9.9"; }

template <class Make>
static bool refused(Make make) {
    try {
        make();
    } catch (const acme::VersionMismatch &error) {
        const std::string text = error.what();
        return error.status() == ACME_STATUS_UNSUPPORTED && text.find(ACME_CLIENT_VERSION) != std::string::npos &&
               text.find(acme_version()) != std::string::npos;
    }
    return false;
}

int main() {
    for (const std::uint32_t other : {0x020000u, 0x000909u}) {
        number = other;
        if (!refused(acme::check_version)) return 1;
        if (!refused([] { acme::Key::generate(); })) return 2;
        if (!refused([] { acme::Options options(acme::lets_encrypt); })) return 3;
        if (!refused([] { acme::Cancel cancel; })) return 4;
        if (!refused([] { acme::Solver solver("dns-01", {[](acme::Batch &) {}, [](acme::Batch &) {}}); })) return 5;
    }
    number = ACME_CLIENT_VERSION_NUMBER + 0x000100;
    acme::Key::generate();
    std::cout << "refused and accepted\n";
    return 0;
}
