package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"fmt"
	"time"
	"unsafe"
)

// A Manager keeps the certificates of a store fresh. Add says which certificates there shall be, RunPending does what is
// due: call it at ManagerReport.NextLook, or every few hours; Run does that. Several processes may do so with one store at
// once. In a folder, NAME/current/chain.pem and NAME/current/key.pem are the certificate in use. All methods may be called
// by several goroutines at once.
type Manager struct {
	client  *Client
	store   *Store
	solver  *Solver
	options []ManagerOption
}

// A ManagerOption says how a manager works. The defaults are good.
type ManagerOption func(*managerOptions)

type managerOptions struct {
	arguments
	object *C.acme_manager_options
}

// WithRenewal says when certificates are renewed.
func WithRenewal(when RenewalParams) ManagerOption {
	return func(o *managerOptions) { C.acme_manager_options_set_renewal(o.object, when.build(&o.arguments)) }
}

// WithIssuance gives deadline, bounds and events of each issuance. What a certificate shall be is said to Add, not here.
func WithIssuance(options ...ObtainOption) ManagerOption {
	return func(o *managerOptions) {
		p := newObtainParams(nil, options)
		o.endings = append(o.endings, p.end)
		if p.err != nil {
			o.refuse(p.err)
		}
		C.acme_manager_options_set_obtain_params(o.object, p.object)
	}
}

// WithRenewed hands each renewed certificate, stored and in use by then, with the name that it is managed by to a
// function. Its error is the certificate's failure in this run, and it is handed over again in a later one.
func WithRenewed(renewed func(ctx context.Context, name string, certificate *Certificate) error) ManagerOption {
	return func(o *managerOptions) {
		if renewed == nil {
			o.refuse(nilError("renewed"))
			return
		}
		C.acme_manager_options_set_renewed(o.object, C.acme_renewed_fn(C.acmegoRenewed), keep(renewed),
			(*[0]byte)(C.acmegoForget))
	}
}

// WithDeployCommand runs a command for each renewed certificate, once it is stored and in use. A shell runs it with
// ACME_NAME and ACME_IDENTIFIERS in its environment, and over a folder with ACME_FOLDER, ACME_CHAIN_FILE and
// ACME_KEY_FILE; also with RENEWED_DOMAINS and RENEWED_LINEAGE, as hooks for certbot know them. When it fails, it is run
// again in a later run. timeout is how long it may take; 0 for 5 minutes.
func WithDeployCommand(command string, timeout time.Duration) ManagerOption {
	return func(o *managerOptions) {
		line, wait := o.text("deploy command", command), o.duration("timeout", timeout)
		C.acme_manager_options_set_deploy_command(o.object, line, wait)
	}
}

//export acmegoRenewed
func acmegoRenewed(userdata unsafe.Pointer, name *C.char, object *C.acme_certificate) C.int32_t {
	current := currentCall()
	renewed := kept[func(context.Context, string, *Certificate) error](userdata)
	return current.status(func() error {
		certificate, err := lentCertificate(object)
		if err != nil {
			return err
		}
		return renewed(current.ctx, C.GoString(name), certificate)
	})
}

// NewFromStore makes a client of the account that the store keeps. The first call makes key and account and stores them;
// several processes that begin at once get one account. who is what a new account says. ctx ends this call alone, not those
// of the client. Fails as NewFromCredentials and Client.NewAccount.
func NewFromStore(ctx context.Context, directory string, store *Store, who Account, options ...Option) (client *Client, err error) {
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	o := newOptions(directory, options)
	defer o.end()
	kept, params := lend(&o.arguments, "store", store.owned()), who.params(&o.arguments)
	made := call{ctx: ctx}
	end, err := made.cancellable()
	if err != nil {
		return nil, err
	}
	defer func() {
		// The client has the token, and could do nothing once that is triggered.
		if end() && err == nil {
			_ = client.Close()
			client, err = nil, contextError(ctx)
		}
	}()
	C.acme_client_options_set_cancel(o.object, made.token)
	return makeClient(&made, o, func(out **C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_from_store(o.object, kept, params, out, failure)
	})
}

// NewManager makes a manager. Nothing is read or sent yet. The certificates are issued to the client's account and kept in
// the store; the solver proves control of their names. The three stay the caller's and must stay open.
func NewManager(client *Client, store *Store, solver *Solver, options ...ManagerOption) (*Manager, error) {
	m := &Manager{client: client, store: store, solver: solver, options: options}
	// Once now, so that what is refused shows here.
	err := m.with(context.Background(), nil, func(*C.acme_manager, **C.acme_error) C.acme_status {
		return C.ACME_STATUS_OK
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// with makes a manager of the C library for one call, whose client ends with ctx. What it knows stands in the store.
func (m *Manager) with(ctx context.Context, a *arguments, do func(manager *C.acme_manager, failure **C.acme_error) C.acme_status) error {
	if m == nil {
		return nilError("manager")
	}
	o := &managerOptions{object: C.acme_manager_options_new()}
	defer o.end()
	o.endings = append(o.endings, func() { C.acme_manager_options_free(o.object) })
	for i, option := range m.options {
		if option == nil {
			return nilError(fmt.Sprintf("options[%d]", i))
		}
		option(o)
	}
	if a != nil && a.err != nil {
		return a.err
	}
	store, solver := lend(&o.arguments, "store", m.store.owned()), m.solver.lend(&o.arguments, "solver")
	return m.client.call(ctx, &o.arguments, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		var manager *C.acme_manager
		defer func() { C.acme_manager_free(manager) }()
		if status := C.acme_manager_new(client, store, solver, o.object, &manager, failure); status != C.ACME_STATUS_OK {
			return status
		}
		return do(manager, failure)
	})
}

// Add manages a certificate for names from now on; the next run issues it. name is a name for it, "" to call it after the
// first of its names; the name is returned. When a certificate of that name is managed already and something else is asked
// for, the next run issues it anew.
//
// Fails with ErrInvalidArgument for a name that no store takes, and for options that are about a single certificate: key,
// request, validity, state.
func (m *Manager) Add(ctx context.Context, name string, names []string, options ...ObtainOption) (string, error) {
	p := newObtainParams(names, options)
	defer p.end()
	text := p.optional("name", name)
	var out *C.char
	err := m.with(ctx, &p.arguments, func(manager *C.acme_manager, failure **C.acme_error) C.acme_status {
		return C.acme_manager_add(manager, text, p.object, &out, failure)
	})
	return ownedText(out), err
}

// Remove manages a certificate no longer and removes it with all that the store has of it. Fails with ErrLocked when a run
// is at work with it.
func (m *Manager) Remove(ctx context.Context, name string) error {
	var a arguments
	defer a.end()
	text := a.text("name", name)
	return m.with(ctx, &a, func(manager *C.acme_manager, failure **C.acme_error) C.acme_status {
		return C.acme_manager_remove(manager, text, failure)
	})
}

// Certificate gives the certificate in use, with its key; nil when none was issued yet.
func (m *Manager) Certificate(ctx context.Context, name string) (*Certificate, error) {
	var a arguments
	defer a.end()
	text := a.text("name", name)
	var out *C.acme_certificate
	err := m.with(ctx, &a, func(manager *C.acme_manager, failure **C.acme_error) C.acme_status {
		return C.acme_manager_certificate(manager, text, &out, failure)
	})
	if err != nil || out == nil {
		return nil, err
	}
	return ownCertificate(out), nil
}

// RunPending does what is due at a time, usually time.Now(), and tells of every managed certificate. What goes wrong with
// one of them is told in the report and is tried again after 1 minute, 10 minutes, 100 minutes, then once a day. Before its
// time is come nothing is sent.
//
// Fails with ErrCancelled, or when the store cannot be listed.
func (m *Manager) RunPending(ctx context.Context, now time.Time) (*ManagerReport, error) {
	var out *C.acme_manager_report
	err := m.with(ctx, nil, func(manager *C.acme_manager, failure **C.acme_error) C.acme_status {
		return C.acme_manager_run_pending(manager, C.int64_t(now.Unix()), &out, failure)
	})
	if err != nil {
		return nil, err
	}
	return readReport(out), nil
}

// Run does what is due now and then, until ctx ends, and hands each report to a function, which may be nil. A run that
// fails is tried again a minute later; its error is handed over as well.
func (m *Manager) Run(ctx context.Context, told func(*ManagerReport, error)) error {
	for {
		report, err := m.RunPending(ctx, time.Now())
		if ended := checkContext(ctx); ended != nil {
			return ended
		}
		if told != nil {
			told(report, err)
		}
		pause := time.NewTimer(untilNextLook(report, time.Now()))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return contextError(ctx)
		}
	}
}

// untilNextLook is how long to wait for the next run: never less than a second, and at most an hour, because another
// process may add a certificate.
func untilNextLook(report *ManagerReport, now time.Time) time.Duration {
	if report == nil {
		return time.Minute
	}
	if report.NextLook.IsZero() {
		return time.Hour
	}
	return min(max(report.NextLook.Sub(now), time.Second), time.Hour)
}
