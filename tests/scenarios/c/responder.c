/* A TLS server for tls-alpn-01 (RFC 8737), on a thread of its own. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "scene.h"

struct responder {
    SSL_CTX *context;
    int listener;
    pthread_t thread;
};

/* How long a client of the server may take, in seconds. */
enum { PATIENCE = 10 };

static const unsigned char PROTOCOL[] = "\x0a" "acme-tls/1";

static int choose(SSL *ssl, const unsigned char **chosen, unsigned char *length, const unsigned char *offered,
                  unsigned int count, void *unused) {
    unsigned char *found;
    (void)ssl;
    (void)unused;
    if (SSL_select_next_proto(&found, length, PROTOCOL, sizeof PROTOCOL - 1, offered, count) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

static void answer(SSL_CTX *context, int connection) {
    struct timeval patience = {PATIENCE, 0};
    SSL *ssl = SSL_new(context);
    char nothing;
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    SSL_set_fd(ssl, connection);
    /* The authority has seen what it wanted once it hangs up. */
    if (SSL_accept(ssl) == 1) SSL_read(ssl, &nothing, 1);
    SSL_free(ssl);
    close(connection);
}

/* Ends when the listener is shut down. */
static void *serve(void *argument) {
    responder *server = argument;
    int connection;
    while ((connection = accept(server->listener, NULL, NULL)) >= 0) answer(server->context, connection);
    return NULL;
}

static SSL_CTX *context_with(const acme_self_signed *certificate, const acme_key *key) {
    size_t length, key_length;
    uint8_t *key_der;
    const unsigned char *der = acme_self_signed_der(certificate, &length), *key_bytes;
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    EVP_PKEY *private_key;
    bool good;
    if (acme_key_to_der(key, &key_der, &key_length, NULL) != ACME_STATUS_OK) key_length = 0;
    key_bytes = key_der;
    private_key = d2i_AutoPrivateKey(NULL, &key_bytes, (long)key_length);
    good = context && private_key && SSL_CTX_use_certificate_ASN1(context, (int)length, der) == 1 &&
           SSL_CTX_use_PrivateKey(context, private_key) == 1;
    EVP_PKEY_free(private_key);
    acme_bytes_free(key_der, key_length);
    if (!good) {
        SSL_CTX_free(context);
        return NULL;
    }
    SSL_CTX_set_alpn_select_cb(context, choose, NULL);
    return context;
}

static int listen_at(const char *port) {
    struct sockaddr_in address;
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 8) == 0) return listener;
    close(listener);
    return -1;
}

responder *responder_start(const acme_self_signed *certificate, const acme_key *key) {
    responder *server = calloc(1, sizeof *server);
    if (server == NULL) return NULL;
    server->context = context_with(certificate, key);
    server->listener = server->context ? listen_at(setting("ACME_TLS_PORT")) : -1;
    if (server->listener >= 0 && pthread_create(&server->thread, NULL, serve, server) == 0) return server;
    if (server->listener >= 0) close(server->listener);
    SSL_CTX_free(server->context);
    free(server);
    return NULL;
}

void responder_stop(responder *server) {
    if (server == NULL) return;
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    SSL_CTX_free(server->context);
    free(server);
}
