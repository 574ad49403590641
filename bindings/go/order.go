package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"time"
)

// An Order is an order as the server showed it (RFC 8555, sections 7.1.3 and 7.4). It is pending until each of its
// authorizations is valid, then ready for Finalize, then processing, then valid: its certificate can be downloaded. From
// any of these it can turn invalid, and that is for good.
//
// A method that learns something newer gives a new Order; the data of one that was given never changes. Its methods may be
// called by several goroutines; those that change it wait for each other.
type Order struct {
	// URL is the order URL.
	URL string
	// Status is "pending", "ready", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6).
	Status string
	// Expires is when the server forgets the order, or zero.
	Expires time.Time
	// NotBefore is the requested start of validity, or zero.
	NotBefore time.Time
	// NotAfter is the requested end of validity, or zero.
	NotAfter time.Time
	// Identifiers are what the certificate is for.
	Identifiers []Identifier
	// Authorizations are the URLs of the authorizations.
	Authorizations []string
	// FinalizeURL is the URL that the certificate request is sent to.
	FinalizeURL string
	// CertificateURL is the URL of the certificate; "" until the order is valid.
	CertificateURL string
	// StarCertificateURL is the URL of the certificate of the day; "" until the order is valid, and for an order that does
	// not renew itself (RFC 8739).
	StarCertificateURL string
	// Profile is the certificate profile, or "".
	Profile string
	// Replaces is the ARI id of the certificate that this one replaces (RFC 9773, section 5), or "".
	Replaces string
	// Problem says why the order is invalid, or nil.
	Problem *Problem
	// JSON is the order as the server sent it.
	JSON json.RawMessage

	client *Client
	handle *handle[*C.acme_order]
}

// A Problem is a problem document that stands in an order or a challenge (RFC 7807; RFC 8555, section 6.7).
type Problem struct {
	// Type is such as "urn:ietf:params:acme:error:caa".
	Type string
	// Detail is the server's own words.
	Detail string
	// JSON is the whole document.
	JSON json.RawMessage
}

func readProblem(kind, detail, document *C.char) *Problem {
	if document == nil {
		return nil
	}
	return &Problem{Type: C.GoString(kind), Detail: C.GoString(detail), JSON: json.RawMessage(C.GoString(document))}
}

// OrderParams is what a new order asks for.
type OrderParams struct {
	// Names are IP addresses (RFC 8738) and DNS names, "*." allowed in front. Internationalised names may be written in any
	// script; a final dot is dropped.
	Names []string
	// DNS are names that must not be taken for addresses.
	DNS []string
	// IPs are addresses of version 4 or 6.
	IPs []string
	// Identifiers are of any type. Those of types other than "dns" and "ip" are sent as given.
	Identifiers []Identifier
	// NotBefore and NotAfter are the wanted validity. Most authorities refuse them.
	NotBefore, NotAfter time.Time
	// Profile is one of Directory.Profiles; "" for the authority's default.
	Profile string
	// ProfileOptional says whether the default will do where the authority does not have the profile or refuses it.
	ProfileOptional bool
	// Replaces is the Certificate.ARIID of the certificate that the new one replaces (RFC 9773, section 5).
	Replaces string
	// ReplacesOptional says whether the order is placed as a new one where that certificate has a successor already.
	ReplacesOptional bool
	// Ancestors lets the authorization of a name above (the value) count for one of the names (the key) (RFC 9444).
	Ancestors map[string]string
	// AutoRenewal has the certificate renew itself (RFC 8739); does not go with NotBefore and NotAfter.
	AutoRenewal *AutoRenewal
}

func (p *OrderParams) build(a *arguments) *C.acme_order_params {
	params := C.acme_order_params_new()
	a.endings = append(a.endings, func() { C.acme_order_params_free(params) })
	for _, name := range p.Names {
		C.acme_order_params_add_name(params, a.text("name", name))
	}
	for _, name := range p.DNS {
		C.acme_order_params_add_dns(params, a.text("DNS name", name))
	}
	for _, ip := range p.IPs {
		C.acme_order_params_add_ip(params, a.text("IP address", ip))
	}
	for _, identifier := range p.Identifiers {
		kind, value := a.text("identifier's type", identifier.Type), a.text("identifier", identifier.Value)
		C.acme_order_params_add_identifier(params, kind, value)
	}
	if !p.NotBefore.IsZero() {
		C.acme_order_params_set_not_before(params, a.moment("not before", p.NotBefore))
	}
	if !p.NotAfter.IsZero() {
		C.acme_order_params_set_not_after(params, a.moment("not after", p.NotAfter))
	}
	if p.Profile != "" {
		C.acme_order_params_set_profile(params, a.text("profile", p.Profile))
	}
	C.acme_order_params_set_profile_optional(params, C.bool(p.ProfileOptional))
	if p.Replaces != "" {
		C.acme_order_params_set_replaces(params, a.text("replaces", p.Replaces))
	}
	C.acme_order_params_set_replaces_optional(params, C.bool(p.ReplacesOptional))
	for name, ancestor := range p.Ancestors {
		C.acme_order_params_set_ancestor(params, a.text("name", name), a.text("ancestor", ancestor))
	}
	p.AutoRenewal.addTo(a, params)
	return params
}

// NewOrder places an order (RFC 8555, section 7.4). The server's order must name the identifiers that were asked for.
//
// Fails with ErrInvalidArgument when there is no identifier, with ErrInvalidProfile when the directory does not offer the
// profile, with ErrOrderMismatch when the order is for others, with ErrUnsupportedOperation when the directory does not
// offer what is asked for, or with what the server refuses, such as ErrRejectedIdentifier or ErrRateLimited.
func (c *Client) NewOrder(ctx context.Context, what OrderParams) (*Order, error) {
	var a arguments
	defer a.end()
	params := what.build(&a)
	return c.order(ctx, &a, func(client *C.acme_client, out **C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_client_new_order(client, params, out, failure)
	})
}

// Order reads an order by its URL. Fails with ErrNotFound when there is none, with ErrForbiddenURL when the URL must not
// be fetched.
func (c *Client) Order(ctx context.Context, url string) (*Order, error) {
	var a arguments
	defer a.end()
	text := a.text("url", url)
	return c.order(ctx, &a, func(client *C.acme_client, out **C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_client_order(client, text, out, failure)
	})
}

// order makes a call that gives an order, or nil where the C library gives none.
func (c *Client) order(ctx context.Context, a *arguments,
	do func(client *C.acme_client, out **C.acme_order, failure **C.acme_error) C.acme_status) (*Order, error) {
	var out *C.acme_order
	err := c.call(ctx, a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return do(client, &out, failure)
	})
	if err != nil || out == nil {
		return nil, err
	}
	return readOrder(out, c, own("order", out, func(order *C.acme_order) { C.acme_order_free(order) })), nil
}

func readOrder(object *C.acme_order, client *Client, handle *handle[*C.acme_order]) *Order {
	return &Order{
		URL:       C.GoString(C.acme_order_url(object)),
		Status:    C.GoString(C.acme_order_status(object)),
		Expires:   textTime(C.acme_order_expires(object)),
		NotBefore: textTime(C.acme_order_not_before(object)),
		NotAfter:  textTime(C.acme_order_not_after(object)),
		Identifiers: listOf(C.acme_order_identifier_count(object), func(i C.size_t) Identifier {
			kind, value := C.acme_order_identifier_type(object, i), C.acme_order_identifier_value(object, i)
			return Identifier{Type: C.GoString(kind), Value: C.GoString(value)}
		}),
		Authorizations: listOf(C.acme_order_authorization_count(object), func(i C.size_t) string {
			return C.GoString(C.acme_order_authorization_url(object, i))
		}),
		FinalizeURL:        C.GoString(C.acme_order_finalize_url(object)),
		CertificateURL:     C.GoString(C.acme_order_certificate_url(object)),
		StarCertificateURL: C.GoString(C.acme_order_star_certificate_url(object)),
		Profile:            C.GoString(C.acme_order_profile(object)),
		Replaces:           C.GoString(C.acme_order_replaces(object)),
		Problem: readProblem(C.acme_order_problem_type(object), C.acme_order_problem_detail(object),
			C.acme_order_problem_json(object)),
		JSON:   json.RawMessage(C.GoString(C.acme_order_json(object))),
		client: client,
		handle: handle,
	}
}

// Refresh reads the order again.
func (o *Order) Refresh(ctx context.Context) (*Order, error) {
	return o.change(ctx, nil, func(client *C.acme_client, order *C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_order_refresh(client, order, failure)
	})
}

// Wait waits until the order can go on: ready when this program has not finalized it yet, valid when it has. It looks at
// once, then at growing intervals or when the server says, until the deadline of ctx, 10 minutes when it has none.
//
// Fails with ErrOrderInvalid and the server's problem, or with ErrTimedOut.
func (o *Order) Wait(ctx context.Context) (*Order, error) {
	return o.change(ctx, nil, func(client *C.acme_client, order *C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_order_wait(client, order, waitTime(ctx), failure)
	})
}

// Finalize sends the certificate request of an order that is ready (RFC 8555, section 7.4). It is never sent blindly a
// second time: when the answer is lost, the order is looked at first. Keep the request's key before this call.
//
// Fails with ErrInvalidArgument when the request names other identifiers than the order, with ErrBadCSR when the server
// refuses it, with ErrOrderInvalid and the server's problem.
func (o *Order) Finalize(ctx context.Context, csr *CSR) (*Order, error) {
	var a arguments
	defer a.end()
	request := lend(&a, "csr", csr.owned())
	return o.change(ctx, &a, func(client *C.acme_client, order *C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_order_finalize(client, order, request, failure)
	})
}

func (o *Order) change(ctx context.Context, a *arguments,
	do func(client *C.acme_client, order *C.acme_order, failure **C.acme_error) C.acme_status) (*Order, error) {
	if o == nil {
		return nil, nilError("order")
	}
	return change(ctx, "order", o.client, o.handle, a, do, readOrder)
}

// Certificate downloads the certificate of a valid order (RFC 8555, section 7.4.2): the chain that preference wants, nil
// for the one that the server prefers. Its leaf must name the order's identifiers, and be for the key of the request that
// this program finalized the order with.
//
// Fails with ErrCertificateNotReady, ErrInvalidChain, ErrCertificateMismatch, or with ErrChainNotFound when no chain that
// the server offers is the preferred one.
func (o *Order) Certificate(ctx context.Context, preference *ChainPreference) (*Certificate, error) {
	a := arguments{ctx: ctx}
	defer a.end()
	order := lend(&a, "order", o.owned())
	wanted := preference.lend(&a)
	return o.via().certificate(ctx, &a, func(client *C.acme_client, out **C.acme_certificate, failure **C.acme_error) C.acme_status {
		return C.acme_order_certificate(client, order, wanted, out, failure)
	})
}

// Authorization reads the order's authorization at an index.
//
// Fails with ErrInvalidArgument when the order has no such authorization, with ErrOrderMismatch when it is for none of the
// order's identifiers.
func (o *Order) Authorization(ctx context.Context, index int) (*Authorization, error) {
	a := arguments{ctx: ctx}
	defer a.end()
	order, at := lend(&a, "order", o.owned()), a.count("index", index)
	return o.via().authorization(ctx, &a, func(client *C.acme_client, out **C.acme_authorization, failure **C.acme_error) C.acme_status {
		return C.acme_order_authorization(client, order, C.size_t(at), out, failure)
	})
}

// Close frees the order object before the garbage collector does; the order itself stays. A second Close is ErrClosed.
func (o *Order) Close() error { return naming("order", o.owned().close()) }

func (o *Order) owned() *handle[*C.acme_order] {
	if o == nil {
		return nil
	}
	return o.handle
}

func (o *Order) via() *Client {
	if o == nil {
		return nil
	}
	return o.client
}
