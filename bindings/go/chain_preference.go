package acmeclient

// #include "bridge.h"
import "C"

import "context"

// A ChainPreference says which of several certificate chains is wanted (RFC 8555, section 7.4.2). The chain that the
// server prefers is looked at first, then its alternates in their order. It never changes and may be used by several
// goroutines at once; what it was made of is checked when it is used.
type ChainPreference struct {
	make func(a *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status
}

// TopIssuer wants the chain whose topmost certificate was issued under this whole common name, such as "ISRG Root X1": that
// of the root, which chains leave out.
func TopIssuer(commonName string) *ChainPreference {
	return &ChainPreference{func(a *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status {
		return C.acme_chain_preference_top_issuer(a.text("top issuer", commonName), out, failure)
	}}
}

// AnyIssuer wants a chain in which some certificate's issuer has this text in its name, which is written
// "/C=US/O=Example/CN=Root".
func AnyIssuer(text string) *ChainPreference {
	return &ChainPreference{func(a *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status {
		return C.acme_chain_preference_any_issuer(a.text("issuer", text), out, failure)
	}}
}

// ChainKeyID wants a chain in which some certificate has this Subject Key Identifier, or the topmost one this Authority Key
// Identifier (RFC 5280, sections 4.2.1.1 and 4.2.1.2).
func ChainKeyID(keyID []byte) *ChainPreference {
	return &ChainPreference{func(_ *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status {
		bytes, length := bytesOf(keyID)
		return C.acme_chain_preference_key_id(bytes, length, out, failure)
	}}
}

// ChainFingerprint wants a chain in which some certificate has this SHA-256 fingerprint, of 32 bytes.
func ChainFingerprint(fingerprint []byte) *ChainPreference {
	return &ChainPreference{func(_ *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status {
		bytes, length := bytesOf(fingerprint)
		return C.acme_chain_preference_fingerprint(bytes, length, out, failure)
	}}
}

// ShortestChain wants the chain of the fewest certificates; of equal ones the first that the server offers.
func ShortestChain() *ChainPreference {
	return &ChainPreference{func(_ *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status {
		return C.acme_chain_preference_shortest(out, failure)
	}}
}

// ServerChoice wants the chain that the server offers first: what Or falls back to.
func ServerChoice() *ChainPreference {
	return &ChainPreference{func(_ *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status {
		return C.acme_chain_preference_server_choice(out, failure)
	}}
}

// Or wants the chain that p wants, or where there is none the one that other wants; either may be such a list again. With
// ServerChoice at its end the list falls back to the default; without it a server that offers none of the wanted ones is
// ErrChainNotFound.
func (p *ChainPreference) Or(other *ChainPreference) *ChainPreference {
	return &ChainPreference{func(a *arguments, out **C.acme_chain_preference, failure **C.acme_error) C.acme_status {
		return C.acme_chain_preference_or(p.lend(a), other.lend(a), out, failure)
	}}
}

// lend makes the preference of the C library for one call; NULL for nil.
func (p *ChainPreference) lend(a *arguments) *C.acme_chain_preference {
	if p == nil || p.make == nil {
		return nil
	}
	var out *C.acme_chain_preference
	err := run(context.Background(), nil, func(failure **C.acme_error) C.acme_status { return p.make(a, &out, failure) })
	if err != nil {
		a.refuse(err)
		return nil
	}
	a.endings = append(a.endings, func() { C.acme_chain_preference_free(out) })
	return out
}
