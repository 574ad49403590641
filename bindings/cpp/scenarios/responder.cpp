// A TLS server for tls-alpn-01 (RFC 8737).

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "scene.hpp"

namespace scene {

// How long a client of the server may take, in seconds.
static constexpr time_t LIMIT = 10;

static constexpr unsigned char PROTOCOL[] = {10, 'a', 'c', 'm', 'e', '-', 't', 'l', 's', '/', '1'};

static int choose(SSL *, const unsigned char **chosen, unsigned char *length, const unsigned char *offered, unsigned int count, void *) {
    unsigned char *found = nullptr;
    if (SSL_select_next_proto(&found, length, PROTOCOL, sizeof PROTOCOL, offered, count) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

static int listen_at(const std::string &port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const auto *place = reinterpret_cast<const sockaddr *>(&address);
    if (bind(listener, place, sizeof address) == 0 && listen(listener, 8) == 0) return listener;
    close(listener);
    throw Failed("the server for tls-alpn-01 cannot listen");
}

Responder::Responder(const acme::SelfSigned &certificate, const acme::Key &key)
    : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    const acme::Bytes der = key.to_der();
    const unsigned char *bytes = der.data();
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY *)> private_key(
        d2i_AutoPrivateKey(nullptr, &bytes, static_cast<long>(der.size())), EVP_PKEY_free);
    const acme::ByteView shown = certificate.der();
    ensure(SSL_CTX_use_certificate_ASN1(context_.get(), static_cast<int>(shown.size()), shown.data()) == 1 &&
               SSL_CTX_use_PrivateKey(context_.get(), private_key.get()) == 1,
           "the server for tls-alpn-01 does not take its certificate");
    SSL_CTX_set_alpn_select_cb(context_.get(), choose, nullptr);
    listener_ = listen_at(std::string(setting("ACME_TLS_PORT").view()));
    thread_ = std::thread([this] { serve(); });
}

Responder::~Responder() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
}

// Ends when the listener is shut down.
void Responder::serve() const {
    int connection;
    while ((connection = accept(listener_, nullptr, nullptr)) >= 0) {
        const timeval patience{LIMIT, 0};
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const std::unique_ptr<SSL, void (*)(SSL *)> ssl(SSL_new(context_.get()), SSL_free);
        SSL_set_fd(ssl.get(), connection);
        // The authority has seen what it wanted once it hangs up.
        char nothing;
        if (SSL_accept(ssl.get()) == 1) SSL_read(ssl.get(), &nothing, 1);
        close(connection);
    }
}

}  // namespace scene
