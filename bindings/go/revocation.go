package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
)

// A RevocationReason is a reason code (RFC 5280, section 5.3.1): 0, 1, 3 to 6 or 8 to 10; NoReason to give none.
type RevocationReason int32

// NoReason revokes without giving a reason.
const NoReason RevocationReason = -1

// RevocationReasonByName gives the code of "unspecified", "keyCompromise", "affiliationChanged", "superseded",
// "cessationOfOperation", "certificateHold", "removeFromCRL", "privilegeWithdrawn" or "aACompromise". The case does not
// matter, and words may have "_" or "-" between them. False for what is none of these.
func RevocationReasonByName(name string) (RevocationReason, bool) {
	var a arguments
	defer a.end()
	reason := RevocationReason(C.acme_revocation_reason(a.text("name", name)))
	return reason, reason != NoReason
}

// Revoke revokes the leaf with the account's key (RFC 8555, section 7.6).
//
// Fails with ErrAlreadyRevoked, with ErrUnauthorized when the account may not revoke it, with ErrUnsupportedOperation when
// the directory has no revokeCert.
func (c *Client) Revoke(ctx context.Context, certificate *Certificate, reason RevocationReason) error {
	var a arguments
	defer a.end()
	object := lend(&a, "certificate", certificate.owned())
	return c.call(ctx, &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_certificate_revoke(client, object, C.int32_t(reason), failure)
	})
}

// RevokeWithKey revokes the leaf with its own key. No account is needed, and it may be another account's certificate.
// Otherwise as Revoke.
func (c *Client) RevokeWithKey(ctx context.Context, certificate *Certificate, key crypto.Signer, reason RevocationReason) error {
	var a arguments
	defer a.end()
	object, own := lend(&a, "certificate", certificate.owned()), a.key("key", key)
	return c.call(ctx, &a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_certificate_revoke_with_key(client, object, own, C.int32_t(reason), failure)
	})
}
