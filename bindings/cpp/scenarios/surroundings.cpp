// What a server validates beside TLS: files and DNS records.

#include <filesystem>
#include <fstream>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scene.hpp"

namespace scene {

void publish(std::string_view path, std::string_view text) {
    const std::filesystem::path file = std::string(setting("ACME_WEBROOT").view()).append(path);
    std::filesystem::create_directories(file.parent_path());
    ensure((std::ofstream(file) << text).flush().good(), "the file cannot be written");
}

// A connection to the host of "http://HOST:PORT".
static int connect_to(std::string_view url) {
    const std::string_view place = url.substr(url.find("//") + 2);
    const std::string host(place.substr(0, place.find(':'))), rest(place.substr(host.size() + 1));
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    ensure(getaddrinfo(host.c_str(), rest.substr(0, rest.find('/')).c_str(), &hints, &found) == 0, "the DNS server has no address");
    const std::unique_ptr<addrinfo, void (*)(addrinfo *)> owned(found, freeaddrinfo);
    const int connection = socket(found->ai_family, SOCK_STREAM, 0);
    if (connection >= 0 && connect(connection, found->ai_addr, found->ai_addrlen) == 0) return connection;
    close(connection);
    throw Failed("the DNS server does not answer");
}

// Names and values of records need no escapes in JSON.
void add_txt(std::string_view name, std::string_view value) {
    std::string body = "{\"host\": \"";
    body.append(name).append(".\", \"value\": \"").append(value).append("\"}");
    const std::string request = "POST /set-txt HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    const int connection = connect_to(setting("ACME_DNS_MANAGEMENT").view());
    const bool sent = write(connection, request.data(), request.size()) == static_cast<ssize_t>(request.size());
    char answer[64];
    const ssize_t got = sent ? read(connection, answer, sizeof answer) : -1;
    close(connection);
    const std::string_view text(answer, got > 0 ? static_cast<std::size_t>(got) : 0);
    ensure(text.find(" 200 ") != std::string_view::npos, "the record was not set");
}

}  // namespace scene
