package acmeclient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// ALPNProto is the protocol that an authority asks for to validate tls-alpn-01 (RFC 8737, section 3).
const ALPNProto = "acme-tls/1"

const (
	// How long an issuance within a handshake may take.
	autocertTimeout = 5 * time.Minute
	// How long a certificate is served before the store is asked whether there is a newer one.
	autocertFresh = time.Hour
)

// A HostPolicy says whether a certificate may be obtained for a host: nil for yes.
type HostPolicy func(ctx context.Context, host string) error

// HostWhitelist allows these hosts alone.
func HostWhitelist(hosts ...string) HostPolicy {
	allowed := make(map[string]bool)
	for _, host := range hosts {
		allowed[hostName(host)] = true
	}
	return func(_ context.Context, host string) error {
		if !allowed[host] {
			return fmt.Errorf("acmeclient: %q is not among the hosts that are served", host)
		}
		return nil
	}
}

// An Autocert gives a TLS server its certificates: it obtains each when it is first asked for, proves control of the host
// by tls-alpn-01 in the same server, or by http-01 where HTTPHandler is in use, keeps it in a store and, while Run runs,
// renews it. All methods may be called by several goroutines at once.
//
//	auto, err := acmeclient.NewAutocert(client, store, acmeclient.HostWhitelist("example.com"))
//	go auto.Run(ctx, nil)
//	server := &http.Server{Addr: ":443", TLSConfig: auto.TLSConfig()}
//	err = server.ListenAndServeTLS("", "")
type Autocert struct {
	manager *Manager
	policy  HostPolicy
	proofs  *proofs
	solver  *Solver

	mu     sync.Mutex
	hosts  map[string]*autocertHost
	byHTTP bool
}

// An autocertHost is what is known of one host.
type autocertHost struct {
	// Held while somebody looks or obtains; a channel, so that the wait can be given up.
	turn        chan struct{}
	certificate *tls.Certificate
	readAt      time.Time
}

// NewAutocert makes an Autocert over a client whose account exists. A nil store keeps the certificates in memory, which is
// for tests: after a restart each is obtained anew. A nil policy is refused, because anybody could make the server ask for
// certificates. Client and store stay the caller's and must stay open.
func NewAutocert(client *Client, store *Store, policy HostPolicy, options ...ManagerOption) (*Autocert, error) {
	if policy == nil {
		return nil, nilError("policy")
	}
	if store == nil {
		var err error
		if store, err = NewStore(newMemoryStore()); err != nil {
			return nil, err
		}
	}
	shown := newProofs()
	solver := NewSolver(shown, "http-01", "tls-alpn-01")
	manager, err := NewManager(client, store, solver, options...)
	if err != nil {
		return nil, err
	}
	return &Autocert{manager: manager, policy: policy, proofs: shown, solver: solver, hosts: make(map[string]*autocertHost)}, nil
}

// GetCertificate gives the certificate for a handshake, for tls.Config.GetCertificate. It waits for one that has to be
// obtained first, and so do the handshakes for the same host that come meanwhile. One that has expired is not served: when
// it cannot be renewed, the error says why.
func (s *Autocert) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if s == nil || hello == nil {
		return nil, nilError("hello")
	}
	host := hostName(hello.ServerName)
	if len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == ALPNProto {
		return s.proofs.certificate(host)
	}
	if host == "" {
		return nil, errors.New("acmeclient: the handshake names no server")
	}
	ctx := hello.Context()
	if ctx == nil {
		// As in a value that crypto/tls did not make.
		ctx = context.Background()
	}
	if err := s.policy(ctx, host); err != nil {
		return nil, err
	}
	return s.certificate(ctx, host)
}

// TLSConfig gives a configuration for http.Server: GetCertificate, HTTP/2, and the protocol of tls-alpn-01.
func (s *Autocert) TLSConfig() *tls.Config {
	return &tls.Config{GetCertificate: s.GetCertificate, NextProtos: []string{"h2", "http/1.1", ALPNProto}}
}

// HTTPHandler answers the authority's questions for http-01 on port 80, and hands everything else to fallback; nil sends
// browsers to https. From then on http-01 is used first.
func (s *Autocert) HTTPHandler(fallback http.Handler) http.Handler {
	s.mu.Lock()
	s.byHTTP = true
	s.mu.Unlock()
	if fallback == nil {
		fallback = http.HandlerFunc(redirectToHTTPS)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text, ok := s.proofs.text(r.URL.Path); ok {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte(text))
			return
		}
		fallback.ServeHTTP(w, r)
	})
}

func redirectToHTTPS(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "Use HTTPS", http.StatusBadRequest)
		return
	}
	host, _, _ := strings.Cut(r.Host, ":")
	http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusFound)
}

// Run renews what is due, until ctx ends, and hands each report to a function, which may be nil.
func (s *Autocert) Run(ctx context.Context, told func(*ManagerReport, error)) error {
	return s.manager.Run(ctx, func(report *ManagerReport, err error) {
		s.forgetRenewed(report)
		if told != nil {
			told(report, err)
		}
	})
}

// Close ends the solver. What is in memory is served on.
func (s *Autocert) Close() error {
	if s == nil {
		return nilError("autocert")
	}
	return s.solver.Close()
}

func (s *Autocert) forgetRenewed(report *ManagerReport) {
	if report == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, managed := range report.Certificates {
		if managed.Action == ManagerRenewed {
			delete(s.hosts, managed.Name)
		}
	}
}

func (s *Autocert) host(name string) *autocertHost {
	s.mu.Lock()
	defer s.mu.Unlock()
	host := s.hosts[name]
	if host == nil {
		host = &autocertHost{turn: make(chan struct{}, 1)}
		s.hosts[name] = host
	}
	return host
}

func (s *Autocert) certificate(ctx context.Context, name string) (*tls.Certificate, error) {
	host := s.host(name)
	select {
	case host.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, contextError(ctx)
	}
	defer func() { <-host.turn }()
	now := time.Now()
	if known := host.certificate; known != nil && now.Sub(host.readAt) < autocertFresh && now.Before(known.Leaf.NotAfter) {
		return known, nil
	}
	// A visitor who goes away does not end what the next one waits for.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), autocertTimeout)
	defer cancel()
	certificate, err := s.storedOrNew(ctx, name)
	if err != nil {
		return nil, err
	}
	pair := certificate.TLS()
	if pair.PrivateKey == nil || pair.Leaf == nil {
		return nil, fmt.Errorf("acmeclient: the store's certificate for %s has no key or cannot be read", name)
	}
	host.certificate, host.readAt = &pair, now
	return host.certificate, nil
}

func (s *Autocert) storedOrNew(ctx context.Context, name string) (*Certificate, error) {
	certificate, err := s.validCertificate(ctx, name)
	if err != nil || certificate != nil {
		return certificate, err
	}
	if _, err := s.manager.Add(ctx, name, []string{name}, WithChallengeTypes(s.challengeTypes()...)); err != nil {
		return nil, err
	}
	for {
		report, err := s.manager.RunPending(ctx, time.Now())
		if err != nil {
			return nil, err
		}
		s.forgetOthers(report, name)
		certificate, err := s.validCertificate(ctx, name)
		if err != nil || certificate != nil {
			return certificate, err
		}
		if err := outcome(report, name); err != nil {
			return nil, err
		}
		if err := pause(ctx, time.Second); err != nil {
			return nil, err
		}
	}
}

// validCertificate gives the certificate of the store; nil when there is none, or it has expired.
func (s *Autocert) validCertificate(ctx context.Context, name string) (*Certificate, error) {
	certificate, err := s.manager.Certificate(ctx, name)
	if err != nil || certificate == nil || time.Now().After(certificate.NotAfter) {
		return nil, err
	}
	return certificate, nil
}

// forgetOthers forgets the hosts that a run renewed by the way.
func (s *Autocert) forgetOthers(report *ManagerReport, name string) {
	others := &ManagerReport{}
	for _, managed := range report.Certificates {
		if managed.Name != name {
			others.Certificates = append(others.Certificates, managed)
		}
	}
	s.forgetRenewed(others)
}

func (s *Autocert) challengeTypes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byHTTP {
		return []string{"http-01", "tls-alpn-01"}
	}
	return []string{"tls-alpn-01"}
}

// outcome is why a run gave no certificate; nil while somebody else is at work with it.
func outcome(report *ManagerReport, name string) error {
	for _, managed := range report.Certificates {
		switch {
		case managed.Name != name:
		case managed.Err != nil:
			return managed.Err
		case managed.Action == ManagerBusy:
			return nil
		default:
			return fmt.Errorf("acmeclient: obtaining a certificate for %s failed and is tried again at %s", name,
				managed.LookAgainAt.Format(time.RFC3339))
		}
	}
	return nil
}

func pause(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return contextError(ctx)
	}
}

func hostName(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }
