package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"time"
)

// An Authorization is the server's belief that an account controls an identifier (RFC 8555, sections 7.1.4 and 7.5). It
// offers challenges, of which one is enough. One that is valid already needs none: authorities reuse them.
//
// A method that learns something newer gives a new Authorization; the data of one that was given never changes.
type Authorization struct {
	// URL is the authorization URL.
	URL string
	// Status is "pending", "valid", "invalid", "deactivated", "expired" or "revoked" (RFC 8555, section 7.1.6).
	Status string
	// Expires is when the server forgets it, or zero.
	Expires time.Time
	// Identifier is what it is for; without "*." also for a wildcard.
	Identifier Identifier
	// Wildcard says whether it is for the wildcard name of the identifier.
	Wildcard bool
	// SubdomainsAllowed says whether it counts for the names below as well (RFC 9444).
	SubdomainsAllowed bool
	// Challenges are those that are offered.
	Challenges []*Challenge
	// JSON is the authorization as the server sent it.
	JSON json.RawMessage

	client *Client
	handle *handle[*C.acme_authorization]
}

// Authorization reads an authorization by its URL. Fails with ErrNotFound when there is none, with ErrForbiddenURL when
// the URL must not be fetched.
func (c *Client) Authorization(ctx context.Context, url string) (*Authorization, error) {
	var a arguments
	defer a.end()
	text := a.text("url", url)
	return c.authorization(ctx, &a, func(client *C.acme_client, out **C.acme_authorization, failure **C.acme_error) C.acme_status {
		return C.acme_client_authorization(client, text, out, failure)
	})
}

// NewAuthorization asks for an authorization of a DNS name or an IP address that orders will use later (RFC 8555, section
// 7.4.1), when subdomains is true also for the names below (RFC 9444). Few authorities offer it.
//
// Fails with ErrUnsupportedOperation when the directory has no newAuthz, or where that is asked for no
// subdomainAuthAllowed; with ErrInvalidArgument for a wildcard.
func (c *Client) NewAuthorization(ctx context.Context, name string, subdomains bool) (*Authorization, error) {
	var a arguments
	defer a.end()
	text := a.text("name", name)
	return c.authorization(ctx, &a, func(client *C.acme_client, out **C.acme_authorization, failure **C.acme_error) C.acme_status {
		return C.acme_client_new_authorization(client, text, C.bool(subdomains), out, failure)
	})
}

func (c *Client) authorization(ctx context.Context, a *arguments,
	do func(client *C.acme_client, out **C.acme_authorization, failure **C.acme_error) C.acme_status) (*Authorization, error) {
	var out *C.acme_authorization
	err := c.call(ctx, a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return do(client, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	free := func(authorization *C.acme_authorization) { C.acme_authorization_free(authorization) }
	return readAuthorization(out, c, own("authorization", out, free)), nil
}

func readAuthorization(object *C.acme_authorization, client *Client, handle *handle[*C.acme_authorization]) *Authorization {
	return &Authorization{
		URL:     C.GoString(C.acme_authorization_url(object)),
		Status:  C.GoString(C.acme_authorization_status(object)),
		Expires: textTime(C.acme_authorization_expires(object)),
		Identifier: Identifier{
			Type:  C.GoString(C.acme_authorization_identifier_type(object)),
			Value: C.GoString(C.acme_authorization_identifier_value(object)),
		},
		Wildcard:          bool(C.acme_authorization_is_wildcard(object)),
		SubdomainsAllowed: bool(C.acme_authorization_subdomains_allowed(object)),
		Challenges: listOf(C.acme_authorization_challenge_count(object), func(i C.size_t) *Challenge {
			var out *C.acme_challenge
			C.acme_authorization_challenge_at(object, i, &out, nil)
			return ownChallenge(out, client)
		}),
		JSON:   json.RawMessage(C.GoString(C.acme_authorization_json(object))),
		client: client,
		handle: handle,
	}
}

// Challenge gives the challenge of a type, such as "http-01" or "dns-01". Nothing is sent. Fails with
// ErrChallengeNotOffered when there is none; the message lists the types that are offered.
func (z *Authorization) Challenge(kind string) (*Challenge, error) {
	var a arguments
	defer a.end()
	authorization, text := lend(&a, "authorization", z.owned()), a.text("type", kind)
	var out *C.acme_challenge
	err := run(context.Background(), &a, func(failure **C.acme_error) C.acme_status {
		return C.acme_authorization_challenge(authorization, text, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	return ownChallenge(out, z.client), nil
}

// Refresh reads the authorization again.
func (z *Authorization) Refresh(ctx context.Context) (*Authorization, error) {
	return z.change(ctx, func(client *C.acme_client, authorization *C.acme_authorization, failure **C.acme_error) C.acme_status {
		return C.acme_authorization_refresh(client, authorization, failure)
	})
}

// Wait waits until the authorization is valid. It looks at once, then at growing intervals or when the server says, until
// the deadline of ctx, 10 minutes when it has none.
//
// Fails with ErrAuthorizationInvalid and the problem of the challenge that failed, or with ErrTimedOut.
func (z *Authorization) Wait(ctx context.Context) (*Authorization, error) {
	return z.change(ctx, func(client *C.acme_client, authorization *C.acme_authorization, failure **C.acme_error) C.acme_status {
		return C.acme_authorization_wait(client, authorization, waitTime(ctx), failure)
	})
}

// Deactivate gives the authorization up (RFC 8555, section 7.5.2).
func (z *Authorization) Deactivate(ctx context.Context) (*Authorization, error) {
	return z.change(ctx, func(client *C.acme_client, authorization *C.acme_authorization, failure **C.acme_error) C.acme_status {
		return C.acme_authorization_deactivate(client, authorization, failure)
	})
}

func (z *Authorization) change(ctx context.Context,
	do func(client *C.acme_client, authorization *C.acme_authorization, failure **C.acme_error) C.acme_status) (*Authorization, error) {
	if z == nil {
		return nil, nilError("authorization")
	}
	return change(ctx, "authorization", z.client, z.handle, nil, do, readAuthorization)
}

// Close frees the authorization object before the garbage collector does; challenges taken from it live on. A second Close
// is ErrClosed.
func (z *Authorization) Close() error { return naming("authorization", z.owned().close()) }

func (z *Authorization) owned() *handle[*C.acme_authorization] {
	if z == nil {
		return nil
	}
	return z.handle
}
