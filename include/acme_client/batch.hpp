/**
 * @file
 * What a solver of the caller's own functions is handed.
 */
#ifndef ACME_CLIENT_BATCH_HPP
#define ACME_CLIENT_BATCH_HPP

#include <chrono>
#include <optional>
#include <string_view>

#include "challenge.hpp"
#include "range.hpp"

namespace acme {

/** One thing to make visible so that the authority can validate an identifier. It and its views live as long as its batch. */
class Presentation {
public:
    /** For a solver in C: lends what the C library lent. */
    explicit Presentation(const acme_presentation *lent) noexcept : presentation_(lent) {}

    /** The challenge's type, such as "dns-01". */
    std::string_view type() const noexcept { return detail::view(acme_presentation_type(presentation_)); }

    /** The DNS name or IP address to be validated, without "*.". */
    std::string_view identifier() const noexcept { return detail::view(acme_presentation_identifier(presentation_)); }

    /** Whether it is for the wildcard of the identifier. */
    bool is_wildcard() const noexcept { return acme_presentation_is_wildcard(presentation_); }

    /** The token; none for a type without one. */
    std::optional<std::string_view> token() const noexcept {
        return detail::optional_view(acme_presentation_token(presentation_));
    }

    /** The token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1). */
    std::optional<std::string_view> key_authorization() const noexcept {
        return detail::optional_view(acme_presentation_key_authorization(presentation_));
    }

    /** Where http-01 is served: "/.well-known/acme-challenge/" and the token. */
    std::optional<std::string_view> http01_path() const noexcept {
        return detail::optional_view(acme_presentation_http01_path(presentation_));
    }

    /** The full name of the TXT record, without a final dot; none for what no DNS record proves. */
    std::optional<std::string_view> dns_name() const noexcept {
        return detail::optional_view(acme_presentation_dns_name(presentation_));
    }

    /** The value of the TXT record. */
    std::optional<std::string_view> dns_value() const noexcept {
        return detail::optional_view(acme_presentation_dns_value(presentation_));
    }

    /** The thumbprint of the account's key (RFC 7638). */
    std::string_view thumbprint() const noexcept { return detail::view(acme_presentation_thumbprint(presentation_)); }

    /** The account's URL. */
    std::string_view account_url() const noexcept { return detail::view(acme_presentation_account_url(presentation_)); }

    /** The challenge, as an object of its own. */
    Challenge challenge() const { return detail::make<Challenge>(acme_presentation_challenge, presentation_); }

private:
    const acme_presentation *presentation_;
};

/** The presentations of one round, for range-for. It lives until the function that got it returns. */
class Batch {
public:
    /** For a solver in C: lends what the C library lent. */
    explicit Batch(acme_batch *lent) noexcept : batch_(lent) {}
    Batch(const Batch &) = delete;
    Batch &operator=(const Batch &) = delete;

    std::size_t size() const noexcept { return acme_batch_count(batch_); }

    /** The presentation at `index`, which must be less than size(). */
    Presentation operator[](std::size_t index) const noexcept {
        return Presentation(acme_batch_presentation(batch_, index));
    }

    auto begin() const noexcept { return items().begin(); }
    auto end() const noexcept { return items().end(); }

    /** How long until the step must have ended. */
    std::chrono::milliseconds timeout() const noexcept { return detail::length_of(acme_batch_timeout_ms(batch_)); }

    /** Whether the call was cancelled, so that the step is of no use any more. */
    bool is_cancelled() const noexcept { return acme_batch_is_cancelled(batch_); }

    /** Says why the step fails, for the message of what the function throws then. The last words count. */
    void fail(Text reason) {
        const detail::CText text(reason, "reason");
        acme_batch_fail(batch_, text.c());
    }

    /** The C object, lent. */
    acme_batch *c() noexcept { return batch_; }

private:
    Presentation at(std::size_t index) const { return (*this)[index]; }
    Items<Batch, Presentation> items() const noexcept { return {{this, &Batch::at}, size()}; }

    acme_batch *batch_;
};

}  // namespace acme

#endif
