/**
 * @file
 * When the authority wants a certificate to be renewed (RFC 9773).
 */
#ifndef ACME_CLIENT_RENEWAL_INFO_HPP
#define ACME_CLIENT_RENEWAL_INFO_HPP

#include <chrono>
#include <optional>
#include <string_view>

#include "client.hpp"

namespace acme {

/**
 * The authority's advice for one certificate. Renew at the moment that pick() gives, and look again after next_look(): the
 * authority may change its mind. It never changes, and its views live as long as it.
 */
class RenewalInfo : public Object<RenewalInfo, acme_renewal_info, acme_renewal_info_free> {
public:
    static constexpr const char *class_name = "acme::RenewalInfo";
    using Object::Object;

    /** The begin of the suggested window. */
    Time start() const { return detail::time_of(acme_renewal_info_start(c())); }

    /** The end of the suggested window. */
    Time end() const { return detail::time_of(acme_renewal_info_end(c())); }

    /** The URL of a page that says why. */
    std::optional<std::string_view> explanation_url() const ACME_CLIENT_BORROWED {
        return detail::optional_view(acme_renewal_info_explanation_url(c()));
    }

    /** How long to wait before the next look: between a minute and a day, 6 hours when the server did not say. */
    std::chrono::milliseconds next_look() const { return detail::length_of(acme_renewal_info_next_look_ms(c())); }

    /**
     * Picks the moment to renew at: a random one in the window, `now` when that has passed (RFC 9773, section 4.2). Pick
     * once and keep the moment while the window stays as it is.
     *
     * @throws InvalidResponse when the window ends before it has begun: renew as if there were no advice
     */
    Time pick(Time now = acme::now()) const {
        std::int64_t moment = 0;
        detail::Call call;
        call.finish(acme_renewal_info_pick(c(), detail::seconds_of(now), &moment, call.error()));
        return detail::time_of(moment);
    }

    /** The advice as the server sent it. */
    std::string_view json() const ACME_CLIENT_BORROWED { return detail::view(acme_renewal_info_json(c())); }
};

inline RenewalInfo Client::renewal_info(Text ari_id) const {
    const detail::CText id(ari_id, "ari_id");
    return detail::make<RenewalInfo>(acme_client_renewal_info, c(), id.c());
}

}  // namespace acme

#endif
