#include "fixture.h"

static void the_directory_is_read_with_a_get(void) {
    size_t length;
    acme_resource *resource;
    acme_client *client = client_in("ok");
    char *url = malloc(256);
    CHECK(url != NULL);
    snprintf(url, 256, "%s", world_url("ok"));
    CHECK_OK(acme_client_get(client, url, &resource, &error));
    CHECK(acme_resource_http_status(resource) == 200);
    CHECK_TEXT(acme_resource_header(resource, "CONTENT-type", 0), "application/json");
    CHECK(acme_resource_header(resource, "Content-Type", 1) == NULL);
    CHECK(acme_resource_header(resource, NULL, 0) == NULL);
    CHECK(acme_resource_body(resource, &length) != NULL && length > 100);
    acme_resource_free(resource);
    acme_resource_free(NULL);
    free(url);
    acme_client_free(client);
}

static void the_account_is_read_with_a_signed_post(void) {
    char *url;
    acme_resource *resource;
    acme_client *client = client_in("ok");
    CHECK_OK(acme_client_account_url(client, &url, &error));
    CHECK_OK(acme_client_post(client, url, NULL, "application/json", &resource, &error));
    CHECK(acme_resource_body(resource, NULL) != NULL);
    acme_resource_free(resource);
    CHECK_OK(acme_client_post(client, url, "{\"contact\":[\"mailto:a@example.com\"]}", NULL, &resource, &error));
    acme_resource_free(resource);
    acme_string_free(url);
    acme_client_free(client);
}

static void refusals_come_with_their_pages(void) {
    acme_order *order;
    acme_resource *resource;
    acme_client *client = client_in("rate-limited");
    acme_order_params *params = acme_order_params_new();
    acme_order_params_add_dns(params, "www.example.com");
    CHECK(acme_client_new_order(client, params, &order, &error) == ACME_STATUS_RATE_LIMITED);
    CHECK_TEXT(acme_error_help_url(error), "https://ca.example/docs/rate-limits");
    CHECK(acme_error_action_url(error) == NULL);
    acme_error_clear(&error);
    CHECK(acme_error_help_url(NULL) == NULL);
    CHECK_FAILS(acme_client_get(client, "http://ca.example/", &resource, &error), ACME_STATUS_FORBIDDEN_URL, "https");
    CHECK_NULL(acme_client_get(client, NULL, &resource, &error), "url");
    CHECK_NULL(acme_client_post(NULL, "https://ca.example/", NULL, NULL, &resource, &error), "client");
    acme_order_params_free(params);
    acme_client_free(client);
}

int main(void) {
    the_directory_is_read_with_a_get();
    the_account_is_read_with_a_signed_post();
    refusals_come_with_their_pages();
    return 0;
}
