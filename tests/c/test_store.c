#include <sys/stat.h>

#include "memory_store.h"

static void write_text(const acme_store *store, const char *name, const char *text) {
    CHECK_OK(acme_store_write(store, name, (const uint8_t *)text, strlen(text), true, &error));
}

static void check_document(const acme_store *store, const char *name, const char *text) {
    uint8_t *bytes;
    size_t length = 77;
    CHECK_OK(acme_store_read(store, name, &bytes, &length, &error));
    CHECK(length == strlen(text) && bytes != NULL && memcmp(bytes, text, length) == 0);
    acme_bytes_free(bytes, length);
}

static void check_missing(const acme_store *store, const char *name) {
    uint8_t *bytes;
    size_t length = 77;
    CHECK_OK(acme_store_read(store, name, &bytes, &length, &error));
    CHECK(bytes == NULL && length == 0);
}

static void documents_come_and_go(const acme_store *store) {
    uint8_t *bytes;
    check_missing(store, "a/plan.json");
    write_text(store, "a/plan.json", "first");
    write_text(store, "a/plan.json", "second");
    check_document(store, "a/plan.json", "second");
    CHECK_OK(acme_store_write(store, "a/empty", NULL, 0, false, &error));
    CHECK_OK(acme_store_read(store, "a/empty", &bytes, NULL, &error));
    CHECK(bytes == NULL);
    CHECK_OK(acme_store_remove(store, "a/plan.json", &error));
    CHECK_OK(acme_store_remove(store, "a/plan.json", &error));
    check_missing(store, "a/plan.json");
    CHECK_FAILS(acme_store_read(store, "../a", &bytes, NULL, &error), ACME_STATUS_INVALID_ARGUMENT, "name");
    CHECK_FAILS(acme_store_write(store, "/a", NULL, 0, true, &error), ACME_STATUS_INVALID_ARGUMENT, "name");
    CHECK_FAILS(acme_store_remove(store, "", &error), ACME_STATUS_INVALID_ARGUMENT, "name");
}

static void a_folder_keeps_private_documents_private(void) {
    struct stat status;
    acme_store *store;
    CHECK_OK(acme_store_folder("store", &store, &error));
    documents_come_and_go(store);
    write_text(store, "a/key.pem", "key");
    CHECK(stat("store/a/key.pem", &status) == 0 && (status.st_mode & 0777) == 0600);
    acme_store_free(store);
    CHECK_FAILS(acme_store_folder("store/a/key.pem", &store, &error), ACME_STATUS_FILE, "key.pem");
    CHECK(store == NULL);
}

static void functions_are_a_store_too(void) {
    struct memory memory;
    uint8_t *bytes;
    acme_store *store = memory_store(&memory);
    documents_come_and_go(store);
    memory.fails = 1;
    CHECK_FAILS(acme_store_read(store, "a", &bytes, NULL, &error), ACME_STATUS_CALLBACK, "42");
    CHECK_FAILS(acme_store_write(store, "a", NULL, 0, true, &error), ACME_STATUS_CALLBACK, "43");
    CHECK(memory.destroyed == 0);
    acme_store_free(store);
    CHECK(memory.destroyed == 1);
}

static void null_is_refused_and_userdata_destroyed_all_the_same(void) {
    struct memory memory;
    uint8_t *bytes;
    acme_store *store;
    memset(&memory, 0, sizeof memory);
    CHECK_NULL(acme_store_new(NULL, memory_write, memory_list, memory_remove, memory_lock, memory_unlock, &memory,
                              memory_destroy, &store, &error),
               "read");
    CHECK_NULL(acme_store_new(memory_read, memory_write, memory_list, memory_remove, memory_lock, NULL, &memory,
                              memory_destroy, &store, &error),
               "unlock");
    CHECK(store == NULL && memory.destroyed == 2);
    CHECK_NULL(acme_store_folder(NULL, &store, &error), "path");
    CHECK_NULL(acme_store_read(NULL, "a", &bytes, NULL, &error), "store");
    CHECK_NULL(acme_store_write(NULL, "a", NULL, 0, true, &error), "store");
    CHECK_NULL(acme_store_remove(NULL, "a", &error), "store");
    acme_store_answer_set_document(NULL, NULL, 0);
    acme_store_answer_add_name(NULL, NULL);
    acme_store_free(NULL);
}

int main(void) {
    a_folder_keeps_private_documents_private();
    functions_are_a_store_too();
    null_is_refused_and_userdata_destroyed_all_the_same();
    return 0;
}
