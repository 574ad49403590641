/* Loads the library and calls it once: what a program pays before it has asked for anything. */
#include <acme_client.h>

int main(void) {
    return acme_version() == NULL;
}
