/* A signer: an account whose key is elsewhere, here in OpenSSL's hands. */

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "fixture.h"

struct vault {
    EVP_PKEY *key;
    int signatures;
    int destroyed;
};

/* A vault with a new P-256 key; its JWK goes to `jwk`. */
static struct vault new_vault(char *jwk, size_t size) {
    struct vault vault = {NULL, 0, 0};
    acme_key *key = new_key();
    char *pem;
    BIO *memory;
    CHECK_OK(acme_key_to_pem(key, NULL, &pem, &error));
    memory = BIO_new_mem_buf(pem, -1);
    vault.key = PEM_read_bio_PrivateKey(memory, NULL, NULL, NULL);
    CHECK(vault.key != NULL);
    CHECK((size_t)snprintf(jwk, size, "%s", acme_key_jwk(key)) < size);
    BIO_free(memory);
    acme_string_free(pem);
    acme_key_free(key);
    return vault;
}

/* Writes r and s side by side, 32 bytes each. */
static void raw_signature(const unsigned char *der, size_t length, uint8_t *raw) {
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)length);
    CHECK(signature != NULL);
    CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, 32) == 32);
    CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + 32, 32) == 32);
    ECDSA_SIG_free(signature);
}

static int32_t sign(void *userdata, const uint8_t *message, size_t length, uint8_t *signature, size_t capacity,
                    size_t *signature_length) {
    struct vault *vault = userdata;
    unsigned char der[128];
    size_t der_length = sizeof der;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(capacity >= 1024);
    CHECK(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, vault->key) == 1);
    CHECK(EVP_DigestSign(context, der, &der_length, message, length) == 1);
    EVP_MD_CTX_free(context);
    raw_signature(der, der_length, signature);
    *signature_length = 64;
    vault->signatures++;
    return 0;
}

static int32_t refuse(void *userdata, const uint8_t *message, size_t length, uint8_t *signature, size_t capacity,
                      size_t *signature_length) {
    (void)userdata, (void)message, (void)length, (void)signature, (void)capacity, (void)signature_length;
    return 13;
}

static int32_t overflow(void *userdata, const uint8_t *message, size_t length, uint8_t *signature, size_t capacity,
                        size_t *signature_length) {
    (void)userdata, (void)message, (void)length, (void)signature;
    *signature_length = capacity + 1;
    return 0;
}

static void count_destroyed(void *userdata) {
    ((struct vault *)userdata)->destroyed++;
}

static acme_client *client_of(const acme_signer *signer) {
    acme_client_options *options = options_for(world_url("ok"));
    acme_client *client;
    CHECK_OK(acme_client_new_with_signer(options, signer, &client, &error));
    acme_client_options_free(options);
    return client;
}

static void an_account_whose_key_is_elsewhere_obtains_a_certificate(void) {
    char jwk[512];
    struct vault vault = new_vault(jwk, sizeof jwk);
    acme_signer *signer;
    acme_client *client, *other;
    char *text;

    CHECK_OK(acme_signer_new("ES256", jwk, sign, &vault, count_destroyed, &signer, &error));
    client = client_of(signer);
    other = client_of(signer);
    acme_signer_free(signer);

    register_account(client);
    CHECK(vault.signatures > 0);
    acme_certificate_free(certificate_for(client, "example.com"));
    CHECK_FAILS(acme_client_credentials(client, &text, &error), ACME_STATUS_UNSUPPORTED, "not in this process");
    CHECK(text == NULL);

    acme_client_free(client);
    CHECK(vault.destroyed == 0);
    acme_client_free(other);
    CHECK(vault.destroyed == 1);
    EVP_PKEY_free(vault.key);
}

static void a_signer_that_fails_ends_the_call(void) {
    char jwk[512];
    struct vault vault = new_vault(jwk, sizeof jwk);
    acme_signer *signer;
    acme_client *client;
    acme_account *account;

    CHECK_OK(acme_signer_new("ES256", jwk, refuse, &vault, count_destroyed, &signer, &error));
    client = client_of(signer);
    acme_signer_free(signer);
    CHECK_FAILS(acme_client_new_account(client, NULL, &account, &error), ACME_STATUS_CALLBACK, "the signer failed with 13");
    acme_client_free(client);

    CHECK_OK(acme_signer_new("ES256", jwk, overflow, &vault, count_destroyed, &signer, &error));
    client = client_of(signer);
    acme_signer_free(signer);
    CHECK_FAILS(acme_client_new_account(client, NULL, &account, &error), ACME_STATUS_CALLBACK, "newAccount: the signer");
    acme_client_free(client);

    CHECK(vault.destroyed == 2);
    EVP_PKEY_free(vault.key);
}

static void an_algorithm_must_be_the_keys(void) {
    struct vault vault = {NULL, 0, 0};
    acme_key *key;
    acme_signer *signer;
    static const char *const wrong[] = {"ES384", "RS256", "EdDSA", "es256", "none", ""};

    key = new_key();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CHECK_FAILS(acme_signer_new(wrong[i], acme_key_jwk(key), sign, &vault, count_destroyed, &signer, &error),
                    ACME_STATUS_INVALID_ARGUMENT, "algorithm: ");
        CHECK(signer == NULL && vault.destroyed == (int)i + 1);
    }
    acme_key_free(key);

    CHECK_OK(acme_key_generate(ACME_KEY_ED25519, &key, &error));
    CHECK_OK(acme_signer_new("EdDSA", acme_key_jwk(key), sign, NULL, NULL, &signer, &error));
    acme_signer_free(signer);
    CHECK_OK(acme_signer_new("Ed25519", acme_key_jwk(key), sign, NULL, NULL, &signer, &error));
    acme_signer_free(signer);
    acme_key_free(key);
}

static void what_is_refused_is_named_and_the_userdata_destroyed(void) {
    struct vault vault = {NULL, 0, 0};
    acme_signer *signer;
    acme_client_options *options = acme_client_options_new("https://ca.example/directory");
    acme_client *client;
    acme_key *key = new_key();
    const char *jwk = acme_key_jwk(key);

    CHECK_NULL(acme_signer_new(NULL, jwk, sign, &vault, count_destroyed, &signer, &error), "algorithm");
    CHECK_NULL(acme_signer_new("ES256", NULL, sign, &vault, count_destroyed, &signer, &error), "jwk");
    CHECK_NULL(acme_signer_new("ES256", jwk, NULL, &vault, count_destroyed, &signer, &error), "sign");
    CHECK_NULL(acme_signer_new("ES256", jwk, sign, &vault, count_destroyed, NULL, &error), "out");
    CHECK(vault.destroyed == 4);
    CHECK_FAILS(acme_signer_new("ES256", "\xff", sign, NULL, NULL, &signer, &error), ACME_STATUS_INVALID_UTF8, "jwk: ");
    CHECK_FAILS(acme_signer_new("ES256", "{}", sign, NULL, NULL, &signer, &error), ACME_STATUS_INVALID_ARGUMENT, "jwk: ");
    CHECK_FAILS(acme_signer_new("ES256", "[", sign, NULL, NULL, &signer, &error), ACME_STATUS_INVALID_ARGUMENT, "jwk: ");

    CHECK_NULL(acme_client_new_with_signer(options, NULL, &client, &error), "signer");
    CHECK(client == NULL);
    CHECK_OK(acme_signer_new("ES256", jwk, sign, NULL, NULL, &signer, &error));
    CHECK_NULL(acme_client_new_with_signer(NULL, signer, &client, &error), "options");
    CHECK_NULL(acme_client_new_with_signer(options, signer, NULL, &error), "out");
    acme_signer_free(signer);
    acme_signer_free(NULL);
    acme_client_options_free(options);
    acme_key_free(key);
}

int main(void) {
    an_account_whose_key_is_elsewhere_obtains_a_certificate();
    a_signer_that_fails_ends_the_call();
    an_algorithm_must_be_the_keys();
    what_is_refused_is_named_and_the_userdata_destroyed();
    return 0;
}
