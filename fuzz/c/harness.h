/* Where the arguments of a call come from: a generator of random numbers that one seed repeats. */

#include <acme_client.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    const char *name;
    void (*call)(void);
};

struct bytes {
    const uint8_t *start;
    size_t length;
};

static acme_error *error;
static uint64_t seed;

static uint64_t next(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static bool one_in(unsigned many) { return next() % many == 0; }

/* A length of its own, so that a tool sees a read beyond it. */
static void *fresh(size_t length) {
    static void *last[8];
    static unsigned at;
    at = (at + 1) % 8;
    free(last[at]);
    return last[at] = malloc(length ? length : 1);
}

static struct bytes random_bytes(void) {
    struct bytes bytes = {NULL, 0};
    if (one_in(8)) {
        bytes.length = one_in(2) ? 0 : 5;
        return bytes;
    }
    bytes.length = next() % (one_in(8) ? 5000 : 64);
    uint8_t *start = fresh(bytes.length);
    for (size_t i = 0; i < bytes.length; i++) start[i] = (uint8_t)next();
    bytes.start = start;
    return bytes;
}

static const char *const TEXTS[] = {
    "", "example.com", "*.example.com", "127.0.0.1", "::1", "127.0.0.1:0", "https://127.0.0.1:1/directory", "http-01",
    "dns-01", "mailto:ops@example.com", "{}", "{\"acme_state\":1}", "2026-12-31T00:00:00Z", "classic", "a\r\nb",
    "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ", "\xff\xfe", "CN", "p%s%n",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "..", "folder",
};

/* What a parameter of that name may be given; a command is never made up. */
static const char *text(const char *name) {
    static const char *const commands[] = {"true", "false", "no-such-program"};
    if (one_in(16)) return NULL;
    if (strstr(name, "command") || strstr(name, "hook") || strstr(name, "program")) return commands[next() % 3];
    if (!one_in(3)) return TEXTS[next() % (sizeof TEXTS / sizeof *TEXTS)];
    size_t length = next() % (one_in(16) ? 70000 : 40);
    char *made = fresh(length + 1);
    for (size_t i = 0; i < length; i++) made[i] = (char)(next() % 255 + 1);
    for (char *c = made; c < made + length; c++) {
        if (*c == '/' || *c == '.') *c = 'x';
    }
    made[length] = 0;
    return made;
}

/* Times stay short; everything else may be anything. */
static uint64_t number(const char *name) {
    static const uint64_t odd[] = {0, 1, 2, 3, 4, (uint64_t)-1, INT32_MAX, INT64_MAX, (uint64_t)INT64_MIN, UINT32_MAX};
    if (strstr(name, "timeout") || strstr(name, "seconds") || strstr(name, "ms")) return next() % 50;
    return one_in(2) ? next() % 8 : odd[next() % (sizeof odd / sizeof *odd)];
}

static size_t count(void) { return one_in(8) ? SIZE_MAX : next() % 4; }

static double fraction(void) {
    static const double odd[] = {0, -1, 0.5, 20, 1e300};
    return one_in(6) ? (double)(0.0 / (double)(next() & 0)) : odd[next() % 5];
}

static int outcome(void) { return one_in(3) ? (int)(next() % 200) - 20 : 0; }

/* Reads the text to its end. */
static void look(const char *given) {
    if (given && strlen(given) > 100000000) abort();
}

static void *new_userdata(void) { return malloc(1); }

static void destroy_userdata(void *userdata) { free(userdata); }
