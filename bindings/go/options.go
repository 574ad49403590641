package acmeclient

// #include "bridge.h"
import "C"

import (
	"crypto"
	"fmt"
	"time"
)

// Directories of authorities, for New.
const (
	// LetsEncrypt is the directory of Let's Encrypt.
	LetsEncrypt = "https://acme-v02.api.letsencrypt.org/directory"
	// LetsEncryptStaging is the one for trying things out; nobody trusts its certificates.
	LetsEncryptStaging = "https://acme-staging-v02.api.letsencrypt.org/directory"
)

// An Option says something about a client when it is made. The defaults are good. A value that is refused makes New fail
// with ErrInvalidArgument, naming the option.
type Option func(*clientOptions)

type clientOptions struct {
	arguments
	object *C.acme_client_options
}

// newOptions makes the options of a client, to be given back with end.
func newOptions(directory string, options []Option) *clientOptions {
	o := new(clientOptions)
	o.object = C.acme_client_options_new(o.text("directory", directory))
	o.endings = append(o.endings, func() { C.acme_client_options_free(o.object) })
	for i, option := range options {
		if option == nil {
			o.refuse(nilError(fmt.Sprintf("options[%d]", i)))
			continue
		}
		option(o)
	}
	return o
}

// WithAccountURL gives the account URL, when it is known from before. Without, the server is asked for the account of the
// client's key when its URL is first needed.
func WithAccountURL(url string) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_account_url(o.object, o.text("account URL", url))
	}
}

// WithCAFile trusts the certificates of a PEM file, beside the system's. May be given several times. One that is not there
// makes New fail with ErrFile.
func WithCAFile(path string) Option {
	return func(o *clientOptions) { C.acme_client_options_set_ca_file(o.object, o.text("CA file", path)) }
}

// WithCAPEM trusts the certificates of a PEM text, beside the system's. May be given several times.
func WithCAPEM(pem string) Option {
	return func(o *clientOptions) { C.acme_client_options_set_ca_pem(o.object, o.text("CA PEM", pem)) }
}

// WithSystemRoots says whether to trust the certificates that the system trusts; true by default. SSL_CERT_FILE and
// SSL_CERT_DIR are honoured.
func WithSystemRoots(trusted bool) Option {
	return func(o *clientOptions) { C.acme_client_options_set_system_roots(o.object, C.bool(trusted)) }
}

// WithClientCertificate is the certificate to show to a server that asks for one: with its issuers as PEM, the certificate
// first, and its private key.
func WithClientCertificate(chainPEM string, key crypto.Signer) Option {
	return func(o *clientOptions) {
		chain, object := o.text("client certificate", chainPEM), o.key("client certificate's key", key)
		C.acme_client_options_set_client_certificate(o.object, chain, object)
	}
}

// WithProxy is the proxy: "http://host:port" or "https://host:port", with "user:password@" where it asks for them; "" for
// none. Without this option the environment says which: https_proxy, http_proxy, all_proxy and no_proxy.
func WithProxy(url string) Option {
	return func(o *clientOptions) { C.acme_client_options_set_proxy(o.object, o.text("proxy", url)) }
}

// WithUserAgent gives words for the front of the User-Agent header, such as "example-host/2.1" (RFC 8555, section 6.1).
func WithUserAgent(words string) Option {
	return func(o *clientOptions) { C.acme_client_options_set_user_agent(o.object, o.text("user agent", words)) }
}

// WithAcceptLanguage gives the languages that the server's error texts should be in, as the Accept-Language header has
// them (RFC 9110, section 12.5.4); "en" by default.
func WithAcceptLanguage(languages string) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_accept_language(o.object, o.text("languages", languages))
	}
}

// WithConnectTimeout says how long name lookup, connection and TLS handshake may take together; 10 seconds by default, 0
// is refused.
func WithConnectTimeout(timeout time.Duration) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_connect_timeout_ms(o.object, o.duration("connect timeout", timeout))
	}
}

// WithRequestTimeout says how long one request may take; 30 seconds by default, 0 is refused.
func WithRequestTimeout(timeout time.Duration) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_request_timeout_ms(o.object, o.duration("request timeout", timeout))
	}
}

// WithOperationTimeout says how long one call may take with all its requests and retries, whatever its context allows; 5
// minutes by default, 0 is refused.
func WithOperationTimeout(timeout time.Duration) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_operation_timeout_ms(o.object, o.duration("operation timeout", timeout))
	}
}

// WithAttempts says how often a request that failed in passing is sent, the first time included; 4 by default, 0 is
// refused.
func WithAttempts(attempts int) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_attempts(o.object, o.count("attempts", attempts))
	}
}

// WithRetryWindow says how long after its first failure a request is still sent again; 15 seconds by default.
func WithRetryWindow(window time.Duration) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_retry_window_ms(o.object, o.duration("retry window", window))
	}
}

// WithLongestWait is the longest Retry-After that a call waits for; 10 seconds by default. When the server asks for more,
// the call fails at once and Error.RetryAfter tells the time.
func WithLongestWait(wait time.Duration) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_longest_wait_ms(o.object, o.duration("longest wait", wait))
	}
}

// WithNonceAttempts says how often a request is signed and sent when the server refuses its nonce (RFC 8555, section 6.5);
// 10 by default, 0 is refused.
func WithNonceAttempts(attempts int) Option {
	return func(o *clientOptions) {
		C.acme_client_options_set_nonce_attempts(o.object, o.count("nonce attempts", attempts))
	}
}

// WithHTTPOnLoopback says whether http:// URLs are allowed, and that only for this machine: localhost, 127.0.0.0/8 and
// ::1. For tests; false by default.
func WithHTTPOnLoopback(allowed bool) Option {
	return func(o *clientOptions) { C.acme_client_options_set_http_on_loopback(o.object, C.bool(allowed)) }
}
