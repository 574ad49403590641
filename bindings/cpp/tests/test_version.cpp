#include "check.hpp"

TEST(the_library_is_the_one_of_the_header) {
    CHECK_EQUAL(acme::version(), ACME_CLIENT_VERSION);
    CHECK(acme::version_number() == ACME_CLIENT_VERSION_NUMBER);
    acme::check_version();
    CHECK_EQUAL(acme::status_name(ACME_STATUS_RATE_LIMITED), "ACME_STATUS_RATE_LIMITED");
    CHECK_EQUAL(acme::status_name(-1), "ACME_STATUS_UNKNOWN");
}
