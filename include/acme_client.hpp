/**
 * @file
 * acme_client.hpp: obtain, renew and revoke TLS certificates from any ACME certificate authority (RFC 8555), in C++17.
 *
 * Header-only over acme_client.h; link with acme_client.
 *
 *     acme::Client client{acme::Options{acme::lets_encrypt}, acme::Key::generate()};
 *     client.new_account(acme::AccountParams{}.contact("mailto:ops@example.com").terms_agreed());
 *     acme::Certificate certificate = client.obtain({"example.com"}, acme::Solver::http01_server("0.0.0.0:80"));
 *     std::ofstream{"example.com.pem"} << certificate.chain_pem();
 *
 * ERRORS. What fails throws an acme::Error with the server's whole problem, as the subclass of its group. An object that
 * was closed or moved from, null where text is needed, or a NUL within it is an acme::InvalidArgument.
 *
 * OWNERSHIP. Objects can be moved, not copied, and are independent of each other: an order outlives its client. Accounts,
 * orders, authorizations and challenges are snapshots of what the server said. What a method takes is copied. A
 * std::string_view or acme::ByteView that it gives belongs to the object and is valid until that is destroyed or a method
 * that is not const is called.
 *
 * THREADS. const methods of an object may be called by several threads at once, others need it alone.
 *
 * CALLBACKS are std::function and run on the thread that made the call. An exception that they throw comes out of that
 * call, the same object; each says what that means for it. Those that are only told something, a log and events, end
 * nothing: acme::take_told_exception() gives what they threw. They are destroyed once, on the thread that destroys the
 * last object that uses them.
 *
 * TEXT is UTF-8. Strings that hold a secret (Key::to_pem, Client::credentials, ObtainParams::state) are the caller's to
 * wipe; the library wipes its own copies.
 */
#ifndef ACME_CLIENT_HPP
#define ACME_CLIENT_HPP

#include "acme_client/account.hpp"
#include "acme_client/authorization.hpp"
#include "acme_client/batch.hpp"
#include "acme_client/cancel.hpp"
#include "acme_client/certificate.hpp"
#include "acme_client/chain_preference.hpp"
#include "acme_client/challenge.hpp"
#include "acme_client/client.hpp"
#include "acme_client/csr.hpp"
#include "acme_client/directory.hpp"
#include "acme_client/dns_record.hpp"
#include "acme_client/error.hpp"
#include "acme_client/event.hpp"
#include "acme_client/identifier.hpp"
#include "acme_client/key.hpp"
#include "acme_client/log.hpp"
#include "acme_client/manager.hpp"
#include "acme_client/manager_options.hpp"
#include "acme_client/manager_report.hpp"
#include "acme_client/obtain.hpp"
#include "acme_client/obtain_params.hpp"
#include "acme_client/onion_caa.hpp"
#include "acme_client/options.hpp"
#include "acme_client/order.hpp"
#include "acme_client/order_params.hpp"
#include "acme_client/orders.hpp"
#include "acme_client/renewal.hpp"
#include "acme_client/renewal_info.hpp"
#include "acme_client/resource.hpp"
#include "acme_client/revocation.hpp"
#include "acme_client/self_signed.hpp"
#include "acme_client/signer.hpp"
#include "acme_client/solver.hpp"
#include "acme_client/store.hpp"
#include "acme_client/text.hpp"
#include "acme_client/time.hpp"
#include "acme_client/transport.hpp"
#include "acme_client/version.hpp"

#endif
