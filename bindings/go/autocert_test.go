package acmeclient

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
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
