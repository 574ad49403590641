package acmeclient

import (
	"context"
	"io"
	"math/rand"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A worker of chaos makes calls with whatever the others left.
type worker struct {
	*chaos
	random *rand.Rand
}

// chaos holds whatever calls gave, closed or not, and hands any of it to any call.
type chaos struct {
	mu             sync.Mutex
	given          int
	directory      string
	ca             Option
	clients        []*Client
	keys           []*Key
	accounts       []*Account
	orders         []*Order
	authorizations []*Authorization
	challenges     []*Challenge
	csrs           []*CSR
	certificates   []*Certificate
	solvers        []*Solver
	stores         []*Store
	managers       []*Manager
	lists          []*Orders
}

// pick gives any value that is at hand, or nil.
func pick[T any](c worker, values *[]*T) *T {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.random.Intn(len(*values) + 2); i < len(*values) {
		return (*values)[i]
	} else if i == len(*values) {
		return new(T)
	}
	return nil
}

// put keeps a value, at the place of another one when there are many.
func put[T any](c worker, values *[]*T) func(*T, error) {
	return func(value *T, err error) {
		if value == nil {
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.given++
		if len(*values) < 8 {
			*values = append(*values, value)
			return
		}
		(*values)[c.random.Intn(len(*values))] = value
	}
}

func (c worker) names() []string {
	names := []string{"a.example", "*.b.example", "192.0.2.1", "", "no name", "c\x00", "d\xff.example"}
	c.random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names[:c.random.Intn(3)]
}

// context gives one that is over at once, soon, or long after; or none at all.
func (c worker) context() (context.Context, func()) {
	switch c.random.Intn(20) {
	case 0:
		return nil, func() {}
	case 1:
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		return ctx, cancel
	case 2, 3, 4:
		return context.WithTimeout(context.Background(), time.Duration(c.random.Intn(3000))*time.Microsecond)
	default:
		return context.WithTimeout(context.Background(), 10*time.Second)
	}
}

// steps are all calls that make, use or close something.
func (c worker) steps(ctx context.Context) []func() {
	return []func(){
		func() { put(c, &c.keys)(GenerateKey(KeyKind(c.random.Intn(4)))) },
		func() { put(c, &c.clients)(New(c.directory, pick(c, &c.keys), c.ca, WithAttempts(1))) },
		func() { put(c, &c.accounts)(pick(c, &c.clients).NewAccount(ctx, Account{TermsAgreed: true})) },
		func() { put(c, &c.accounts)(pick(c, &c.accounts).Refresh(ctx)) },
		func() { put(c, &c.accounts)(pick(c, &c.accounts).Update(ctx, Account{Contact: c.names()})) },
		func() { put(c, &c.orders)(pick(c, &c.clients).NewOrder(ctx, OrderParams{Names: c.names()})) },
		func() { put(c, &c.orders)(pick(c, &c.orders).Refresh(ctx)) },
		func() { put(c, &c.orders)(pick(c, &c.orders).Finalize(ctx, pick(c, &c.csrs))) },
		func() { put(c, &c.certificates)(pick(c, &c.orders).Certificate(ctx, nil)) },
		func() { put(c, &c.authorizations)(pick(c, &c.orders).Authorization(ctx, c.random.Intn(3)-1)) },
		func() { put(c, &c.authorizations)(pick(c, &c.authorizations).Refresh(ctx)) },
		func() { put(c, &c.challenges)(pick(c, &c.authorizations).Challenge("http-01")) },
		func() { put(c, &c.challenges)(pick(c, &c.challenges).RequestValidation(ctx)) },
		func() { _, _ = pick(c, &c.challenges).KeyAuthorization() },
		func() { _, _ = pick(c, &c.challenges).TLSALPN01Certificate(pick(c, &c.keys)) },
		func() { _, _ = pick(c, &c.challenges).DNSRecord(ctx) },
		func() { put(c, &c.csrs)(CSRForOrder(pick(c, &c.orders), pick(c, &c.keys))) },
		func() { put(c, &c.csrs)(NewCSR(CSRParams{Names: c.names()}, pick(c, &c.keys))) },
		func() { put(c, &c.solvers)(NewSolver(quiet{}, "http-01", "dns-01"), nil) },
		func() { _ = pick(c, &c.solvers).Add(pick(c, &c.solvers)) },
		func() { put(c, &c.stores)(NewStore(newMemoryStore())) },
		func() { put(c, &c.managers)(NewManager(pick(c, &c.clients), pick(c, &c.stores), pick(c, &c.solvers))) },
		func() { _, _ = pick(c, &c.managers).Add(ctx, "", c.names()) },
		func() { _, _ = pick(c, &c.managers).RunPending(ctx, time.Now()) },
		func() { put(c, &c.lists)(pick(c, &c.clients).Orders(ctx)) },
		func() { put(c, &c.orders)(pick(c, &c.lists).Next(ctx)) },
		func() { put(c, &c.certificates)(pick(c, &c.clients).Obtain(ctx, c.names(), pick(c, &c.solvers))) },
		func() { _ = pick(c, &c.certificates).TLS() },
		func() { _ = pick(c, &c.clients).Revoke(ctx, pick(c, &c.certificates), NoReason) },
		func() { c.close() },
	}
}

func (c worker) close() {
	closers := []io.Closer{pick(c, &c.clients), pick(c, &c.keys), pick(c, &c.accounts), pick(c, &c.orders), pick(c, &c.authorizations),
		pick(c, &c.challenges), pick(c, &c.csrs), pick(c, &c.certificates), pick(c, &c.solvers), pick(c, &c.stores), pick(c, &c.lists)}
	_ = closers[c.random.Intn(len(closers))].Close()
}

// Calls in any order, of several goroutines, with whatever is at hand, closed or nil: each ends with a value or an error. ACME_CHAOS_SEED begins a run
// likewise, ACME_CHAOS_STEPS makes it longer.
func TestCallsInAnyOrder(t *testing.T) {
	seed, steps := time.Now().UnixNano(), 3000
	if text := os.Getenv("ACME_CHAOS_SEED"); text != "" {
		seed = must[int64](t)(strconv.ParseInt(text, 10, 64))
	}
	if text := os.Getenv("ACME_CHAOS_STEPS"); text != "" {
		steps = must[int](t)(strconv.Atoi(text))
	}
	t.Logf("ACME_CHAOS_SEED=%d", seed)
	shared := &chaos{directory: scripted(t, "ok"), ca: WithCAFile(environment(t, "ACME_CA_FILE"))}
	worker{shared, rand.New(rand.NewSource(seed))}.begin(background(t))
	var group sync.WaitGroup
	for number := int64(0); number < 4; number++ {
		group.Add(1)
		go func(c worker) {
			defer group.Done()
			for i := 0; i < steps/4; i++ {
				c.step()
				if i%100 == 0 {
					runtime.GC()
				}
			}
		}(worker{shared, rand.New(rand.NewSource(seed + number))})
	}
	group.Wait()
	if shared.given < steps/20 {
		t.Errorf("only %d of %d calls gave something", shared.given, steps)
	}
}

// begin makes one of each on the way to a challenge, so that there is something to do.
func (c worker) begin(ctx context.Context) {
	put(c, &c.keys)(GenerateKey(KeyECP256))
	put(c, &c.clients)(New(c.directory, c.keys[0], c.ca, WithAttempts(1)))
	put(c, &c.accounts)(c.clients[0].NewAccount(ctx, Account{TermsAgreed: true}))
	put(c, &c.orders)(c.clients[0].NewOrder(ctx, OrderParams{Names: []string{"a.example", "b.example"}}))
	put(c, &c.authorizations)(c.orders[0].Authorization(ctx, 0))
	put(c, &c.challenges)(c.authorizations[0].Challenge("http-01"))
}

func (c worker) step() {
	ctx, cancel := c.context()
	defer cancel()
	calls := c.steps(ctx)
	calls[c.random.Intn(len(calls))]()
}
