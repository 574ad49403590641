#include "worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct acmego_worker {
    int bell;
    acmego_issuance issuance;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool busy;
    bool ended;
    acmego_errand *errand;
    int32_t answer;
};

static __thread acmego_worker *here;

static void ring(acmego_worker *worker) {
    pthread_cond_broadcast(&worker->changed);
    while (write(worker->bell, "", 1) < 0 && errno == EINTR) continue;
}

static void discard(acmego_worker *worker) {
    pthread_cond_destroy(&worker->changed);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}

static void issue(acmego_issuance *wanted) {
    acmego_enter(wanted->call);
    wanted->status = wanted->predecessor
                         ? acme_client_renew(wanted->client, wanted->predecessor, wanted->params, wanted->solver,
                                             &wanted->certificate, &wanted->error)
                         : acme_client_obtain(wanted->client, wanted->params, wanted->solver, &wanted->certificate,
                                              &wanted->error);
    acmego_enter(0);
}

static void *work(void *argument) {
    acmego_worker *worker = here = argument;
    pthread_mutex_lock(&worker->lock);
    for (;;) {
        while (!worker->busy && !worker->ended) pthread_cond_wait(&worker->changed, &worker->lock);
        if (worker->ended) break;
        pthread_mutex_unlock(&worker->lock);
        issue(&worker->issuance);
        pthread_mutex_lock(&worker->lock);
        worker->busy = false;
        ring(worker);
    }
    pthread_mutex_unlock(&worker->lock);
    discard(worker);
    return NULL;
}

acmego_worker *acmego_worker_new(int bell) {
    acmego_worker *worker = calloc(1, sizeof *worker);
    if (!worker) abort();
    worker->bell = bell;
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->changed, NULL);
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, worker) == 0) {
        pthread_detach(thread);
        return worker;
    }
    discard(worker);
    return NULL;
}

void acmego_worker_end(acmego_worker *worker) {
    pthread_mutex_lock(&worker->lock);
    worker->ended = true;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
}

void acmego_worker_begin(acmego_worker *worker, acmego_issuance issuance) {
    pthread_mutex_lock(&worker->lock);
    worker->issuance = issuance;
    worker->busy = true;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
}

acmego_errand *acmego_worker_next(acmego_worker *worker) {
    pthread_mutex_lock(&worker->lock);
    while (worker->busy && !worker->errand) pthread_cond_wait(&worker->changed, &worker->lock);
    acmego_errand *errand = worker->errand;
    pthread_mutex_unlock(&worker->lock);
    return errand;
}

void acmego_worker_answer(acmego_worker *worker, int32_t answer) {
    pthread_mutex_lock(&worker->lock);
    worker->answer = answer;
    worker->errand = NULL;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
}

acmego_issuance acmego_worker_issued(const acmego_worker *worker) {
    return worker->issuance;
}

/* Has Go do the errand: where the goroutine is parked that asked for it, or here where it made the call itself. */
static int32_t send(acmego_errand errand) {
    if (!here) return acmegoErrand(&errand);
    pthread_mutex_lock(&here->lock);
    here->errand = &errand;
    ring(here);
    while (here->errand) pthread_cond_wait(&here->changed, &here->lock);
    int32_t answer = here->answer;
    pthread_mutex_unlock(&here->lock);
    return answer;
}

int32_t acmego_present(void *userdata, acme_batch *batch) {
    return send((acmego_errand){ACMEGO_PRESENT, userdata, batch, 0});
}

int32_t acmego_ready(void *userdata, acme_batch *batch) {
    return send((acmego_errand){ACMEGO_READY, userdata, batch, 0});
}

int32_t acmego_clean_up(void *userdata, acme_batch *batch) {
    return send((acmego_errand){ACMEGO_CLEAN_UP, userdata, batch, 0});
}

void acmego_event(void *userdata, const acme_event *event) {
    send((acmego_errand){ACMEGO_EVENT, userdata, event, 0});
}

int32_t acmego_keep_state(void *userdata, const char *state) {
    return send((acmego_errand){ACMEGO_KEEP_STATE, userdata, state, 0});
}

void acmego_log(void *userdata, int32_t level, const char *line) {
    send((acmego_errand){ACMEGO_LOG, userdata, line, level});
}
