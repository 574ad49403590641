package acmeclient

// #include "bridge.h"
import "C"

import "context"

// Credentials writes the account as one JSON document, to be kept between runs: the directory, the account URL as far as
// it is known, and the private key. It is as secret as the key. Nothing is sent. Fails with ErrUnsupported when the key is
// elsewhere.
func (c *Client) Credentials() (string, error) {
	var out *C.char
	err := c.call(context.Background(), nil, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_credentials(client, &out, failure)
	})
	return ownedText(out), err
}

// NewFromCredentials makes a client of the account that a document of Client.Credentials holds. Nothing is sent yet.
//
// Fails with ErrInvalidCredentials when it is no such document, with ErrWrongDirectory when it belongs to another
// directory, else as New.
func NewFromCredentials(directory, credentials string, options ...Option) (*Client, error) {
	o := newOptions(directory, options)
	defer o.end()
	document := o.text("credentials", credentials)
	return makeClient(&call{ctx: context.Background()}, o, func(out **C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_from_credentials(o.object, document, out, failure)
	})
}
