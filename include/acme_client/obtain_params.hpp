/**
 * @file
 * What an issuance is asked for: names, and everything else that has a default.
 */
#ifndef ACME_CLIENT_OBTAIN_PARAMS_HPP
#define ACME_CLIENT_OBTAIN_PARAMS_HPP

#include <chrono>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>

#include "builder.hpp"
#include "chain_preference.hpp"
#include "csr.hpp"
#include "event.hpp"
#include "key.hpp"

namespace acme {

/**
 * Keeps the state of an issuance, on the thread that called Client::obtain: a document as secret as the key in it. What it
 * throws ends the issuance before the step that the state is kept for, and comes out of the call.
 */
using StateFunction = std::function<void(std::string_view state)>;

namespace detail {

inline std::int32_t keep_state(void *userdata, const char *state) {
    const auto &keep = *static_cast<const StateFunction *>(userdata);
    return guarded([&] { keep(view(state)); });
}

}  // namespace detail

/** What Client::obtain is asked for, which needs it alone. */
class ObtainParams : public Builder<ObtainParams, acme_obtain_params, acme_obtain_params_free> {
public:
    static constexpr const char *class_name = "acme::ObtainParams";
    using Builder::Builder;

    /** Parameters that ask for nothing yet. */
    ObtainParams() : Builder(Adopted{}, detail::made_by(acme_obtain_params_new)) {}

    /** Parameters that ask for names and IP addresses. */
    ObtainParams(std::initializer_list<Text> names) : ObtainParams() { add(names); }

    /** Adds an IP address when it is one, a DNS name otherwise: "*." allowed in front. Given twice it counts once. */
    ObtainParams &name(Text name) { return set_text(acme_obtain_params_add_name, name, "name"); }

    /** Adds the names of a container. */
    template <class Names>
    ObtainParams &names(const Names &names) {
        return add(names);
    }

    /** Adds an identifier of any type. Those of types other than "dns" and "ip" are sent as given. */
    ObtainParams &identifier(Text type, Text value) {
        const detail::CText kind(type, "type"), text(value, "value");
        return set(acme_obtain_params_add_identifier, kind.c(), text.c());
    }

    /** Adds a challenge type behind the preferred ones. Without any, the solver's order counts. */
    ObtainParams &challenge_type(Text type) { return set_text(acme_obtain_params_add_challenge_type, type, "type"); }

    /** The certificate's key. Without one, a key is made. */
    ObtainParams &key(const Key &key) { return set(acme_obtain_params_set_key, key.c()); }

    /** The kind of key to make; KeyKind::ec_p256 by default. */
    ObtainParams &key_kind(KeyKind kind) {
        return set(acme_obtain_params_set_key_kind, static_cast<std::int32_t>(kind));
    }

    /** A certificate request of one's own. Its names are those asked for, and its key stays with the caller. */
    ObtainParams &csr(const Csr &csr) { return set(acme_obtain_params_set_csr, csr.c()); }

    /** A DNS name for the subject, at most 64 characters. None is the default and what authorities recommend. */
    ObtainParams &common_name(Text name) { return set_text(acme_obtain_params_set_common_name, name, "common_name"); }

    /** Whether the certificate may only be used with a stapled OCSP response (RFC 7633). */
    ObtainParams &must_staple(bool must = true) { return set(acme_obtain_params_set_must_staple, must); }

    /** The certificate profile, one of Directory::profiles. */
    ObtainParams &profile(Text name) { return set_text(acme_obtain_params_set_profile, name, "profile"); }

    /** The wanted start of validity, as RFC 3339 writes it. Most authorities refuse it. */
    ObtainParams &not_before(Text time) { return set_text(acme_obtain_params_set_not_before, time, "not_before"); }

    /** The wanted end of validity, as RFC 3339 writes it. Most authorities refuse it. */
    ObtainParams &not_after(Text time) { return set_text(acme_obtain_params_set_not_after, time, "not_after"); }

    /** Which of several chains is wanted. */
    ObtainParams &chain_preference(const ChainPreference &preference) {
        return set(acme_obtain_params_set_chain_preference, preference.c());
    }

    /** The certificate that the new one replaces (RFC 9773, section 5). Client::renew sets it. */
    ObtainParams &replaces(Text ari_id) { return set_text(acme_obtain_params_set_replaces, ari_id, "replaces"); }

    /** How long the whole may take; 10 minutes by default. Cleaning up has 30 seconds of its own after that. */
    ObtainParams &timeout(std::chrono::milliseconds time) {
        return set_time(acme_obtain_params_set_timeout, time, "timeout");
    }

    /** The most connections and threads; 16 by default. 1 does everything on the calling thread. */
    ObtainParams &parallel(std::size_t count) { return set(acme_obtain_params_set_parallel, count); }

    /** How many requests a second go to newNonce and newOrder; 18, and 12 at once, by default. 0: no bound. */
    ObtainParams &order_rate(std::uint32_t per_second, std::uint32_t burst) {
        return set(acme_obtain_params_set_order_rate, per_second, burst);
    }

    /** How many requests a second go to everything else; 240, and 120 at once, by default. 0: no bound. */
    ObtainParams &request_rate(std::uint32_t per_second, std::uint32_t burst) {
        return set(acme_obtain_params_set_request_rate, per_second, burst);
    }

    /**
     * Goes on from the state of an earlier call: the same order, the same key, one certificate. Null forgets the state. A
     * value that is no state, or of a newer version, makes Client::obtain throw InvalidDocument.
     */
    ObtainParams &state(Text state) { return set_optional_text(acme_obtain_params_set_state, state, "state"); }

    /**
     * Keeps the state in a file, readable by its owner alone and whole at any moment. When it is there, Client::obtain
     * goes on from it: remove the file once certificate and key are stored.
     */
    ObtainParams &state_file(Text path) { return set_text(acme_obtain_params_set_state_file, path, "state_file"); }

    /** Hands the state to a function before each step that cannot be undone. */
    ObtainParams &state_sink(StateFunction function) {
        return set_function(acme_obtain_params_set_state_sink, detail::keep_state, std::move(function), "state_sink");
    }

    /**
     * Hands the events to a function. What it throws is left to take_told_exception() and does not come out of
     * Client::obtain, whose certificate would be lost with it; no more events are told until that has ended.
     */
    ObtainParams &events(EventFunction function) {
        return set_function(acme_obtain_params_set_events, detail::take_event, std::move(function), "events");
    }

    /** The state after a call that failed, as secret as the key in it, which the caller wipes; none when there is none. */
    std::optional<std::string> state() const { return detail::optional_text_of(acme_obtain_params_state, c()); }

private:
    template <class Names>
    ObtainParams &add(const Names &names) {
        for (const auto &each : names) name(each);
        return *this;
    }
};

}  // namespace acme

#endif
