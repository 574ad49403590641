package acmeclient

import (
	"context"
	"crypto/tls"
	"fmt"
	"sync"
)

// proofs are what an Autocert's own servers show to the authority.
type proofs struct {
	mu           sync.Mutex
	texts        map[string]string
	certificates map[string]*tls.Certificate
}

func newProofs() *proofs {
	return &proofs{texts: make(map[string]string), certificates: make(map[string]*tls.Certificate)}
}

func (p *proofs) Present(_ context.Context, batch []Presentation) error {
	for _, shown := range batch {
		if shown.Type == "http-01" {
			p.mu.Lock()
			p.texts[shown.HTTP01Path] = shown.KeyAuthorization
			p.mu.Unlock()
			continue
		}
		pair, err := challengePair(shown.Challenge)
		if err != nil {
			return err
		}
		p.mu.Lock()
		p.certificates[shown.Challenge.TLSALPN01Name] = pair
		p.mu.Unlock()
	}
	return nil
}

func challengePair(challenge *Challenge) (*tls.Certificate, error) {
	key, err := GenerateKey(KeyECP256)
	if err != nil {
		return nil, err
	}
	certificate, err := challenge.TLSALPN01Certificate(key)
	if err != nil {
		return nil, err
	}
	pair := certificate.TLS()
	return &pair, key.Close()
}

func (p *proofs) CleanUp(_ context.Context, batch []Presentation) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, shown := range batch {
		if shown.Type == "http-01" {
			delete(p.texts, shown.HTTP01Path)
		} else {
			delete(p.certificates, shown.Challenge.TLSALPN01Name)
		}
	}
	return nil
}

func (p *proofs) text(path string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text, ok := p.texts[path]
	return text, ok
}

func (p *proofs) certificate(name string) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if pair := p.certificates[name]; pair != nil {
		return pair, nil
	}
	return nil, fmt.Errorf("acmeclient: no validation of %q is under way", name)
}
