package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
	"time"
)

// RequestOnionValidation answers a challenge of onion-csr-01 with a request that the onion service's Ed25519 key signs
// (RFC 9799). Few authorities offer it. Fails with ErrInvalidArgument when the challenge is of another type or the key is
// not the onion service's.
func (h *Challenge) RequestOnionValidation(ctx context.Context, key crypto.Signer) (*Challenge, error) {
	var a arguments
	defer a.end()
	object := a.key("key", key)
	return h.change(ctx, &a, func(client *C.acme_client, challenge *C.acme_challenge, failure **C.acme_error) C.acme_status {
		return C.acme_challenge_request_onion_validation(client, challenge, object, failure)
	})
}

// An OnionCAA is what an onion service says about who may issue for it (RFC 9799).
type OnionCAA struct {
	// Name is the service's name, or one below it.
	Name string
	// Records are as the service's descriptor has them, a line each, such as `caa 0 issue "ca.example"`: Client.CAARecord
	// gives what stands behind "caa "; "" when it has none.
	Records string
	// Expiry is until when they are good, at most 8 hours from now; zero for an hour from now.
	Expiry time.Time
	// Key is the onion service's Ed25519 key, which signs the records.
	Key crypto.Signer
}

// FinalizeWithOnionCAA sends the certificate request of an order that is ready, with the CAA records of its onion services
// (RFC 9799). Otherwise as Finalize, which fails with ErrOnionCAARequired where the authority wants them
// (Directory.OnionCAARequired).
func (o *Order) FinalizeWithOnionCAA(ctx context.Context, csr *CSR, services ...OnionCAA) (*Order, error) {
	var a arguments
	defer a.end()
	request := lend(&a, "csr", csr.owned())
	params := C.acme_onion_caa_params_new()
	defer C.acme_onion_caa_params_free(params)
	for _, service := range services {
		name, records := a.text("name", service.Name), a.optional("records", service.Records)
		var expiry C.int64_t
		if !service.Expiry.IsZero() {
			expiry = C.int64_t(service.Expiry.Unix())
		}
		C.acme_onion_caa_params_add(params, name, records, expiry, a.key("key", service.Key))
	}
	return o.change(ctx, &a, func(client *C.acme_client, order *C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_order_finalize_with_onion_caa(client, order, request, params, failure)
	})
}
