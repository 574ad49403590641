package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"time"
)

// A Solver makes visible what the authority asks to see (RFC 8555, section 8). Several goroutines may use one at once, if
// its own functions may be called so. A constructor that fails keeps its error for the call that uses the solver; Err
// tells it before.
type Solver struct {
	handle *handle[*C.acme_solver]
	err    error
}

// Webroot is a solver of http-01 for a web server that runs already: it writes files into .well-known/acme-challenge below
// the server's root, readable by everyone, and removes them again.
func Webroot(root string) *Solver {
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_webroot(a.text("root", root), out, failure)
	})
}

// HTTP01Server is a solver of http-01 with a server of its own, which listens while something is presented. The address is
// "0.0.0.0:80", "[::]:80", or ":80" for all addresses of both families. That its port is in use shows as ErrAddressInUse
// when it presents.
func HTTP01Server(address string) *Solver {
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_http01_server(a.text("address", address), out, failure)
	})
}

// HTTP01Stateless is a solver of http-01 that answers any token with the thumbprint of the account's key (Key.Thumbprint),
// so that every machine behind a load balancer can answer, whichever of them asked. It listens from now on until it is
// closed.
//
// Its error is ErrAddressInUse, or ErrSolverFailed when it cannot listen for another reason.
func HTTP01Stateless(address, thumbprint string) *Solver {
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_http01_stateless(a.text("address", address), a.text("thumbprint", thumbprint), out, failure)
	})
}

// TLSALPN01Server is a solver of tls-alpn-01 (RFC 8737) with a server of its own, which listens while something is
// presented. The address is as for HTTP01Server, such as ":443".
func TLSALPN01Server(address string) *Solver {
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_tls_alpn01_server(a.text("address", address), out, failure)
	})
}

// DNSUpdateParams says where DNS updates go.
type DNSUpdateParams struct {
	// Server takes updates: a name or an address, with a port unless that is 53.
	Server string
	// KeyName is the name of the key that signs updates (TSIG, RFC 8945); "" for updates without a signature.
	KeyName string
	// Algorithm is "hmac-sha256" and others; "" for that one.
	Algorithm string
	// Secret is the key's secret in base64.
	Secret string
	// Zone is the zone; "" to ask the server for it.
	Zone string
	// Resolver is the address of the server to ask for aliases, with a port unless that is 53; "" for the system's.
	Resolver string
}

// DNSUpdate is a solver of dns-01 that updates DNS zones (RFC 2136), all records of a zone at once. Where _acme-challenge
// of a name is an alias (CNAME), the record goes to where that leads. Its error is ErrUnsupported when the library was
// built without it.
func DNSUpdate(where DNSUpdateParams) *Solver {
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_dns_update(a.text("server", where.Server), a.optional("key name", where.KeyName),
			a.optional("algorithm", where.Algorithm), a.optional("secret", where.Secret), a.optional("zone", where.Zone),
			a.optional("resolver", where.Resolver), out, failure)
	})
}

// CertbotHook is a solver that calls hooks written for certbot's --manual-auth-hook and --manual-cleanup-hook: shell
// commands that find CERTBOT_DOMAIN, CERTBOT_VALIDATION and the others in their environment. They are ended at the
// deadline; one that ends with another status than 0 has failed, and the error shows the end of its output. cleanUp may be
// ""; challengeType is "dns-01", "http-01", or "" for dns-01.
func CertbotHook(auth, cleanUp, challengeType string) *Solver {
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_certbot_hook(a.text("auth", auth), a.optional("clean up", cleanUp),
			a.optional("challenge type", challengeType), out, failure)
	})
}

// DehydratedHook is a solver that calls a hook written for dehydrated: a program that gets "deploy_challenge" or
// "clean_challenge", the domain, the token and the value as its arguments; with chain it is called once for many
// challenges, three arguments for each (HOOK_CHAIN). Otherwise as CertbotHook.
func DehydratedHook(program, challengeType string, chain bool) *Solver {
	return makeSolver(func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_dehydrated_hook(a.text("program", program), a.optional("challenge type", challengeType),
			C.bool(chain), out, failure)
	})
}

func makeSolver(do func(a *arguments, out **C.acme_solver, failure **C.acme_error) C.acme_status) *Solver {
	var a arguments
	defer a.end()
	var out *C.acme_solver
	err := run(context.Background(), nil, func(failure **C.acme_error) C.acme_status { return do(&a, &out, failure) })
	if a.err != nil {
		err = a.err
	}
	if err != nil {
		return &Solver{err: err}
	}
	return &Solver{handle: own("solver", out, func(solver *C.acme_solver) { C.acme_solver_free(solver) })}
}

// Err is why the solver could not be made, or nil.
func (s *Solver) Err() error {
	if s == nil {
		return nilError("solver")
	}
	return s.err
}

// Add adds what another solver can do: each challenge type goes to the first solver that can do it. The other stays as it
// is and may be closed. Fails with ErrInvalidArgument while the solver is at work.
func (s *Solver) Add(other *Solver) error {
	var a arguments
	defer a.end()
	added := other.lend(&a, "other")
	return s.change(&a, func(solver *C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_add(solver, added, failure)
	})
}

// SelfCheck has the solver look whether what it presented can be seen, before the authority is asked to look: key
// authorizations of http-01 as a web client, TXT records at every server of their zone. What cannot be seen in time ends
// the call with ErrNotVisible. timeout is how long to wait at most, 0 for 2 minutes; httpPort is where the authority asks
// for http-01, 0 for 80. Fails with ErrInvalidArgument while the solver is at work.
func (s *Solver) SelfCheck(timeout time.Duration, httpPort uint16) error {
	var a arguments
	defer a.end()
	wait := a.duration("timeout", timeout)
	return s.change(&a, func(solver *C.acme_solver, failure **C.acme_error) C.acme_status {
		return C.acme_solver_self_check(solver, wait, C.uint16_t(httpPort), failure)
	})
}

func (s *Solver) change(a *arguments, do func(solver *C.acme_solver, failure **C.acme_error) C.acme_status) error {
	if err := s.Err(); err != nil {
		return err
	}
	object, busy, err := s.handle.tryTake(true)
	if err != nil {
		return naming("solver", err)
	}
	if busy != nil {
		return argumentError("solver: it is at work, or added to itself")
	}
	defer s.handle.release()
	return run(context.Background(), a, func(failure **C.acme_error) C.acme_status { return do(object, failure) })
}

// Close frees the solver; its servers end. A second Close is ErrClosed.
func (s *Solver) Close() error {
	if err := s.Err(); err != nil {
		return err
	}
	return naming("solver", s.handle.close())
}

// lend shares the solver for one call, or refuses with the reason why it could not be made.
func (s *Solver) lend(a *arguments, name string) *C.acme_solver {
	if s == nil {
		a.refuse(nilError(name))
		return nil
	}
	if s.err != nil {
		a.refuse(s.err)
		return nil
	}
	return lend(a, name, s.handle)
}
