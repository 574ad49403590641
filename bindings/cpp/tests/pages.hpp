// What the blocks of C++ on the pages stand in.
#include <chrono>
#include <fstream>
#include <iostream>

#include <acme_client.hpp>

using namespace std::chrono_literals;

struct Dns {
    void add(std::string_view name, std::string_view value);
    void remove(std::string_view name, std::string_view value);
};

struct Kms {
    acme::Bytes sign(acme::ByteView message) const;
};

extern acme::Client client;
extern acme::Key account_key;
extern acme::Solver solver;
extern acme::Certificate leaked;
extern Dns dns;
extern Kms kms;
extern std::string jwk;
void keep(std::string_view name, std::string_view text);

