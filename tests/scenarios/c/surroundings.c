/* What a server validates beside TLS: files and DNS records. */

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scene.h"

bool publish(const char *path, const char *text) {
    char file[1024];
    FILE *out;
    int length = snprintf(file, sizeof file, "%s%s", setting("ACME_WEBROOT"), path);
    if (length < 0 || (size_t)length >= sizeof file) return false;
    for (char *slash = strchr(file + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(file, 0755) != 0 && errno != EEXIST) return false;
        *slash = '/';
    }
    out = fopen(file, "w");
    if (out == NULL) return false;
    fputs(text, out);
    return fclose(out) == 0;
}

/* A connection to the host of "http://HOST:PORT"; -1 when there is none. */
static int connect_to(const char *url) {
    char host[128], port[16];
    struct addrinfo hints, *found;
    int connection;
    if (sscanf(url, "http://%127[^:/]:%15[0-9]", host, port) != 2) return -1;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &found) != 0) return -1;
    connection = socket(found->ai_family, SOCK_STREAM, 0);
    if (connection >= 0 && connect(connection, found->ai_addr, found->ai_addrlen) != 0) {
        close(connection);
        connection = -1;
    }
    freeaddrinfo(found);
    return connection;
}

/* Names and values of records need no escapes in JSON. */
bool add_txt(const char *name, const char *value) {
    char body[1024], request[2048], answer[64] = "";
    int connection = connect_to(setting("ACME_DNS_MANAGEMENT"));
    bool sent;
    ssize_t got;
    if (connection < 0) return false;
    snprintf(body, sizeof body, "{\"host\": \"%s.\", \"value\": \"%s\"}", name, value);
    snprintf(request, sizeof request,
             "POST /set-txt HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(body),
             body);
    sent = write(connection, request, strlen(request)) == (ssize_t)strlen(request);
    got = sent ? read(connection, answer, sizeof answer - 1) : -1;
    close(connection);
    return got > 0 && strstr(answer, " 200 ") != NULL;
}
