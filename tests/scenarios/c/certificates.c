/* Certificates: obtained by one call, with another chain or profile, revoked. */

#include <stdlib.h>
#include <string.h>

#include "scene.h"

static void remember(void *userdata, const acme_event *event) {
    *(int32_t *)userdata = acme_event_kind(event);
}

void obtain(scene *of) {
    int32_t last = 0;
    acme_client *client = registered(of);
    acme_obtain_params *params = acme_obtain_params_new();
    acme_solver *solver;
    acme_certificate *certificate;
    acme_key *key;
    acme_obtain_params_add_name(params, name_of(of, ""));
    acme_obtain_params_add_name(params, name_of(of, "www."));
    acme_obtain_params_set_events(params, remember, &last, NULL);
    acme_solver_webroot(setting("ACME_WEBROOT"), &solver, &of->error);
    acme_client_obtain(client, params, solver, &certificate, &of->error);
    acme_certificate_key(certificate, &key, &of->error);
    note_key(key);
    ensure(of, acme_certificate_identifier_count(certificate) == 2, "the certificate is not for two names");
    ensure(of, fits(certificate, key), "the key is another one's");
    ensure(of, last == ACME_EVENT_ISSUED, "the last event is another one");
    acme_key_free(key);
    acme_certificate_free(certificate);
    acme_solver_free(solver);
    acme_obtain_params_free(params);
    acme_client_free(client);
}

/* The URL of the first alternate of a certificate, to be freed; NULL when there is none. */
static char *alternate_url(scene *of, const acme_client *client, const char *url) {
    const char *link, *end;
    char *found = NULL;
    acme_resource *resource;
    acme_client_post(client, url, NULL, NULL, &resource, &of->error);
    for (size_t i = 0; !found && (link = acme_resource_header(resource, "Link", i)) != NULL; i++) {
        end = strchr(link, '>');
        if (*link == '<' && end && strstr(end, "\"alternate\"")) found = strndup(link + 1, (size_t)(end - link - 1));
    }
    acme_resource_free(resource);
    return found;
}

static acme_certificate *certificate_at(scene *of, const acme_client *client, const char *url) {
    size_t length;
    const uint8_t *body;
    char *pem;
    acme_resource *resource;
    acme_certificate *certificate = NULL;
    acme_client_post(client, url, NULL, "application/pem-certificate-chain", &resource, &of->error);
    body = acme_resource_body(resource, &length);
    if (body && (pem = strndup((const char *)body, length)) != NULL) {
        acme_certificate_from_pem(pem, &certificate, &of->error);
        free(pem);
    }
    acme_resource_free(resource);
    return certificate;
}

/* Wants the chain with the topmost issuer of this one. */
static acme_chain_preference *like(scene *of, const acme_certificate *certificate) {
    acme_chain_preference *preference = NULL;
    const char *pem = acme_certificate_issuers_pem(certificate);
    acme_certificate *issuers;
    if (pem && *pem) {
        acme_certificate_from_pem(pem, &issuers, &of->error);
        preference = like(of, issuers);
        acme_certificate_free(issuers);
    } else {
        acme_chain_preference_top_issuer(acme_certificate_issuer_name(certificate), &preference, &of->error);
    }
    return preference;
}

static bool same(const acme_certificate *one, const acme_certificate *other) {
    return one && other && strcmp(acme_certificate_chain_pem(one), acme_certificate_chain_pem(other)) == 0;
}

static bool same_leaf(const acme_certificate *one, const acme_certificate *other) {
    return one && other && strcmp(acme_certificate_leaf_pem(one), acme_certificate_leaf_pem(other)) == 0;
}

static void nobodys_chain(scene *of, const acme_client *client, const acme_order *order,
                          const acme_certificate *usual) {
    acme_chain_preference *nobody, *any, *list;
    acme_certificate *none, *fallback;
    acme_error *refusal = NULL;
    acme_chain_preference_top_issuer("Nobody", &nobody, &of->error);
    acme_chain_preference_server_choice(&any, &of->error);
    acme_chain_preference_or(nobody, any, &list, &of->error);
    acme_order_certificate(client, order, nobody, &none, &refusal);
    ensure_refused(of, refusal, ACME_STATUS_CHAIN_NOT_FOUND, "nobody's chain was found");
    acme_order_certificate(client, order, list, &fallback, &of->error);
    ensure(of, same(fallback, usual), "the fallback is not the server's choice");
    acme_certificate_free(none);
    acme_certificate_free(fallback);
    acme_chain_preference_free(nobody);
    acme_chain_preference_free(any);
    acme_chain_preference_free(list);
}

void alternate_chains(scene *of) {
    acme_client *client = registered(of);
    acme_order *order = order_for(of, client, name_of(of, ""));
    acme_key *key = complete(of, client, order, "http-01");
    char *url = of->error ? NULL : alternate_url(of, client, acme_order_certificate_url(order));
    of->not_offered = of->error == NULL && url == NULL;
    if (url) {
        acme_certificate *usual, *chosen, *alternate = certificate_at(of, client, url);
        acme_chain_preference *preference = like(of, alternate);
        acme_order_certificate(client, order, NULL, &usual, &of->error);
        acme_order_certificate(client, order, preference, &chosen, &of->error);
        ensure(of, same(chosen, alternate), "another chain than the alternate was chosen");
        ensure(of, same_leaf(chosen, usual) && !same(chosen, usual), "the alternate is no alternate");
        nobodys_chain(of, client, order, usual);
        acme_certificate_free(usual);
        acme_certificate_free(chosen);
        acme_certificate_free(alternate);
        acme_chain_preference_free(preference);
    }
    free(url);
    acme_key_free(key);
    acme_order_free(order);
    acme_client_free(client);
}

static acme_order *order_with_profile(const scene *of, const acme_client *client, const char *profile, bool optional,
                                      acme_error **error) {
    acme_order *order;
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_name(params, name_of(of, ""));
    acme_order_params_set_profile(params, profile);
    acme_order_params_set_profile_optional(params, optional);
    acme_client_new_order(client, params, &order, error);
    acme_order_params_free(params);
    return order;
}

void profiles(scene *of) {
    acme_client *client = registered(of);
    acme_error *refusal = NULL;
    acme_directory *directory;
    const char *name, *given;
    acme_client_directory(client, &directory, &of->error);
    name = acme_directory_profile_name(directory, 0);
    of->not_offered = directory && name == NULL;
    if (name) {
        acme_order *order = order_with_profile(of, client, name, false, &of->error);
        given = acme_order_profile(order);
        ensure(of, given && strcmp(given, name) == 0, "the order has another profile");
        acme_order_free(order);
        acme_order_free(order_with_profile(of, client, "no-such", false, &refusal));
        ensure_refused(of, refusal, ACME_STATUS_INVALID_PROFILE, "an unknown profile was taken");
        acme_order_free(order_with_profile(of, client, "no-such", true, &of->error));
    }
    acme_directory_free(directory);
    acme_client_free(client);
}

void revocation(scene *of) {
    acme_client *client = registered(of);
    acme_certificate *certificate = issue(of, client, name_of(of, ""), "http-01", NULL);
    int32_t reason = acme_revocation_reason("superseded");
    acme_error *refusal = NULL;
    acme_certificate_revoke(client, certificate, reason, &of->error);
    acme_certificate_revoke(client, certificate, reason, &refusal);
    ensure_refused(of, refusal, ACME_STATUS_ALREADY_REVOKED, "it could be revoked twice");
    acme_certificate_free(certificate);
    acme_client_free(client);
}

void revocation_by_key(scene *of) {
    acme_key *key, *other_key = new_key(of, ACME_KEY_EC_P256);
    acme_client *client = registered(of), *other = stranger(of, other_key);
    acme_certificate *certificate = issue(of, client, name_of(of, ""), "http-01", &key);
    acme_certificate_revoke_with_key(other, certificate, key, acme_revocation_reason("keyCompromise"), &of->error);
    acme_certificate_free(certificate);
    acme_client_free(client);
    acme_client_free(other);
    acme_key_free(key);
    acme_key_free(other_key);
}
