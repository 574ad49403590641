/**
 * @file
 * Calls into the C library: text on its way in, what comes out, and the exception of a callback on its way through.
 */
#ifndef ACME_CLIENT_CALL_HPP
#define ACME_CLIENT_CALL_HPP

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "error.hpp"
#include "text.hpp"
#include "version.hpp"

namespace acme {
namespace detail {

/** Text that ends with NUL, copied for the length of a call and wiped then. */
class CText {
public:
    /** Text that must not be null. */
    CText(const Text &text, const char *parameter) : CText(text, parameter, false) {}

    /** Text that may be null. */
    static CText optional(const Text &text, const char *parameter) { return {text, parameter, true}; }

    CText(const CText &) = delete;
    CText &operator=(const CText &) = delete;

    ~CText() {
        volatile char *place = text_.get();
        for (std::size_t i = 0; i < size_; i++) place[i] = 0;
    }

    const char *c() const noexcept { return text_.get(); }

private:
    CText(const Text &text, const char *parameter, bool may_be_null) : size_(text.view().size()) {
        if (text.is_none() && may_be_null) return;
        if (text.is_none()) refuse(ACME_STATUS_NULL_POINTER, std::string(parameter) + ": is NULL");
        if (text.view().find('\0') != std::string_view::npos) {
            refuse(ACME_STATUS_INVALID_ARGUMENT, std::string(parameter) + ": has a NUL in it");
        }
        text_ = std::make_unique<char[]>(size_ + 1);
        if (size_ > 0) std::memcpy(text_.get(), text.view().data(), size_);
    }

    std::unique_ptr<char[]> text_;
    std::size_t size_ = 0;
};

/** What a function that was told something threw on this thread, until it is taken. */
inline std::exception_ptr &told_exception() noexcept {
    thread_local std::exception_ptr exception;
    return exception;
}

/**
 * One call of this thread into the C library. The C library calls back on the thread that made the call, so what a
 * callback throws is kept in the innermost call of the thread and thrown again at its end.
 */
class Call {
public:
    Call() : outer_(innermost()) {
        require_version();
        innermost() = this;
    }

    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;

    ~Call() {
        innermost() = outer_;
        acme_error_clear(&error_);
    }

    acme_error **error() noexcept { return &error_; }

    /** Ends the call: throws what a callback threw, or the error of the C library. */
    void finish(acme_status status) {
        if (thrown_ && (insists_ || status != ACME_STATUS_OK)) std::rethrow_exception(thrown_);
        if (status == ACME_STATUS_OK) return;
        if (passing_ && passing_status_ == status) std::rethrow_exception(passing_);
        const std::shared_ptr<const acme_error> owned(std::exchange(error_, nullptr), acme_error_free);
        Error(owned).raise();
    }

    /**
     * Keeps the exception that is being handled; the first one counts, when the call fails: one that the library did
     * without, for an alternate chain, say, loses no result. Gives the status that a callback returns.
     */
    static acme_status keep() noexcept {
        Call *call = innermost();
        if (call != nullptr && !call->thrown_) call->thrown_ = std::current_exception();
        return status_of_current();
    }

    /** Keeps the exception that is being handled, which comes out of the call also when that succeeds. */
    static acme_status insist() noexcept {
        if (innermost() != nullptr) innermost()->insists_ = true;
        return keep();
    }

    /**
     * Keeps the exception of a request that failed, which counts only when the call fails with it: what may pass is tried
     * again.
     */
    static acme_status keep_passing() noexcept {
        const acme_status status = status_of_current();
        Call *call = innermost();
        const bool passes = status == ACME_STATUS_CANCELLED || status == ACME_STATUS_TIMED_OUT || (status >= 30 && status <= 49);
        if (!passes || call == nullptr) return keep();
        call->passing_ = std::current_exception();
        call->passing_status_ = status == ACME_STATUS_TIMED_OUT ? acme_status{ACME_STATUS_REQUEST_TIMED_OUT} : status;
        return status;
    }

    /**
     * Keeps the exception of a function that is told something. The call goes on and keeps its result, which would be
     * lost: a certificate, say. The first exception counts until it is taken.
     */
    static void keep_told() noexcept {
        if (!told_exception()) told_exception() = std::current_exception();
        if (innermost() != nullptr) innermost()->tells_ = false;
    }

    /** Whether the innermost call still tells something: no function that was told something has thrown. */
    static bool tells() noexcept { return innermost() == nullptr || innermost()->tells_; }

private:
    static Call *&innermost() noexcept {
        thread_local Call *call = nullptr;
        return call;
    }

    static acme_status status_of_current() noexcept {
        try {
            throw;
        } catch (const Error &error) {
            return error.status() == ACME_STATUS_OK ? acme_status{ACME_STATUS_CALLBACK} : error.status();
        } catch (...) {
            return ACME_STATUS_CALLBACK;
        }
    }

    Call *outer_;
    acme_error *error_ = nullptr;
    bool tells_ = true;
    bool insists_ = false;
    std::exception_ptr thrown_;
    std::exception_ptr passing_;
    acme_status passing_status_ = ACME_STATUS_OK;
};

/** A call that gives nothing but its status. */
template <class Function, class... Arguments>
void call(Function function, Arguments... arguments) {
    Call call;
    call.finish(function(arguments..., call.error()));
}

/** A call that may give an object. */
template <class Made, class Function, class... Arguments>
std::optional<Made> make_optional(Function function, Arguments... arguments) {
    Call call;
    typename Made::c_type *out = nullptr;
    const acme_status status = function(arguments..., &out, call.error());
    std::optional<Made> made;
    if (out != nullptr) made = Made::adopt(out);
    call.finish(status);
    return made;
}

/** A call that gives an object. */
template <class Made, class Function, class... Arguments>
Made make(Function function, Arguments... arguments) {
    return std::move(*make_optional<Made>(function, arguments...));
}

/** A call that may give text. */
template <class Function, class... Arguments>
std::optional<std::string> optional_text_of(Function function, Arguments... arguments) {
    Call call;
    char *out = nullptr;
    const acme_status status = function(arguments..., &out, call.error());
    const OwnedString owned(out);
    call.finish(status);
    if (owned == nullptr) return std::nullopt;
    return std::string(owned.get());
}

/** A call that gives text. */
template <class Function, class... Arguments>
std::string text_of(Function function, Arguments... arguments) {
    return optional_text_of(function, arguments...).value_or(std::string());
}

/** A call that may give bytes. */
template <class Function, class... Arguments>
std::optional<Bytes> optional_bytes_of(Function function, Arguments... arguments) {
    Call call;
    std::uint8_t *out = nullptr;
    std::size_t length = 0;
    const acme_status status = function(arguments..., &out, &length, call.error());
    const auto free = [&length](std::uint8_t *bytes) { acme_bytes_free(bytes, length); };
    const std::unique_ptr<std::uint8_t, decltype(free)> owned(out, free);
    call.finish(status);
    if (owned == nullptr) return std::nullopt;
    return Bytes(owned.get(), owned.get() + length);
}

}  // namespace detail
}  // namespace acme

#endif
