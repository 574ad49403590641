/**
 * @file
 * Cancellation: a token that ends calls in flight.
 */
#ifndef ACME_CLIENT_CANCEL_HPP
#define ACME_CLIENT_CANCEL_HPP

#include "object.hpp"

namespace acme {

/**
 * A token that ends the calls of the clients that Client::with_cancel derives, or that were made with Options::cancel. Once
 * it is triggered, by any thread, calls in flight end with Cancelled within 100 ms and later ones at once. There is no way
 * back: the next piece of work takes a new token.
 */
class Cancel : public Object<Cancel, acme_cancel, acme_cancel_free> {
public:
    static constexpr const char *class_name = "acme::Cancel";
    using Object::Object;

    /** A token that has not been triggered. */
    Cancel() : Cancel(detail::make<Cancel>(acme_cancel_new)) {}

    /** Ends the calls in flight and all later ones. Not for signal handlers: it takes a lock. */
    void trigger() const { acme_cancel_trigger(c()); }

    /** Whether trigger() was called. */
    bool is_triggered() const { return acme_cancel_is_triggered(c()); }
};

}  // namespace acme

#endif
