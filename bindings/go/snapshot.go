package acmeclient

// #include "bridge.h"
import "C"

import "context"

// change has the C library bring an object up to date that nobody else uses meanwhile, and gives the new snapshot.
func change[P comparable, T any](ctx context.Context, noun string, client *Client, h *handle[P], a *arguments,
	do func(client *C.acme_client, object P, failure **C.acme_error) C.acme_status,
	read func(object P, client *Client, h *handle[P]) *T) (*T, error) {
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	object, err := h.alone(ctx)
	if err != nil {
		return nil, naming(noun, err)
	}
	defer h.release()
	err = client.call(ctx, a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return do(client, object, failure)
	})
	if err != nil {
		return nil, err
	}
	return read(object, client, h), nil
}
