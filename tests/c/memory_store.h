/* A store of callbacks that keeps its documents in memory: what a database would be. */

#ifndef MEMORY_STORE_H
#define MEMORY_STORE_H

#include "check.h"

#define MEMORY_DOCUMENTS 64

struct memory {
    struct {
        char name[128];
        uint8_t *data;
        size_t length;
        bool is_private;
    } documents[MEMORY_DOCUMENTS];
    char lock[128], holder[64];
    int locks, destroyed, fails;
};

static inline int memory_find(struct memory *memory, const char *name) {
    for (int i = 0; i < MEMORY_DOCUMENTS; i++)
        if (strcmp(memory->documents[i].name, name) == 0) return i;
    return -1;
}

static inline int32_t memory_read(void *userdata, const char *name, acme_store_answer *answer) {
    struct memory *memory = userdata;
    int at = memory_find(memory, name);
    if (memory->fails) return 42;
    if (at >= 0) acme_store_answer_set_document(answer, memory->documents[at].data, memory->documents[at].length);
    return 0;
}

static inline int32_t memory_remove(void *userdata, const char *name) {
    struct memory *memory = userdata;
    int at = memory_find(memory, name);
    if (at < 0) return 0;
    free(memory->documents[at].data);
    memset(&memory->documents[at], 0, sizeof memory->documents[at]);
    return 0;
}

static inline int32_t memory_write(void *userdata, const char *name, const uint8_t *data, size_t length,
                                   bool is_private) {
    struct memory *memory = userdata;
    int at;
    if (memory->fails) return 43;
    memory_remove(memory, name);
    at = memory_find(memory, "");
    if (at < 0 || strlen(name) >= sizeof memory->documents[at].name) return 1;
    strcpy(memory->documents[at].name, name);
    memory->documents[at].data = malloc(length + 1);
    if (length > 0) memcpy(memory->documents[at].data, data, length);
    memory->documents[at].length = length;
    memory->documents[at].is_private = is_private;
    return 0;
}

static inline int32_t memory_list(void *userdata, const char *prefix, acme_store_answer *answer) {
    struct memory *memory = userdata;
    if (memory->fails) return 44;
    for (int i = 0; i < MEMORY_DOCUMENTS; i++)
        if (memory->documents[i].name[0] != 0 && strncmp(memory->documents[i].name, prefix, strlen(prefix)) == 0)
            acme_store_answer_add_name(answer, memory->documents[i].name);
    return 0;
}

/* One lock at a time is enough here, and its lease never runs out. */
static inline int32_t memory_lock(void *userdata, const char *name, const char *holder, uint64_t lease_ms) {
    struct memory *memory = userdata;
    CHECK(lease_ms > 0);
    if (memory->holder[0] != 0 && strcmp(memory->holder, holder) != 0 && strcmp(memory->lock, name) == 0)
        return ACME_STATUS_LOCKED;
    CHECK(strlen(name) < sizeof memory->lock && strlen(holder) < sizeof memory->holder);
    strcpy(memory->lock, name);
    strcpy(memory->holder, holder);
    memory->locks++;
    return 0;
}

static inline void memory_unlock(void *userdata, const char *name, const char *holder) {
    struct memory *memory = userdata;
    if (strcmp(memory->lock, name) == 0 && strcmp(memory->holder, holder) == 0) memory->holder[0] = 0;
}

static inline void memory_destroy(void *userdata) {
    struct memory *memory = userdata;
    for (int i = 0; i < MEMORY_DOCUMENTS; i++) free(memory->documents[i].data);
    memset(memory->documents, 0, sizeof memory->documents);
    memory->destroyed++;
}

static inline acme_store *memory_store(struct memory *memory) {
    acme_store *store;
    memset(memory, 0, sizeof *memory);
    CHECK_OK(acme_store_new(memory_read, memory_write, memory_list, memory_remove, memory_lock, memory_unlock, memory,
                            memory_destroy, &store, &error));
    return store;
}

#endif
