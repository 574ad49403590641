package acmeclient

// #include "worker.h"
import "C"

import (
	"context"
	"crypto"
	"fmt"
	"time"
	"unsafe"
)

// An ObtainOption says something about a certificate that Client.Obtain, Client.Renew or Manager.Add is asked for, beside
// its names. The defaults are good.
type ObtainOption func(*obtainParams)

type obtainParams struct {
	arguments
	object *C.acme_obtain_params
	// Where the caller keeps the state, or nil.
	state *string
	// The caller's sink of states, or nil.
	sink stateSink
	// Whether the call has returned and did not end by a panic.
	returned bool
}

type stateSink = func(ctx context.Context, state string) error

// newObtainParams makes the parameters of an issuance, to be given back with end.
func newObtainParams(names []string, options []ObtainOption) *obtainParams {
	p := &obtainParams{object: C.acme_obtain_params_new()}
	p.endings = append(p.endings, func() { C.acme_obtain_params_free(p.object) })
	for _, name := range names {
		C.acme_obtain_params_add_name(p.object, p.text("name", name))
	}
	for i, option := range options {
		if option == nil {
			p.refuse(nilError(fmt.Sprintf("options[%d]", i)))
			continue
		}
		option(p)
	}
	return p
}

// WithIdentifier adds an identifier of any type. Those of types other than "dns" and "ip" are sent as given.
func WithIdentifier(identifier Identifier) ObtainOption {
	return func(p *obtainParams) {
		kind, value := p.text("identifier's type", identifier.Type), p.text("identifier", identifier.Value)
		C.acme_obtain_params_add_identifier(p.object, kind, value)
	}
}

// WithChallengeTypes gives the challenge types that may be used, the preferred one first. Without, the solver's order
// counts.
func WithChallengeTypes(types ...string) ObtainOption {
	return func(p *obtainParams) {
		for _, kind := range types {
			C.acme_obtain_params_add_challenge_type(p.object, p.text("challenge type", kind))
		}
	}
}

// WithKey gives the certificate's key, a Key or one of the crypto packages. Without, a key is made.
func WithKey(key crypto.Signer) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_key(p.object, p.key("key", key)) }
}

// WithKeyKind says which kind of key to make; KeyECP256 by default.
func WithKeyKind(kind KeyKind) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_key_kind(p.object, C.int32_t(kind)) }
}

// WithCSR gives a certificate request of one's own. Its names are those asked for, and its key stays with the caller.
func WithCSR(csr *CSR) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_csr(p.object, lend(&p.arguments, "csr", csr.owned())) }
}

// WithCommonName gives a DNS name for the subject, at most 64 characters. Without, which authorities recommend, the names
// stand in the list of alternative names alone.
func WithCommonName(name string) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_common_name(p.object, p.text("common name", name)) }
}

// WithMustStaple says whether the certificate may only be used with a stapled OCSP response (RFC 7633); false by default.
func WithMustStaple(mustStaple bool) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_must_staple(p.object, C.bool(mustStaple)) }
}

// WithProfile gives the certificate profile, one of Directory.Profiles.
func WithProfile(name string) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_profile(p.object, p.text("profile", name)) }
}

// WithValidity gives the wanted validity; zero for the authority's choice. Most authorities refuse it.
func WithValidity(notBefore, notAfter time.Time) ObtainOption {
	return func(p *obtainParams) {
		if !notBefore.IsZero() {
			C.acme_obtain_params_set_not_before(p.object, p.moment("not before", notBefore))
		}
		if !notAfter.IsZero() {
			C.acme_obtain_params_set_not_after(p.object, p.moment("not after", notAfter))
		}
	}
}

// WithChain says which of several chains is wanted; the one that the server prefers by default.
func WithChain(preference *ChainPreference) ObtainOption {
	return func(p *obtainParams) {
		if preference == nil {
			p.refuse(nilError("preference"))
		}
		C.acme_obtain_params_set_chain_preference(p.object, preference.lend(&p.arguments))
	}
}

// WithReplaces names the certificate that the new one replaces, by its Certificate.ARIID (RFC 9773, section 5). Renew does
// so by itself.
func WithReplaces(ariID string) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_replaces(p.object, p.text("replaces", ariID)) }
}

// WithTimeout says how long the whole may take, whatever the context allows; 10 minutes by default. Cleaning up has 30
// seconds of its own after that.
func WithTimeout(timeout time.Duration) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_timeout(p.object, p.duration("timeout", timeout)) }
}

// WithParallel gives the most connections and threads; 16 by default. 1 does everything on the calling thread.
func WithParallel(parallel int) ObtainOption {
	return func(p *obtainParams) {
		C.acme_obtain_params_set_parallel(p.object, C.size_t(p.count("parallel", parallel)))
	}
}

// WithOrderRate says how many requests a second go to newNonce and newOrder in the long run, 0 for no bound, and how many
// at once after a pause; 18 and 12 by default, as Let's Encrypt asks.
func WithOrderRate(perSecond, burst int) ObtainOption {
	return func(p *obtainParams) {
		C.acme_obtain_params_set_order_rate(p.object, p.count("requests a second", perSecond), p.count("burst", burst))
	}
}

// WithRequestRate says the same of everything else; 240 and 120 by default.
func WithRequestRate(perSecond, burst int) ObtainOption {
	return func(p *obtainParams) {
		C.acme_obtain_params_set_request_rate(p.object, p.count("requests a second", perSecond), p.count("burst", burst))
	}
}

// WithState goes on from the state of an earlier call, unless it is "": the same order, the same key, one certificate.
// After a call that failed, or that a callback's panic came out of, it receives the state to go on from, "" after one that
// did not. The state is as secret as the key in it. A value that is no state, is damaged or of a newer version is ErrInvalidState.
func WithState(state *string) ObtainOption {
	return func(p *obtainParams) {
		if state == nil {
			p.refuse(nilError("state"))
			return
		}
		p.state = state
		if *state != "" {
			C.acme_obtain_params_set_state(p.object, p.text("state", *state))
		}
	}
}

// WithStateFile keeps the state in a file: readable by its owner alone, whole at any moment, written before each step that
// cannot be undone. When it is there, the call goes on from it, and gives the same certificate again when that issuance
// was done: remove the file once certificate and key are stored.
func WithStateFile(path string) ObtainOption {
	return func(p *obtainParams) { C.acme_obtain_params_set_state_file(p.object, p.text("state file", path)) }
}

// WithStateSink hands the state to a function before each step that cannot be undone. Its error ends the call before that
// step with ErrCallback, and errors.Is finds it in there. The state is as secret as the key in it.
func WithStateSink(keepState func(ctx context.Context, state string) error) ObtainOption {
	return func(p *obtainParams) {
		if keepState == nil {
			p.refuse(nilError("state sink"))
			return
		}
		p.setSink(keepState)
	}
}

func (p *obtainParams) setSink(sink stateSink) {
	p.sink = sink
	C.acme_obtain_params_set_state_sink(p.object, C.acme_state_fn(C.acmego_keep_state), keep(sink), (*[0]byte)(C.acmegoForget))
}

func (c *call) keepState(userdata unsafe.Pointer, state *C.char) C.int32_t {
	sink, document := kept[stateSink](userdata), C.GoString(state)
	return c.status(func() error { return sink(c.ctx, document) })
}

// WithEvents hands the events to a function, one at a time. When it panics, the issuance is ended in good order before the
// panic comes out of the call; a certificate that was issued is lost then, unless WithState, WithStateFile or WithStateSink
// keeps the state, with which the next call gives it again.
func WithEvents(take func(Event)) ObtainOption {
	return func(p *obtainParams) {
		if take == nil {
			p.refuse(nilError("events"))
			return
		}
		C.acme_obtain_params_set_events(p.object, C.acme_event_fn(C.acmego_event), keep(take), (*[0]byte)(C.acmegoForget))
	}
}

// Obtain obtains a certificate for names: DNS names, "*." allowed in front, internationalised ones in any script, and IP
// addresses. It places an order, has the solver prove control of each name, sends the certificate request and downloads
// the certificate; Certificate.Key is its key. The account must exist: call NewAccount first, or make the client from
// credentials.
//
// Authorizations that are valid already are not proven again, wildcard names are proven by DNS, and where a challenge type
// fails the next one is tried. What the solver presented is cleaned up on every way out, which has 30 seconds of its own.
//
// Fails with what the steps fail with; ErrChallengeNotOffered lists what was offered, ErrAuthorizationInvalid says which
// name could not be proven and why.
func (c *Client) Obtain(ctx context.Context, names []string, solver *Solver, options ...ObtainOption) (*Certificate, error) {
	return c.issue(ctx, names, solver, options, nil)
}

// Renew obtains the successor of a certificate: as Obtain, and the order names its predecessor where the server has
// renewal information (RFC 9773, section 5). Without names it is for those of the predecessor.
func (c *Client) Renew(ctx context.Context, predecessor *Certificate, names []string, solver *Solver, options ...ObtainOption) (*Certificate, error) {
	if predecessor == nil {
		return nil, nilError("predecessor")
	}
	if len(names) == 0 {
		for _, identifier := range predecessor.Identifiers {
			names = append(names, identifier.Value)
		}
	}
	return c.issue(ctx, names, solver, options, predecessor)
}

func (c *Client) issue(ctx context.Context, names []string, solver *Solver, options []ObtainOption, predecessor *Certificate) (*Certificate, error) {
	p := newObtainParams(names, options)
	defer p.end()
	proves := solver.lend(&p.arguments, "solver")
	var old *C.acme_certificate
	if predecessor != nil {
		old = lend(&p.arguments, "predecessor", predecessor.owned())
	}
	defer p.followState()()
	certificate, err := receive(func(out **C.acme_certificate) error {
		return c.through(ctx, &p.arguments, func(made *call, client *C.acme_client) error {
			return made.issue(C.acmego_issuance{client: client, predecessor: old, params: p.object, solver: proves}, out)
		})
	})
	p.handOutState(err != nil)
	return certificate, err
}

// issue obtains a certificate on a worker.
func (c *call) issue(wanted C.acmego_issuance, out **C.acme_certificate) error {
	worker, err := takeWorker()
	if err != nil {
		return fmt.Errorf("acmeclient: %w", err)
	}
	issued := worker.issue(c, wanted)
	worker.rest()
	*out = issued.certificate
	return c.end(issued.status, issued.error)
}

// followState keeps the state at hand during a call. What it returns gives that to the caller when a callback's panic came
// out of the call, which has no result then.
func (p *obtainParams) followState() func() {
	if p.state == nil || p.err != nil {
		return func() {}
	}
	last, sink := *p.state, p.sink
	p.setSink(func(ctx context.Context, state string) error {
		last = state
		if sink == nil {
			return nil
		}
		return sink(ctx, state)
	})
	return func() {
		if !p.returned {
			*p.state = last
		}
	}
}

// handOutState gives the caller the state to go on from.
func (p *obtainParams) handOutState(failed bool) {
	p.returned = true
	if p.state == nil || p.err != nil {
		return
	}
	if !failed {
		*p.state = ""
		return
	}
	// A state that cannot be had leaves the one that the call began with.
	var out *C.char
	var failure *C.acme_error
	if C.acme_obtain_params_state(p.object, &out, &failure) == C.ACME_STATUS_OK {
		*p.state = ownedText(out)
	}
	C.acme_error_free(failure)
}
