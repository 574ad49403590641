/**
 * @file
 * How a manager works.
 */
#ifndef ACME_CLIENT_MANAGER_OPTIONS_HPP
#define ACME_CLIENT_MANAGER_OPTIONS_HPP

#include <chrono>
#include <functional>
#include <string_view>

#include "builder.hpp"
#include "certificate.hpp"
#include "obtain_params.hpp"
#include "renewal.hpp"

namespace acme {

/**
 * Takes a renewed certificate with its key, stored and in use by then, on the thread that runs the manager. What it throws
 * is the certificate's failure in this run and comes out of Manager::run_pending; it is handed over again in a later run.
 *
 * @param name the name that it is managed by
 */
using RenewedFunction = std::function<void(std::string_view name, const Certificate &certificate)>;

namespace detail {

/** A certificate that still belongs to the C library. */
class LentCertificate {
public:
    explicit LentCertificate(const acme_certificate *lent)
        : certificate_(Certificate::adopt(const_cast<acme_certificate *>(lent))) {}
    LentCertificate(const LentCertificate &) = delete;
    LentCertificate &operator=(const LentCertificate &) = delete;
    ~LentCertificate() { certificate_.release(); }

    const Certificate &get() const noexcept { return certificate_; }

private:
    Certificate certificate_;
};

inline std::int32_t take_renewed(void *userdata, const char *name, const acme_certificate *certificate) {
    const auto &take = *static_cast<const RenewedFunction *>(userdata);
    return insisting([&] { take(view(name), LentCertificate(certificate).get()); });
}

}  // namespace detail

/** How a manager works. */
class ManagerOptions : public Builder<ManagerOptions, acme_manager_options, acme_manager_options_free> {
public:
    static constexpr const char *class_name = "acme::ManagerOptions";
    using Builder::Builder;

    /** Options with the defaults. */
    ManagerOptions() : Builder(Adopted{}, detail::made_by(acme_manager_options_new)) {}

    /** When certificates are renewed. */
    ManagerOptions &renewal(const RenewalOptions &renewal) {
        return set(acme_manager_options_set_renewal, renewal.c());
    }

    /** Deadline, bounds and events of each issuance. What a certificate shall be is said to Manager::add. */
    ManagerOptions &obtain_params(const ObtainParams &params) {
        return set(acme_manager_options_set_obtain_params, params.c());
    }

    /** Hands each renewed certificate to a function. */
    ManagerOptions &renewed(RenewedFunction function) {
        return set_function(acme_manager_options_set_renewed, detail::take_renewed, std::move(function), "renewed");
    }

    /**
     * Runs a command for each renewed certificate, once it is stored and in use: a line for /bin/sh, with ACME_NAME,
     * ACME_IDENTIFIERS, and over a folder ACME_FOLDER, ACME_CHAIN_FILE and ACME_KEY_FILE in its environment.
     *
     * @param timeout how long it may take; 0 for 5 minutes
     */
    ManagerOptions &deploy_command(Text command, std::chrono::milliseconds timeout = {}) {
        const detail::CText line(command, "command");
        return set(acme_manager_options_set_deploy_command, line.c(), detail::milliseconds_of(timeout, "timeout"));
    }
};

}  // namespace acme

#endif
