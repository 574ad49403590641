/**
 * @file
 * What an issuance is doing.
 */
#ifndef ACME_CLIENT_EVENT_HPP
#define ACME_CLIENT_EVENT_HPP

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "callback.hpp"
#include "identifier.hpp"

namespace acme {

/** The kinds of events. A later version of the library may have more. */
enum class EventKind : std::int32_t {
    /** The order is placed, or was found again; its URL is Event::url. */
    ordered = ACME_EVENT_ORDERED,
    /** A challenge is visible, as far as the solver can tell. */
    presented = ACME_EVENT_PRESENTED,
    /** The authority was asked to validate. */
    asked = ACME_EVENT_ASKED,
    /** Control of an identifier is proven; Event::done of Event::total are by now. */
    validated = ACME_EVENT_VALIDATED,
    /** A challenge failed; the next type is tried when there is one. */
    challenge_failed = ACME_EVENT_CHALLENGE_FAILED,
    /** The server is at work and will be looked at again at Event::until. */
    waiting = ACME_EVENT_WAITING,
    /** A request failed in passing and will be sent again. */
    retrying = ACME_EVENT_RETRYING,
    /** The certificate request is about to be sent. */
    finalizing = ACME_EVENT_FINALIZING,
    /** The certificate was downloaded and checked. */
    issued = ACME_EVENT_ISSUED,
    /** What the solver presented could not be taken away. */
    clean_up_failed = ACME_EVENT_CLEAN_UP_FAILED,
};

/** An event. It and its views live during the call of the function that it is handed to. */
class Event {
public:
    /** For a function in C: lends what the C library lent. */
    explicit Event(const acme_event *lent) noexcept : event_(lent) {}
    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;

    /** What happened. */
    EventKind kind() const noexcept { return static_cast<EventKind>(acme_event_kind(event_)); }

    /** The kind by its name, such as "validated". */
    std::string_view name() const noexcept { return detail::view(acme_event_name(event_)); }

    /** The protocol step that it belongs to, such as "newOrder". */
    std::optional<std::string_view> step() const noexcept { return detail::optional_view(acme_event_step(event_)); }

    /** What it is about, without "*.". */
    std::optional<Identifier> identifier() const noexcept {
        const char *type = acme_event_identifier_type(event_), *value = acme_event_identifier_value(event_);
        if (value == nullptr) return std::nullopt;
        return Identifier{detail::view(type), detail::view(value)};
    }

    /** The type of the challenge that it is about, such as "http-01". */
    std::optional<std::string_view> challenge_type() const noexcept {
        return detail::optional_view(acme_event_challenge_type(event_));
    }

    /** How many authorizations of the order are valid by now. */
    std::size_t done() const noexcept { return acme_event_done(event_); }

    /** How many authorizations the order has. */
    std::size_t total() const noexcept { return acme_event_total(event_); }

    /** When the next look will be. */
    std::optional<std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>> until() const noexcept {
        const std::int64_t moment = acme_event_until(event_);
        if (moment == 0) return std::nullopt;
        return std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>(
            std::chrono::milliseconds(moment));
    }

    /** The number of the attempt that failed. */
    std::size_t attempt() const noexcept { return acme_event_attempt(event_); }

    /** The order URL. */
    std::optional<std::string_view> url() const noexcept { return detail::optional_view(acme_event_url(event_)); }

    /** What went wrong. */
    std::optional<std::string_view> message() const noexcept {
        return detail::optional_view(acme_event_message(event_));
    }

    /** The type of the server's problem document. */
    std::optional<std::string_view> problem_type() const noexcept {
        return detail::optional_view(acme_event_problem_type(event_));
    }

private:
    const acme_event *event_;
};

/** Takes one event, on the thread that called Client::obtain. It must not destroy the client. */
using EventFunction = std::function<void(const Event &event)>;

namespace detail {

inline void take_event(void *userdata, const acme_event *event) {
    const auto &take = *static_cast<const EventFunction *>(userdata);
    guarded_telling([&] { take(Event(event)); });
}

}  // namespace detail
}  // namespace acme

#endif
