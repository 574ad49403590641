/* A certificate by each type of challenge, verb by verb. */

#include <string.h>

#include "scene.h"

static void proved(scene *of, const char *name, const char *type) {
    acme_client *client = registered(of);
    acme_certificate *certificate = issue(of, client, name, type, NULL);
    const char *named = acme_certificate_identifier_value(certificate, 0);
    ensure(of, acme_certificate_identifier_count(certificate) == 1 && strcmp(named, name) == 0,
           "the certificate is for something else");
    acme_certificate_free(certificate);
    acme_client_free(client);
}

/* For a name, by the challenge that the scenario is called after. */
void by_challenge(scene *of) {
    proved(of, name_of(of, ""), of->id);
}

void http_01_ip(scene *of) {
    proved(of, "127.0.0.1", "http-01");
}

void tls_alpn_01_ip(scene *of) {
    proved(of, "127.0.0.1", "tls-alpn-01");
}

void dns_01_wildcard(scene *of) {
    proved(of, name_of(of, "*."), "dns-01");
}
