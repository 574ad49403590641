package acmeclient

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// dial makes a handshake and gives the certificate that the server showed.
func dial(t *testing.T, address, host string) (tls.Certificate, error) {
	t.Helper()
	config := &tls.Config{ServerName: host, RootCAs: pool(t, environment(t, "ACME_ROOT_FILE"))}
	connection, err := tls.Dial("tcp", address, config)
	if err != nil {
		return tls.Certificate{}, err
	}
	defer connection.Close()
	leaf := connection.ConnectionState().PeerCertificates[0]
	return tls.Certificate{Leaf: leaf}, nil
}

func TestAutocertObtainsInTheHandshake(t *testing.T) {
	client := registered(t, pebble(t))
	hosts := []string{uniqueName("auto-a"), uniqueName("auto-b")}
	auto := must[*Autocert](t)(NewAutocert(client, nil, HostWhitelist(hosts...)))
	defer auto.Close()
	listener := must[net.Listener](t)(tls.Listen("tcp", "127.0.0.1:"+environment(t, "ACME_TLS_PORT"), auto.TLSConfig()))
	server := &http.Server{Handler: http.NotFoundHandler()}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()

	var group sync.WaitGroup
	serials := make([]string, 6)
	for i := range serials {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			shown, err := dial(t, listener.Addr().String(), hosts[i%2])
			if err != nil {
				t.Error(err)
				return
			}
			serials[i] = shown.Leaf.SerialNumber.String()
		}(i)
	}
	group.Wait()
	if serials[0] != serials[2] || serials[1] != serials[3] || serials[0] == serials[1] {
		t.Errorf("serials %v", serials)
	}
	if _, err := dial(t, listener.Addr().String(), "other.example"); err == nil {
		t.Error("a host that is not served got a certificate")
	}
	ctx, cancel := context.WithCancel(background(t))
	err := auto.Run(ctx, func(report *ManagerReport, err error) {
		if err != nil || len(report.Certificates) != 2 {
			t.Errorf("%+v, %v", report, err)
		}
		cancel()
	})
	wantIs(t, err, context.Canceled)
}

func TestAutocertProvesByHTTP(t *testing.T) {
	client := registered(t, pebble(t))
	host := uniqueName("auto-http")
	store := must[*Store](t)(FolderStore(t.TempDir()))
	var auto *Autocert
	var handler http.Handler
	// Pebble asks the web server of the test, whose folder gets what the handler answers.
	publish := func(event Event) {
		if event.Kind != EventPresented {
			return
		}
		for path := range auto.proofs.texts {
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, httptest.NewRequest("GET", "http://"+host+path, nil))
			file := filepath.Join(environment(t, "ACME_WEBROOT"), path)
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, recorder.Body.Bytes(), 0o644)); err != nil {
				t.Error(err)
			}
		}
	}
	auto = must[*Autocert](t)(NewAutocert(client, store, HostWhitelist(host), WithIssuance(WithEvents(publish))))
	handler = auto.HTTPHandler(nil)
	certificate := must[*tls.Certificate](t)(auto.GetCertificate(&tls.ClientHelloInfo{ServerName: strings.ToUpper(host)}))
	verify(t, *certificate, host)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest("GET", "http://"+host+"/page?a=b", nil))
	if location := recorder.Header().Get("Location"); location != "https://"+host+"/page?a=b" {
		t.Errorf("sent to %q", location)
	}
}

// expire puts a certificate that has expired in the place of the stored one, for the same key.
func expire(t *testing.T, store *memoryStore, host string) {
	t.Helper()
	ctx := background(t)
	pair := must[[]byte](t)(store.Read(ctx, host+"/1/key.pem"))
	key := must[*Key](t)(KeyFromPEM(string(pair), ""))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{host},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(-24 * time.Hour)}
	der := must[[]byte](t)(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	chain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := store.Write(ctx, host+"/1/chain.pem", chain, false); err != nil {
		t.Fatal(err)
	}
}

func TestAutocertServesNoExpiredCertificate(t *testing.T) {
	host := "a.example"
	backend := newMemoryStore()
	store := must[*Store](t)(NewStore(backend))
	manager := must[*Manager](t)(NewManager(registered(t, scripted(t, "ok")), store, NewSolver(quiet{}, "http-01")))
	must[string](t)(manager.Add(background(t), host, []string{host}))
	must[*ManagerReport](t)(manager.RunPending(background(t), time.Now()))
	expire(t, backend, host)

	hello := &tls.ClientHelloInfo{ServerName: host}
	auto := must[*Autocert](t)(NewAutocert(registered(t, scripted(t, "rate-limited")), store, HostWhitelist(host)))
	defer auto.Close()
	certificate, err := auto.GetCertificate(hello)
	if certificate != nil {
		t.Fatalf("served until %v", certificate.Leaf.NotAfter)
	}
	wantIs(t, err, ErrRateLimited)
	if certificate, err = auto.GetCertificate(hello); certificate != nil || err == nil {
		t.Fatalf("before the next attempt: %v, %v", certificate, err)
	}
}
