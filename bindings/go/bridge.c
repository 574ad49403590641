#include "bridge.h"

#include <stdlib.h>

static __thread uintptr_t current;

void acmego_free_text(char *text) {
    /* volatile: the compiler must not leave out what nobody reads again. */
    for (volatile char *letter = text; letter && *letter; letter++) *letter = 0;
    free(text);
}

uintptr_t acmego_enter(uintptr_t call) {
    uintptr_t before = current;
    current = call;
    return before;
}

uintptr_t acmego_current(void) {
    return current;
}

void *acmego_userdata_new(uintptr_t number) {
    uintptr_t *userdata = malloc(sizeof *userdata);
    if (!userdata) abort();
    *userdata = number;
    return userdata;
}

uintptr_t acmego_userdata_number(const void *userdata) {
    return *(const uintptr_t *)userdata;
}

void acmego_userdata_free(void *userdata) {
    free(userdata);
}
