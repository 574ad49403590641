/* Orders and authorizations that no certificate comes of. */

#include <string.h>

#include "scene.h"

void orders(scene *of) {
    acme_client *client = registered(of);
    acme_order *placed = order_for(of, client, name_of(of, "")), *listed = NULL;
    acme_orders *list;
    bool found = false;
    acme_client_orders(client, &list, &of->error);
    while (placed && !found && acme_orders_next(client, list, &listed, &of->error) == ACME_STATUS_OK && listed) {
        found = strcmp(acme_order_url(listed), acme_order_url(placed)) == 0;
        acme_order_free(listed);
    }
    ensure(of, found, "the order is not listed");
    acme_orders_free(list);
    acme_order_free(placed);
    acme_client_free(client);
}

void pre_authorization(scene *of) {
    acme_client *client = registered(of);
    acme_authorization *authorization;
    acme_client_new_authorization(client, name_of(of, ""), false, &authorization, &of->error);
    ensure(of, authorization && strcmp(acme_authorization_status(authorization), "pending") == 0, "it is not pending");
    acme_authorization_free(authorization);
    acme_client_free(client);
}

void authorization_deactivation(scene *of) {
    acme_client *client = registered(of);
    acme_order *order = order_for(of, client, name_of(of, ""));
    acme_authorization *authorization;
    acme_order_authorization(client, order, 0, &authorization, &of->error);
    acme_authorization_deactivate(client, authorization, &of->error);
    of->not_offered = acme_error_status(of->error) == ACME_STATUS_MALFORMED;
    ensure(of, authorization && strcmp(acme_authorization_status(authorization), "deactivated") == 0,
           "it is not deactivated");
    acme_authorization_free(authorization);
    acme_order_free(order);
    acme_client_free(client);
}
