/**
 * @file
 * Who makes visible what the authority asks to see.
 */
#ifndef ACME_CLIENT_SOLVER_HPP
#define ACME_CLIENT_SOLVER_HPP

#include <chrono>
#include <functional>
#include <utility>

#include "batch.hpp"
#include "builder.hpp"

namespace acme {

/** A step of a solver: presents, waits or cleans up; what it throws fails the step. */
using SolverFunction = std::function<void(Batch &batch)>;

/**
 * The functions of a solver, called on the thread that asked for the certificate. They honour Batch::timeout, and return
 * soon once Batch::is_cancelled.
 */
struct SolverFunctions {
    /** Makes all presentations of a batch visible. What it throws comes out of the call. */
    SolverFunction present;
    /**
     * Takes them away again: on every way out for what `present` was called with, also when that failed. What it throws
     * is told by EventKind::clean_up_failed and does not come out of the call, whose certificate would be lost with it.
     */
    SolverFunction clean_up;
    /** Waits until they can be seen; may be empty. What it throws comes out of the call. */
    SolverFunction ready = nullptr;
};

namespace detail {

/** Has the C library's message say what the function threw. */
inline void explain(Batch &batch) noexcept {
    try {
        throw;
    } catch (const std::exception &exception) {
        acme_batch_fail(batch.c(), exception.what());
    } catch (...) {
        acme_batch_fail(batch.c(), "an exception that is no std::exception");
    }
}

inline acme_status solve(const SolverFunction &function, acme_batch *lent) noexcept {
    Batch batch(lent);
    try {
        function(batch);
        return ACME_STATUS_OK;
    } catch (...) {
        explain(batch);
        return Call::keep();
    }
}

inline acme_status present(void *userdata, acme_batch *batch) {
    return solve(static_cast<const SolverFunctions *>(userdata)->present, batch);
}

inline acme_status ready(void *userdata, acme_batch *batch) {
    return solve(static_cast<const SolverFunctions *>(userdata)->ready, batch);
}

inline acme_status clean_up(void *userdata, acme_batch *lent) {
    Batch batch(lent);
    try {
        static_cast<const SolverFunctions *>(userdata)->clean_up(batch);
        return ACME_STATUS_OK;
    } catch (...) {
        explain(batch);
        return ACME_STATUS_CALLBACK;
    }
}

}  // namespace detail

/**
 * Makes visible what the authority asks to see. It may serve several calls at once if its own functions may; add and
 * self_check need it alone. Its servers and their threads end with it.
 */
class Solver : public Object<Solver, acme_solver, acme_solver_free> {
public:
    static constexpr const char *class_name = "acme::Solver";
    using Object::Object;

    /**
     * A solver of functions.
     *
     * @param types the challenge types that it can do, the preferred one first, with commas between: "dns-01,http-01"
     */
    Solver(Text types, SolverFunctions functions) : Solver(made(types, std::move(functions))) {}

    /** http-01 for a web server that runs already: writes files below the root of its documents. */
    static Solver webroot(Text root) { return by(acme_solver_webroot, root, "root"); }

    /**
     * http-01 with a server of its own, which listens while something is presented.
     *
     * @param address "0.0.0.0:80", "[::]:80", or ":80" for all addresses of both families
     */
    static Solver http01_server(Text address) { return by(acme_solver_http01_server, address, "address"); }

    /**
     * http-01 on every machine behind a load balancer: answers any token with the thumbprint of the account's key. It
     * listens from now on until it is destroyed.
     *
     * @param thumbprint Key::thumbprint of the account's key
     * @throws SolverFailed when the address is in use
     */
    static Solver http01_stateless(Text address, Text thumbprint) {
        const detail::CText place(address, "address"), text(thumbprint, "thumbprint");
        return detail::make<Solver>(acme_solver_http01_stateless, place.c(), text.c());
    }

    /** tls-alpn-01 (RFC 8737) with a server of its own. @param address "0.0.0.0:443", "[::]:443" or ":443" */
    static Solver tls_alpn01_server(Text address) { return by(acme_solver_tls_alpn01_server, address, "address"); }

    /** How dns_update reaches the DNS. */
    struct DnsUpdate {
        /** The server that takes updates: a name or an address, with a port unless that is 53. */
        Text server;
        /** The name of the key that signs updates (TSIG, RFC 8945); null for updates without a signature. */
        Text key_name = nullptr;
        /** The key's secret in base64. */
        Text secret = nullptr;
        /** "hmac-sha256" and others; null for that one. */
        Text algorithm = nullptr;
        /** The zone; null to ask the server for it. */
        Text zone = nullptr;
        /** The address of the server to ask for aliases; null for the system's. */
        Text resolver = nullptr;
    };

    /** dns-01 by updates of DNS zones (RFC 2136). @throws NotOffered when the library was built without it */
    static Solver dns_update(const DnsUpdate &update) {
        using detail::CText;
        const CText server(update.server, "server"), key_name = CText::optional(update.key_name, "key_name"),
            algorithm = CText::optional(update.algorithm, "algorithm"),
            secret = CText::optional(update.secret, "secret"), zone = CText::optional(update.zone, "zone"),
            resolver = CText::optional(update.resolver, "resolver");
        return detail::make<Solver>(acme_solver_dns_update, server.c(), key_name.c(), algorithm.c(), secret.c(),
                                    zone.c(), resolver.c());
    }

    /**
     * Hooks written for certbot's --manual-auth-hook and --manual-cleanup-hook: shell commands, ended at the deadline.
     *
     * @param cleanup_hook null when nothing has to be cleaned up
     * @param challenge_type null for "dns-01"
     */
    static Solver certbot_hook(Text auth_hook, Text cleanup_hook = nullptr, Text challenge_type = nullptr) {
        const detail::CText hook(auth_hook, "auth_hook");
        const detail::CText cleanup = detail::CText::optional(cleanup_hook, "cleanup_hook");
        const detail::CText type = detail::CText::optional(challenge_type, "challenge_type");
        return detail::make<Solver>(acme_solver_certbot_hook, hook.c(), cleanup.c(), type.c());
    }

    /**
     * A hook written for dehydrated.
     *
     * @param program its path
     * @param challenge_type null for "dns-01"
     * @param chain whether it is called once for many challenges (HOOK_CHAIN)
     */
    static Solver dehydrated_hook(Text program, Text challenge_type = nullptr, bool chain = false) {
        const detail::CText path(program, "program");
        const detail::CText type = detail::CText::optional(challenge_type, "challenge_type");
        return detail::make<Solver>(acme_solver_dehydrated_hook, path.c(), type.c(), chain);
    }

    /** Adds what another solver can do: each challenge type goes to the first solver that can do it. */
    Solver &add(const Solver &other) {
        detail::call(acme_solver_add, c(), other.c());
        return *this;
    }

    /**
     * Has the solver look whether what it presented can be seen before the authority is asked to look. What cannot be
     * seen in time is SolverFailed (ACME_STATUS_NOT_VISIBLE).
     *
     * @param timeout how long to wait at most; 0 for 2 minutes
     * @param http_port where the authority asks for http-01; 0 for 80
     */
    Solver &self_check(std::chrono::milliseconds timeout = {}, std::uint16_t http_port = 0) {
        detail::call(acme_solver_self_check, c(), detail::milliseconds_of(timeout, "timeout"), http_port);
        return *this;
    }

private:
    static Solver by(acme_status (*maker)(const char *, acme_solver **, acme_error **), const Text &text,
                     const char *name) {
        const detail::CText value(text, name);
        return detail::make<Solver>(maker, value.c());
    }

    static Solver made(const Text &types, SolverFunctions functions) {
        const detail::CText text(types, "types");
        detail::require_function(functions.present, "present");
        detail::require_function(functions.clean_up, "clean_up");
        detail::require_version();
        const acme_solver_fn wait = functions.ready ? detail::ready : nullptr;
        return detail::make<Solver>(acme_solver_new, text.c(), detail::present, wait, detail::clean_up,
                                    detail::userdata_of(std::move(functions)), detail::destroy<SolverFunctions>);
    }
};

}  // namespace acme

#endif
