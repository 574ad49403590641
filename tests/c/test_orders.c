/* The list of an account's orders. */

#include "fixture.h"

int main(void) {
    char *urls[5];
    acme_order *order;
    acme_orders *orders;
    acme_client *client = client_in("ok");
    for (size_t i = 0; i < 5; i++) {
        order = order_for(client, "www.example.com");
        urls[i] = strdup(acme_order_url(order));
        acme_order_free(order);
    }
    CHECK_OK(acme_client_orders(client, &orders, &error));
    for (size_t i = 0; i < 5; i++) {
        CHECK_OK(acme_orders_next(client, orders, &order, &error));
        CHECK_TEXT(acme_order_url(order), urls[i]);
        acme_order_free(order);
        free(urls[i]);
    }
    CHECK_OK(acme_orders_next(client, orders, &order, &error));
    CHECK(order == NULL);
    CHECK_NULL(acme_orders_next(client, NULL, &order, &error), "orders");
    acme_orders_free(orders);
    CHECK_NULL(acme_client_orders(NULL, &orders, &error), "client");
    CHECK(orders == NULL);
    acme_orders_free(NULL);
    acme_client_free(client);
    return 0;
}
