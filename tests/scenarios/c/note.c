/* The files in which the log and the private keys are kept. */

#include <stdio.h>

#include "scene.h"

static void append(const char *variable, const char *text, const char *end) {
    FILE *file = setting(variable) ? fopen(setting(variable), "a") : NULL;
    if (file == NULL) return;
    fprintf(file, "%s%s", text, end);
    fclose(file);
}

void note_line(void *userdata, int32_t level, const char *line) {
    (void)userdata;
    (void)level;
    append("ACME_LOG", line, "\n");
}

void note_key(const acme_key *key) {
    char *pem;
    if (acme_key_to_pem(key, NULL, &pem, NULL) == ACME_STATUS_OK) append("ACME_KEYS", pem, "");
    acme_string_free(pem);
}
