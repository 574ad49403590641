/**
 * @file
 * Clients: one authority and one account key. The calls of each noun are defined in its header.
 */
#ifndef ACME_CLIENT_CLIENT_HPP
#define ACME_CLIENT_CLIENT_HPP

#include <optional>
#include <string>

#include "cancel.hpp"
#include "key.hpp"
#include "object.hpp"
#include "options.hpp"
#include "signer.hpp"
#include "time.hpp"

namespace acme {

class Account;
class AccountParams;
class Authorization;
class Certificate;
class Challenge;
class Directory;
class DnsRecord;
class ObtainParams;
class Order;
class OrderParams;
class Orders;
class RenewalInfo;
class Resource;
class Solver;
class Store;

/**
 * A client of one authority with one account key. It keeps the directory, connections and nonces: make one and use it for
 * everything. All of its calls may be made by several threads at once. After a fork the child goes on with connections
 * and nonces of its own.
 *
 * Each call that goes to the network fails with NetworkError, TimedOut, Cancelled, InvalidResponse and Refused, besides
 * what it says itself. What passes by itself was tried again by then.
 */
class Client : public Object<Client, acme_client, acme_client_free> {
public:
    static constexpr const char *class_name = "acme::Client";
    using Object::Object;

    /**
     * Nothing is sent yet.
     *
     * @throws InvalidArgument, InvalidResponse (a forbidden URL) or Error (a file), naming the option
     */
    Client(const Options &options, const Key &key)
        : Client(detail::make<Client>(acme_client_new, options.c(), key.c())) {}

    /** A client whose requests a signer signs. */
    Client(const Options &options, const Signer &signer)
        : Client(detail::make<Client>(acme_client_new_with_signer, options.c(), signer.c())) {}

    /**
     * A client of the account that a document of credentials() holds. Nothing is sent yet.
     *
     * @throws InvalidDocument when it is none or belongs to another directory
     */
    static Client from_credentials(const Options &options, Text credentials) {
        const detail::CText document(credentials, "credentials");
        return detail::make<Client>(acme_client_from_credentials, options.c(), document.c());
    }

    /**
     * A client of the account that a store keeps. The first call makes key and account and stores them; several processes
     * that begin at once get one account. The token of Options::cancel ends it.
     *
     * @param params what a new account says
     * @throws InvalidDocument when the stored account belongs to another directory
     */
    static Client from_store(const Options &options, const Store &store, const AccountParams &params);

    /** A client whose calls a token ends. It is cheap, and shares account, directory, connections and nonces. */
    Client with_cancel(const Cancel &cancel) const {
        return detail::make<Client>(acme_client_with_cancel, c(), cancel.c());
    }

    /** The account URL, as far as it is known. Nothing is sent. */
    std::optional<std::string> account_url() const { return detail::optional_text_of(acme_client_account_url, c()); }

    /**
     * The account as one JSON document, as secret as its key. Nothing is sent.
     *
     * @throws NotOffered when the client signs through a signer
     */
    std::string credentials() const { return detail::text_of(acme_client_credentials, c()); }

    /**
     * Makes a key the account's key (RFC 8555, section 7.3.5). From then on it signs the requests of this client and of
     * those derived from it; keep it before this call. When it fails, the old key stays in use.
     *
     * @throws NotOffered when the directory has no keyChange
     */
    void change_key(const Key &key) const { detail::call(acme_client_change_key, c(), key.c()); }

    /** The same for the key of a signer. */
    void change_key(const Signer &signer) const { detail::call(acme_client_change_key_to_signer, c(), signer.c()); }

    /** The authority's directory, fetched once in the life of a client. */
    Directory directory() const;

    /**
     * Makes the account of the client's key, or finds it when it exists (RFC 8555, section 7.3).
     *
     * @throws AccountDoesNotExist when it was only to be found
     * @throws UserActionRequired when its terms must be agreed to
     * @throws Refused with ACME_STATUS_EXTERNAL_ACCOUNT_REQUIRED when the authority wants a binding
     */
    Account new_account(const AccountParams &params) const;

    /** The same for an account that says nothing. */
    Account new_account() const;

    /** Reads the client's account. @throws AccountDoesNotExist when its key has none */
    Account account() const;

    /**
     * Places an order (RFC 8555, section 7.4). A braced list of names will do: `client.new_order({"example.com"})`.
     *
     * @throws InvalidArgument when there is no identifier, or a time cannot be read
     * @throws NotOffered when the directory does not offer what the parameters ask for
     * @throws InvalidResponse when the server's order names others than those asked for
     */
    Order new_order(const OrderParams &params) const;

    /** Reads an order by its URL. @throws NotFound when there is none */
    Order order(Text url) const;

    /** Begins the list of the account's orders (RFC 8555, section 7.1.2.1). @throws NotOffered when there is none */
    Orders orders() const;

    /** Reads an authorization by its URL. @throws NotFound when there is none */
    Authorization authorization(Text url) const;

    /**
     * Asks for an authorization that orders will use later (RFC 8555, section 7.4.1).
     *
     * @param subdomains whether it shall count for the names below as well (RFC 9444)
     * @throws NotOffered when the directory has no newAuthz, or no subdomainAuthAllowed where that is asked for
     */
    Authorization new_authorization(Text name, bool subdomains = false) const;

    /** Reads a challenge by its URL. It does not know its identifier. @throws NotFound when there is none */
    Challenge challenge(Text url) const;

    /**
     * A record for dns-persist-01, which is put in place once and needs no order.
     *
     * @param name the DNS name; with "*." in front the record allows wildcards
     * @param issuer how the record names the authority; null for the first name that the directory gives
     * @param wildcard whether it also allows wildcard names and subdomains
     * @param until until when it may be used; none for ever
     * @throws NotOffered when no issuer is given and the directory names none
     */
    DnsRecord persistent_dns_record(Text name, Text issuer = nullptr, bool wildcard = false,
                                    std::optional<Time> until = std::nullopt) const;

    /**
     * The data of a CAA record that lets this authority alone issue, and that to this account alone (RFC 8659, 8657).
     *
     * @param methods the challenge types that it may validate by, with commas between; null for all
     * @param wildcard whether the record is for wildcard names ("issuewild")
     * @throws NotOffered when the directory does not name the authority
     */
    std::string caa_record(Text methods = nullptr, bool wildcard = false) const {
        const detail::CText text = detail::CText::optional(methods, "methods");
        return detail::text_of(acme_client_caa_record, c(), text.c(), wildcard);
    }

    /**
     * Asks when a certificate should be renewed (RFC 9773, section 4.1). No account is needed.
     *
     * @param ari_id Certificate::ari_id
     * @throws NotOffered when the directory has no renewalInfo
     * @throws NotFound when the authority does not know the certificate
     */
    RenewalInfo renewal_info(Text ari_id) const;

    /** Reads a public resource with a GET. What fails in passing is tried again. */
    Resource get(Text url) const;

    /**
     * Sends a POST that the account signs (RFC 8555, section 6.2).
     *
     * @param payload JSON; null for a POST-as-GET
     * @param accept the Accept header; null for none
     */
    Resource post(Text url, Text payload = nullptr, Text accept = nullptr) const;

    /**
     * Obtains a certificate with its key: places an order, has the solver prove control of each name, sends the
     * certificate request and downloads the certificate. Authorizations that are valid already are not proven again. What
     * the solver presented is cleaned up on every way out. A braced list of names will do:
     * `client.obtain({"example.com", "www.example.com"}, solver)`.
     *
     * The account must exist: call new_account first, or make the client from credentials. All callbacks run on this
     * thread.
     *
     * @param params keep the state when the call fails; called with them again, it goes on with the same order and key
     * @param solver may be used by several calls one after the other
     * @throws AuthorizationInvalid saying which name could not be proven, and why
     * @throws NotOffered when no challenge that is offered can be solved
     * @throws SolverFailed, or what a callback threw
     */
    Certificate obtain(ObtainParams &params, const Solver &solver) const;
    /** The same with parameters that are of no use afterwards. */
    Certificate obtain(ObtainParams &&params, const Solver &solver) const;

    /**
     * Obtains the successor of a certificate: as obtain, and the order names its predecessor where the server has renewal
     * information (RFC 9773, section 5).
     */
    Certificate renew(const Certificate &certificate, ObtainParams &params, const Solver &solver) const;
    /** The same with parameters that are of no use afterwards. */
    Certificate renew(const Certificate &certificate, ObtainParams &&params, const Solver &solver) const;
};

}  // namespace acme

#endif
