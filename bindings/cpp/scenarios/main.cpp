// The scenarios in C++. tests/scenarios/README.md says what a runner is told and what it prints.

#include <algorithm>
#include <csignal>
#include <iostream>
#include <iterator>
#include <vector>

#include "scene.hpp"

namespace {

const struct Entry {
    const char *id;
    Scenario *run;
} SCENARIOS[] = {
    {"account", account},
    {"account-ed25519", account_ed25519},
    {"external-account", external_account},
    {"http-01", by_challenge},
    {"http-01-ip", http_01_ip},
    {"dns-01", by_challenge},
    {"dns-01-wildcard", dns_01_wildcard},
    {"tls-alpn-01", by_challenge},
    {"tls-alpn-01-ip", tls_alpn_01_ip},
    {"dns-account-01", by_challenge},
    {"dns-persist-01", by_challenge},
    {"obtain", obtain},
    {"alternate-chains", alternate_chains},
    {"profiles", profiles},
    {"renewal-info", renewal_info},
    {"renewal-replaces", renewal_replaces},
    {"key-change", key_change},
    {"revocation", revocation},
    {"revocation-by-key", revocation_by_key},
    {"orders", orders},
    {"pre-authorization", pre_authorization},
    {"authorization-deactivation", authorization_deactivation},
    {"account-deactivation", account_deactivation},
};

void print_line(const Entry &entry, const char *word, std::string why = "") {
    std::replace_if(why.begin(), why.end(), [](char letter) { return letter == '\n' || letter == '\t'; }, ' ');
    std::cout << entry.id << '\t' << word << (why.empty() ? "" : "\t") << why << std::endl;
}

bool is_missing_feature(acme_status status) {
    return status == ACME_STATUS_UNSUPPORTED_OPERATION || status == ACME_STATUS_CHALLENGE_NOT_OFFERED;
}

// Whether it did not fail.
bool run(const Entry &entry) {
    try {
        entry.run(entry.id);
        print_line(entry, "passed");
        return true;
    } catch (const scene::NotOffered &reason) {
        print_line(entry, "not-offered", reason.what());
        return true;
    } catch (const acme::NotOffered &error) {
        const bool missing = is_missing_feature(error.status());
        print_line(entry, missing ? "not-offered" : "failed", error.what());
        return missing;
    } catch (const std::exception &error) {
        print_line(entry, "failed", error.what());
        return false;
    }
}

}  // namespace

int main(int count, char **arguments) {
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<Entry> wanted;
    for (const std::string &id : std::vector<std::string>(arguments + 1, arguments + count)) {
        const auto found = std::find_if(std::begin(SCENARIOS), std::end(SCENARIOS), [&](const Entry &each) { return each.id == id; });
        if (found == std::end(SCENARIOS)) {
            std::cerr << "there is no scenario " << id << '\n';
            return 2;
        }
        wanted.push_back(*found);
    }
    if (wanted.empty()) wanted.assign(std::begin(SCENARIOS), std::end(SCENARIOS));
    return std::count_if(wanted.begin(), wanted.end(), [](const Entry &each) { return !run(each); }) == 0 ? 0 : 1;
}
