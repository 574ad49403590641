/* Renewal information, and orders that replace a certificate. */

#include <string.h>
#include <time.h>

#include "scene.h"

static bool is_within(const acme_renewal_info *info, int64_t moment, int64_t now) {
    int64_t start = acme_renewal_info_start(info), end = acme_renewal_info_end(info);
    return moment >= (start > now ? start : now) && moment <= (end > now ? end : now);
}

void renewal_info(scene *of) {
    acme_client *client = registered(of);
    acme_certificate *certificate = issue(of, client, name_of(of, ""), "http-01", NULL);
    acme_renewal_info *info;
    int64_t now = (int64_t)time(NULL), moment;
    acme_client_renewal_info(client, acme_certificate_ari_id(certificate), &info, &of->error);
    acme_renewal_info_pick(info, now, &moment, &of->error);
    ensure(of, is_within(info, moment, now), "the moment is outside the window");
    ensure(of, moment <= acme_certificate_not_after(certificate), "the moment is after the end");
    acme_renewal_info_free(info);
    acme_certificate_free(certificate);
    acme_client_free(client);
}

static acme_order *successor(const acme_client *client, const acme_certificate *certificate, acme_error **error) {
    acme_order *order;
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_name(params, acme_certificate_identifier_value(certificate, 0));
    acme_order_params_set_replaces(params, acme_certificate_ari_id(certificate));
    acme_client_new_order(client, params, &order, error);
    acme_order_params_free(params);
    return order;
}

void renewal_replaces(scene *of) {
    acme_client *client = registered(of);
    acme_certificate *first = issue(of, client, name_of(of, ""), "http-01", NULL), *second;
    acme_renewal_info *info;
    acme_order *order;
    acme_key *key;
    acme_error *refusal = NULL;
    const char *replaces;
    acme_client_renewal_info(client, acme_certificate_ari_id(first), &info, &of->error);
    order = successor(client, first, &of->error);
    replaces = acme_order_replaces(order);
    ensure(of, replaces && strcmp(replaces, acme_certificate_ari_id(first)) == 0,
           "the order does not repeat what it replaces");
    key = complete(of, client, order, "http-01");
    acme_order_certificate(client, order, NULL, &second, &of->error);
    ensure(of, second && strcmp(acme_certificate_serial(second), acme_certificate_serial(first)) != 0,
           "the same certificate came again");
    if (of->error == NULL) acme_order_free(successor(client, first, &refusal));
    ensure_refused(of, refusal, ACME_STATUS_ALREADY_REPLACED, "it could be replaced twice");
    acme_key_free(key);
    acme_order_free(order);
    acme_renewal_info_free(info);
    acme_certificate_free(first);
    acme_certificate_free(second);
    acme_client_free(client);
}
