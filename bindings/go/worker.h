/*
 * Threads that obtain certificates while the goroutine that asked is parked. A goroutine within C keeps the Go scheduler
 * looking after it, many times in each millisecond at first, which takes longer than much of what is done meanwhile.
 */
#ifndef ACMECLIENT_WORKER_H
#define ACMECLIENT_WORKER_H

#include "bridge.h"

typedef struct acmego_worker acmego_worker;

/* What a worker is to obtain, and what became of it. */
typedef struct {
    /* The number of the Go call. */
    uintptr_t call;
    const acme_client *client;
    /* NULL for a certificate without one. */
    const acme_certificate *predecessor;
    acme_obtain_params *params;
    const acme_solver *solver;
    acme_status status;
    acme_certificate *certificate;
    acme_error *error;
} acmego_issuance;

/* Makes a worker that writes a byte into the file `bell` for each errand and for the end of each issuance. NULL when there
   can be no more threads. */
acmego_worker *acmego_worker_new(int bell);

/* Ends a worker that has nothing to do. */
void acmego_worker_end(acmego_worker *worker);

/* Begins an issuance. */
void acmego_worker_begin(acmego_worker *worker, acmego_issuance issuance);

/* The errand that the worker waits for, or NULL when the issuance has ended. After a byte, it is there. */
acmego_errand *acmego_worker_next(acmego_worker *worker);

/* Says what the errand gave, and lets the worker go on. */
void acmego_worker_answer(acmego_worker *worker, int32_t answer);

/* The issuance that has ended. */
acmego_issuance acmego_worker_issued(const acmego_worker *worker);

#endif
