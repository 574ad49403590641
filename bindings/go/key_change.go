package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
)

// ChangeKey makes key the account's key (RFC 8555, section 7.3.5). From then on it signs the requests of the client; keep
// it before this call. After a lost answer the server is asked which key the account has before anything is sent again.
// When it fails, the old key stays in use.
//
// Fails with ErrUnsupportedOperation when the directory has no keyChange, or with what the server refuses, such as a key
// that another account has.
func (c *Client) ChangeKey(ctx context.Context, key crypto.Signer) error {
	var a arguments
	defer a.end()
	account, signer := a.accountKey("key", key)
	return c.call(ctx, &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		if signer != nil {
			return C.acme_client_change_key_to_signer(client, signer, failure)
		}
		return C.acme_client_change_key(client, account, failure)
	})
}
