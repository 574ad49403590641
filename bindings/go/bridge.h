/* What Go and the C library need of each other: the functions that C calls, and the call that a thread is in. */
#ifndef ACMECLIENT_BRIDGE_H
#define ACMECLIENT_BRIDGE_H

#include <acme_client.h>

/* Wipes and frees what C.CString made. */
void acmego_free_text(char *text);

/* Says which call this thread is in, and gives the one before. */
uintptr_t acmego_enter(uintptr_t call);

/* The call that this thread is in, or 0. */
uintptr_t acmego_current(void);

/* A callback's userdata: the number of a Go value. */
void *acmego_userdata_new(uintptr_t number);
uintptr_t acmego_userdata_number(const void *userdata);
void acmego_userdata_free(void *userdata);

/* A callback that a call of a worker (worker.h) has the goroutine do that waits for it. */
typedef enum {
    ACMEGO_PRESENT,
    ACMEGO_READY,
    ACMEGO_CLEAN_UP,
    ACMEGO_EVENT,
    ACMEGO_KEEP_STATE,
    ACMEGO_LOG
} acmego_errand_kind;

typedef struct {
    acmego_errand_kind kind;
    void *userdata;
    /* The batch, event, state or line. */
    const void *subject;
    /* Of a line. */
    int32_t level;
} acmego_errand;

/* The callbacks that are errands. */
int32_t acmego_present(void *userdata, acme_batch *batch);
int32_t acmego_ready(void *userdata, acme_batch *batch);
int32_t acmego_clean_up(void *userdata, acme_batch *batch);
void acmego_event(void *userdata, const acme_event *event);
int32_t acmego_keep_state(void *userdata, const char *state);
void acmego_log(void *userdata, int32_t level, const char *line);

/* In Go. Pointers are not const here because Go writes the declarations without. */
extern void acmegoForget(void *userdata);
extern int32_t acmegoSign(void *userdata, uint8_t *message, size_t length, uint8_t *signature, size_t capacity,
                          size_t *signature_length);
extern int32_t acmegoTransport(void *userdata, acme_request *request, acme_response *response);
extern int32_t acmegoErrand(acmego_errand *errand);
extern int32_t acmegoStoreRead(void *userdata, char *name, acme_store_answer *answer);
extern int32_t acmegoStoreWrite(void *userdata, char *name, uint8_t *data, size_t length, bool is_private);
extern int32_t acmegoStoreList(void *userdata, char *prefix, acme_store_answer *answer);
extern int32_t acmegoStoreRemove(void *userdata, char *name);
extern int32_t acmegoStoreLock(void *userdata, char *name, char *holder, uint64_t lease_ms);
extern void acmegoStoreUnlock(void *userdata, char *name, char *holder);
extern int32_t acmegoRenewed(void *userdata, char *name, acme_certificate *certificate);

#endif
