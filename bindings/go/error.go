package acmeclient

// #include <acme_client.h>
import "C"

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// ErrClosed is in the error of a call on what was closed before, and of a second Close.
var ErrClosed = errors.New("acmeclient: already closed")

// An Error is a failure, with everything that the server said about it. errors.As gives it; errors.Is compares with a
// Status such as ErrRateLimited, with context.Canceled and context.DeadlineExceeded when the context ended the call, and
// with the error that a callback returned. It never changes.
type Error struct {
	// Status is the kind of failure.
	Status Status
	// Message is all of it as text, what Error gives: what it was about, at which step, and what kind of failure; then
	// the server's detail; then a line for each subproblem.
	Message string
	// Step is the step of the protocol by the name of its resource, such as "newOrder"; "" when none had begun.
	Step string
	// Subject is what the call was about, such as "order for example.com", or "".
	Subject string
	// ProblemType is the type of the server's problem document, such as "urn:ietf:params:acme:error:rateLimited" (RFC
	// 8555, section 6.7), or "".
	ProblemType string
	// ProblemTitle is the summary of that type, or "".
	ProblemTitle string
	// Detail is the server's own words for what went wrong this time, or "".
	Detail string
	// ProblemInstance is the problem document's instance, or "".
	ProblemInstance string
	// ProblemJSON is the whole problem document as the server sent it, or nil. Unlike the other texts it is not cleaned
	// of what could drive a terminal.
	ProblemJSON json.RawMessage
	// HTTPStatus is the HTTP status of the answer; 0 when it was not an answer that failed.
	HTTPStatus int
	// RetryAfter is how long the server asks to wait before the next attempt; 0 when it named no time.
	RetryAfter time.Duration
	// HelpURL is a page about the failure that the server names, such as the rules of a rate limit, or "".
	HelpURL string
	// ActionURL is a page that the user must visit before the call can succeed, or "".
	ActionURL string
	// Subproblems has one entry for each identifier with a problem of its own (RFC 8555, section 6.7.1).
	Subproblems []Subproblem

	cause error
}

// A Subproblem is what is wrong with one identifier (RFC 8555, section 6.7.1).
type Subproblem struct {
	// Type is the type of the problem, such as "urn:ietf:params:acme:error:caa".
	Type string
	// Detail is the server's words, or "".
	Detail string
	// Identifier is what it is about; empty when the server did not say.
	Identifier Identifier
}

// An Identifier is what a certificate is for (RFC 8555, section 9.7.7).
type Identifier struct {
	// Type is "dns", "ip" (RFC 8738) or another one.
	Type string
	// Value is the name or address, such as "*.example.com".
	Value string
}

// Error gives the message.
func (e *Error) Error() string {
	if e == nil {
		return "acmeclient: no error"
	}
	return e.Message
}

// Is says whether target is the error's status, or context.DeadlineExceeded and the time of the operation was over.
func (e *Error) Is(target error) bool {
	if e == nil {
		return false
	}
	if status, ok := target.(Status); ok {
		return e.Status == status
	}
	return target == context.DeadlineExceeded && e.Timeout()
}

// Unwrap gives the error behind this one: what ended the context, or what a callback returned.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.cause
}

// Timeout says whether the time of the operation, of the wait or of a request was over, as in net.Error.
func (e *Error) Timeout() bool {
	return e != nil && (e.Status == ErrTimedOut || e.Status == ErrRequestTimedOut)
}

// newError copies what the C library says; the object stays the caller's.
func newError(status Status, object *C.acme_error) *Error {
	e := &Error{
		Status:          status,
		Message:         C.GoString(C.acme_error_message(object)),
		Step:            C.GoString(C.acme_error_step(object)),
		Subject:         C.GoString(C.acme_error_subject(object)),
		ProblemType:     C.GoString(C.acme_error_problem_type(object)),
		ProblemTitle:    C.GoString(C.acme_error_problem_title(object)),
		Detail:          C.GoString(C.acme_error_detail(object)),
		ProblemInstance: C.GoString(C.acme_error_problem_instance(object)),
		HTTPStatus:      int(C.acme_error_http_status(object)),
		HelpURL:         C.GoString(C.acme_error_help_url(object)),
		ActionURL:       C.GoString(C.acme_error_action_url(object)),
		Subproblems:     subproblems(object),
	}
	if document := C.acme_error_problem_json(object); document != nil {
		e.ProblemJSON = json.RawMessage(C.GoString(document))
	}
	var wait C.uint64_t
	if C.acme_error_retry_after_ms(object, &wait) {
		e.RetryAfter = time.Duration(wait) * time.Millisecond
	}
	return e
}

func subproblems(object *C.acme_error) []Subproblem {
	return listOf(C.acme_error_subproblem_count(object), func(i C.size_t) Subproblem {
		return Subproblem{
			Type:   C.GoString(C.acme_error_subproblem_type(object, i)),
			Detail: C.GoString(C.acme_error_subproblem_detail(object, i)),
			Identifier: Identifier{
				Type:  C.GoString(C.acme_error_subproblem_identifier_type(object, i)),
				Value: C.GoString(C.acme_error_subproblem_identifier_value(object, i)),
			},
		}
	})
}

// explain is the error of a call that failed, with what is behind it on this side.
func (c *call) explain(status Status, object *C.acme_error) error {
	e := newError(status, object)
	ended := c.ctx.Err() != nil
	switch {
	case status == ErrCancelled && ended, status == ErrTimedOut && ended:
		e.cause = endOf(c.ctx)
	case status == ErrCallback:
		e.cause = c.failure
	case status >= ErrConnectionFailed && status <= ErrRequestTimedOut:
		e.cause = c.passing
	}
	return e
}

// endOf is what ended a context: its error, and its cause when that is another one.
func endOf(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return errors.Join(ctx.Err(), cause)
	}
	return ctx.Err()
}

// contextError is the error of a call that was not begun, or did not get its turn, because its context had ended.
func contextError(ctx context.Context) error {
	status := ErrCancelled
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		status = ErrTimedOut
	}
	return &Error{Status: status, Message: "ctx: " + ctx.Err().Error(), cause: endOf(ctx)}
}

func argumentError(message string) error {
	return &Error{Status: ErrInvalidArgument, Message: message}
}

func nilError(name string) error {
	return &Error{Status: ErrNullPointer, Message: name + " is nil"}
}

// errNilObject is the error of a method whose receiver is nil, or was not made by this package.
var errNilObject = nilError("the object")

func closedError(noun string) error {
	return &Error{Status: ErrInvalidArgument, Message: noun + " is already closed", cause: ErrClosed}
}

// naming says which argument the error of a handle is about.
func naming(name string, err error) error {
	if err == errNilObject {
		return nilError(name)
	}
	return err
}
