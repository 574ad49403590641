/* A handle of another type behind a `void *`, which is smaller than the one that the call expects. */

#include "handles.h"

int main(void) {
    acme_cancel *cancel = NULL;
    acme_cancel_new(&cancel, NULL);
    key_use(made(cancel));
    acme_cancel_free(cancel);
    return 0;
}
