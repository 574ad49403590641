/**
 * @file
 * Points in time and lengths of time.
 */
#ifndef ACME_CLIENT_TIME_HPP
#define ACME_CLIENT_TIME_HPP

#include <chrono>
#include <cstdint>
#include <string>

#include "error.hpp"

namespace acme {

/** A point in time to the second, as certificates have it (std::chrono::sys_seconds of C++20). */
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

/** The time now. */
inline Time now() noexcept { return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now()); }

namespace detail {

inline Time time_of(std::int64_t seconds) noexcept { return Time(std::chrono::seconds(seconds)); }

inline std::int64_t seconds_of(Time time) noexcept {
    return static_cast<std::int64_t>(time.time_since_epoch().count());
}

inline std::chrono::milliseconds length_of(std::uint64_t milliseconds) noexcept {
    return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(milliseconds));
}

/** A length of time for the C library. */
inline std::uint64_t milliseconds_of(std::chrono::milliseconds length, const char *parameter) {
    if (length.count() < 0) refuse(ACME_STATUS_INVALID_ARGUMENT, std::string(parameter) + ": is negative");
    return static_cast<std::uint64_t>(length.count());
}

}  // namespace detail
}  // namespace acme

#endif
