package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
)

// An Account is an account as it is asked for, and as the server showed it (RFC 8555, sections 7.1.2 and 7.3). A method
// that learns something newer gives a new Account; the data of one that was given never changes.
type Account struct {
	// Contact are URLs such as "mailto:ops@example.com". Some servers check contacts and keep none. In Update, nil leaves
	// them as they are and an empty list removes them.
	Contact []string
	// TermsAgreed agrees to the terms of service, which Directory.TermsOfService names.
	TermsAgreed bool

	// OnlyExisting finds the account but makes none (RFC 8555, section 7.3.1). Asked for, never shown.
	OnlyExisting bool
	// External binds a new account to one that the authority knows from elsewhere. Asked for, never shown.
	External *ExternalAccount

	// URL is the account URL, which is also the key id of its signatures. It and what follows come from the server.
	URL string
	// Status is "valid", "deactivated" or "revoked" (RFC 8555, section 7.1.6).
	Status string
	// OrdersURL is the URL of the list of the account's orders, or "".
	OrdersURL string
	// JSON is the account as the server sent it.
	JSON json.RawMessage

	client *Client
	handle *handle[*C.acme_account]
}

// An ExternalAccount is an account that the authority knows from elsewhere (RFC 8555, section 7.3.4).
type ExternalAccount struct {
	// KeyID is the key id that the authority gave.
	KeyID string
	// HMACKey is the key that it gave: base64 or base64url, padded or not.
	HMACKey string
	// Algorithm is "HS256", "HS384" or "HS512"; "" for "HS256".
	Algorithm string
}

// params makes what the C library takes of an account that is asked for.
func (who *Account) params(a *arguments) *C.acme_account_params {
	params := C.acme_account_params_new()
	a.endings = append(a.endings, func() { C.acme_account_params_free(params) })
	if who.Contact != nil {
		C.acme_account_params_clear_contacts(params)
	}
	for _, contact := range who.Contact {
		C.acme_account_params_add_contact(params, a.text("contact", contact))
	}
	if who.TermsAgreed {
		C.acme_account_params_set_terms_agreed(params, true)
	}
	C.acme_account_params_set_only_return_existing(params, C.bool(who.OnlyExisting))
	if external := who.External; external != nil {
		C.acme_account_params_set_external_account(params, a.text("key id", external.KeyID),
			a.text("HMAC key", external.HMACKey), a.optional("algorithm", external.Algorithm))
	}
	return params
}

// NewAccount makes the account of the client's key, or finds it when it exists, which keeps its contacts then (RFC 8555,
// section 7.3).
//
// Fails with ErrAccountDoesNotExist when it was only to be found, with ErrExternalAccountRequired when the authority wants
// a binding, with ErrUserActionRequired when its terms must be agreed to.
func (c *Client) NewAccount(ctx context.Context, who Account) (*Account, error) {
	var a arguments
	defer a.end()
	params := who.params(&a)
	return c.account(ctx, &a, func(client *C.acme_client, out **C.acme_account, failure **C.acme_error) C.acme_status {
		return C.acme_client_new_account(client, params, out, failure)
	})
}

// Account reads the client's account. When its URL is not known yet, the account of the client's key is found first. Fails
// with ErrAccountDoesNotExist when the key has none.
func (c *Client) Account(ctx context.Context) (*Account, error) {
	return c.account(ctx, nil, func(client *C.acme_client, out **C.acme_account, failure **C.acme_error) C.acme_status {
		return C.acme_client_account(client, out, failure)
	})
}

func (c *Client) account(ctx context.Context, a *arguments,
	do func(client *C.acme_client, out **C.acme_account, failure **C.acme_error) C.acme_status) (*Account, error) {
	var out *C.acme_account
	err := c.call(ctx, a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return do(client, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	free := func(account *C.acme_account) { C.acme_account_free(account) }
	return readAccount(out, c, own("account", out, free)), nil
}

func readAccount(object *C.acme_account, client *Client, handle *handle[*C.acme_account]) *Account {
	return &Account{
		Contact: listOf(C.acme_account_contact_count(object), func(i C.size_t) string {
			return C.GoString(C.acme_account_contact(object, i))
		}),
		TermsAgreed: bool(C.acme_account_terms_agreed(object)),
		URL:         C.GoString(C.acme_account_url(object)),
		Status:      C.GoString(C.acme_account_status(object)),
		OrdersURL:   C.GoString(C.acme_account_orders_url(object)),
		JSON:        json.RawMessage(C.GoString(C.acme_account_json(object))),
		client:      client,
		handle:      handle,
	}
}

// Refresh reads the account again.
func (who *Account) Refresh(ctx context.Context) (*Account, error) {
	return who.change(ctx, nil, func(client *C.acme_client, account *C.acme_account, failure **C.acme_error) C.acme_status {
		return C.acme_account_refresh(client, account, failure)
	})
}

// Update changes the contacts or the agreement to the terms of service (RFC 8555, section 7.3.2).
func (who *Account) Update(ctx context.Context, change Account) (*Account, error) {
	var a arguments
	defer a.end()
	params := change.params(&a)
	return who.change(ctx, &a, func(client *C.acme_client, account *C.acme_account, failure **C.acme_error) C.acme_status {
		return C.acme_account_update(client, account, params, failure)
	})
}

// Deactivate ends the account for good (RFC 8555, section 7.3.6).
func (who *Account) Deactivate(ctx context.Context) (*Account, error) {
	return who.change(ctx, nil, func(client *C.acme_client, account *C.acme_account, failure **C.acme_error) C.acme_status {
		return C.acme_account_deactivate(client, account, failure)
	})
}

func (who *Account) change(ctx context.Context, a *arguments,
	do func(client *C.acme_client, account *C.acme_account, failure **C.acme_error) C.acme_status) (*Account, error) {
	if who == nil {
		return nil, nilError("account")
	}
	return change(ctx, "account", who.client, who.handle, a, do, readAccount)
}

// Close frees the account object before the garbage collector does; the account itself stays. A second Close is ErrClosed.
func (who *Account) Close() error {
	if who == nil {
		return nilError("account")
	}
	return who.handle.close()
}
