/* The onion service of the key whose secret half is 32 bytes of zero. */

#ifndef ONION_SERVICE_H
#define ONION_SERVICE_H

#include "fixture.h"

/* The address of the key below: base32 of its public half, a checksum and the version. */
#define SERVICE "hnvcppgow2sc2yvdvdicu3ynonsteflxdxrehjr2ybekdc2z3iu63yid.onion"

/* PKCS #8 around the seed. */
static const uint8_t head[] = {0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32};

static inline acme_key *service_key(void) {
    acme_key *key;
    uint8_t der[48] = {0};
    memcpy(der, head, sizeof head);
    CHECK_OK(acme_key_from_der(der, sizeof der, &key, &error));
    return key;
}

#endif
