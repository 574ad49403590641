/**
 * @file
 * Log lines, for acme::Options::log.
 */
#ifndef ACME_CLIENT_LOG_HPP
#define ACME_CLIENT_LOG_HPP

#include <cstdint>
#include <functional>
#include <string_view>

#include "callback.hpp"

namespace acme {

/** The levels of log lines. */
enum class LogLevel : std::int32_t {
    /** What ended a call. */
    error = ACME_LOG_ERROR,
    /** What went wrong and is tried again. */
    warn = ACME_LOG_WARN,
    /** What was achieved. */
    info = ACME_LOG_INFO,
    /** Every request with its status and duration. */
    debug = ACME_LOG_DEBUG,
    /** More than is of use outside this library. */
    trace = ACME_LOG_TRACE,
};

/**
 * Takes one log line, without a line break, on the thread that made the call. Lines hold no keys, signatures or key
 * authorizations. It must not destroy the client.
 */
using LogFunction = std::function<void(LogLevel level, std::string_view line)>;

namespace detail {

inline void log_line(void *userdata, std::int32_t level, const char *line) {
    const auto &log = *static_cast<const LogFunction *>(userdata);
    guarded_telling([&] { log(static_cast<LogLevel>(level), view(line)); });
}

}  // namespace detail
}  // namespace acme

#endif
