package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"net/http"
)

// A Resource is what the server answered to a request that this package has no call for.
type Resource struct {
	// HTTPStatus is one of 200 to 299.
	HTTPStatus int
	// Body is the answer's body.
	Body []byte

	handle *handle[*C.acme_resource]
}

// Get reads a public resource with a GET. What fails in passing is tried again. Fails as every call that goes to the
// network; with what the server refuses.
func (c *Client) Get(ctx context.Context, url string) (*Resource, error) {
	var a arguments
	defer a.end()
	text := a.text("url", url)
	return c.resource(ctx, &a, func(client *C.acme_client, out **C.acme_resource, failure **C.acme_error) C.acme_status {
		return C.acme_client_get(client, text, out, failure)
	})
}

// Post sends a POST that the account signs (RFC 8555, section 6.2); nil for payload makes it a POST-as-GET (section 6.3).
// A POST-as-GET is sent again when it fails in passing, anything else is sent once; a nonce that is refused is replaced in
// any case. accept is the Accept header, or "". Fails as Get.
func (c *Client) Post(ctx context.Context, url string, payload json.RawMessage, accept string) (*Resource, error) {
	var a arguments
	defer a.end()
	text, wanted := a.text("url", url), a.optional("accept", accept)
	var body *C.char
	if payload != nil {
		body = a.text("payload", string(payload))
	}
	return c.resource(ctx, &a, func(client *C.acme_client, out **C.acme_resource, failure **C.acme_error) C.acme_status {
		return C.acme_client_post(client, text, body, wanted, out, failure)
	})
}

func (c *Client) resource(ctx context.Context, a *arguments,
	do func(client *C.acme_client, out **C.acme_resource, failure **C.acme_error) C.acme_status) (*Resource, error) {
	var out *C.acme_resource
	err := c.call(ctx, a, func(client *C.acme_client, failure **C.acme_error) C.acme_status {
		return do(client, &out, failure)
	})
	if err != nil {
		return nil, err
	}
	var length C.size_t
	body := C.acme_resource_body(out, &length)
	return &Resource{
		HTTPStatus: int(C.acme_resource_http_status(out)),
		Body:       lentBytes(body, length),
		handle:     own("resource", out, func(resource *C.acme_resource) { C.acme_resource_free(resource) }),
	}, nil
}

// Header gives the answer's headers of one name, in any case.
func (r *Resource) Header(name string) []string {
	if r == nil {
		return nil
	}
	var a arguments
	defer a.end()
	resource, text := lend(&a, "resource", r.handle), a.text("name", http.CanonicalHeaderKey(name))
	if a.err != nil {
		return nil
	}
	var values []string
	for i := C.size_t(0); ; i++ {
		value := C.acme_resource_header(resource, text, i)
		if value == nil {
			return values
		}
		values = append(values, C.GoString(value))
	}
}
