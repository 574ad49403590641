package acmeclient

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"testing"
	"time"
)

func TestAContextEndsAStalledCall(t *testing.T) {
	for name, stalled := range map[string]func(context.Context, *Client) error{
		"stall-directory": func(ctx context.Context, c *Client) error {
			_, err := c.Directory(ctx)
			return err
		},
		"stall-order": func(ctx context.Context, c *Client) error {
			_, err := c.NewOrder(ctx, OrderParams{Names: []string{"a.example"}})
			return err
		},
		"pending-forever": func(ctx context.Context, c *Client) error {
			_, err := c.Obtain(ctx, []string{"a.example"}, NewSolver(quiet{}, "http-01"))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, scripted(t, name))
			if name != "stall-directory" {
				must[*Account](t)(client.NewAccount(background(t), Account{TermsAgreed: true}))
			}
			why := errors.New("enough")
			ctx, cancel := context.WithCancelCause(background(t))
			time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
			err := stalled(ctx, client)
			wantIs(t, err, context.Canceled)
			wantIs(t, err, ErrCancelled)
			wantIs(t, err, why)

			ctx, end := context.WithTimeout(background(t), 50*time.Millisecond)
			defer end()
			wantIs(t, stalled(ctx, client), context.DeadlineExceeded)
		})
	}
}

// quiet presents nothing.
type quiet struct{}

func (quiet) Present(context.Context, []Presentation) error { return nil }
func (quiet) CleanUp(context.Context, []Presentation) error { return nil }

func TestAWaitEndsAtTheDeadline(t *testing.T) {
	client := registered(t, scripted(t, "pending-forever"))
	order := must[*Order](t)(client.NewOrder(background(t), OrderParams{Names: []string{"a.example"}}))
	ctx, cancel := context.WithTimeout(background(t), 100*time.Millisecond)
	defer cancel()
	_, err := order.Wait(ctx)
	wantIs(t, err, context.DeadlineExceeded)
}

func TestWhoWaitsForAnObjectCanBeCancelled(t *testing.T) {
	client := registered(t, scripted(t, "pending-forever"))
	order := must[*Order](t)(client.NewOrder(background(t), OrderParams{Names: []string{"a.example"}}))
	long, stop := context.WithCancel(background(t))
	held := make(chan error)
	go func() {
		_, err := order.Wait(long)
		held <- err
	}()
	short, cancel := context.WithTimeout(background(t), 100*time.Millisecond)
	defer cancel()
	_, err := order.Wait(short)
	wantIs(t, err, context.DeadlineExceeded)
	stop()
	wantIs(t, <-held, context.Canceled)
}

func TestAContextThatIsOverOrMissing(t *testing.T) {
	client := newClient(t, scripted(t, "ok"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := client.Directory(ctx)
	wantIs(t, err, context.Canceled)
	_, err = client.Directory(nil) //nolint:staticcheck // what is tested
	wantIs(t, err, ErrNullPointer)
	_, err = client.NewOrder(nil, OrderParams{}) //nolint:staticcheck // what is tested
	wantIs(t, err, ErrNullPointer)
}

func TestNewFromStoreEndsWithItsContext(t *testing.T) {
	store := must[*Store](t)(FolderStore(t.TempDir()))
	goroutines := runtime.NumGoroutine()
	var took time.Duration
	for attempt := 0; attempt < 3; attempt++ { // a loaded machine may need another one
		ctx, cancel := context.WithCancel(background(t))
		var cancelled time.Time
		time.AfterFunc(50*time.Millisecond, func() {
			cancelled = time.Now()
			cancel()
		})
		_, err := NewFromStore(ctx, scripted(t, "stall-directory"), store, Account{}, WithCAFile(environment(t, "ACME_CA_FILE")))
		took = time.Since(cancelled)
		wantIs(t, err, context.Canceled)
		wantIs(t, err, ErrCancelled)
		if took < 300*time.Millisecond {
			break
		}
	}
	if took >= 300*time.Millisecond {
		t.Errorf("it took %v", took)
	}
	for waited := background(t); runtime.NumGoroutine() > goroutines; runtime.Gosched() {
		if waited.Err() != nil {
			t.Fatal("a goroutine is left")
		}
	}
}

func TestAClientThatComesTooLateIsNotGiven(t *testing.T) {
	ctx, cancel := context.WithCancel(background(t))
	store := must[*Store](t)(NewStore(cancelling{newMemoryStore(), cancel}))
	client, err := NewFromStore(ctx, scripted(t, "ok"), store, Account{TermsAgreed: true}, WithCAFile(environment(t, "ACME_CA_FILE")))
	wantIs(t, err, context.Canceled)
	if client != nil {
		t.Error("there is a client")
	}
}

// cancelling ends the context at the last step of the making of an account.
type cancelling struct {
	StoreBackend
	cancel context.CancelFunc
}

func (s cancelling) Unlock(ctx context.Context, name, holder string) {
	s.cancel()
	s.StoreBackend.Unlock(ctx, name, holder)
}

func TestTheContextOfNewFromStoreBoundsNoLaterCall(t *testing.T) {
	network := &http.Transport{TLSClientConfig: mustRoots(t)}
	defer network.CloseIdleConnections()
	var left time.Duration
	watched := roundTripper(func(r *http.Request) (*http.Response, error) {
		deadline, _ := r.Context().Deadline()
		left = time.Until(deadline)
		return network.RoundTrip(r)
	})
	start, cancel := context.WithTimeout(background(t), 10*time.Second)
	defer cancel()
	store := must[*Store](t)(FolderStore(t.TempDir()))
	client := must[*Client](t)(NewFromStore(start, scripted(t, "ok"), store, Account{TermsAgreed: true}, WithTransport(watched)))
	defer client.Close()
	must[*Order](t)(client.NewOrder(background(t), OrderParams{Names: []string{"a.example"}}))
	if left <= 10*time.Second {
		t.Errorf("a later request has %v, as if the start went on", left)
	}
}

func TestATransportGetsTheContextOfTheCall(t *testing.T) {
	type key struct{}
	got := make(chan any, 1)
	client := newClient(t, "https://ca.example/directory", WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
		got <- r.Context().Value(key{})
		<-r.Context().Done()
		return nil, r.Context().Err()
	})))
	ctx, cancel := context.WithTimeout(context.WithValue(background(t), key{}, "value"), 50*time.Millisecond)
	defer cancel()
	_, err := client.Directory(ctx)
	wantIs(t, err, context.DeadlineExceeded)
	if value := <-got; value != "value" {
		t.Errorf("the context has %v", value)
	}
}
