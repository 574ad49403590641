/*
 * calls CALLS SEED [DIRECTORY_URL CA_FILE]: every function once, then at random, so many calls in all; the same ones for the
 * same seed. What is about lent objects is called from callbacks, what ends an object when its pool is full. The server, when
 * there is one, is a CA that finds every challenge valid.
 */

static void call_some_with_lent(void) {
    if (in_callback) return;
    in_callback = true;
    for (int i = 0; i < 8; i++) WITH_LENT[next() % (sizeof WITH_LENT / sizeof *WITH_LENT)].call();
    memset(lent, 0, sizeof lent);
    in_callback = false;
}

/* Objects of a real issuance, up to its certificate. */
static void stock(const char *directory, const char *ca_file) {
    acme_client_options *options = acme_client_options_new(directory);
    acme_client_options_set_ca_file(options, ca_file);
    acme_client_options_set_operation_timeout_ms(options, 2000);
    acme_key *key = NULL, *certificate_key = NULL;
    acme_client *client = NULL;
    acme_account *account = NULL;
    acme_order *order = NULL;
    acme_authorization *authorization = NULL;
    acme_challenge *challenge = NULL;
    acme_csr *csr = NULL;
    acme_certificate *certificate = NULL;
    acme_account_params *who = acme_account_params_new();
    acme_order_params *what = acme_order_params_new();
    acme_account_params_set_terms_agreed(who, true);
    acme_order_params_add_name(what, "example.com");
    acme_error_clear(&error);
    acme_key_generate(ACME_KEY_EC_P256, &key, &error);
    acme_key_generate(ACME_KEY_EC_P256, &certificate_key, &error);
    acme_client_new(options, key, &client, &error);
    acme_client_new_account(client, who, &account, &error);
    acme_client_new_order(client, what, &order, &error);
    acme_order_authorization(client, order, 0, &authorization, &error);
    acme_authorization_challenge(authorization, "http-01", &challenge, &error);
    acme_challenge_request_validation(client, challenge, &error);
    acme_authorization_wait(client, authorization, 2000, &error);
    acme_csr_for_order(order, certificate_key, &csr, &error);
    acme_order_finalize(client, order, csr, &error);
    acme_order_wait(client, order, 2000, &error);
    acme_order_certificate(client, order, NULL, &certificate, &error);
    if (error) fprintf(stderr, "stock: %s\n", acme_error_message(error));
    keep(OF_acme_client_options, options);
    keep(OF_acme_key, key);
    keep(OF_acme_key, certificate_key);
    keep(OF_acme_client, client);
    keep(OF_acme_account, account);
    keep(OF_acme_order, order);
    keep(OF_acme_authorization, authorization);
    keep(OF_acme_challenge, challenge);
    keep(OF_acme_csr, csr);
    keep(OF_acme_certificate, certificate);
    keep(OF_acme_account_params, who);
    keep(OF_acme_order_params, what);
}

int main(int arguments, char **values) {
    if (arguments != 3 && arguments != 5) return 2;
    unsigned long calls = strtoul(values[1], NULL, 10);
    seed = strtoull(values[2], NULL, 10) * 2654435761u + 1;
    bool talk = getenv("ACME_FUZZ_TALK") != NULL;
    const size_t own = sizeof ALL / sizeof *ALL;
    for (unsigned long i = 0; i < calls; i++) {
        if (arguments == 5 && i % 1000 == 0) stock(values[3], values[4]);
        const struct entry *entry = &ALL[i < own ? i : next() % own];
        if (talk) fprintf(stderr, "%lu %s\n", i, entry->name);
        entry->call();
    }
    for (int kind = 0; kind < OBJECTS; kind++) {
        while (pools[kind].count) drop(kind, 0);
    }
    acme_error_clear(&error);
    for (int i = 0; i < 8; i++) fresh(0);
    printf("%lu calls of %zu functions, seed %s\n", calls, own + sizeof WITH_LENT / sizeof *WITH_LENT + ENDING, values[2]);
    return 0;
}
