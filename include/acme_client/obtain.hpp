/**
 * @file
 * One call to a certificate.
 */
#ifndef ACME_CLIENT_OBTAIN_HPP
#define ACME_CLIENT_OBTAIN_HPP

#include "certificate.hpp"
#include "client.hpp"
#include "obtain_params.hpp"
#include "solver.hpp"

namespace acme {

inline Certificate Client::obtain(ObtainParams &params, const Solver &solver) const {
    return detail::make<Certificate>(acme_client_obtain, c(), params.c(), solver.c());
}

inline Certificate Client::obtain(ObtainParams &&params, const Solver &solver) const { return obtain(params, solver); }

inline Certificate Client::renew(const Certificate &certificate, ObtainParams &params, const Solver &solver) const {
    return detail::make<Certificate>(acme_client_renew, c(), certificate.c(), params.c(), solver.c());
}

inline Certificate Client::renew(const Certificate &certificate, ObtainParams &&params, const Solver &solver) const {
    return renew(certificate, params, solver);
}

}  // namespace acme

#endif
