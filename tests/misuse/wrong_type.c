/* A handle of another type: no compiler takes this. */

#include <acme_client.h>

void misuse(acme_client *client) { acme_key_free(client); }
