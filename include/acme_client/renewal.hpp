/**
 * @file
 * Whether a certificate is due.
 */
#ifndef ACME_CLIENT_RENEWAL_HPP
#define ACME_CLIENT_RENEWAL_HPP

#include <chrono>

#include "builder.hpp"
#include "certificate.hpp"
#include "renewal_info.hpp"

namespace acme {

/** What the moment of a renewal follows from. */
enum class RenewalReason : std::int32_t {
    /** There is no advice: what is left of the certificate's life. */
    lifetime = ACME_RENEWAL_LIFETIME,
    /** The policy's own time before the end. */
    policy = ACME_RENEWAL_POLICY,
    /** A random moment in the window that the authority suggests (RFC 9773). */
    suggested = ACME_RENEWAL_SUGGESTED,
    /** The suggested window is over. */
    window_over = ACME_RENEWAL_WINDOW_OVER,
    /** The certificate has expired. */
    expired = ACME_RENEWAL_EXPIRED,
};

/** What is wanted of renewals. */
class RenewalOptions : public Builder<RenewalOptions, acme_renewal_options, acme_renewal_options_free> {
public:
    static constexpr const char *class_name = "acme::RenewalOptions";
    using Builder::Builder;

    /** Options with the defaults. */
    RenewalOptions() : Builder(Adopted{}, detail::made_by(acme_renewal_options_new)) {}

    /** Renew at the latest this long before the end. By default, without advice, when a third of its life is left. */
    RenewalOptions &renew_before(std::chrono::milliseconds time) {
        return set_time(acme_renewal_options_set_renew_before, time, "renew_before");
    }

    /** How long until the next look when the authority does not say: between a minute and a day, 6 hours by default. */
    RenewalOptions &look_every(std::chrono::milliseconds time) {
        return set_time(acme_renewal_options_set_look_every, time, "look_every");
    }
};

/** What is to be done about a certificate, and when. It never changes. */
class RenewalDecision : public Object<RenewalDecision, acme_renewal_decision, acme_renewal_decision_free> {
public:
    static constexpr const char *class_name = "acme::RenewalDecision";
    using Object::Object;

    /**
     * Decides; asks neither clock nor network.
     *
     * @param not_before when the certificate becomes valid
     * @param not_after when it stops being valid
     * @param now the time
     * @param random a number from 0 up to 1, which places the moment within the suggested window: keep it as long as the
     *        certificate lives
     * @param info the authority's advice; null for none
     * @param options what is wanted; null for the defaults
     */
    static RenewalDecision decide(Time not_before, Time not_after, Time now, double random,
                                  const RenewalInfo *info = nullptr, const RenewalOptions *options = nullptr) {
        return detail::make<RenewalDecision>(acme_renewal_decide, detail::seconds_of(not_before),
                                             detail::seconds_of(not_after), detail::c_or_null(info),
                                             detail::c_or_null(options), detail::seconds_of(now), random);
    }

    /** The same for a certificate. */
    static RenewalDecision decide(const Certificate &certificate, Time now, double random,
                                  const RenewalInfo *info = nullptr, const RenewalOptions *options = nullptr) {
        return decide(certificate.not_before(), certificate.not_after(), now, random, info, options);
    }

    /** Whether to renew now. */
    bool is_due() const { return acme_renewal_decision_is_due(c()); }

    /** The moment to renew at; in the past when it was missed. */
    Time at() const { return detail::time_of(acme_renewal_decision_at(c())); }

    /** What that moment follows from. */
    RenewalReason reason() const { return static_cast<RenewalReason>(acme_renewal_decision_reason(c())); }

    /** When to decide again: between a minute and a day from the time that was given. */
    Time look_again_at() const { return detail::time_of(acme_renewal_decision_look_again_at(c())); }
};

}  // namespace acme

#endif
