package acmeclient

import (
	"context"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOneCallToACertificate(t *testing.T) {
	ctx := background(t)
	client := registered(t, pebble(t))
	names := []string{uniqueName("one"), uniqueName("two")}
	var events []Event
	certificate := must[*Certificate](t)(client.Obtain(ctx, names, webroot(t), WithEvents(func(e Event) { events = append(events, e) })))
	pair := certificate.TLS()
	for _, name := range names {
		verify(t, pair, name)
	}
	if last := events[len(events)-1]; last.Kind != EventIssued || certificate.OrderURL != events[0].URL {
		t.Errorf("the first event is %+v, the last %+v", events[0], last)
	}
	next := must[*Certificate](t)(client.Renew(ctx, certificate, nil, webroot(t)))
	order := must[*Order](t)(client.Order(ctx, next.OrderURL))
	if len(next.Identifiers) != 2 || order.Replaces != certificate.ARIID {
		t.Errorf("the successor is for %v and replaces %q, not %q", next.Identifiers, order.Replaces, certificate.ARIID)
	}
}

func TestEverythingThatAnIssuanceCanBeAskedFor(t *testing.T) {
	ctx := background(t)
	client := registered(t, pebble(t))
	name := uniqueName("options")
	key := must[*Key](t)(GenerateKey(KeyECP384))
	file := filepath.Join(t.TempDir(), "state")
	kept := 0
	certificate := must[*Certificate](t)(client.Obtain(ctx, []string{name}, webroot(t), WithKey(key), WithKeyKind(KeyECP384),
		WithCommonName(name), WithMustStaple(false), WithChallengeTypes("http-01"), WithParallel(2), WithOrderRate(0, 1),
		WithRequestRate(0, 1), WithTimeout(longEnough), WithStateFile(file), WithChain(TopIssuer("nobody").Or(ShortestChain()).Or(ServerChoice())),
		WithIdentifier(Identifier{"dns", uniqueName("more")})))
	if own := must[*Key](t)(certificate.Key()); own.Thumbprint != key.Thumbprint || len(certificate.Identifiers) != 2 {
		t.Errorf("another key, or other names: %v", certificate.Identifiers)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	csr := must[*CSR](t)(NewCSR(CSRParams{Names: []string{name}}, key))
	certificate = must[*Certificate](t)(client.Obtain(ctx, nil, webroot(t), WithCSR(csr), WithStateSink(func(context.Context, string) error {
		kept++
		return nil
	})))
	if _, err := certificate.Key(); err == nil || kept == 0 {
		t.Errorf("the key of a request is known, or the state was kept %d times", kept)
	}
	for _, preference := range []*ChainPreference{AnyIssuer("nobody at all"), ChainKeyID([]byte{1, 2}), ChainFingerprint(make([]byte, 32))} {
		_, err := client.Obtain(ctx, []string{name}, webroot(t), WithChain(preference))
		wantIs(t, err, ErrChainNotFound)
	}
	_, err := client.Obtain(ctx, []string{name}, webroot(t), WithChain(ChainFingerprint(nil)))
	wantIs(t, err, ErrInvalidArgument)
	_, err = client.Obtain(ctx, []string{name}, webroot(t), WithProfile("there is none"))
	if err == nil {
		t.Error("an unknown profile is taken")
	}
}

func TestAnIssuanceGoesOnFromItsState(t *testing.T) {
	ctx := background(t)
	directory := scripted(t, "invalid-authorization")
	client := registered(t, directory)
	var state string
	_, err := client.Obtain(ctx, []string{"a.example"}, NewSolver(quiet{}, "http-01"), WithState(&state))
	wantIs(t, err, ErrAuthorizationInvalid)
	damaged := state + "x"
	_, err = client.Obtain(ctx, []string{"a.example"}, NewSolver(quiet{}, "http-01"), WithState(&damaged))
	wantIs(t, err, ErrInvalidState)

	client, state = registered(t, scripted(t, "ok")), ""
	stopped := NewSolver(presenter{func(context.Context, []Presentation) error { return context.Canceled }, cleanUpNothing}, "http-01")
	_, err = client.Obtain(ctx, []string{"a.example"}, stopped, WithState(&state))
	if err == nil || state == "" {
		t.Fatalf("%v, state %q", err, state)
	}
	must[*Certificate](t)(client.Obtain(ctx, []string{"a.example"}, NewSolver(quiet{}, "http-01"), WithState(&state)))
	if state != "" {
		t.Errorf("state %q after a success", state)
	}
}

// recording is a Presenter and ReadyWaiter that notes what it is asked to do.
type recording struct {
	steps []string
	shown []Presentation
}

func (r *recording) Present(_ context.Context, batch []Presentation) error {
	r.steps, r.shown = append(r.steps, "present"), batch
	return nil
}

func (r *recording) Ready(context.Context, []Presentation) error {
	r.steps = append(r.steps, "ready")
	return nil
}

func (r *recording) CleanUp(ctx context.Context, _ []Presentation) error {
	r.steps = append(r.steps, "clean up")
	return ctx.Err()
}

func TestAPresenterGetsTheWholeBatch(t *testing.T) {
	client := registered(t, scripted(t, "ok"))
	presenter := &recording{}
	must[*Certificate](t)(client.Obtain(background(t), []string{"*.a.example", "b.example"}, NewSolver(presenter, "dns-01")))
	if steps := strings.Join(presenter.steps, ", "); steps != "present, ready, clean up" {
		t.Errorf("steps %s", steps)
	}
	for _, shown := range presenter.shown {
		value := must[string](t)(shown.Challenge.DNS01Value())
		if shown.Type != "dns-01" || shown.DNSName != "_acme-challenge."+shown.Identifier || shown.DNSValue != value ||
			shown.Wildcard != (shown.Identifier == "a.example") || shown.AccountURL == "" ||
			shown.KeyAuthorization != shown.Token+"."+shown.Thumbprint {
			t.Errorf("%+v", shown)
		}
	}
}

func TestCleaningUpFollowsACancellation(t *testing.T) {
	client := registered(t, scripted(t, "pending-forever"))
	presenter := &recording{}
	ctx, cancel := context.WithCancel(background(t))
	_, err := client.Obtain(ctx, []string{"a.example"}, NewSolver(presenter, "dns-01"), WithEvents(func(e Event) {
		if e.Kind == EventAsked {
			cancel()
		}
	}))
	wantIs(t, err, context.Canceled)
	if steps := strings.Join(presenter.steps, ", "); steps != "present, ready, clean up" {
		t.Errorf("steps %s", steps)
	}
}

func TestBuiltInSolvers(t *testing.T) {
	ctx := background(t)
	client := registered(t, pebble(t))
	port := environment(t, "ACME_TLS_PORT")
	name := uniqueName("alpn")
	solver := TLSALPN01Server("127.0.0.1:" + port)
	if err := solver.Add(webroot(t)); err != nil {
		t.Fatal(err)
	}
	verify(t, must[*Certificate](t)(client.Obtain(ctx, []string{name}, solver)).TLS(), name)

	hook := filepath.Join(t.TempDir(), "hook")
	script := "#!/bin/sh\n[ \"$1\" = deploy_challenge ] || exit 0\nmkdir -p \"$ACME_WEBROOT/.well-known/acme-challenge\"\n" +
		"printf %s \"$4\" >\"$ACME_WEBROOT/.well-known/acme-challenge/$3\"\n"
	if err := os.WriteFile(hook, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	name = uniqueName("dehydrated")
	verify(t, must[*Certificate](t)(client.Obtain(ctx, []string{name}, DehydratedHook(hook, "http-01", false))).TLS(), name)
	name = uniqueName("certbot")
	auth := "mkdir -p \"$ACME_WEBROOT/.well-known/acme-challenge\"; " +
		"printf %s \"$CERTBOT_VALIDATION\" >\"$ACME_WEBROOT/.well-known/acme-challenge/$CERTBOT_TOKEN\""
	verify(t, must[*Certificate](t)(client.Obtain(ctx, []string{name}, CertbotHook(auth, "", "http-01"))).TLS(), name)

	for _, solver := range []*Solver{HTTP01Server("127.0.0.1:0"), HTTP01Stateless("127.0.0.1:0", newKey(t).Thumbprint),
		DNSUpdate(DNSUpdateParams{Server: "127.0.0.1:1"})} {
		if err := solver.Err(); err != nil {
			t.Error(err)
		}
		if err := solver.Close(); err != nil {
			t.Error(err)
		}
	}
	wantIs(t, HTTP01Stateless("127.0.0.1:"+taken(t), newKey(t).Thumbprint).Err(), ErrAddressInUse)
	checked := HTTP01Server("127.0.0.1:0")
	if err := checked.SelfCheck(longEnough, 1); err != nil {
		t.Error(err)
	}
}

func TestRootsAreTrustedAsTold(t *testing.T) {
	pem := readFile(t, environment(t, "ACME_CA_FILE"))
	for _, options := range [][]Option{{WithCAPEM(pem)}, {WithCAPEM(pem), WithSystemRoots(false)}} {
		client := must[*Client](t)(New(pebble(t), newKey(t), options...))
		must[*Directory](t)(client.Directory(background(t)))
	}
	_, err := must[*Client](t)(New(pebble(t), newKey(t), WithAttempts(1))).Directory(background(t))
	wantIs(t, err, ErrUntrustedServer)
	_, err = New(pebble(t), newKey(t), WithCAFile("/there/is/none"))
	wantIs(t, err, ErrFile)
	own := must[*SelfSigned](t)(NewSelfSigned(SelfSignedParams{Names: []string{"client.example"}}, newKey(t)))
	if _, err := x509.ParseCertificate(own.DER); err != nil {
		t.Fatal(err)
	}
	key := newKey(t)
	chain := must[*SelfSigned](t)(NewSelfSigned(SelfSignedParams{Names: []string{"client.example"}}, key)).PEM
	client := must[*Client](t)(New(pebble(t), newKey(t), WithCAPEM(pem), WithClientCertificate(chain, key), WithProxy(""),
		WithUserAgent("go-test/1.0"), WithAcceptLanguage("de, en"), WithConnectTimeout(longEnough), WithRequestTimeout(longEnough),
		WithOperationTimeout(longEnough), WithAttempts(2), WithLongestWait(0), WithNonceAttempts(3), WithHTTPOnLoopback(true),
		WithAccountURL(strings.TrimSuffix(pebble(t), "dir")+"my-account/1")))
	must[*Directory](t)(client.Directory(background(t)))
}
