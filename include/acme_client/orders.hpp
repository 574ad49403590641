/**
 * @file
 * The list of an account's orders (RFC 8555, section 7.1.2.1), which few authorities keep.
 */
#ifndef ACME_CLIENT_ORDERS_HPP
#define ACME_CLIENT_ORDERS_HPP

#include <iterator>
#include <optional>

#include "client.hpp"
#include "order.hpp"

namespace acme {

/** How far the list is read. It belongs to one thread at a time. Orders that it gave live on. */
class Orders : public Object<Orders, acme_orders, acme_orders_free> {
public:
    static constexpr const char *class_name = "acme::Orders";
    using Object::Object;

    /** What is left of the list, read from the server as range-for goes on. It can be gone through once. */
    class Rest {
    public:
        class Iterator {
        public:
            using iterator_category = std::input_iterator_tag;
            using value_type = Order;
            using difference_type = std::ptrdiff_t;
            using reference = Order &;
            using pointer = Order *;

            Iterator() = default;
            explicit Iterator(Rest *rest) : rest_(rest) { ++*this; }

            Order &operator*() const { return *rest_->current_; }
            Order *operator->() const { return &*rest_->current_; }

            Iterator &operator++() {
                rest_->current_ = rest_->orders_->next(*rest_->client_);
                if (!rest_->current_) rest_ = nullptr;
                return *this;
            }
            void operator++(int) { ++*this; }

            friend bool operator==(const Iterator &one, const Iterator &other) noexcept {
                return one.rest_ == other.rest_;
            }
            friend bool operator!=(const Iterator &one, const Iterator &other) noexcept { return !(one == other); }

        private:
            Rest *rest_ = nullptr;
        };

        /** Lends both. */
        Rest(Orders *orders, const Client *client) : orders_(orders), client_(client) {}

        Iterator begin() { return Iterator(this); }
        Iterator end() noexcept { return {}; }

    private:
        Orders *orders_;
        const Client *client_;
        std::optional<Order> current_;
    };

    /** The next order of the list; none at its end. @throws InvalidResponse when the pages run in a circle */
    std::optional<Order> next(const Client &client) {
        return detail::make_optional<Order>(acme_orders_next, client.c(), c());
    }

    /** The rest of the list, for range-for: `for (acme::Order &order : orders.rest(client))`. */
    Rest rest(const Client &client) & { return {this, &client}; }
    void rest(const Client &client) && = delete;
};

inline Orders Client::orders() const { return detail::make<Orders>(acme_client_orders, c()); }

}  // namespace acme

#endif
