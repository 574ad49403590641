/**
 * @file
 * Certificates that are kept fresh.
 */
#ifndef ACME_CLIENT_MANAGER_HPP
#define ACME_CLIENT_MANAGER_HPP

#include <optional>
#include <string>

#include "account.hpp"
#include "certificate.hpp"
#include "manager_options.hpp"
#include "manager_report.hpp"
#include "solver.hpp"
#include "store.hpp"

namespace acme {

/**
 * Keeps the certificates of a store fresh: add says which there shall be, run_pending does what is due. Several processes
 * may do so with one store at once. In a folder, NAME/current/chain.pem and NAME/current/key.pem are the certificate in
 * use. All of its calls may be made by several threads at once.
 */
class Manager : public Object<Manager, acme_manager, acme_manager_free> {
public:
    static constexpr const char *class_name = "acme::Manager";
    using Object::Object;

    /**
     * Nothing is read or sent yet. What it is given may be destroyed.
     *
     * @param client whose account the certificates are issued to; its cancel token ends runs
     * @param store where they are kept
     * @param solver proves control of their names
     */
    Manager(const Client &client, const Store &store, const Solver &solver, const ManagerOptions &options)
        : Manager(detail::make<Manager>(acme_manager_new, client.c(), store.c(), solver.c(), options.c())) {}

    /** The same with the default options. */
    Manager(const Client &client, const Store &store, const Solver &solver)
        : Manager(client, store, solver, ManagerOptions()) {}

    /**
     * Manages a certificate from now on; the next run issues it. When one of that name is managed already and the
     * parameters ask for something else, the next run issues it anew.
     *
     * @param name a name for it; null to call it after the first of its names
     * @return the name
     * @throws InvalidArgument for a name that no store takes, and for parameters that are about a single certificate
     */
    std::string add(const ObtainParams &params, Text name = nullptr) const {
        const detail::CText text = detail::CText::optional(name, "name");
        return detail::text_of(acme_manager_add, c(), text.c(), params.c());
    }

    /** Manages it no longer and removes what the store has of it. @throws Locked when a run is at work with it */
    void remove(Text name) const {
        const detail::CText text(name, "name");
        detail::call(acme_manager_remove, c(), text.c());
    }

    /** The certificate in use, with its key; none when none was issued yet. */
    std::optional<Certificate> certificate(Text name) const {
        const detail::CText text(name, "name");
        return detail::make_optional<Certificate>(acme_manager_certificate, c(), text.c());
    }

    /**
     * Does what is due and tells of every managed certificate. What goes wrong with one of them is told in the report and
     * is tried again after 1 minute, 10 minutes, 100 minutes, then once a day.
     *
     * @throws Cancelled, or what the store threw when it cannot be listed; and the first exception of any callback, once
     *         everything that is due was tried
     */
    ManagerReport run_pending(Time now = acme::now()) const {
        return detail::make<ManagerReport>(acme_manager_run_pending, c(), detail::seconds_of(now));
    }
};

}  // namespace acme

#endif
