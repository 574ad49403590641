package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"io"
)

// Orders is how far the list of an account's orders is read (RFC 8555, section 7.1.2.1), which few authorities keep.
// Goroutines that use one list wait for each other.
type Orders struct {
	client *Client
	handle *handle[*C.acme_orders]
}

// Orders begins the list of the account's orders. Its pages are fetched as they are needed. Fails with
// ErrUnsupportedOperation when the account has no list of orders.
func (c *Client) Orders(ctx context.Context) (*Orders, error) {
	var out *C.acme_orders
	err := c.call(ctx, nil, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return C.acme_client_orders(client, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	return &Orders{client: c, handle: own("list of orders", out, func(orders *C.acme_orders) { C.acme_orders_free(orders) })}, nil
}

// Next reads the next order of the list; io.EOF at its end. Fails with ErrInvalidResponse when the server's pages run in a
// circle.
func (o *Orders) Next(ctx context.Context) (*Order, error) {
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	list, err := o.owned().alone(ctx)
	if err != nil {
		return nil, naming("list of orders", err)
	}
	defer o.handle.release()
	order, err := o.client.order(ctx, nil, func(client *C.acme_client, out **C.acme_order, failure **C.acme_error) C.acme_status {
		return C.acme_orders_next(client, list, out, failure)
	})
	if err == nil && order == nil {
		return nil, io.EOF
	}
	return order, err
}

// Close frees the list before the garbage collector does; orders that it gave live on. A second Close is ErrClosed.
func (o *Orders) Close() error { return naming("list of orders", o.owned().close()) }

func (o *Orders) owned() *handle[*C.acme_orders] {
	if o == nil {
		return nil
	}
	return o.handle
}
