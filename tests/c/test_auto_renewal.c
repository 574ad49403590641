/* Orders whose certificate renews itself. */

#include "fixture.h"

static acme_order *recurring_order(const acme_client *client) {
    acme_order *order;
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_dns(params, "www.example.com");
    acme_order_params_set_auto_renewal(params, NULL, "2099-01-01T00:00:00Z", 345600, true);
    acme_order_params_set_auto_renewal_adjust(params, 3600);
    CHECK_OK(acme_client_new_order(client, params, &order, &error));
    acme_order_params_free(params);
    return order;
}

static void the_certificate_of_the_day_is_there_until_the_order_is_cancelled(void) {
    acme_certificate *certificate;
    acme_client *client = client_in("extensions");
    acme_order *order = recurring_order(client);
    CHECK_FAILS(acme_order_star_certificate(client, order, &certificate, &error), ACME_STATUS_CERTIFICATE_NOT_READY,
                "no certificate");
    CHECK_FAILS(acme_order_cancel(client, order, &error), ACME_STATUS_AUTO_RENEWAL_CANCELLATION_INVALID, "order");
    make_ready(client, order);
    finalize(client, order);
    CHECK_OK(acme_order_wait(client, order, WAIT_MS, &error));
    CHECK_HAS(acme_order_star_certificate_url(order), "https://");
    CHECK(acme_order_certificate_url(order) == NULL);
    CHECK_OK(acme_order_star_certificate(client, order, &certificate, &error));
    CHECK(acme_certificate_not_after(certificate) - acme_certificate_not_before(certificate) == 345600 + 3600);
    acme_certificate_free(certificate);
    CHECK_OK(acme_order_cancel(client, order, &error));
    CHECK_TEXT(acme_order_status(order), "canceled");
    CHECK_FAILS(acme_order_star_certificate(client, order, &certificate, &error), ACME_STATUS_AUTO_RENEWAL_CANCELED,
                "canceled");
    acme_order_free(order);
    acme_client_free(client);
}

static void what_cannot_be_asked_for_is_refused(void) {
    acme_order *order;
    acme_client *client = client_in("ok");
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_dns(params, "www.example.com");
    acme_order_params_set_auto_renewal(params, NULL, "2099-01-01T00:00:00Z", 345600, false);
    CHECK_FAILS(acme_client_new_order(client, params, &order, &error), ACME_STATUS_UNSUPPORTED_OPERATION,
                "auto-renewal");
    acme_order_params_set_auto_renewal(params, "2099-01-02T00:00:00Z", "2099-01-01T00:00:00Z", 1, false);
    CHECK_FAILS(acme_client_new_order(client, params, &order, &error), ACME_STATUS_INVALID_ARGUMENT, "end_date");
    CHECK_NULL(acme_order_cancel(client, NULL, &error), "order");
    acme_order_params_free(params);
    params = acme_order_params_new();
    acme_order_params_add_dns(params, "www.example.com");
    acme_order_params_set_auto_renewal_adjust(params, 3600);
    CHECK_FAILS(acme_client_new_order(client, params, &order, &error), ACME_STATUS_INVALID_ARGUMENT,
                "auto_renewal: is not set");
    acme_order_params_free(params);
    acme_client_free(client);
}

static void an_order_that_the_server_refuses_says_why(void) {
    acme_order *order;
    acme_client *client = client_in("extensions");
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_dns(params, "www.example.com");
    acme_order_params_set_auto_renewal(params, NULL, "2099-01-01T00:00:00Z", 1, false);
    CHECK_FAILS(acme_client_new_order(client, params, &order, &error), ACME_STATUS_MALFORMED, "no such auto-renewal");
    acme_order_params_free(params);
    acme_client_free(client);
}

int main(void) {
    the_certificate_of_the_day_is_there_until_the_order_is_cancelled();
    what_cannot_be_asked_for_is_refused();
    an_order_that_the_server_refuses_says_why();
    return 0;
}
