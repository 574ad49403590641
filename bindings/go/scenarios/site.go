package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"acmeclient"
)

// A site is one scenario's view of the server that the environment names.
type site struct {
	ctx  context.Context
	name string
	end  func()
}

func newSite(scenario string) (*site, error) {
	for _, variable := range []string{"ACME_DIRECTORY", "ACME_CA_FILE", "ACME_NAMES"} {
		if os.Getenv(variable) == "" {
			return nil, fmt.Errorf("%s is not set", variable)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	return &site{ctx: ctx, name: scenario + "." + os.Getenv("ACME_NAMES"), end: cancel}, nil
}

func (s *site) close() { s.end() }

// bare is a client without an account.
func (s *site) bare(key *acmeclient.Key) (*acmeclient.Client, error) {
	if key == nil {
		var err error
		if key, err = newKey(acmeclient.KeyECP256); err != nil {
			return nil, err
		}
	}
	log, err := logger()
	if err != nil {
		return nil, err
	}
	return acmeclient.New(os.Getenv("ACME_DIRECTORY"), key, acmeclient.WithCAFile(os.Getenv("ACME_CA_FILE")),
		acmeclient.WithLogger(log))
}

func (s *site) register(client *acmeclient.Client) (*acmeclient.Account, error) {
	who := acmeclient.Account{Contact: []string{"mailto:ops@example.com"}, TermsAgreed: true}
	if kid, key := os.Getenv("ACME_EAB_KID"), os.Getenv("ACME_EAB_KEY"); kid != "" && key != "" {
		who.External = &acmeclient.ExternalAccount{KeyID: kid, HMACKey: key}
	}
	return client.NewAccount(s.ctx, who)
}

// client is a client with an account.
func (s *site) client() (*acmeclient.Client, error) { return s.clientOf(nil) }

func (s *site) clientOf(key *acmeclient.Key) (*acmeclient.Client, error) {
	client, err := s.bare(key)
	if err != nil {
		return nil, err
	}
	_, err = s.register(client)
	return client, err
}

// An issued certificate, with what it came of.
type issued struct {
	*acmeclient.Certificate
	order *acmeclient.Order
	key   *acmeclient.Key
}

// issue obtains a certificate, verb by verb.
func (s *site) issue(client *acmeclient.Client, kind string, what acmeclient.OrderParams) (*issued, error) {
	order, err := client.NewOrder(s.ctx, what)
	if err != nil {
		return nil, err
	}
	for i := range order.Authorizations {
		if err := s.authorize(order, i, kind); err != nil {
			return nil, err
		}
	}
	if _, err := order.Wait(s.ctx); err != nil {
		return nil, err
	}
	key, err := newKey(acmeclient.KeyECP256)
	if err != nil {
		return nil, err
	}
	csr, err := acmeclient.CSRForOrder(order, key)
	if err != nil {
		return nil, err
	}
	if _, err := order.Finalize(s.ctx, csr); err != nil {
		return nil, err
	}
	if order, err = order.Wait(s.ctx); err != nil {
		return nil, err
	}
	certificate, err := order.Certificate(s.ctx, nil)
	return &issued{certificate, order, key}, err
}

// issueOwn obtains a certificate for the scenario's name by http-01.
func (s *site) issueOwn(client *acmeclient.Client) (*issued, error) {
	return s.issue(client, "http-01", acmeclient.OrderParams{Names: []string{s.name}})
}

func (s *site) authorize(order *acmeclient.Order, index int, kind string) error {
	authorization, err := order.Authorization(s.ctx, index)
	if err != nil || authorization.Status == "valid" {
		return err
	}
	challenge, err := authorization.Challenge(kind)
	if err != nil {
		return err
	}
	takeAway, err := s.meet(challenge)
	if err != nil {
		return err
	}
	defer takeAway()
	if _, err := challenge.RequestValidation(s.ctx); err != nil {
		return err
	}
	_, err = authorization.Wait(s.ctx)
	return err
}

// meet puts the proof of a challenge in place, and gives what takes it away again.
func (s *site) meet(challenge *acmeclient.Challenge) (func(), error) {
	switch challenge.Type {
	case "http-01":
		return serveFile(challenge)
	case "tls-alpn-01":
		return serveTLS(challenge)
	default:
		return s.setRecord(challenge)
	}
}

func serveFile(challenge *acmeclient.Challenge) (func(), error) {
	text, err := challenge.KeyAuthorization()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(os.Getenv("ACME_WEBROOT"), challenge.HTTP01Path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return func() { _ = os.Remove(path) }, os.WriteFile(path, []byte(text), 0o644)
}

func (s *site) setRecord(challenge *acmeclient.Challenge) (func(), error) {
	record, err := challenge.DNSRecord(s.ctx)
	if err != nil {
		return nil, err
	}
	host := record.Name + "."
	clear := func() { _ = s.manageDNS("clear-txt", map[string]string{"host": host}) }
	return clear, s.manageDNS("set-txt", map[string]string{"host": host, "value": record.Value})
}

func (s *site) manageDNS(verb string, record map[string]string) error {
	body, err := json.Marshal(record)
	if err != nil {
		return err
	}
	url := os.Getenv("ACME_DNS_MANAGEMENT") + "/" + verb
	request, err := http.NewRequestWithContext(s.ctx, http.MethodPost, url, strings.NewReader(string(body)))
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", verb, answer.Status)
	}
	return nil
}

// serveTLS shows the challenge's certificate to who speaks acme-tls/1.
func serveTLS(challenge *acmeclient.Challenge) (func(), error) {
	key, err := newKey(acmeclient.KeyECP256)
	if err != nil {
		return nil, err
	}
	certificate, err := challenge.TLSALPN01Certificate(key)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate.TLS()}, NextProtos: []string{acmeclient.ALPNProto}}
	listener, err := tls.Listen("tcp", "127.0.0.1:"+os.Getenv("ACME_TLS_PORT"), config)
	if err != nil {
		return nil, err
	}
	go shakeHands(listener)
	return func() { _ = listener.Close() }, nil
}

func shakeHands(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			_ = connection.SetDeadline(time.Now().Add(time.Minute))
			// Who asked sees by the handshake what it wants to know.
			_ = connection.(*tls.Conn).Handshake()
		}()
	}
}
