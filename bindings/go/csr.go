package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
)

// A CSR is a certificate request (PKCS #10, RFC 2986): what Order.Finalize sends. CSRForOrder is what one usually wants. It
// never changes and may be used by several goroutines at once.
type CSR struct {
	// PEM is the request in PEM.
	PEM string
	// DER is the request in DER.
	DER []byte

	handle *handle[*C.acme_csr]
}

// CSRParams is what a certificate request asks for.
type CSRParams struct {
	// Names are IP addresses and DNS names, "*." allowed in front. Internationalised names may be written in any script; a
	// final dot is dropped.
	Names []string
	// DNS are names that must not be taken for addresses.
	DNS []string
	// IPs are addresses of version 4 or 6.
	IPs []string
	// CommonName is a DNS name of at most 64 characters for the subject. It is added to the names when it is not among them.
	// Authorities recommend to do without.
	CommonName string
	// Subject are fields for the subject, by OpenSSL's short or long name, such as "O"; not "CN". Public authorities ignore
	// them.
	Subject []SubjectField
	// MustStaple says whether the certificate may only be used with a stapled OCSP response (RFC 7633). Few authorities
	// allow it any more.
	MustStaple bool
}

// A SubjectField is a field of a certificate request's subject.
type SubjectField struct {
	// Name is the field's name, such as "O".
	Name string
	// Value is what it says.
	Value string
}

// CSRForOrder makes a request for the identifiers of an order, signed by the certificate's key, which is not the
// account's. Keep the key. The key is a Key or one of the crypto packages; for one that is elsewhere make the request with
// crypto/x509 and read it with CSRFromDER.
func CSRForOrder(order *Order, key crypto.Signer) (*CSR, error) {
	var a arguments
	defer a.end()
	asked, object := lend(&a, "order", order.owned()), a.key("key", key)
	return makeCSR(&a, func(out **C.acme_csr, failure **C.acme_error) C.acme_status {
		return C.acme_csr_for_order(asked, object, out, failure)
	})
}

// NewCSR makes a request, signed by the certificate's key. Fails with ErrInvalidArgument, naming what is refused, such as
// an empty list of identifiers.
func NewCSR(what CSRParams, key crypto.Signer) (*CSR, error) {
	var a arguments
	defer a.end()
	params, object := what.build(&a), a.key("key", key)
	return makeCSR(&a, func(out **C.acme_csr, failure **C.acme_error) C.acme_status {
		return C.acme_csr_new(params, object, out, failure)
	})
}

func (p *CSRParams) build(a *arguments) *C.acme_csr_params {
	params := C.acme_csr_params_new()
	a.endings = append(a.endings, func() { C.acme_csr_params_free(params) })
	for _, name := range p.Names {
		C.acme_csr_params_add_name(params, a.text("name", name))
	}
	for _, name := range p.DNS {
		C.acme_csr_params_add_dns(params, a.text("DNS name", name))
	}
	for _, ip := range p.IPs {
		C.acme_csr_params_add_ip(params, a.text("IP address", ip))
	}
	if p.CommonName != "" {
		C.acme_csr_params_set_common_name(params, a.text("common name", p.CommonName))
	}
	for _, field := range p.Subject {
		C.acme_csr_params_add_subject(params, a.text("subject", field.Name), a.text("subject", field.Value))
	}
	C.acme_csr_params_set_must_staple(params, C.bool(p.MustStaple))
	return params
}

// CSRFromDER reads a request that was made elsewhere, and checks its signature. Fails with ErrInvalidArgument when it is
// none or does not verify.
func CSRFromDER(der []byte) (*CSR, error) {
	return makeCSR(nil, func(out **C.acme_csr, failure **C.acme_error) C.acme_status {
		bytes, length := bytesOf(der)
		return C.acme_csr_from_der(bytes, length, out, failure)
	})
}

// CSRFromPEM reads a request that was made elsewhere, and checks its signature. Fails as CSRFromDER.
func CSRFromPEM(pem string) (*CSR, error) {
	var a arguments
	defer a.end()
	text := a.text("pem", pem)
	return makeCSR(&a, func(out **C.acme_csr, failure **C.acme_error) C.acme_status {
		return C.acme_csr_from_pem(text, out, failure)
	})
}

func makeCSR(a *arguments, do func(out **C.acme_csr, failure **C.acme_error) C.acme_status) (*CSR, error) {
	var out *C.acme_csr
	err := run(context.Background(), a, func(failure **C.acme_error) C.acme_status { return do(&out, failure) })
	if err != nil {
		return nil, err
	}
	var length C.size_t
	der := C.acme_csr_der(out, &length)
	return &CSR{
		PEM:    C.GoString(C.acme_csr_pem(out)),
		DER:    lentBytes(der, length),
		handle: own("csr", out, func(csr *C.acme_csr) { C.acme_csr_free(csr) }),
	}, nil
}

// Close frees the request before the garbage collector does. A second Close is ErrClosed.
func (r *CSR) Close() error { return naming("csr", r.owned().close()) }

func (r *CSR) owned() *handle[*C.acme_csr] {
	if r == nil {
		return nil
	}
	return r.handle
}
