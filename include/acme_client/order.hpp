/**
 * @file
 * Orders (RFC 8555, sections 7.1.3 and 7.4).
 */
#ifndef ACME_CLIENT_ORDER_HPP
#define ACME_CLIENT_ORDER_HPP

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "authorization.hpp"
#include "certificate.hpp"
#include "chain_preference.hpp"
#include "client.hpp"
#include "csr.hpp"
#include "onion_caa.hpp"
#include "order_params.hpp"

namespace acme {

class Order;

namespace detail {

/** Reads an order's authorizations from the server. */
struct AuthorizationsOf {
    const Order *order = nullptr;
    const Client *client = nullptr;

    Authorization operator()(std::size_t index) const;
};

}  // namespace detail

/**
 * An order as the server showed it last: pending until each of its authorizations is valid, then ready for finalize, then
 * processing, then valid. Its views live until a call that takes it non-const, or its end.
 */
class Order : public Object<Order, acme_order, acme_order_free> {
public:
    static constexpr const char *class_name = "acme::Order";
    using Object::Object;

    /** Reads the order again. On failure it stays as it is. */
    void refresh(const Client &client) { detail::call(acme_order_refresh, client.c(), c()); }

    /**
     * Waits until the order can go on: ready when this program has not finalized it yet, valid when it has. On failure it
     * stays as it is.
     *
     * @throws OrderInvalid with the server's problem
     * @throws TimedOut
     */
    void wait(const Client &client, std::chrono::milliseconds timeout) {
        detail::call(acme_order_wait, client.c(), c(), detail::milliseconds_of(timeout, "timeout"));
    }

    /**
     * Sends the certificate request of an order that is ready. It is never sent blindly a second time. Keep the request's
     * key before this call. On failure the order stays as it is.
     *
     * @throws InvalidArgument when the request names other identifiers than the order
     * @throws OrderInvalid with the server's problem
     */
    void finalize(const Client &client, const Csr &csr) {
        detail::call(acme_order_finalize, client.c(), c(), csr.c());
    }

    /** The same with the CAA records of the order's onion services, where Directory::onion_caa_required (RFC 9799). */
    void finalize(const Client &client, const Csr &csr, const OnionCaaParams &records) {
        detail::call(acme_order_finalize_with_onion_caa, client.c(), c(), csr.c(), records.c());
    }

    /**
     * Downloads the certificate of a valid order. Its leaf must name the order's identifiers, and be for the key of the
     * request that this program finalized the order with.
     *
     * @throws NotOffered when no chain that the server offers is the preferred one
     * @throws InvalidResponse when there is none yet, or the chain is not what was asked for
     */
    Certificate certificate(const Client &client, const ChainPreference &preference) const {
        return detail::make<Certificate>(acme_order_certificate, client.c(), c(), preference.c());
    }

    /** The same for the chain that the server prefers. */
    Certificate certificate(const Client &client) const {
        return detail::make<Certificate>(acme_order_certificate, client.c(), c(),
                                         static_cast<const acme_chain_preference *>(nullptr));
    }

    /**
     * The order's authorizations, for range-for. Each is read from the server when it is reached; order and client must
     * outlive the range.
     */
    Range<Authorization, detail::AuthorizationsOf> authorizations(const Client &client) const & {
        return {{this, &client}, authorization_count()};
    }
    void authorizations(const Client &client) const && = delete;

    /** Reads the authorization at `index` from the server. @throws InvalidArgument when there is none */
    Authorization authorization(const Client &client, std::size_t index) const {
        return detail::make<Authorization>(acme_order_authorization, client.c(), c(), index);
    }

    /** How many authorizations the order has. */
    std::size_t authorization_count() const { return acme_order_authorization_count(c()); }

    /** The URLs of the authorizations. Nothing is sent. */
    Items<Order, std::string_view> authorization_urls() const & {
        return {{this, &Order::authorization_url}, authorization_count()};
    }
    void authorization_urls() const && = delete;

    /** The URL of the authorization at `index`; empty when there is none. */
    std::string_view authorization_url(std::size_t index) const ACME_CLIENT_BORROWED {
        return detail::view(acme_order_authorization_url(c(), index));
    }

    /** What the certificate is for. */
    Items<Order, Identifier> identifiers() const & {
        return {{this, &Order::identifier}, acme_order_identifier_count(c())};
    }
    void identifiers() const && = delete;

    /** The identifier at `index`, such as "*.example.com"; empty when there is none. */
    Identifier identifier(std::size_t index) const ACME_CLIENT_BORROWED {
        return {detail::view(acme_order_identifier_type(c(), index)),
                detail::view(acme_order_identifier_value(c(), index))};
    }

    /** The order URL. */
    std::string_view url() const ACME_CLIENT_BORROWED { return detail::view(acme_order_url(c())); }

    /** "pending", "ready", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6). */
    std::string_view status() const ACME_CLIENT_BORROWED { return detail::view(acme_order_status(c())); }

    /** When the server forgets the order, as RFC 3339 writes it. */
    std::optional<std::string_view> expires() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_expires(c()));
    }

    /** The requested start of validity, as RFC 3339 writes it. */
    std::optional<std::string_view> not_before() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_not_before(c()));
    }

    /** The requested end of validity, as RFC 3339 writes it. */
    std::optional<std::string_view> not_after() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_not_after(c()));
    }

    /** The URL that the certificate request is sent to. */
    std::string_view finalize_url() const ACME_CLIENT_BORROWED { return detail::view(acme_order_finalize_url(c())); }

    /** The URL of the certificate; none until the order is valid. */
    std::optional<std::string_view> certificate_url() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_certificate_url(c()));
    }

    /** The certificate profile. */
    std::optional<std::string_view> profile() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_profile(c()));
    }

    /** The ARI id of the certificate that this one replaces (RFC 9773, section 5). */
    std::optional<std::string_view> replaces() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_replaces(c()));
    }

    /** Why the order is invalid: the type of the server's problem document. */
    std::optional<std::string_view> problem_type() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_problem_type(c()));
    }

    /** Why the order is invalid: its detail. */
    std::optional<std::string_view> problem_detail() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_problem_detail(c()));
    }

    /** Why the order is invalid: the whole document. */
    std::optional<std::string_view> problem_json() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_problem_json(c()));
    }

    /** The order as the server sent it. */
    std::string_view json() const ACME_CLIENT_BORROWED { return detail::view(acme_order_json(c())); }

    /** The URL of the certificate of the day of an order that renews itself (RFC 8739). */
    std::optional<std::string_view> star_certificate_url() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_order_star_certificate_url(c()));
    }

    /**
     * Downloads the certificate of the day (RFC 8739).
     *
     * @throws Refused with ACME_STATUS_AUTO_RENEWAL_CANCELED or _EXPIRED when there is none any more
     */
    Certificate star_certificate(const Client &client) const {
        return detail::make<Certificate>(acme_order_star_certificate, client.c(), c());
    }

    /** Ends the renewal of an order that renews itself (RFC 8739). On failure it stays as it is. */
    void cancel(const Client &client) { detail::call(acme_order_cancel, client.c(), c()); }
};

inline Authorization detail::AuthorizationsOf::operator()(std::size_t index) const {
    return order->authorization(*client, index);
}

inline Csr Csr::for_order(const Order &order, const Key &key) {
    return detail::make<Csr>(acme_csr_for_order, order.c(), key.c());
}

inline Order Client::new_order(const OrderParams &params) const {
    return detail::make<Order>(acme_client_new_order, c(), params.c());
}

inline Order Client::order(Text url) const {
    const detail::CText text(url, "url");
    return detail::make<Order>(acme_client_order, c(), text.c());
}

}  // namespace acme

#endif
