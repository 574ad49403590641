/**
 * @file
 * Functions of the caller's behind the C library's function pointers.
 */
#ifndef ACME_CLIENT_CALLBACK_HPP
#define ACME_CLIENT_CALLBACK_HPP

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "call.hpp"

namespace acme {
namespace detail {

/** What destroys userdata of that type. */
template <class Userdata>
void destroy(void *userdata) {
    delete static_cast<Userdata *>(userdata);
}

/** Userdata for the C library, which destroys it. */
template <class Userdata>
void *userdata_of(Userdata userdata) {
    return new Userdata(std::move(userdata));
}

/** A function that must be there. */
template <class Function>
void require_function(const Function &function, const char *parameter) {
    if (!function) refuse(ACME_STATUS_NULL_POINTER, std::string(parameter) + ": is an empty function");
}

/** Runs a callback; what it throws is thrown again by the call that it belongs to, when that fails. */
template <class Body>
acme_status guarded(Body body, acme_status (*keep)() = Call::keep) noexcept {
    try {
        body();
        return ACME_STATUS_OK;
    } catch (...) {
        return keep();
    }
}

/** The same; what it throws is thrown again also when the call succeeds, because its result stands in a store. */
template <class Body>
acme_status insisting(Body body) noexcept {
    return guarded(body, Call::insist);
}

/** Runs a callback that is told something: after one has thrown, the call tells no more. */
template <class Body>
void guarded_telling(Body body) noexcept {
    if (!Call::tells()) return;
    try {
        body();
    } catch (...) {
        Call::keep_told();
    }
}

}  // namespace detail

/**
 * Takes what the function of a log or of events threw in a call of this thread: the first exception since the last time,
 * null when there was none. It does not come out of the call, whose result would be lost with it.
 */
inline std::exception_ptr take_told_exception() noexcept { return std::exchange(detail::told_exception(), nullptr); }

}  // namespace acme

#endif
