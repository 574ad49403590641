package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"time"
)

// A Certificate is a certificate and its issuers (RFC 8555, section 7.4.2). It never changes and may be used by several
// goroutines at once.
type Certificate struct {
	// ChainPEM is the whole chain as PEM, byte for byte as the server sent it: what a web server wants.
	ChainPEM string
	// LeafPEM is the leaf alone as PEM.
	LeafPEM string
	// IssuersPEM are the issuers without the leaf as PEM; "" when there are none.
	IssuersPEM string
	// DER is the chain in DER, the leaf first.
	DER [][]byte
	// NotBefore is when the leaf becomes valid.
	NotBefore time.Time
	// NotAfter is when the leaf stops being valid.
	NotAfter time.Time
	// Serial is the leaf's serial number in lower-case hexadecimal, two digits a byte.
	Serial string
	// IssuerName is the common name of the leaf's issuer, or its whole name ("/C=US/O=Example") when it has none.
	IssuerName string
	// Identifiers are the DNS names and IP addresses that the leaf names.
	Identifiers []Identifier
	// ARIID is the leaf's name in renewal information and in OrderParams.Replaces (RFC 9773, section 4.1); "" when the leaf
	// has no Authority Key Identifier.
	ARIID string
	// OrderURL is the URL of the order that Client.Obtain obtained it with, or "".
	OrderURL string

	handle *handle[*C.acme_certificate]
	// The key of a certificate that was lent to a callback.
	key *Key
}

// CertificateFromPEM reads a certificate that was kept, with or without its issuers: CERTIFICATE blocks, the leaf first,
// and nothing but blank lines between them. Fails with ErrInvalidChain, saying which block is wrong.
func CertificateFromPEM(pem string) (*Certificate, error) {
	var a arguments
	defer a.end()
	text := a.text("pem", pem)
	var out *C.acme_certificate
	err := run(context.Background(), &a, func(failure **C.acme_error) C.acme_status {
		return C.acme_certificate_from_pem(text, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	return ownCertificate(out), nil
}

// certificate makes a call that gives a certificate, or nil where the C library gives none.
func (c *Client) certificate(ctx context.Context, a *arguments,
	do func(client *C.acme_client, out **C.acme_certificate, failure **C.acme_error) C.acme_status) (*Certificate, error) {
	return receive(func(out **C.acme_certificate) error {
		return c.call(ctx, a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
			return do(client, out, failure)
		})
	})
}

// receive takes over the certificate that a call gives.
func receive(do func(out **C.acme_certificate) error) (*Certificate, error) {
	var out *C.acme_certificate
	// A callback's panic leaves one that nobody gets.
	defer func() { C.acme_certificate_free(out) }()
	err := do(&out)
	if err != nil || out == nil {
		return nil, err
	}
	certificate := ownCertificate(out)
	out = nil
	return certificate, nil
}

func ownCertificate(object *C.acme_certificate) *Certificate {
	certificate := readCertificate(object)
	certificate.handle = own("certificate", object, func(object *C.acme_certificate) { C.acme_certificate_free(object) })
	return certificate
}

func readCertificate(object *C.acme_certificate) *Certificate {
	return &Certificate{
		ChainPEM:   C.GoString(C.acme_certificate_chain_pem(object)),
		LeafPEM:    C.GoString(C.acme_certificate_leaf_pem(object)),
		IssuersPEM: C.GoString(C.acme_certificate_issuers_pem(object)),
		DER: listOf(C.acme_certificate_count(object), func(i C.size_t) []byte {
			var length C.size_t
			der := C.acme_certificate_der(object, i, &length)
			return lentBytes(der, length)
		}),
		NotBefore:  unixTime(C.acme_certificate_not_before(object)),
		NotAfter:   unixTime(C.acme_certificate_not_after(object)),
		Serial:     C.GoString(C.acme_certificate_serial(object)),
		IssuerName: C.GoString(C.acme_certificate_issuer_name(object)),
		Identifiers: listOf(C.acme_certificate_identifier_count(object), func(i C.size_t) Identifier {
			kind, value := C.acme_certificate_identifier_type(object, i), C.acme_certificate_identifier_value(object, i)
			return Identifier{Type: C.GoString(kind), Value: C.GoString(value)}
		}),
		ARIID:    C.GoString(C.acme_certificate_ari_id(object)),
		OrderURL: C.GoString(C.acme_certificate_order_url(object)),
	}
}

// lentCertificate copies a certificate, with its key, that is valid during a callback.
func lentCertificate(object *C.acme_certificate) (*Certificate, error) {
	lent := readCertificate(object)
	kept, err := CertificateFromPEM(lent.ChainPEM)
	if err != nil {
		return nil, err
	}
	kept.OrderURL = lent.OrderURL
	kept.key, err = makeKey(nil, func(out **C.acme_key, failure **C.acme_error) C.acme_status {
		return C.acme_certificate_key(object, out, failure)
	})
	return kept, err
}

// Key gives the private key, where Client.Obtain made or was given it. Fails with ErrInvalidArgument when it is not known:
// the certificate was read or downloaded, or came of a certificate request of the caller's own.
func (c *Certificate) Key() (*Key, error) {
	var a arguments
	defer a.end()
	object := lend(&a, "certificate", c.owned())
	if a.err == nil && c.key != nil {
		return c.key, nil
	}
	return makeKey(&a, func(out **C.acme_key, failure **C.acme_error) C.acme_status {
		return C.acme_certificate_key(object, out, failure)
	})
}

// TLS gives the chain as crypto/tls has it, with the private key where it is known (see Key); PrivateKey is nil otherwise.
func (c *Certificate) TLS() tls.Certificate {
	key, err := c.Key()
	if err != nil {
		return c.TLSWithKey(nil)
	}
	return c.TLSWithKey(key)
}

// TLSWithKey gives the chain and a private key as crypto/tls has them.
func (c *Certificate) TLSWithKey(key crypto.Signer) tls.Certificate {
	if c == nil {
		return tls.Certificate{}
	}
	certificate := tls.Certificate{Certificate: c.DER}
	if !isNil(key) {
		certificate.PrivateKey = cryptoKey(key)
	}
	if len(c.DER) > 0 {
		// crypto/tls parses the leaf itself where there is none, and says then what is wrong with it.
		certificate.Leaf, _ = x509.ParseCertificate(c.DER[0])
	}
	return certificate
}

// Close frees the certificate object before the garbage collector does; its data stays. A second Close is ErrClosed.
func (c *Certificate) Close() error { return naming("certificate", c.owned().close()) }

func (c *Certificate) owned() *handle[*C.acme_certificate] {
	if c == nil {
		return nil
	}
	return c.handle
}
