/* Keys: made, written and read. */

#include "check.h"

/* P-224, which ACME has no algorithm for. */
static const char P224[] =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MGgCAQEEHLTEPZSSGCn9VoXq5oiuwhTZbZc3qnjtcCoNzJmgBwYFK4EEACGhPAM6\n"
    "AASoJGt/02rkud9g0KIuRJzaPShLWxSjQOVqyhr/7jwMbYiHYwWxfCx8lnuO5e4J\n"
    "+jtKmdOeqHxn3w==\n"
    "-----END EC PRIVATE KEY-----\n";

static void every_kind_can_be_made_written_and_read(void) {
    static const struct {
        int32_t kind;
        const char *algorithm;
    } kinds[] = {
        {ACME_KEY_EC_P256, "ES256"}, {ACME_KEY_EC_P384, "ES384"}, {ACME_KEY_EC_P521, "ES512"},
        {ACME_KEY_RSA_2048, "RS256"}, {ACME_KEY_ED25519, "EdDSA"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        acme_key *key, *again;
        char *pem;
        uint8_t *der;
        size_t length;

        CHECK_OK(acme_key_generate(kinds[i].kind, &key, &error));
        CHECK(acme_key_kind(key) == kinds[i].kind);
        CHECK_TEXT(acme_key_algorithm(key), kinds[i].algorithm);
        CHECK_HAS(acme_key_jwk(key), "\"kty\":");
        CHECK(strlen(acme_key_thumbprint(key)) == 43);

        CHECK_OK(acme_key_to_pem(key, NULL, &pem, &error));
        CHECK_HAS(pem, "-----BEGIN PRIVATE KEY-----\n");
        CHECK_OK(acme_key_from_pem(pem, NULL, &again, &error));
        CHECK_TEXT(acme_key_thumbprint(again), acme_key_thumbprint(key));
        acme_string_free(pem);
        acme_key_free(again);

        CHECK_OK(acme_key_to_pem(key, "a passphrase", &pem, &error));
        CHECK_HAS(pem, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        CHECK_OK(acme_key_from_pem(pem, "a passphrase", &again, &error));
        CHECK_TEXT(acme_key_thumbprint(again), acme_key_thumbprint(key));
        acme_string_free(pem);
        acme_key_free(again);

        CHECK_OK(acme_key_to_der(key, &der, &length, &error));
        CHECK_OK(acme_key_from_der(der, length, &again, &error));
        CHECK_TEXT(acme_key_thumbprint(again), acme_key_thumbprint(key));
        CHECK_FAILS(acme_key_from_der(der, length - 1, NULL, &error), ACME_STATUS_NULL_POINTER, "out: is NULL");
        acme_key_free(again);
        CHECK_FAILS(acme_key_from_der(der, length - 1, &again, &error), ACME_STATUS_INVALID_KEY, "key: ");
        CHECK(again == NULL);
        acme_bytes_free(der, length);
        acme_key_free(key);
    }
}

static void what_cannot_be_made_is_refused(void) {
    acme_key *key;
    static const int32_t kinds[] = {ACME_KEY_OTHER, -1, 8, INT32_MAX};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        key = (acme_key *)&key;
        CHECK_FAILS(acme_key_generate(kinds[i], &key, &error), ACME_STATUS_INVALID_ARGUMENT, "kind: ");
        CHECK(key == NULL);
    }
}

static void what_is_no_key_is_refused(void) {
    acme_key *key;
    static const char *const broken[] = {
        "", "no PEM at all", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        CHECK_FAILS(acme_key_from_pem(broken[i], NULL, &key, &error), ACME_STATUS_INVALID_KEY, "key: ");
        CHECK(key == NULL);
    }
    CHECK_FAILS(acme_key_from_pem("\xff\xfe", NULL, &key, &error), ACME_STATUS_INVALID_UTF8, "pem: is not UTF-8");
    CHECK_FAILS(acme_key_from_pem(P224, NULL, &key, &error), ACME_STATUS_UNSUPPORTED_KEY, "key: ");
    CHECK_FAILS(acme_key_from_der((const uint8_t *)"", 0, &key, &error), ACME_STATUS_INVALID_KEY, "key: ");
    CHECK_FAILS(acme_key_from_der((const uint8_t *)"abc", 3, &key, &error), ACME_STATUS_INVALID_KEY, "key: ");
}

static void a_passphrase_that_is_wrong_or_missing_is_told_apart(void) {
    acme_key *key, *again;
    char *pem;
    CHECK_OK(acme_key_generate(ACME_KEY_EC_P256, &key, &error));
    CHECK_OK(acme_key_to_pem(key, "right", &pem, &error));
    CHECK_FAILS(acme_key_from_pem(pem, "wrong", &again, &error), ACME_STATUS_WRONG_PASSPHRASE, "passphrase: ");
    CHECK_FAILS(acme_key_from_pem(pem, NULL, &again, &error), ACME_STATUS_WRONG_PASSPHRASE, "passphrase: is missing");
    CHECK(again == NULL);
    acme_string_free(pem);
    CHECK_FAILS(acme_key_to_pem(key, "", &pem, &error), ACME_STATUS_WRONG_PASSPHRASE, "passphrase: ");
    CHECK(pem == NULL);
    acme_key_free(key);
}

static void null_is_refused_by_name(void) {
    acme_key *key = NULL;
    char *text;
    uint8_t *bytes = (uint8_t *)&key;
    size_t length = 7;

    CHECK_NULL(acme_key_generate(ACME_KEY_EC_P256, NULL, &error), "out");
    CHECK_NULL(acme_key_from_pem(NULL, NULL, &key, &error), "pem");
    CHECK_NULL(acme_key_from_pem("", NULL, NULL, &error), "out");
    CHECK_NULL(acme_key_from_der(NULL, 5, &key, &error), "der");
    CHECK_NULL(acme_key_to_pem(NULL, NULL, &text, &error), "key");
    CHECK_NULL(acme_key_to_pem(NULL, NULL, NULL, &error), "out");
    CHECK_NULL(acme_key_to_der(NULL, &bytes, &length, &error), "key");
    CHECK(text == NULL && bytes == NULL && length == 0);
    bytes = (uint8_t *)&key;
    CHECK_NULL(acme_key_to_der(NULL, &bytes, NULL, &error), "length");
    CHECK(bytes == NULL);
    CHECK(acme_key_generate(ACME_KEY_EC_P256, NULL, NULL) == ACME_STATUS_NULL_POINTER);

    CHECK(acme_key_kind(NULL) == ACME_KEY_OTHER);
    CHECK(acme_key_algorithm(NULL) == NULL && acme_key_jwk(NULL) == NULL && acme_key_thumbprint(NULL) == NULL);
    acme_key_free(NULL);
    acme_string_free(NULL);
    acme_bytes_free(NULL, 0);
}

int main(void) {
    every_kind_can_be_made_written_and_read();
    what_cannot_be_made_is_refused();
    what_is_no_key_is_refused();
    a_passphrase_that_is_wrong_or_missing_is_told_apart();
    null_is_refused_by_name();
    return 0;
}
