/*
 * Obtains a certificate in one call, with a progress line.
 *
 *     obtain DIRECTORY_URL CA_FILE WEBROOT NAME...
 *
 * CA_FILE holds the root that the directory's own TLS certificate is checked with; "" stands for the system's roots.
 * WEBROOT is the folder that http://NAME/ serves. NAME.key and NAME.pem are written into the current folder, and until
 * then NAME.state, from which a second run goes on when this one is interrupted.
 */
#include <acme_client.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

/* One line that is written over again and again. */
static void progress(const acme::Event &event) {
    if (isatty(STDERR_FILENO) == 0) return;
    const bool last = event.kind() == acme::EventKind::issued || event.kind() == acme::EventKind::challenge_failed;
    std::cerr << "\r\033[K" << event.name() << ' ' << event.identifier().value_or(acme::Identifier{}).value
              << (last ? "\n" : "") << std::flush;
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

/* A client of the account that an interrupted run left behind, or of a new one. */
static acme::Client client_of(const acme::Options &options) {
    std::ifstream kept("account.json");
    if (kept) return acme::Client::from_credentials(options, std::string(std::istreambuf_iterator<char>(kept), {}));
    acme::Client client(options, acme::Key::generate());
    client.new_account(acme::AccountParams().terms_agreed());
    write_file("account.json", client.credentials(), true);
    return client;
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
    const acme::Client client = client_of(options);

    acme::ObtainParams params;
    params.names(names).state_file(base + ".state").events(progress);
    const acme::Certificate certificate = client.obtain(params, acme::Solver::webroot(webroot));
    write_file(base + ".key", certificate.key().to_pem(), true);
    write_file(base + ".pem", certificate.chain_pem(), false);
    fs::remove(base + ".state");
    return 0;
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
