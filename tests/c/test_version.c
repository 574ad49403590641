/* The version of the library, and the names of statuses. */

#include "check.h"

int main(void) {
    CHECK_TEXT(acme_version(), ACME_CLIENT_VERSION);
    CHECK(acme_version_number() == ACME_CLIENT_VERSION_NUMBER);
    CHECK(acme_version_number() >> 16 == ACME_CLIENT_VERSION_MAJOR);

    CHECK_TEXT(acme_status_name(ACME_STATUS_OK), "ACME_STATUS_OK");
    CHECK_TEXT(acme_status_name(ACME_STATUS_RATE_LIMITED), "ACME_STATUS_RATE_LIMITED");
    CHECK_TEXT(acme_status_name(ACME_STATUS_UNKNOWN_PROBLEM), "ACME_STATUS_UNKNOWN_PROBLEM");
    CHECK_TEXT(acme_status_name(-1), "ACME_STATUS_UNKNOWN");
    CHECK_TEXT(acme_status_name(12345), "ACME_STATUS_UNKNOWN");
    return 0;
}
