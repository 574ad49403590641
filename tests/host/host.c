/*
 * host LIBRARY DIRECTORY_URL CA_FILE: a program that exports functions with names of OpenSSL, as one with another version of
 * it inside would, loads the library and makes an account. A library that took the program's functions would end it.
 */
#include <acme_client.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#define OTHER(name) void name(void) { fputs("host: " #name " of the program was called\n", stderr); _Exit(9); }

OTHER(OPENSSL_init_crypto)
OTHER(OPENSSL_init_ssl)
OTHER(ERR_clear_error)
OTHER(ERR_get_error)
OTHER(RAND_bytes)
OTHER(BN_new)
OTHER(BIO_new)
OTHER(EC_KEY_generate_key)
OTHER(EVP_PKEY_new)
OTHER(EVP_DigestSignInit)
OTHER(ECDSA_do_sign)
OTHER(SHA256_Init)
OTHER(X509_STORE_new)
OTHER(SSL_CTX_new)
OTHER(SSL_new)
OTHER(SSL_connect)
OTHER(SSL_read)
OTHER(SSL_write)

/* A function of the library, by its name. */
#define OF_LIBRARY(name) __typeof__(name) *name##_ = (__typeof__(name) *)dlsym(library, #name)

int main(int count, char **arguments) {
    if (count != 4) return 2;
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        fprintf(stderr, "host: %s\n", dlerror());
        return 2;
    }
    OF_LIBRARY(acme_key_generate);
    OF_LIBRARY(acme_client_options_new);
    OF_LIBRARY(acme_client_options_set_ca_file);
    OF_LIBRARY(acme_client_new);
    OF_LIBRARY(acme_account_params_new);
    OF_LIBRARY(acme_account_params_set_terms_agreed);
    OF_LIBRARY(acme_client_new_account);
    OF_LIBRARY(acme_account_url);
    OF_LIBRARY(acme_error_message);

    acme_error *error = NULL;
    acme_key *key = NULL;
    acme_client *client = NULL;
    acme_account *account = NULL;
    acme_client_options *options = acme_client_options_new_(arguments[2]);
    acme_account_params *who = acme_account_params_new_();
    acme_client_options_set_ca_file_(options, arguments[3]);
    acme_account_params_set_terms_agreed_(who, true);
    acme_key_generate_(ACME_KEY_EC_P256, &key, &error);
    acme_client_new_(options, key, &client, &error);
    acme_client_new_account_(client, who, &account, &error);
    puts(error ? acme_error_message_(error) : acme_account_url_(account));
    return error ? 1 : 0;
}
