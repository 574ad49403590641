/**
 * @file
 * What a client is told when it is made.
 */
#ifndef ACME_CLIENT_OPTIONS_HPP
#define ACME_CLIENT_OPTIONS_HPP

#include <chrono>

#include "builder.hpp"
#include "cancel.hpp"
#include "key.hpp"
#include "log.hpp"
#include "transport.hpp"

namespace acme {

/** The directory of Let's Encrypt. */
inline constexpr const char *lets_encrypt = "https://acme-v02.api.letsencrypt.org/directory";

/** The directory of Let's Encrypt's staging environment: generous limits, certificates that nobody trusts. */
inline constexpr const char *lets_encrypt_staging = "https://acme-staging-v02.api.letsencrypt.org/directory";

/**
 * The options of a client. The defaults are good: only a directory URL is needed. What they are given is copied; one
 * object may make several clients, and changing it later changes none of them. A value that is refused is thrown by the
 * call that makes the client.
 */
class Options : public Builder<Options, acme_client_options, acme_client_options_free> {
public:
    static constexpr const char *class_name = "acme::Options";
    using Builder::Builder;

    /** @param directory_url the URL of the authority's directory (RFC 8555, section 7.1.1); https only */
    explicit Options(Text directory_url) : Options(made(directory_url)) {}

    /** The account URL, when it is known from before. */
    Options &account_url(Text url) { return set_text(acme_client_options_set_account_url, url, "account_url"); }

    /**
     * Trusts the certificates of a PEM file beside the system's. May be called several times.
     *
     * @param path in the file system's own encoding
     */
    Options &ca_file(Text path) { return set_text(acme_client_options_set_ca_file, path, "ca_file"); }

    /** Trusts the certificates of a PEM text beside the system's. May be called several times. */
    Options &ca_pem(Text pem) { return set_text(acme_client_options_set_ca_pem, pem, "ca_pem"); }

    /** Whether to trust the certificates that the system trusts; true by default. */
    Options &system_roots(bool trusted = true) { return set(acme_client_options_set_system_roots, trusted); }

    /** The certificate to show to a server that asks for one, followed by its issuers, and its key. */
    Options &client_certificate(Text chain_pem, const Key &key) {
        const detail::CText text(chain_pem, "chain_pem");
        return set(acme_client_options_set_client_certificate, text.c(), key.c());
    }

    /** The proxy, "http://host:port" or "https://host:port"; null for none, whatever the environment says. */
    Options &proxy(Text url) { return set_optional_text(acme_client_options_set_proxy, url, "proxy"); }

    /** Words for the front of the User-Agent header, such as "example-host/2.1" (RFC 8555, section 6.1). */
    Options &user_agent(Text words) { return set_text(acme_client_options_set_user_agent, words, "user_agent"); }

    /** The languages that the server's error texts should be in (RFC 9110, section 12.5.4); "en" by default. */
    Options &accept_language(Text languages) {
        return set_text(acme_client_options_set_accept_language, languages, "accept_language");
    }

    /** How long name lookup, connection and TLS handshake may take together; 10 s by default, 0 is refused. */
    Options &connect_timeout(std::chrono::milliseconds time) {
        return set_time(acme_client_options_set_connect_timeout_ms, time, "connect_timeout");
    }

    /** How long one request may take; 30 s by default, 0 is refused. */
    Options &request_timeout(std::chrono::milliseconds time) {
        return set_time(acme_client_options_set_request_timeout_ms, time, "request_timeout");
    }

    /** How long one call may take with all its requests and retries; 300 s by default, 0 is refused. */
    Options &operation_timeout(std::chrono::milliseconds time) {
        return set_time(acme_client_options_set_operation_timeout_ms, time, "operation_timeout");
    }

    /** How often a request that failed in passing is sent, the first time included; 4 by default, 0 is refused. */
    Options &attempts(std::uint32_t count) { return set(acme_client_options_set_attempts, count); }

    /** How long after its first failure a request is still sent again; 15 s by default. */
    Options &retry_window(std::chrono::milliseconds time) {
        return set_time(acme_client_options_set_retry_window_ms, time, "retry_window");
    }

    /** The longest Retry-After that a call waits for; 10 s by default. When the server asks for more, the call fails. */
    Options &longest_wait(std::chrono::milliseconds time) {
        return set_time(acme_client_options_set_longest_wait_ms, time, "longest_wait");
    }

    /** How often a request is sent when its nonce is refused (RFC 8555, section 6.5); 10 by default, 0 is refused. */
    Options &nonce_attempts(std::uint32_t count) { return set(acme_client_options_set_nonce_attempts, count); }

    /** Whether http:// URLs are allowed, and that only for this machine. For tests; false by default. */
    Options &http_on_loopback(bool allowed = true) { return set(acme_client_options_set_http_on_loopback, allowed); }

    /**
     * The token that ends Client::from_store, and every call of the clients made with these options, until
     * Client::with_cancel gives another.
     */
    Options &cancel(const Cancel &token) { return set(acme_client_options_set_cancel, token.c()); }

    /**
     * Sends requests through a function instead of the library's own HTTP. It is destroyed with the last of the options
     * and the clients made with them.
     */
    Options &transport(TransportFunction function) {
        return set_function(acme_client_options_set_transport, detail::send, std::move(function), "transport");
    }

    /**
     * Hands log lines to a function, those of `level` and the more urgent ones. What it throws is left to
     * take_told_exception() and does not come out of the call, which tells no more until it has ended.
     */
    Options &log(LogLevel level, LogFunction function) {
        detail::require_function(function, "log");
        acme_client_options *options = c();
        acme_client_options_set_log(options, static_cast<std::int32_t>(level), detail::log_line,
                                    detail::userdata_of(std::move(function)), detail::destroy<LogFunction>);
        return *this;
    }

private:
    static Options made(const Text &directory_url) {
        const detail::CText url(directory_url, "directory_url");
        return adopt(detail::made_by(acme_client_options_new, url.c()));
    }
};

}  // namespace acme

#endif
