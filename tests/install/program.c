/* Registers an account: program DIRECTORY_URL CA_FILE. */

#include <acme_client.h>
#include <stdio.h>

int main(int argc, char **argv) {
  acme_error *error = NULL;
  acme_key *key = NULL;
  acme_client *client = NULL;
  acme_account *account = NULL;
  acme_client_options *options;
  acme_account_params *who;

  if (argc != 3 || acme_version_number() < ACME_CLIENT_VERSION_NUMBER) {
    return 2;
  }
  printf("acme_client %s\n", acme_version());

  options = acme_client_options_new(argv[1]);
  acme_client_options_set_ca_file(options, argv[2]);
  who = acme_account_params_new();
  acme_account_params_set_terms_agreed(who, true);

  acme_key_generate(ACME_KEY_EC_P256, &key, &error);
  acme_client_new(options, key, &client, &error);
  acme_client_new_account(client, who, &account, &error);
  if (error != NULL) {
    fprintf(stderr, "%s\n", acme_error_message(error));
  } else {
    printf("account %s\n", acme_account_url(account));
  }

  acme_account_free(account);
  acme_account_params_free(who);
  acme_client_free(client);
  acme_client_options_free(options);
  acme_key_free(key);
  return error == NULL ? 0 : (acme_error_clear(&error), 1);
}
