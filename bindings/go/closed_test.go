package acmeclient

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"
)

func TestWhatIsClosedSaysSo(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "ok"))
	account := must[*Account](t)(client.Account(ctx))
	order := must[*Order](t)(client.NewOrder(ctx, OrderParams{Names: []string{"a.example"}}))
	authorization := must[*Authorization](t)(order.Authorization(ctx, 0))
	challenge := must[*Challenge](t)(authorization.Challenge("http-01"))
	key := newKey(t)
	csr := must[*CSR](t)(CSRForOrder(order, key))
	solver := Webroot(t.TempDir())
	store := must[*Store](t)(FolderStore(t.TempDir()))
	for _, closer := range []io.Closer{client, account, order, authorization, challenge, key, csr, solver, store} {
		if err := closer.Close(); err != nil {
			t.Errorf("%T: %v", closer, err)
		}
		err := closer.Close()
		wantIs(t, err, ErrClosed)
		if !strings.Contains(err.Error(), "closed") {
			t.Errorf("%T: %v", closer, err)
		}
	}
	uses := map[string]error{}
	_, uses["directory"] = client.Directory(ctx)
	_, uses["account"] = account.Refresh(ctx)
	_, uses["order"] = order.Wait(ctx)
	_, uses["authorization"] = authorization.Challenge("http-01")
	_, uses["challenge"] = challenge.KeyAuthorization()
	_, uses["key"] = key.PEM("")
	_, uses["key of a client"] = New(LetsEncrypt, key)
	_, uses["csr"] = order.Finalize(ctx, csr)
	_, uses["store"] = store.Read(ctx, "name")
	uses["solver"] = solver.SelfCheck(0, 0)
	for name, err := range uses {
		if err == nil {
			t.Errorf("%s: a closed one is used", name)
			continue
		}
		wantIs(t, err, ErrClosed)
	}
	if order.URL == "" || key.Public() != nil {
		t.Error("the data of what is closed stays, its secrets do not")
	}
}

func TestNilIsAnErrorThatNamesWhatIsNil(t *testing.T) {
	ctx := context.Background()
	client := newClient(t, scripted(t, "ok"))
	var errs []error
	add := func(_ any, err error) { errs = append(errs, err) }
	for _, c := range []*Client{nil, {}} {
		add(c.Directory(ctx))
		add(c.NewAccount(ctx, Account{}))
		add(c.Obtain(ctx, []string{"a.example"}, Webroot("/")))
		add(c.Credentials())
		add(nil, c.Close())
		add(nil, c.Revoke(ctx, nil, NoReason))
	}
	for _, o := range []*Order{nil, {}} {
		add(o.Wait(ctx))
		add(o.Certificate(ctx, nil))
		add(o.Authorization(ctx, 0))
		add(CSRForOrder(o, newKey(t)))
		add(nil, o.Close())
	}
	add(((*Authorization)(nil)).Challenge("http-01"))
	add(((*Challenge)(nil)).KeyAuthorization())
	add(((*Challenge)(nil)).DNSRecord(ctx))
	add(((*Account)(nil)).Update(ctx, Account{}))
	add(((*Orders)(nil)).Next(ctx))
	add(((*Key)(nil)).DER())
	add(((*Certificate)(nil)).Key())
	add(((*RenewalInfo)(nil)).Pick(time.Now()))
	add(((*Store)(nil)).Read(ctx, "name"))
	add(((*Manager)(nil)).RunPending(ctx, time.Now()))
	add(nil, ((*Solver)(nil)).Add(nil))
	add(client.Obtain(ctx, nil, nil))
	add(client.Obtain(ctx, []string{"a.example"}, NewSolver(nil)))
	add(client.Renew(ctx, nil, nil, Webroot("/")))
	add(client.Obtain(ctx, []string{"a.example"}, Webroot("/"), nil, WithEvents(nil)))
	add(NewCSR(CSRParams{}, nil))
	add(NewSelfSigned(SelfSignedParams{}, nil))
	add(NewStore(nil))
	add(NewManager(client, nil, nil))
	add(NewAutocert(client, nil, nil))
	add(New(LetsEncrypt, newKey(t), nil))
	add(New(LetsEncrypt, newKey(t), WithLogger(nil)))
	add(New(LetsEncrypt, newKey(t), WithTransport(nil)))
	add(DecideRenewal(nil, nil, RenewalParams{}, time.Now(), 0))
	for i, err := range errs {
		if err == nil {
			t.Errorf("%d: no error", i)
			continue
		}
		wantIs(t, err, ErrNullPointer)
		if !strings.Contains(err.Error(), "nil") {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestArgumentsThatCannotBeHandedOver(t *testing.T) {
	ctx := background(t)
	client := registered(t, scripted(t, "ok"))
	_, err := client.NewOrder(ctx, OrderParams{Names: []string{"a\x00.example"}})
	wantIs(t, err, ErrInvalidArgument)
	_, err = client.NewOrder(ctx, OrderParams{Names: []string{"a\xff.example"}})
	wantIs(t, err, ErrInvalidUTF8)
	_, err = New(LetsEncrypt, newKey(t), WithRequestTimeout(-time.Second))
	wantIs(t, err, ErrInvalidArgument)
	_, err = New(LetsEncrypt, newKey(t), WithAttempts(-1))
	wantIs(t, err, ErrInvalidArgument)
	_, err = New("http://ca.example/directory", newKey(t))
	wantIs(t, err, ErrForbiddenURL)
	_, err = client.Obtain(ctx, nil, NewSolver(quiet{}, "http-01"))
	wantIs(t, err, ErrInvalidArgument)
	_, err = client.Obtain(ctx, []string{"a.example"}, HTTP01Server("nowhere"))
	wantIs(t, err, ErrSolverFailed)
}

func TestASolverIsNotAddedToItself(t *testing.T) {
	solver := Webroot(t.TempDir())
	wantIs(t, solver.Add(solver), ErrInvalidArgument)
}

func TestAClientIsClosedUnderACall(t *testing.T) {
	client := registered(t, scripted(t, "stall-order"))
	ctx, cancel := context.WithCancel(background(t))
	done := make(chan error)
	go func() {
		_, err := client.NewOrder(ctx, OrderParams{Names: []string{"a.example"}})
		done <- err
	}()
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	cancel()
	if err := <-done; err == nil {
		t.Error("no error")
	}
}
