/**
 * @file
 * What is thrown: acme::Error, and one subclass for each group of failures that is dealt with in a way of its own.
 */
#ifndef ACME_CLIENT_ERROR_HPP
#define ACME_CLIENT_ERROR_HPP

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "range.hpp"
#include "text.hpp"

namespace acme {

/** The name of a status, such as "ACME_STATUS_RATE_LIMITED"; "ACME_STATUS_UNKNOWN" for one that the library lacks. */
inline std::string_view status_name(acme_status status) noexcept { return detail::view(acme_status_name(status)); }

/** What the server says of one identifier (RFC 8555, section 6.7.1). Its views live as long as the error. */
struct Subproblem {
    /** Such as "urn:ietf:params:acme:error:caa". */
    std::string_view type;
    /** The server's own words. */
    std::optional<std::string_view> detail;
    /** Such as "dns". */
    std::optional<std::string_view> identifier_type;
    /** Such as "www.example.com". */
    std::optional<std::string_view> identifier_value;
};

/**
 * A failure, with everything that the server said about it. It never changes: copies share what they hold, and all of
 * its accessors may be called from several threads at once. Views live as long as the error or a copy of it.
 */
class Error : public std::runtime_error {
public:
    /** A failure of one's own: what a transport throws, say. */
    Error(acme_status status, const std::string &message) : std::runtime_error(message), status_(status) {}

    /** The failure that the C library tells of. */
    explicit Error(std::shared_ptr<const acme_error> error)
        : std::runtime_error(std::string(detail::view(acme_error_message(error.get())))),
          error_(std::move(error)),
          status_(acme_error_status(error_.get())) {}

    /** One of the ACME_STATUS_ constants. */
    acme_status status() const noexcept { return status_; }

    /** The step of the protocol at which it failed, such as "newOrder"; none when nothing of the protocol had begun. */
    std::optional<std::string_view> step() const noexcept { return detail::optional_view(acme_error_step(c())); }

    /** What the call was about, such as "order for example.com". */
    std::optional<std::string_view> subject() const noexcept { return detail::optional_view(acme_error_subject(c())); }

    /** The type of the server's problem document, such as "urn:ietf:params:acme:error:rateLimited" (RFC 8555, 6.7). */
    std::optional<std::string_view> problem_type() const noexcept {
        return detail::optional_view(acme_error_problem_type(c()));
    }

    /** The problem document's title, a summary of its type. */
    std::optional<std::string_view> problem_title() const noexcept {
        return detail::optional_view(acme_error_problem_title(c()));
    }

    /** The problem document's detail: the server's own words for what went wrong this time. */
    std::optional<std::string_view> detail() const noexcept { return detail::optional_view(acme_error_detail(c())); }

    /** The problem document's instance. */
    std::optional<std::string_view> problem_instance() const noexcept {
        return detail::optional_view(acme_error_problem_instance(c()));
    }

    /** The whole problem document as the server sent it; not cleaned of what could drive a terminal. */
    std::optional<std::string_view> problem_json() const noexcept {
        return detail::optional_view(acme_error_problem_json(c()));
    }

    /** The HTTP status of the answer; none when it was not an answer that failed. */
    std::optional<std::uint16_t> http_status() const noexcept {
        const std::uint16_t status = acme_error_http_status(c());
        return status == 0 ? std::nullopt : std::make_optional(status);
    }

    /** How long the server asks to wait before the next attempt (Retry-After). */
    std::optional<std::chrono::milliseconds> retry_after() const noexcept {
        std::uint64_t wait = 0;
        if (!acme_error_retry_after_ms(c(), &wait)) return std::nullopt;
        return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(wait));
    }

    /** The URL of a page about the failure that the server names, such as the rules of a rate limit. */
    std::optional<std::string_view> help_url() const noexcept { return detail::optional_view(acme_error_help_url(c())); }

    /** The URL of a page that the user must visit before the call can succeed. */
    std::optional<std::string_view> action_url() const noexcept {
        return detail::optional_view(acme_error_action_url(c()));
    }

    /** What the server says of each identifier, for range-for. */
    Items<Error, Subproblem> subproblems() const & {
        return {{this, &Error::subproblem}, acme_error_subproblem_count(c())};
    }
    void subproblems() const && = delete;

    /** The subproblem at `index`, which must be less than subproblems().size(). */
    Subproblem subproblem(std::size_t index) const {
        return {detail::view(acme_error_subproblem_type(c(), index)),
                detail::optional_view(acme_error_subproblem_detail(c(), index)),
                detail::optional_view(acme_error_subproblem_identifier_type(c(), index)),
                detail::optional_view(acme_error_subproblem_identifier_value(c(), index))};
    }

    /** Throws this failure as the subclass of its status. */
    [[noreturn]] void raise() const;

    /** The C object, lent; null for an error that did not come from the C library. */
    const acme_error *c() const noexcept { return error_.get(); }

private:
    std::shared_ptr<const acme_error> error_;
    acme_status status_;
};

/* The subclasses. A status that none of them stands for is an acme::Error. */

/** Null, empty or bad input; an object that was closed or moved from. The message names it; nothing was sent. */
class InvalidArgument : public Error {
public:
    using Error::Error;
};

/** The key cannot be read, has no algorithm in ACME, or its passphrase is missing or wrong. */
class InvalidKey : public Error {
public:
    using Error::Error;
};

/** Credentials, state or a store's record that cannot be read, or belong elsewhere. */
class InvalidDocument : public Error {
public:
    using Error::Error;
};

/** The cancel token was triggered. */
class Cancelled : public Error {
public:
    using Error::Error;
};

/** The deadline of the call or of the wait passed. */
class TimedOut : public Error {
public:
    using Error::Error;
};

/** A solver could not do what a challenge asks for, its address is in use, or what it presented cannot be seen. */
class SolverFailed : public Error {
public:
    using Error::Error;
};

/** Another process holds the lock. */
class Locked : public Error {
public:
    using Error::Error;
};

/** Name lookup, connection, TLS or proxy failed, or a request took too long. Mostly worth another try later. */
class NetworkError : public Error {
public:
    using Error::Error;
};

/** The server, or this build of the library, does not offer what the call needs. */
class NotOffered : public Error {
public:
    using Error::Error;
};

/** The server knows nothing at that URL. */
class NotFound : public Error {
public:
    using Error::Error;
};

/** The server's answer is not what it should be, or must not be believed. */
class InvalidResponse : public Error {
public:
    using Error::Error;
};

/** An authorization is invalid for good; the problem says why. */
class AuthorizationInvalid : public Error {
public:
    using Error::Error;
};

/** An order is invalid for good; the problem says why. */
class OrderInvalid : public Error {
public:
    using Error::Error;
};

/** The server refuses, with one of the error types of ACME: status() and problem_type() say which. */
class Refused : public Error {
public:
    using Error::Error;
};

/** A rate limit: retry_after() says until when, where the server does. */
class RateLimited : public Refused {
public:
    using Refused::Refused;
};

/** The user must visit the page at action_url(). */
class UserActionRequired : public Refused {
public:
    using Refused::Refused;
};

/** The key has no account. */
class AccountDoesNotExist : public Refused {
public:
    using Refused::Refused;
};

/** The library that runs is of another major version than the header, or older. */
class VersionMismatch : public Error {
public:
    using Error::Error;
};

namespace detail {

/** The error as one of its subclasses. */
template <class Subclass>
Subclass as(const std::shared_ptr<const acme_error> &error, const Error &given) {
    return error ? Subclass(error) : Subclass(given.status(), given.what());
}

}  // namespace detail

inline void Error::raise() const {
    switch (status_) {
    case ACME_STATUS_NULL_POINTER:
    case ACME_STATUS_INVALID_ARGUMENT:
    case ACME_STATUS_INVALID_UTF8: throw detail::as<InvalidArgument>(error_, *this);
    case ACME_STATUS_INVALID_KEY:
    case ACME_STATUS_UNSUPPORTED_KEY:
    case ACME_STATUS_WRONG_PASSPHRASE: throw detail::as<InvalidKey>(error_, *this);
    case ACME_STATUS_INVALID_CREDENTIALS:
    case ACME_STATUS_WRONG_DIRECTORY:
    case ACME_STATUS_INVALID_STATE:
    case ACME_STATUS_INVALID_RECORD: throw detail::as<InvalidDocument>(error_, *this);
    case ACME_STATUS_CANCELLED: throw detail::as<Cancelled>(error_, *this);
    case ACME_STATUS_TIMED_OUT: throw detail::as<TimedOut>(error_, *this);
    case ACME_STATUS_SOLVER_FAILED:
    case ACME_STATUS_ADDRESS_IN_USE:
    case ACME_STATUS_NOT_VISIBLE: throw detail::as<SolverFailed>(error_, *this);
    case ACME_STATUS_LOCKED: throw detail::as<Locked>(error_, *this);
    case ACME_STATUS_UNSUPPORTED:
    case ACME_STATUS_UNSUPPORTED_OPERATION:
    case ACME_STATUS_CHALLENGE_NOT_OFFERED:
    case ACME_STATUS_CHAIN_NOT_FOUND: throw detail::as<NotOffered>(error_, *this);
    case ACME_STATUS_NOT_FOUND: throw detail::as<NotFound>(error_, *this);
    case ACME_STATUS_ORDER_INVALID: throw detail::as<OrderInvalid>(error_, *this);
    case ACME_STATUS_AUTHORIZATION_INVALID: throw detail::as<AuthorizationInvalid>(error_, *this);
    case ACME_STATUS_RATE_LIMITED: throw detail::as<RateLimited>(error_, *this);
    case ACME_STATUS_USER_ACTION_REQUIRED: throw detail::as<UserActionRequired>(error_, *this);
    case ACME_STATUS_ACCOUNT_DOES_NOT_EXIST: throw detail::as<AccountDoesNotExist>(error_, *this);
    default: break;
    }
    if (status_ >= 30 && status_ <= 49) throw detail::as<NetworkError>(error_, *this);
    if (status_ >= 50 && status_ <= 69) throw detail::as<InvalidResponse>(error_, *this);
    if (status_ >= 100 && status_ <= 199) throw detail::as<Refused>(error_, *this);
    throw *this;
}

namespace detail {

/** Input that the C library must not be given. */
[[noreturn]] inline void refuse(acme_status status, const std::string &message) {
    Error(status, message).raise();
}

}  // namespace detail
}  // namespace acme

#endif
