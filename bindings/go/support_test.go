package acmeclient

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// environment gives what test-servers says, and fails without it: there is no test of this package that skips.
func environment(t testing.TB, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: run the tests beside test-servers (make test)", name)
	}
	return value
}

var worlds atomic.Int64

// scripted gives the directory of a world of the scripted CA that this test has for itself.
func scripted(t testing.TB, world string) string {
	t.Helper()
	return environment(t, "ACME_SCRIPTED") + "/" + world + ".go" + time.Now().Format("150405.000000") +
		"x" + string(rune('a'+worlds.Add(1)%26)) + "/directory"
}

func must[T any](t testing.TB) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func newKey(t testing.TB) *Key {
	t.Helper()
	return must[*Key](t)(GenerateKey(KeyECP256))
}

// newClient makes a client that trusts the test servers.
func newClient(t testing.TB, directory string, options ...Option) *Client {
	t.Helper()
	options = append([]Option{WithCAFile(environment(t, "ACME_CA_FILE")), WithRetryWindow(time.Minute)}, options...)
	client := must[*Client](t)(New(directory, newKey(t), options...))
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// registered is a client of Pebble or a world with an account.
func registered(t testing.TB, directory string, options ...Option) *Client {
	t.Helper()
	client := newClient(t, directory, options...)
	must[*Account](t)(client.NewAccount(background(t), Account{TermsAgreed: true}))
	return client
}

func pebble(t testing.TB) string { return environment(t, "ACME_DIRECTORY") }

// background is a context that keeps a test from hanging.
func background(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func webroot(t testing.TB) *Solver { return Webroot(environment(t, "ACME_WEBROOT")) }

// uniqueName is a DNS name that no other test asks for.
func uniqueName(label string) string {
	stamp := strings.ReplaceAll(time.Now().Format("150405.000000000"), ".", "")
	return label + "-" + stamp + ".go.example"
}

func wantIs(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

// repository is the path of a file of the repository.
func repository(path string) string { return filepath.Join("..", "..", path) }

func readFile(t testing.TB, path string) string {
	t.Helper()
	return string(must[[]byte](t)(os.ReadFile(path)))
}

// statistics gives the counters of a world by its directory.
func statistics(t testing.TB, directory string) string {
	t.Helper()
	client := newClient(t, directory)
	resource := must[*Resource](t)(client.Get(background(t), strings.TrimSuffix(directory, "directory")+"statistics"))
	return string(resource.Body)
}

// roundTripper is a function as an http.RoundTripper.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answer makes a response.
func answer(status int, headers map[string]string, body string) *http.Response {
	response := &http.Response{StatusCode: status, Header: make(http.Header), Body: io.NopCloser(strings.NewReader(body))}
	for name, value := range headers {
		response.Header.Set(name, value)
	}
	return response
}

// longEnough is longer than anything here takes.
const longEnough = 2 * time.Minute

// taken gives a port of 127.0.0.1 that somebody listens at.
func taken(t testing.TB) string {
	t.Helper()
	listener := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { _ = listener.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}
