/**
 * @file
 * What options and parameters have in common.
 */
#ifndef ACME_CLIENT_BUILDER_HPP
#define ACME_CLIENT_BUILDER_HPP

#include <chrono>
#include <utility>

#include "callback.hpp"
#include "object.hpp"
#include "time.hpp"

namespace acme {

/**
 * What is filled in by setters, which give the object itself, so that they can be strung together. What they are given is
 * copied. A value that the C library refuses is kept and thrown by the call that uses the object.
 */
template <class Derived, class C, void (*Free)(C *)>
class Builder : public Object<Derived, C, Free> {
public:
    using Object<Derived, C, Free>::Object;

protected:
    /** Calls a setter. */
    template <class... Parameters, class... Arguments>
    Derived &set(void (*setter)(C *, Parameters...), Arguments... arguments) {
        setter(this->c(), arguments...);
        return static_cast<Derived &>(*this);
    }

    /** Calls a setter of text that must not be null. */
    Derived &set_text(void (*setter)(C *, const char *), const Text &text, const char *name) {
        const detail::CText value(text, name);
        return set(setter, value.c());
    }

    /** Calls a setter of text that may be null. */
    Derived &set_optional_text(void (*setter)(C *, const char *), const Text &text, const char *name) {
        const detail::CText value = detail::CText::optional(text, name);
        return set(setter, value.c());
    }

    /** Calls a setter of a length of time. */
    Derived &set_time(void (*setter)(C *, std::uint64_t), std::chrono::milliseconds time, const char *name) {
        return set(setter, detail::milliseconds_of(time, name));
    }

    /** Calls a setter of a function. */
    template <class Callback, class Function>
    Derived &set_function(void (*setter)(C *, Callback, void *, void (*)(void *)), Callback callback, Function function,
                          const char *name) {
        detail::require_function(function, name);
        C *object = this->c();
        setter(object, callback, detail::userdata_of(std::move(function)), detail::destroy<Function>);
        return static_cast<Derived &>(*this);
    }
};

}  // namespace acme

#endif
