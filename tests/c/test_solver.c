/* Solvers: the built-in ones, several as one, and what is refused. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "fixture.h"

static void refuses_what_is_missing(void) {
    acme_solver *solver = (acme_solver *)&solver;
    CHECK_NULL(acme_solver_webroot(NULL, &solver, &error), "root");
    CHECK(solver == NULL);
    CHECK_NULL(acme_solver_webroot("/srv/www", NULL, &error), "out");
    CHECK_NULL(acme_solver_http01_server(NULL, &solver, &error), "address");
    CHECK_NULL(acme_solver_http01_stateless(":0", NULL, &solver, &error), "thumbprint");
    CHECK_NULL(acme_solver_tls_alpn01_server(NULL, &solver, &error), "address");
    CHECK_NULL(acme_solver_dns_update(NULL, NULL, NULL, NULL, NULL, NULL, &solver, &error), "server");
    CHECK_NULL(acme_solver_certbot_hook(NULL, NULL, NULL, &solver, &error), "auth_hook");
    CHECK_NULL(acme_solver_dehydrated_hook(NULL, NULL, false, &solver, &error), "program");
    CHECK_NULL(acme_solver_add(NULL, NULL, &error), "solver");
    CHECK_NULL(acme_solver_self_check(NULL, 0, 0, &error), "solver");
    acme_solver_free(NULL);
}

static void refuses_what_is_wrong(void) {
    acme_solver *solver;
    CHECK_FAILS(acme_solver_http01_server("", &solver, &error), ACME_STATUS_INVALID_ARGUMENT, "address: is empty");
    CHECK_FAILS(acme_solver_http01_server("\xff", &solver, &error), ACME_STATUS_INVALID_UTF8, "address");
    CHECK_FAILS(acme_solver_certbot_hook("", NULL, NULL, &solver, &error), ACME_STATUS_INVALID_ARGUMENT, "auth hook");
    CHECK_FAILS(acme_solver_dns_update("ns.example", "key", "hmac-none", "c2VjcmV0", NULL, NULL, &solver, &error),
                ACME_STATUS_INVALID_ARGUMENT, "algorithm: hmac-none");
    CHECK_FAILS(acme_solver_dns_update("ns.example", "key", NULL, NULL, NULL, NULL, &solver, &error),
                ACME_STATUS_NULL_POINTER, "secret");
    CHECK_FAILS(acme_solver_dns_update("ns.example", NULL, NULL, NULL, NULL, "ns", &solver, &error),
                ACME_STATUS_INVALID_ARGUMENT, "resolver: ns is no address");
}

static void every_kind_is_made_and_joined(void) {
    acme_solver *all, *solvers[6];
    size_t i;
    CHECK_OK(acme_solver_webroot("/srv/www", &all, &error));
    CHECK_OK(acme_solver_http01_server(":80", &solvers[0], &error));
    CHECK_OK(acme_solver_http01_stateless("127.0.0.1:0", "thumbprint", &solvers[1], &error));
    CHECK_OK(acme_solver_tls_alpn01_server(":443", &solvers[2], &error));
    CHECK_OK(acme_solver_dns_update("ns.example", "key.", "hmac-sha512", "c2VjcmV0", "example.com", "::1", &solvers[3],
                                    &error));
    CHECK_OK(acme_solver_certbot_hook("true", "true", "http-01", &solvers[4], &error));
    CHECK_OK(acme_solver_dehydrated_hook("true", NULL, true, &solvers[5], &error));
    for (i = 0; i < 6; i++) {
        CHECK_OK(acme_solver_add(all, solvers[i], &error));
        acme_solver_free(solvers[i]);
    }
    CHECK_OK(acme_solver_self_check(all, 1000, 5002, &error));
    acme_solver_free(all);
}

/* A port of this machine that listens until the descriptor is closed. */
static int listening(char *address, size_t size) {
    struct sockaddr_in name;
    socklen_t length = sizeof name;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(descriptor, (struct sockaddr *)&name, sizeof name) == 0 && listen(descriptor, 1) == 0);
    CHECK(getsockname(descriptor, (struct sockaddr *)&name, &length) == 0);
    CHECK(snprintf(address, size, "127.0.0.1:%d", ntohs(name.sin_port)) > 0);
    return descriptor;
}

static void an_address_is_free_again_once_its_server_is(void) {
    char address[32];
    acme_solver *solver, *second;
    int taken = listening(address, sizeof address);
    CHECK_FAILS(acme_solver_http01_stateless(address, "thumbprint", &solver, &error), ACME_STATUS_ADDRESS_IN_USE, address);
    CHECK(solver == NULL);
    close(taken);
    CHECK_OK(acme_solver_http01_stateless(address, "thumbprint", &solver, &error));
    CHECK_FAILS(acme_solver_http01_stateless(address, "thumbprint", &second, &error), ACME_STATUS_ADDRESS_IN_USE, address);
    acme_solver_free(solver);
    CHECK_OK(acme_solver_http01_stateless(address, "thumbprint", &solver, &error));
    acme_solver_free(solver);
}

/* Obtains a certificate for an address of this machine; frees the solver. */
static acme_status obtain_by(acme_solver *solver) {
    acme_client *client = client_in("ok");
    acme_obtain_params *params = acme_obtain_params_new();
    acme_certificate *certificate;
    acme_status status;
    acme_obtain_params_add_identifier(params, "ip", "127.0.0.1");
    status = acme_client_obtain(client, params, solver, &certificate, &error);
    acme_certificate_free(certificate);
    acme_obtain_params_free(params);
    acme_solver_free(solver);
    acme_client_free(client);
    return status;
}

static void a_port_in_use_names_identifier_and_step(void) {
    char address[32];
    acme_solver *solver;
    int taken = listening(address, sizeof address);
    CHECK_OK(acme_solver_http01_server(address, &solver, &error));
    CHECK_FAILS(obtain_by(solver), ACME_STATUS_ADDRESS_IN_USE, "127.0.0.1: present: cannot listen at");
    CHECK_OK(acme_solver_tls_alpn01_server(address, &solver, &error));
    CHECK_FAILS(obtain_by(solver), ACME_STATUS_ADDRESS_IN_USE, "127.0.0.1: present: cannot listen at");
    close(taken);
}

static void a_hook_that_fails_is_quoted(void) {
    acme_solver *solver;
    CHECK_OK(acme_solver_certbot_hook("echo no such zone; exit 3", NULL, "http-01", &solver, &error));
    CHECK_FAILS(obtain_by(solver), ACME_STATUS_SOLVER_FAILED, "ended with 3: no such zone");
    CHECK_OK(acme_solver_dehydrated_hook("/nowhere/hook", "http-01", false, &solver, &error));
    CHECK_FAILS(obtain_by(solver), ACME_STATUS_SOLVER_FAILED, "present: http-01: the hook /nowhere/hook");
}

static void what_cannot_be_seen_is_not_asked_for(void) {
    char address[32];
    acme_solver *solver;
    uint16_t port;
    close(listening(address, sizeof address));
    port = (uint16_t)strtoul(strchr(address, ':') + 1, NULL, 10);
    CHECK_OK(acme_solver_http01_server(address, &solver, &error));
    CHECK_OK(acme_solver_self_check(solver, WAIT_MS, port, &error));
    CHECK_OK(obtain_by(solver));
    CHECK_OK(acme_solver_certbot_hook("true", NULL, "http-01", &solver, &error));
    CHECK_OK(acme_solver_self_check(solver, 100, port, &error));
    CHECK_FAILS(obtain_by(solver), ACME_STATUS_NOT_VISIBLE, "127.0.0.1: ready: http-01: cannot be seen");
}

int main(void) {
    refuses_what_is_missing();
    refuses_what_is_wrong();
    every_kind_is_made_and_joined();
    an_address_is_free_again_once_its_server_is();
    a_port_in_use_names_identifier_and_step();
    a_hook_that_fails_is_quoted();
    what_cannot_be_seen_is_not_asked_for();
    return 0;
}
