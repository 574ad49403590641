package acmeclient

// #include "bridge.h"
import "C"

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
	"unsafe"
)

// WithTransport sends requests through an http.RoundTripper instead of the library's own HTTP; the options of TLS, proxy
// and connect timeout mean nothing then. It gets the context of the call with the deadline of the request, follows no
// redirects and repeats nothing. It is used by several goroutines at once when the client is.
func WithTransport(transport http.RoundTripper) Option {
	return func(o *clientOptions) {
		if isNil(transport) {
			o.refuse(nilError("transport"))
			return
		}
		C.acme_client_options_set_transport(o.object, C.acme_transport_fn(C.acmegoTransport), keep(transport),
			(*[0]byte)(C.acmegoForget))
	}
}

//export acmegoTransport
func acmegoTransport(userdata unsafe.Pointer, request *C.acme_request, response *C.acme_response) C.int32_t {
	current := currentCall()
	err := current.guard(func() error {
		return exchange(current.ctx, kept[http.RoundTripper](userdata), request, response)
	})
	if err == nil {
		return C.ACME_STATUS_OK
	}
	status := networkStatus(err)
	if status == ErrCallback {
		return current.keep(err)
	}
	current.passing = err
	return C.int32_t(status)
}

// exchange sends a request and fills in its response.
func exchange(ctx context.Context, transport http.RoundTripper, request *C.acme_request, response *C.acme_response) error {
	if C.acme_request_is_cancelled(request) {
		return context.Canceled
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(C.acme_request_timeout_ms(request))*time.Millisecond)
	defer cancel()
	sent, err := newRequest(ctx, request)
	if err != nil {
		return err
	}
	answer, err := transport.RoundTrip(sent)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	return fill(response, answer)
}

func newRequest(ctx context.Context, request *C.acme_request) (*http.Request, error) {
	var length C.size_t
	body := C.acme_request_body(request, &length)
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(lentBytes(body, length))
	}
	method, url := C.GoString(C.acme_request_method(request)), C.GoString(C.acme_request_url(request))
	sent, err := http.NewRequestWithContext(ctx, method, url, reader)
	if err != nil {
		return nil, err
	}
	for i := C.size_t(0); i < C.acme_request_header_count(request); i++ {
		name, value := C.acme_request_header_name(request, i), C.acme_request_header_value(request, i)
		sent.Header.Add(C.GoString(name), C.GoString(value))
	}
	return sent, nil
}

func fill(response *C.acme_response, answer *http.Response) error {
	C.acme_response_set_status(response, C.uint16_t(answer.StatusCode))
	var a arguments
	defer a.end()
	for name, values := range answer.Header {
		for _, value := range values {
			C.acme_response_add_header(response, a.text("header", name), a.text("header", value))
		}
	}
	room := make([]byte, 16<<10)
	for {
		count, err := answer.Body.Read(room)
		bytes, length := bytesOf(room[:count])
		if count > 0 && !bool(C.acme_response_append_body(response, bytes, length)) || err == io.EOF {
			return a.err
		}
		if err != nil {
			return err
		}
	}
}

// networkStatus says what kind of failure an error of a transport is, so that what may pass is tried again.
func networkStatus(err error) Status {
	var name *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var handshake tls.RecordHeaderError
	var alert tls.AlertError
	var operation *net.OpError
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return ErrCancelled
	case errors.As(err, &untrusted):
		return ErrUntrustedServer
	case errors.As(err, &slow) && slow.Timeout():
		return ErrRequestTimedOut
	case errors.As(err, &name) && name.IsNotFound:
		return ErrNameNotFound
	case errors.As(err, &handshake), errors.As(err, &alert):
		return ErrTLSFailed
	case errors.As(err, &operation) && operation.Op == "dial":
		return ErrConnectionFailed
	case errors.As(err, &operation), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return ErrConnectionLost
	default:
		return ErrCallback
	}
}
