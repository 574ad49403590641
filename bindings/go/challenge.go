package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"time"
)

// A Challenge is a challenge as the server showed it (RFC 8555, sections 7.1.5 and 8). Put the proof in place, then call
// RequestValidation, then wait for the authorization. For http-01 the proof is KeyAuthorization, served by plain HTTP on
// port 80 at HTTP01Path; for dns-01 it is DNS01Value in a TXT record at DNS01Name, for all that a DNS record proves
// DNSRecord; for tls-alpn-01 TLSALPN01Certificate.
//
// A method that learns something newer gives a new Challenge; the data of one that was given never changes.
type Challenge struct {
	// URL is the challenge URL.
	URL string
	// Type is such as "http-01". It may be one that this package does not know.
	Type string
	// Status is "pending", "processing", "valid" or "invalid" (RFC 8555, section 7.1.6).
	Status string
	// Token is in base64url; "" for types that have none.
	Token string
	// Validated is when the server validated it, or zero.
	Validated time.Time
	// HTTP01Path is where http-01's proof is served: "/.well-known/acme-challenge/" and the token (RFC 8555, section 8.3).
	// The token is in base64url, so the path cannot lead elsewhere. "" when the challenge has no token.
	HTTP01Path string
	// DNS01Name is the name of dns-01's TXT record: "_acme-challenge." and the name without "*." (RFC 8555, section 8.4).
	// "" when the identifier is no DNS name or not known.
	DNS01Name string
	// TLSALPN01Name is the server name that the authority asks for in tls-alpn-01: the DNS name, or an IP address's name for
	// reverse look-up (RFC 8738, section 6). "" when the identifier is not known.
	TLSALPN01Name string
	// Problem says why the challenge failed, or nil.
	Problem *Problem
	// JSON is the challenge as the server sent it.
	JSON json.RawMessage

	client *Client
	handle *handle[*C.acme_challenge]
}

// Challenge reads a challenge by its URL. It does not know its identifier, so DNS01Name is "". Fails with ErrNotFound when
// there is none, with ErrForbiddenURL when the URL must not be fetched.
func (c *Client) Challenge(ctx context.Context, url string) (*Challenge, error) {
	var a arguments
	defer a.end()
	text := a.text("url", url)
	var out *C.acme_challenge
	err := c.call(ctx, &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_challenge(client, text, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	return ownChallenge(out, c), nil
}

// ownChallenge takes over a challenge, of which its index or the server says that there is one.
func ownChallenge(object *C.acme_challenge, client *Client) *Challenge {
	return readChallenge(object, client, own("challenge", object, func(challenge *C.acme_challenge) { C.acme_challenge_free(challenge) }))
}

func readChallenge(object *C.acme_challenge, client *Client, handle *handle[*C.acme_challenge]) *Challenge {
	return &Challenge{
		URL:           C.GoString(C.acme_challenge_url(object)),
		Type:          C.GoString(C.acme_challenge_type(object)),
		Status:        C.GoString(C.acme_challenge_status(object)),
		Token:         C.GoString(C.acme_challenge_token(object)),
		Validated:     textTime(C.acme_challenge_validated(object)),
		HTTP01Path:    C.GoString(C.acme_challenge_http01_path(object)),
		DNS01Name:     C.GoString(C.acme_challenge_dns01_name(object)),
		TLSALPN01Name: C.GoString(C.acme_challenge_tls_alpn01_name(object)),
		Problem: readProblem(C.acme_challenge_problem_type(object), C.acme_challenge_problem_detail(object),
			C.acme_challenge_problem_json(object)),
		JSON:   json.RawMessage(C.GoString(C.acme_challenge_json(object))),
		client: client,
		handle: handle,
	}
}

// Refresh reads the challenge again.
func (h *Challenge) Refresh(ctx context.Context) (*Challenge, error) {
	return h.change(ctx, nil, func(client *C.acme_client, challenge *C.acme_challenge, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_refresh(client, challenge, failure)
	})
}

// RequestValidation tells the server that the proof is in place (RFC 8555, section 7.5.1).
func (h *Challenge) RequestValidation(ctx context.Context) (*Challenge, error) {
	return h.change(ctx, nil, func(client *C.acme_client, challenge *C.acme_challenge, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_request_validation(client, challenge, failure)
	})
}

// RequestValidationWith answers the challenge with a JSON object of the caller's own: device-attest-01 and others want
// more than to be told. Fails with ErrInvalidArgument when the payload is no JSON object.
func (h *Challenge) RequestValidationWith(ctx context.Context, payload json.RawMessage) (*Challenge, error) {
	var a arguments
	defer a.end()
	text := a.text("payload", string(payload))
	return h.change(ctx, &a, func(client *C.acme_client, challenge *C.acme_challenge, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_request_validation_with(client, challenge, text, failure)
	})
}

func (h *Challenge) change(ctx context.Context, a *arguments,
	do func(client *C.acme_client, challenge *C.acme_challenge, failure **C.acme_error) C.acme_status) (*Challenge, error) {
	if h == nil {
		return nil, nilError("challenge")
	}
	return change(ctx, "challenge", h.client, h.handle, a, do, readChallenge)
}

// KeyAuthorization gives the token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1). Nothing is
// sent. Fails with ErrInvalidArgument when the challenge has no token.
func (h *Challenge) KeyAuthorization() (string, error) {
	return h.text(func(client *C.acme_client, challenge *C.acme_challenge, out **C.char, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_key_authorization(client, challenge, out, failure)
	})
}

// DNS01Value gives the value of the TXT record of dns-01: base64url of the SHA-256 of the key authorization (RFC 8555,
// section 8.4). Nothing is sent. Fails with ErrInvalidArgument when the challenge has no token.
func (h *Challenge) DNS01Value() (string, error) {
	return h.text(func(client *C.acme_client, challenge *C.acme_challenge, out **C.char, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_dns01_value(client, challenge, out, failure)
	})
}

func (h *Challenge) text(do func(client *C.acme_client, challenge *C.acme_challenge, out **C.char, failure **C.acme_error) C.acme_status) (string, error) {
	var a arguments
	defer a.end()
	challenge := lend(&a, "challenge", h.owned())
	var out *C.char
	err := h.via().call(context.Background(), &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return do(client, challenge, &out, failure)
	})
	return ownedText(out), err
}

// Close frees the challenge object before the garbage collector does. A second Close is ErrClosed.
func (h *Challenge) Close() error { return naming("challenge", h.owned().close()) }

func (h *Challenge) owned() *handle[*C.acme_challenge] {
	if h == nil {
		return nil
	}
	return h.handle
}

func (h *Challenge) via() *Client {
	if h == nil {
		return nil
	}
	return h.client
}
