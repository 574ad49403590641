package acmeclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// presenter is a Presenter of functions.
type presenter struct {
	present, cleanUp func(context.Context, []Presentation) error
}

func (p presenter) Present(ctx context.Context, batch []Presentation) error {
	return p.present(ctx, batch)
}
func (p presenter) CleanUp(ctx context.Context, batch []Presentation) error {
	return p.cleanUp(ctx, batch)
}

func panics(context.Context, []Presentation) error { panic("thrown") }

func cleanUpNothing(context.Context, []Presentation) error { return nil }

// recovered gives what a function panics with.
func recovered(do func()) (value any) {
	defer func() { value = recover() }()
	do()
	return nil
}

func TestAPanicOfACallbackComesOutOfItsCall(t *testing.T) {
	directory := scripted(t, "ok")
	ctx := background(t)
	client := registered(t, directory)
	obtain := func(solver *Solver, options ...ObtainOption) func() {
		return func() { _, _ = client.Obtain(ctx, []string{"a.example"}, solver, options...) }
	}
	brokenStore := must[*Store](t)(NewStore(panickingStore{}))
	thrower := NewSolver(presenter{panics, cleanUpNothing}, "http-01")
	for name, do := range map[string]func(){
		"present": obtain(thrower),
		"events":  obtain(NewSolver(quiet{}, "http-01"), WithEvents(func(Event) { panic("thrown") })),
		"state":   obtain(NewSolver(quiet{}, "http-01"), WithStateSink(func(context.Context, string) error { panic("thrown") })),
		"transport": func() {
			broken := newClient(t, directory, WithTransport(roundTripper(func(*http.Request) (*http.Response, error) { panic("thrown") })))
			_, _ = broken.Directory(ctx)
		},
		"store":               func() { _, _ = brokenStore.Read(ctx, "name") },
		"store of an account": func() { _, _ = NewFromStore(ctx, directory, brokenStore, Account{}) },
	} {
		if value := recovered(do); value != "thrown" {
			t.Errorf("%s: recovered %v", name, value)
		}
	}
	must[*Certificate](t)(client.Obtain(ctx, []string{"a.example"}, NewSolver(quiet{}, "http-01")))
}

type panickingStore struct{ StoreBackend }

func (panickingStore) Read(context.Context, string) ([]byte, error) { panic("thrown") }

func TestGoexitOfACallbackEndsTheGoroutineOfItsCall(t *testing.T) {
	client := registered(t, scripted(t, "ok"))
	ctx := background(t)
	returned := true
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		returned = false
		solver := NewSolver(presenter{func(context.Context, []Presentation) error { runtime.Goexit(); return nil }, cleanUpNothing}, "http-01")
		_, _ = client.Obtain(ctx, []string{"a.example"}, solver)
		returned = true
	}()
	group.Wait()
	if returned {
		t.Error("the call returned")
	}
}

func TestTheErrorOfACallbackIsFoundInTheErrorOfItsCall(t *testing.T) {
	client := registered(t, scripted(t, "ok"))
	ctx := background(t)
	mine := errors.New("the provider is closed")
	solver := NewSolver(presenter{func(context.Context, []Presentation) error { return mine }, cleanUpNothing}, "http-01")
	_, err := client.Obtain(ctx, []string{"a.example"}, solver)
	wantIs(t, err, mine)
	wantIs(t, err, ErrCallback)
	if !strings.Contains(err.Error(), mine.Error()) {
		t.Errorf("the message does not say why: %v", err)
	}
	_, err = client.Obtain(ctx, []string{"a.example"}, NewSolver(quiet{}, "http-01"),
		WithStateSink(func(context.Context, string) error { return mine }))
	wantIs(t, err, mine)
}

func TestWhatCleanUpReturnsHidesNothing(t *testing.T) {
	client := registered(t, scripted(t, "ok"))
	mine, later := errors.New("the provider is closed"), errors.New("there is nothing to remove")
	solver := NewSolver(presenter{
		func(context.Context, []Presentation) error { return mine },
		func(context.Context, []Presentation) error { return later },
	}, "http-01")
	told := 0
	_, err := client.Obtain(background(t), []string{"a.example"}, solver, WithEvents(func(event Event) {
		if event.Kind == EventCleanUpFailed && strings.Contains(event.Message, later.Error()) {
			told++
		}
	}))
	wantIs(t, err, mine)
	if errors.Is(err, later) || told != 1 {
		t.Errorf("%v; the event came %d times", err, told)
	}
}

func TestARequestThatIsSentAgainIsNotTheCauseOfWhatFailsLater(t *testing.T) {
	mine := errors.New("the provider is closed")
	network := &http.Transport{TLSClientConfig: mustRoots(t)}
	defer network.CloseIdleConnections()
	failed := false
	client := newClient(t, scripted(t, "ok"), WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
		if !failed {
			failed = true
			return nil, io.ErrUnexpectedEOF
		}
		return network.RoundTrip(r)
	})))
	must[*Account](t)(client.NewAccount(background(t), Account{TermsAgreed: true}))
	failed = false
	solver := NewSolver(presenter{func(context.Context, []Presentation) error { return mine }, cleanUpNothing}, "http-01")
	_, err := client.Obtain(background(t), []string{"a.example"}, solver)
	wantIs(t, err, mine)
	if !failed || errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a request failed: %v; %v", failed, err)
	}
}

func TestAPanicOfTheEventsLosesNoCertificateWhoseStateIsKept(t *testing.T) {
	client := registered(t, scripted(t, "ok"))
	ctx, solver := background(t), NewSolver(quiet{}, "http-01")
	var state, handed string
	for name, option := range map[string]ObtainOption{
		"WithState":     WithState(&state),
		"WithStateFile": WithStateFile(filepath.Join(t.TempDir(), "a.state")),
		"WithStateSink": WithStateSink(func(_ context.Context, state string) error { handed = state; return nil }),
	} {
		order, finalized := "", false
		value := recovered(func() {
			_, _ = client.Obtain(ctx, []string{"a.example"}, solver, option, WithEvents(func(event Event) {
				switch event.Kind {
				case EventOrdered:
					order = event.URL
				case EventIssued:
					finalized = true
					panic("thrown")
				}
			}))
		})
		if value != "thrown" || !finalized || order == "" {
			t.Fatalf("%s: recovered %v, order %q", name, value, order)
		}
		if name == "WithStateSink" {
			option = WithState(&handed)
		}
		certificate := must[*Certificate](t)(client.Obtain(ctx, []string{"a.example"}, solver, option))
		if key := must[*Key](t)(certificate.Key()); certificate.OrderURL != order || key == nil {
			t.Errorf("%s: the certificate is of %q, not of %q", name, certificate.OrderURL, order)
		}
	}
	if state != "" || handed != "" {
		t.Error("the state was not taken back")
	}
}

func TestTheLogGoesToSlog(t *testing.T) {
	var text bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := newClient(t, scripted(t, "ok"), WithLogger(logger))
	must[*Directory](t)(client.Directory(background(t)))
	if !strings.Contains(text.String(), "level=DEBUG") || !strings.Contains(text.String(), "/directory") {
		t.Errorf("the log has no request:\n%s", text.String())
	}
}

func TestATransportOfNetHTTPDoesWhatTheLibrarysOwnDoes(t *testing.T) {
	roots := mustRoots(t)
	transport := &http.Transport{TLSClientConfig: roots}
	defer transport.CloseIdleConnections()
	client := registered(t, pebble(t), WithTransport(transport))
	name := uniqueName("transport")
	certificate := must[*Certificate](t)(client.Obtain(background(t), []string{name}, webroot(t)))
	if certificate.Identifiers[0].Value != name {
		t.Errorf("the certificate is for %v", certificate.Identifiers)
	}
}

func TestFailuresOfATransportHaveTheirStatus(t *testing.T) {
	refused := roundTripper(func(r *http.Request) (*http.Response, error) {
		return (&http.Transport{}).RoundTrip(r)
	})
	client := newClient(t, "https://127.0.0.1:1/directory", WithTransport(refused), WithAttempts(1))
	_, err := client.Directory(background(t))
	wantIs(t, err, ErrConnectionFailed)

	mine := errors.New("no network in here")
	client = newClient(t, "https://ca.example/directory", WithTransport(roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, mine
	})))
	_, err = client.Directory(background(t))
	wantIs(t, err, mine)

	client = newClient(t, "https://ca.example/directory", WithTransport(roundTripper(func(*http.Request) (*http.Response, error) {
		return answer(200, map[string]string{"Content-Type": "text/html"}, "<html>"), nil
	})))
	_, err = client.Directory(background(t))
	wantIs(t, err, ErrInvalidDirectory)
}
