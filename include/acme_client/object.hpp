/**
 * @file
 * What all objects have in common: they own an object of the C library, can be moved but not copied, and closed early.
 */
#ifndef ACME_CLIENT_OBJECT_HPP
#define ACME_CLIENT_OBJECT_HPP

#include <memory>
#include <string>
#include <utility>

#include "call.hpp"
#include "error.hpp"

namespace acme {

/**
 * An object of the C library and its owner. It is freed by the destructor, or before by close(). Once it was closed or
 * moved from, every use but close(), assignment and destruction is an InvalidArgument that names the class.
 *
 * Threads: const methods may be called by several threads at once, others need the object alone.
 */
template <class Derived, class C, void (*Free)(C *)>
class Object {
public:
    /** The type of the C object. */
    using c_type = C;

    /** Says that a C object is taken over. */
    struct Adopted {};

    /** Takes an object of the C library over, for programs that use both faces; null makes a closed one. */
    Object(Adopted, C *owned) noexcept : pointer_(owned) {}

    /** The same. */
    static Derived adopt(C *owned) {
        return Derived(Adopted{}, owned);
    }

    /** Whether there is an object: it was neither closed nor moved from. */
    explicit operator bool() const noexcept { return pointer_ != nullptr; }

    /** Frees the object now. Nothing happens when it was closed or moved from already. */
    void close() noexcept { pointer_.reset(); }

    /** The C object, lent. @throws InvalidArgument when there is none */
    const C *c() const {
        require();
        return pointer_.get();
    }

    /** The C object, lent. @throws InvalidArgument when there is none */
    C *c() {
        require();
        return pointer_.get();
    }

    /** Hands the C object over to the caller, who frees it. Null when there is none. */
    C *release() noexcept { return pointer_.release(); }

protected:
    /** Takes the C object over. */
    explicit Object(C *owned) noexcept : pointer_(owned) {}
    /** What is moved from has no C object. */
    Object(Object &&) noexcept = default;
    Object &operator=(Object &&) noexcept = default;
    ~Object() = default;

private:
    struct Deleter {
        void operator()(C *pointer) const noexcept { Free(pointer); }
    };

    void require() const {
        if (pointer_ != nullptr) return;
        detail::refuse(ACME_STATUS_NULL_POINTER, std::string(Derived::class_name) + ": was closed or moved from");
    }

    std::unique_ptr<C, Deleter> pointer_;
};

namespace detail {

/** The C object behind an argument that may be left out. */
template <class Argument>
auto c_or_null(const Argument *argument) -> decltype(argument->c()) {
    return argument == nullptr ? nullptr : argument->c();
}

/** What a `_new` function that cannot fail gives, once the library is known to be the right one. */
template <class Function, class... Arguments>
auto made_by(Function function, Arguments... arguments) {
    require_version();
    return function(arguments...);
}

}  // namespace detail
}  // namespace acme

#endif
