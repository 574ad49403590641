package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"strings"
	"time"
	"unsafe"
)

// A Presenter is a solver of the caller's own, made into a Solver by NewSolver. Its methods get all presentations of a
// round at once, so that a DNS provider can set many records together. The context is that of the call that asked for the
// certificate, with the deadline of the step. An error of Present or Ready ends the call with ErrCallback, and errors.Is
// and errors.As find it in there; one of CleanUp is told by EventCleanUpFailed.
type Presenter interface {
	// Present makes all presentations visible.
	Present(ctx context.Context, batch []Presentation) error
	// CleanUp takes them away again. It is called on every way out for what Present was called with, also when that failed;
	// its context has 30 seconds left even when the call's is over.
	CleanUp(ctx context.Context, batch []Presentation) error
}

// A ReadyWaiter is a Presenter that can tell when what it presented can be seen.
type ReadyWaiter interface {
	// Ready waits until the presentations can be seen.
	Ready(ctx context.Context, batch []Presentation) error
}

// A Presentation is one thing to make visible so that the authority can validate an identifier.
type Presentation struct {
	// Type is the challenge's type, such as "dns-01".
	Type string
	// Identifier is the DNS name or IP address to be validated, without "*.".
	Identifier string
	// Wildcard says whether it is for the wildcard of the identifier.
	Wildcard bool
	// Token is the challenge's token; "" for a type without one.
	Token string
	// KeyAuthorization is the token, a dot, and the thumbprint of the account's key (RFC 8555, section 8.1).
	KeyAuthorization string
	// HTTP01Path is where http-01 is served: "/.well-known/acme-challenge/" and the token.
	HTTP01Path string
	// DNSName is the full name of the TXT record, without a final dot; "" for what no DNS record proves.
	DNSName string
	// DNSValue is the value of the TXT record.
	DNSValue string
	// Thumbprint is that of the account's key (RFC 7638).
	Thumbprint string
	// AccountURL is the account's URL.
	AccountURL string
	// Challenge is the challenge.
	Challenge *Challenge
}

// NewSolver makes a solver of the caller's own for the challenge types that it can do, the preferred one first. What the
// presenter does is called by one goroutine at a time for one certificate. When it is a ReadyWaiter as well, Ready is
// called between Present and the authority's look.
func NewSolver(presenter Presenter, types ...string) *Solver {
	if isNil(presenter) {
		return &Solver{err: nilError("presenter")}
	}
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		list := a.text("types", strings.Join(types, ","))
		var ready C.acme_solver_fn
		if _, waits := presenter.(ReadyWaiter); waits {
			ready = C.acme_solver_fn(C.acmego_ready)
		}
		return C.acme_solver_new(list, C.acme_solver_fn(C.acmego_present), ready, C.acme_solver_fn(C.acmego_clean_up),
			keep(presenter), (*[0]byte)(C.acmegoForget), out, failure)
	})
}

func (c *call) present(userdata unsafe.Pointer, batch *C.acme_batch) C.int32_t {
	return c.keep(c.step(c.ctx, batch, kept[Presenter](userdata).Present))
}

func (c *call) ready(userdata unsafe.Pointer, batch *C.acme_batch) C.int32_t {
	return c.keep(c.step(c.ctx, batch, kept[Presenter](userdata).(ReadyWaiter).Ready))
}

func (c *call) cleanUp(userdata unsafe.Pointer, batch *C.acme_batch) C.int32_t {
	// Its error is an event and does not end the call.
	if c.step(context.WithoutCancel(c.ctx), batch, kept[Presenter](userdata).CleanUp) != nil {
		return C.ACME_STATUS_CALLBACK
	}
	return C.ACME_STATUS_OK
}

// step runs one of a presenter's methods over a batch, and has the C library's message say what its error says.
func (c *call) step(ctx context.Context, batch *C.acme_batch, do func(context.Context, []Presentation) error) error {
	err := c.guard(func() error {
		if C.acme_batch_is_cancelled(batch) {
			return context.Canceled
		}
		left := time.Duration(C.acme_batch_timeout_ms(batch)) * time.Millisecond
		ctx, cancel := context.WithTimeout(ctx, left)
		defer cancel()
		return do(ctx, presentations(batch, c.client))
	})
	if err == nil {
		return nil
	}
	var a arguments
	defer a.end()
	C.acme_batch_fail(batch, a.text("reason", strings.ReplaceAll(err.Error(), "\x00", "")))
	return err
}

func presentations(batch *C.acme_batch, client *Client) []Presentation {
	return listOf(C.acme_batch_count(batch), func(i C.size_t) Presentation {
		object := C.acme_batch_presentation(batch, i)
		var challenge *C.acme_challenge
		C.acme_presentation_challenge(object, &challenge, nil)
		return Presentation{
			Type:             C.GoString(C.acme_presentation_type(object)),
			Identifier:       C.GoString(C.acme_presentation_identifier(object)),
			Wildcard:         bool(C.acme_presentation_is_wildcard(object)),
			Token:            C.GoString(C.acme_presentation_token(object)),
			KeyAuthorization: C.GoString(C.acme_presentation_key_authorization(object)),
			HTTP01Path:       C.GoString(C.acme_presentation_http01_path(object)),
			DNSName:          C.GoString(C.acme_presentation_dns_name(object)),
			DNSValue:         C.GoString(C.acme_presentation_dns_value(object)),
			Thumbprint:       C.GoString(C.acme_presentation_thumbprint(object)),
			AccountURL:       C.GoString(C.acme_presentation_account_url(object)),
			Challenge:        ownChallenge(challenge, client),
		}
	})
}
