/* What the blocks of C on the pages stand in. */
#include <acme_client.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

extern acme_client_options *options;
extern acme_client *client;
extern acme_account_params *who;
extern acme_account *account;
extern acme_obtain_params *what;
extern acme_order_params *names;
extern acme_order *order;
extern acme_authorization *authorization;
extern acme_challenge *challenge;
extern acme_csr *csr;
extern acme_key *key;
extern acme_signer *signer;
extern acme_solver *solver;
extern acme_store *store;
extern acme_manager *manager;
extern acme_manager_options *manager_options;
extern acme_manager_report *report;
extern acme_certificate *certificate;
extern acme_error *error;
extern const char *jwk;
extern char *text;
extern char *key_pem;

acme_status send_request(void *userdata, const acme_request *request, acme_response *response);
int32_t sign_with_kms(void *userdata, const uint8_t *message, size_t length, uint8_t *signature, size_t capacity,
                      size_t *signature_length);
acme_status add_records(void *userdata, acme_batch *batch);
acme_status remove_records(void *userdata, acme_batch *batch);
void write_file(const char *path, const char *text);

