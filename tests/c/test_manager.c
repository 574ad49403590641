#include "fixture.h"
#include "memory_store.h"

#define DAY ((int64_t)86400)

struct told {
    int count, destroyed, fails;
};

static int32_t renewed(void *userdata, const char *name, const acme_certificate *certificate) {
    struct told *told = userdata;
    acme_key *key;
    CHECK_TEXT(name, "www.example.com");
    CHECK_OK(acme_certificate_key(certificate, &key, &error));
    acme_key_free(key);
    told->count++;
    return told->fails ? 9 : 0;
}

static void destroy_told(void *userdata) {
    ((struct told *)userdata)->destroyed++;
}

static acme_client *client_of_store(const char *world, const acme_store *store) {
    acme_client *client;
    acme_client_options *options = options_for(world_url(world));
    acme_account_params *params = acme_account_params_new();
    acme_account_params_set_terms_agreed(params, true);
    CHECK_OK(acme_client_from_store(options, store, params, &client, &error));
    acme_account_params_free(params);
    acme_client_options_free(options);
    return client;
}

/* The scripted CA believes what is in no place at all. */
static acme_manager *manager_of(const acme_client *client, const acme_store *store,
                                const acme_manager_options *options) {
    acme_manager *manager;
    acme_solver *solver;
    CHECK_OK(acme_solver_webroot(".", &solver, &error));
    CHECK_OK(acme_manager_new(client, store, solver, options, &manager, &error));
    acme_solver_free(solver);
    return manager;
}

static void add(const acme_manager *manager, const char *domain) {
    char *name;
    acme_obtain_params *params = acme_obtain_params_new();
    acme_obtain_params_add_name(params, domain);
    CHECK_OK(acme_manager_add(manager, NULL, params, &name, &error));
    CHECK_TEXT(name, domain);
    CHECK_OK(acme_manager_add(manager, name, params, NULL, &error));
    acme_string_free(name);
    acme_obtain_params_free(params);
}

/* Runs the manager over its only certificate and checks what was done. */
static int64_t run(const acme_manager *manager, int64_t now, int32_t action, const char *message) {
    int64_t next;
    acme_manager_report *report;
    CHECK_OK(acme_manager_run_pending(manager, now, &report, &error));
    CHECK(acme_manager_report_count(report) == 1);
    CHECK_TEXT(acme_manager_report_name(report, 0), "www.example.com");
    if (acme_manager_report_action(report, 0) != action && acme_manager_report_error(report, 0) != NULL)
        fprintf(stderr, "%s\n", acme_error_message(acme_manager_report_error(report, 0)));
    CHECK(acme_manager_report_action(report, 0) == action);
    if (message == NULL)
        CHECK(acme_manager_report_error(report, 0) == NULL);
    else
        CHECK_HAS(acme_error_message(acme_manager_report_error(report, 0)), message);
    next = acme_manager_report_next_look(report);
    CHECK(next == acme_manager_report_look_again_at(report, 0) && next > now);
    CHECK(acme_manager_report_name(report, 1) == NULL && acme_manager_report_action(report, 1) == 0);
    CHECK(acme_manager_report_error(report, 1) == NULL && acme_manager_report_look_again_at(report, 1) == 0);
    acme_manager_report_free(report);
    return next;
}

static void a_folder_of_certificates_is_kept_fresh(void) {
    struct told told = {0, 0, 1};
    acme_store *store;
    acme_client *client;
    acme_manager *manager;
    acme_certificate *certificate;
    acme_manager_options *options = acme_manager_options_new();
    acme_obtain_params *bounds = acme_obtain_params_new();
    acme_renewal_options *renewal = acme_renewal_options_new();
    int64_t now = (int64_t)time(NULL);
    acme_renewal_options_set_look_every(renewal, 3600 * 1000);
    acme_manager_options_set_renewal(options, renewal);
    acme_manager_options_set_obtain_params(options, bounds);
    acme_manager_options_set_renewed(options, renewed, &told, destroy_told);
    acme_manager_options_set_deploy_command(options, "cp \"$ACME_CHAIN_FILE\" deployed.pem", 60000);
    CHECK_OK(acme_store_folder("managed", &store, &error));
    client = client_of_store("ok", store);
    manager = manager_of(client, store, options);
    acme_manager_options_free(options);
    acme_obtain_params_free(bounds);
    acme_renewal_options_free(renewal);
    acme_store_free(store);
    acme_client_free(client);

    add(manager, "www.example.com");
    CHECK_OK(acme_manager_certificate(manager, "www.example.com", &certificate, &error));
    CHECK(certificate == NULL);
    now = run(manager, now, ACME_MANAGER_FAILED, "failed with 9");
    CHECK(access("deployed.pem", F_OK) != 0);
    told.fails = 0;
    now = run(manager, now, ACME_MANAGER_RENEWED, NULL);
    CHECK(told.count == 2 && access("deployed.pem", F_OK) == 0);
    CHECK(access("managed/www.example.com/current/key.pem", F_OK) == 0);
    run(manager, now - 1, ACME_MANAGER_WAITING, NULL);
    run(manager, now + 80 * DAY, ACME_MANAGER_RENEWED, NULL);
    CHECK(told.count == 3);
    CHECK_OK(acme_manager_certificate(manager, "www.example.com", &certificate, &error));
    CHECK_TEXT(acme_certificate_identifier_value(certificate, 0), "www.example.com");
    acme_certificate_free(certificate);
    CHECK_OK(acme_manager_remove(manager, "www.example.com", &error));
    CHECK(access("managed/www.example.com", F_OK) != 0);
    CHECK(told.destroyed == 0);
    acme_manager_free(manager);
    CHECK(told.destroyed == 1);
}

static void a_store_of_functions_serves_as_well(void) {
    struct memory memory;
    acme_store *store = memory_store(&memory);
    acme_client *client = client_of_store("ok", store), *again;
    acme_manager *manager = manager_of(client, store, NULL);
    acme_manager_report *report;
    acme_client_options *options;
    char *document;
    int64_t now = (int64_t)time(NULL);
    add(manager, "www.example.com");
    run(manager, now, ACME_MANAGER_RENEWED, NULL);
    CHECK(memory.locks > 0 && memory.holder[0] == 0);
    CHECK(memory.documents[memory_find(&memory, "www.example.com/1/key.pem")].is_private);
    CHECK(!memory.documents[memory_find(&memory, "www.example.com/1/chain.pem")].is_private);
    CHECK(memory.documents[memory_find(&memory, "account.json")].is_private);

    strcpy(memory.lock, "www.example.com");
    strcpy(memory.holder, "another");
    run(manager, now + 80 * DAY, ACME_MANAGER_BUSY, NULL);
    CHECK_FAILS(acme_manager_remove(manager, "www.example.com", &error), ACME_STATUS_LOCKED, "another process");
    memory.holder[0] = 0;
    run(manager, now + 80 * DAY, ACME_MANAGER_RENEWED, NULL);
    memory.fails = 1;
    CHECK_FAILS(acme_manager_run_pending(manager, now, &report, &error), ACME_STATUS_CALLBACK, "44");
    CHECK(report == NULL);
    memory.fails = 0;

    CHECK_OK(acme_client_credentials(client, &document, &error));
    options = options_for(world_url("ok"));
    CHECK_FAILS(acme_client_from_store(options, store, NULL, &again, &error), ACME_STATUS_WRONG_DIRECTORY, "directory");
    acme_client_options_free(options);
    acme_string_free(document);
    acme_manager_free(manager);
    acme_client_free(client);
    acme_store_free(store);
    CHECK(memory.destroyed == 1);
}

static void null_is_refused_or_absent(void) {
    acme_manager *manager;
    acme_manager_report *report;
    acme_certificate *certificate;
    acme_client *client;
    acme_manager_options *options = acme_manager_options_new();
    struct told told = {0, 0, 0};
    CHECK_NULL(acme_manager_new(NULL, NULL, NULL, NULL, &manager, &error), "client");
    CHECK_NULL(acme_manager_add(NULL, "a", NULL, NULL, &error), "manager");
    CHECK_NULL(acme_manager_remove(NULL, "a", &error), "manager");
    CHECK_NULL(acme_manager_certificate(NULL, "a", &certificate, &error), "manager");
    CHECK_NULL(acme_manager_run_pending(NULL, 0, &report, &error), "manager");
    CHECK_NULL(acme_client_from_store(NULL, NULL, NULL, &client, &error), "options");
    CHECK(manager == NULL && report == NULL && certificate == NULL && client == NULL);
    CHECK(acme_manager_report_count(NULL) == 0 && acme_manager_report_next_look(NULL) == 0);
    acme_manager_options_set_renewed(options, NULL, &told, destroy_told);
    CHECK(told.destroyed == 1);
    acme_manager_options_free(options);
    acme_manager_options_free(NULL);
    acme_manager_report_free(NULL);
    acme_manager_free(NULL);
}

int main(void) {
    a_folder_of_certificates_is_kept_fresh();
    a_store_of_functions_serves_as_well();
    null_is_refused_or_absent();
    return 0;
}
