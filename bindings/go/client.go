package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"crypto"
)

// A Client is one authority and one account key. It keeps the directory, connections and nonces: make one and use it for
// everything. All methods may be called by several goroutines at once.
//
// A method that goes to the network takes a context. When that ends, the call does within 100 ms, with an error that is
// the context's own for errors.Is. Without a deadline a call takes as long as WithOperationTimeout says, a wait 10
// minutes.
type Client struct {
	handle *handle[*C.acme_client]
}

// New makes a client. Nothing is sent before the first call that needs an answer.
//
// The key is a Key, a private key of the crypto packages, or any crypto.Signer, such as one that talks to an HSM: it must
// be EC on P-256, P-384 or P-521, RSA, or Ed25519. It is called on by several goroutines at once when the client is used
// so. Fails with ErrInvalidArgument, ErrForbiddenURL or ErrFile, naming the option, or with ErrUnsupportedKey.
func New(directory string, key crypto.Signer, options ...Option) (*Client, error) {
	o := newOptions(directory, options)
	defer o.end()
	account, signer := o.accountKey("key", key)
	return makeClient(&call{ctx: context.Background()}, o, func(out **C.acme_client, failure **C.acme_error) C.acme_status {
		if signer != nil {
			return C.acme_client_new_with_signer(o.object, signer, out, failure)
		}
		return C.acme_client_new(o.object, account, out, failure)
	})
}

// accountKey lends a key, or a signer when the key is elsewhere.
func (a *arguments) accountKey(name string, key crypto.Signer) (*C.acme_key, *C.acme_signer) {
	found, made, err := keyOf(name, key)
	switch {
	case err != nil:
		a.refuse(err)
		return nil, nil
	case found == nil:
		return nil, a.lendSigner(name, key)
	case made:
		a.endings = append(a.endings, func() { _ = found.Close() })
	}
	return lend(a, name, found.owned()), nil
}

func makeClient(c *call, o *clientOptions, do func(out **C.acme_client, failure **C.acme_error) C.acme_status) (*Client, error) {
	var out *C.acme_client
	err := c.run(&o.arguments, func(failure **C.acme_error) C.acme_status { return do(&out, failure) })
	if err != nil {
		return nil, err
	}
	return ownClient(out), nil
}

func ownClient(out *C.acme_client) *Client {
	return &Client{handle: own("client", out, func(client *C.acme_client) { C.acme_client_free(client) })}
}

// AccountURL gives the account URL as far as it is known: from an option, from NewAccount, or because a call needed it; ""
// when it is not. Nothing is sent.
func (c *Client) AccountURL() (string, error) {
	var out *C.char
	err := c.call(context.Background(), nil, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_account_url(client, &out, failure)
	})
	return ownedText(out), err
}

// Close ends the client: calls in flight are finished, later ones are ErrClosed, as a second Close is. Accounts, orders
// and certificates that it gave keep their data.
func (c *Client) Close() error {
	if c == nil {
		return nilError("client")
	}
	return c.handle.close()
}

func (c *Client) share(ctx context.Context) (*C.acme_client, error) {
	if c == nil {
		return nil, nilError("client")
	}
	object, err := c.handle.share(ctx)
	return object, naming("client", err)
}
