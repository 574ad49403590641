package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
	"crypto/tls"
	"time"
)

// A SelfSigned is a certificate that its own key signed: what tls-alpn-01 shows (RFC 8737), and what a server shows until
// it has a real one.
type SelfSigned struct {
	// PEM is the certificate in PEM.
	PEM string
	// DER is the certificate in DER.
	DER []byte

	key crypto.Signer
}

// SelfSignedParams is what a certificate that signs itself says.
type SelfSignedParams struct {
	// Names are IP addresses and DNS names, at least one.
	Names []string
	// CommonName stands in subject and issuer, at most 64 characters; both are empty without it.
	CommonName string
	// NotBefore and NotAfter say when it is valid; both zero for from now on for 30 days.
	NotBefore, NotAfter time.Time
}

// NewSelfSigned makes the certificate of a key, a Key or one of the crypto packages. Fails with ErrInvalidArgument, naming
// what is refused, such as an empty list of names.
func NewSelfSigned(what SelfSignedParams, key crypto.Signer) (*SelfSigned, error) {
	var a arguments
	defer a.end()
	params := C.acme_self_signed_params_new()
	defer C.acme_self_signed_params_free(params)
	for _, name := range what.Names {
		C.acme_self_signed_params_add_name(params, a.text("name", name))
	}
	if what.CommonName != "" {
		C.acme_self_signed_params_set_common_name(params, a.text("common name", what.CommonName))
	}
	if !what.NotBefore.IsZero() || !what.NotAfter.IsZero() {
		from, until := C.int64_t(what.NotBefore.Unix()), C.int64_t(what.NotAfter.Unix())
		C.acme_self_signed_params_set_validity(params, from, until)
	}
	object := a.key("key", key)
	var out *C.acme_self_signed
	err := run(context.Background(), &a, func(failure **C.acme_error) C.acme_status {
		return C.acme_self_signed_new(params, object, &out, failure)
	})
	return readSelfSigned(out, key), err
}

// TLSALPN01Certificate makes the certificate that a TLS server shows on port 443 to who asks for the protocol "acme-tls/1"
// and the server name TLSALPN01Name (RFC 8737, section 3). Nothing is sent. The key is made for it and of any kind.
//
// Fails with ErrInvalidArgument when the challenge is not tls-alpn-01, or its identifier is not known because it was read
// by its URL.
func (h *Challenge) TLSALPN01Certificate(key crypto.Signer) (*SelfSigned, error) {
	var a arguments
	defer a.end()
	challenge, object := lend(&a, "challenge", h.owned()), a.key("key", key)
	var out *C.acme_self_signed
	err := h.via().call(context.Background(), &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_tls_alpn01_certificate(client, challenge, object, &out, failure)
	})
	return readSelfSigned(out, key), err
}

// readSelfSigned takes over a certificate; nil when the call that should have given it failed.
func readSelfSigned(object *C.acme_self_signed, key crypto.Signer) *SelfSigned {
	if object == nil {
		return nil
	}
	defer C.acme_self_signed_free(object)
	var length C.size_t
	der := C.acme_self_signed_der(object, &length)
	return &SelfSigned{PEM: C.GoString(C.acme_self_signed_pem(object)), DER: lentBytes(der, length), key: key}
}

// TLS gives certificate and key as crypto/tls has them.
func (s *SelfSigned) TLS() tls.Certificate {
	if s == nil {
		return tls.Certificate{}
	}
	return tls.Certificate{Certificate: [][]byte{s.DER}, PrivateKey: cryptoKey(s.key)}
}

// cryptoKey gives the key of the crypto packages where there is one, which crypto/tls uses without a detour.
func cryptoKey(key crypto.Signer) crypto.PrivateKey {
	if own, ok := key.(*Key); ok {
		if signer, err := own.Signer(); err == nil {
			return signer
		}
	}
	return key
}
