/*
 * Obtains a certificate, one step of RFC 8555 after the other.
 *
 *     issue DIRECTORY_URL CA_FILE WEBROOT NAME...
 *
 * CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
 * WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder.
 */
#include <acme_client.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace std::chrono_literals;

static const auto started = std::chrono::steady_clock::now();

static void say(const std::string &text) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started;
    std::printf("%7.3f s  %s\n", passed.count(), text.c_str());
}

/* A file that others cannot read when it is private. */
static void write_file(const fs::path &path, std::string_view text, bool is_private) {
    const mode_t mask = umask(is_private ? 0077 : 0022);
    fs::remove(path);
    std::ofstream file(path);
    umask(mask);
    if (!file.write(text.data(), static_cast<std::streamsize>(text.size())).flush()) {
        throw fs::filesystem_error("cannot write", path, std::make_error_code(std::errc::io_error));
    }
}

/* Proves control of a name: puts the key authorization where the authority will look for it (RFC 8555, section 8.3). */
static void authorize(const acme::Client &client, acme::Authorization &authorization, const fs::path &webroot) {
    const std::string name(authorization.identifier().value);
    if (authorization.status() == "valid") return say(name + " is authorized already");
    acme::Challenge challenge = authorization.challenge("http-01");
    const fs::path path = webroot / challenge.http01_path().value().substr(1);
    fs::create_directories(path.parent_path());
    write_file(path, challenge.key_authorization(client), false);
    challenge.request_validation(client);
    authorization.wait(client, 60s);
    say(name + " is authorized");
}

int main(int count, char **arguments) try {
    if (count < 5) {
        std::cerr << "usage: " << arguments[0] << " DIRECTORY_URL CA_FILE WEBROOT NAME...\n";
        return 2;
    }
    const std::string ca_file = arguments[2], webroot = arguments[3];
    const std::vector<std::string> names(arguments + 4, arguments + count);
    /* The star of a wildcard name is written as an underscore. */
    const std::string base = names[0][0] == '*' ? "_" + names[0].substr(1) : names[0];

    acme::Options options(arguments[1]);
    if (!ca_file.empty()) options.ca_file(ca_file);
    const acme::Client client(options, acme::Key::generate());
    const acme::Account account =
        client.new_account(acme::AccountParams().contact("mailto:ops@example.com").terms_agreed());
    say("account " + std::string(account.url()));

    acme::OrderParams what;
    for (const std::string &name : names) what.name(name);
    acme::Order order = client.new_order(what);
    say("order " + std::string(order.url()));
    for (acme::Authorization authorization : order.authorizations(client)) authorize(client, authorization, webroot);

    /* The key is on disk before the order is finalized, so that it cannot be lost. */
    const acme::Key key = acme::Key::generate();
    write_file(base + ".key.new", key.to_pem(), true);
    order.finalize(client, acme::Csr::for_order(order, key));
    order.wait(client, 60s);
    const acme::Certificate certificate = order.certificate(client);
    say("certificate by " + std::string(certificate.issuer_name()));

    write_file(base + ".pem", certificate.chain_pem(), false);
    fs::rename(base + ".key.new", base + ".key");
    say("key and certificate are in " + base + ".key and .pem");
    return 0;
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
