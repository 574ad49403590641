/**
 * @file
 * The version of the library that runs, which may be newer than the header.
 */
#ifndef ACME_CLIENT_VERSION_HPP
#define ACME_CLIENT_VERSION_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "error.hpp"

static_assert(ACME_CLIENT_VERSION_MAJOR == 1 && ACME_CLIENT_VERSION_NUMBER >= 0x010000,
              "acme_client.hpp needs an acme_client.h of version 1.0.0 or later of the same major version");

namespace acme {

/** The version of the library that runs, such as "1.0.0". */
inline std::string_view version() noexcept { return detail::view(acme_version()); }

/** The same as a number: 65536 * major + 256 * minor + patch. */
inline std::uint32_t version_number() noexcept { return acme_version_number(); }

/**
 * Sees to it that the library that runs is of the header's major version and not older than the header. Everything that
 * makes an object does so before; a program may call it to find out at its start.
 *
 * @throws VersionMismatch naming both versions
 */
inline void check_version() {
    const std::uint32_t runs = acme_version_number();
    if (runs >> 16 == ACME_CLIENT_VERSION_MAJOR && runs >= ACME_CLIENT_VERSION_NUMBER) return;
    throw VersionMismatch(ACME_STATUS_UNSUPPORTED, "compiled with acme_client " ACME_CLIENT_VERSION
                                                   ", but the library that runs is " + std::string(version()));
}

namespace detail {

/** check_version, until it has succeeded once. */
inline void require_version() {
    static const bool checked = (check_version(), true);
    static_cast<void>(checked);
}

}  // namespace detail
}  // namespace acme

#endif
