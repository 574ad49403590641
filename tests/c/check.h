/* Checks that say where they failed. A test is a main() that returns 0 when all of them passed. */

#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acme_client.h"

/* The error of the calls of the main thread. */
static acme_error *error;

#define CHECK(condition)                                                                                            \
    do {                                                                                                            \
        if (!(condition)) check_failed(__FILE__, __LINE__, #condition);                                             \
    } while (0)

#define CHECK_TEXT(actual, expected) check_text(__FILE__, __LINE__, #actual, actual, expected)

#define CHECK_HAS(actual, part) check_has(__FILE__, __LINE__, #actual, actual, part)

/* A call that succeeds. */
#define CHECK_OK(call)                                                                                              \
    do {                                                                                                            \
        acme_status check_got = (call);                                                                             \
        check_status(__FILE__, __LINE__, #call, check_got, ACME_STATUS_OK);                                         \
    } while (0)

/* A call that fails with a status and a message that has `part` in it. */
#define CHECK_FAILS(call, expected, part)                                                                           \
    do {                                                                                                            \
        acme_status check_got;                                                                                      \
        acme_error_clear(&error);                                                                                   \
        check_got = (call);                                                                                         \
        check_status(__FILE__, __LINE__, #call, check_got, expected);                                               \
        CHECK(acme_error_status(error) == check_got);                                                               \
        check_has(__FILE__, __LINE__, "the message", acme_error_message(error), part);                              \
        acme_error_clear(&error);                                                                                   \
    } while (0)

/* A call that fails because a parameter is NULL. */
#define CHECK_NULL(call, parameter) CHECK_FAILS(call, ACME_STATUS_NULL_POINTER, parameter ": is NULL")

static inline void check_failed(const char *file, int line, const char *what) {
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    exit(1);
}

static inline void check_text(const char *file, int line, const char *what, const char *actual, const char *expected) {
    if ((actual == NULL || expected == NULL) ? actual == expected : strcmp(actual, expected) == 0) return;
    fprintf(stderr, "%s:%d: %s is \"%s\", not \"%s\"\n", file, line, what, actual ? actual : "(NULL)",
            expected ? expected : "(NULL)");
    exit(1);
}

static inline void check_has(const char *file, int line, const char *what, const char *actual, const char *part) {
    if (actual != NULL && strstr(actual, part) != NULL) return;
    fprintf(stderr, "%s:%d: %s is \"%s\", without \"%s\"\n", file, line, what, actual ? actual : "(NULL)", part);
    exit(1);
}

static inline void check_status(const char *file, int line, const char *what, acme_status got, acme_status expected) {
    const char *message = acme_error_message(error);
    if (got == expected) return;
    fprintf(stderr, "%s:%d: %s gave %s, not %s: %s\n", file, line, what, acme_status_name(got),
            acme_status_name(expected), message ? message : "no message");
    exit(1);
}

#endif
