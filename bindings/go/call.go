package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"runtime"
	"runtime/cgo"
	"time"
)

// A call is one call of the C library. The library runs callbacks on the thread that made the call, which finds it there:
// they get its context, and what ends one of them early is carried through to the caller.
type call struct {
	ctx    context.Context
	client *Client
	// What ends the call, when it can be ended.
	token *C.acme_cancel
	// The first failure of a callback that ends the call.
	failure error
	// The last failure of a request, which may have been sent again since.
	passing error
	// How the first callback ended that did not return.
	ending *ending
}

// run makes a call that cannot be cancelled: it does not go to the network, or ctx is for its callbacks alone.
func run(ctx context.Context, a *arguments, do func(failure **C.acme_error) C.acme_status) error {
	return (&call{ctx: ctx}).run(a, do)
}

func (c *call) run(a *arguments, do func(failure **C.acme_error) C.acme_status) error {
	if a != nil && a.err != nil {
		return a.err
	}
	if err := checkContext(c.ctx); err != nil {
		return err
	}
	var failure *C.acme_error
	status := c.inside(func() C.acme_status { return do(&failure) })
	return c.end(status, failure)
}

// end gives what became of the call.
func (c *call) end(status C.acme_status, failure *C.acme_error) error {
	defer C.acme_error_clear(&failure)
	c.ending.resume()
	if status == C.ACME_STATUS_OK {
		return nil
	}
	return c.explain(Status(status), failure)
}

// inside does something on a thread that knows the call.
func (c *call) inside(do func() C.acme_status) C.acme_status {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	number := cgo.NewHandle(c)
	defer number.Delete()
	before := C.acmego_enter(C.uintptr_t(number))
	defer C.acmego_enter(before)
	return do()
}

// currentCall is the call that this thread is in; a callback outside of any gets one that is never looked at again.
func currentCall() *call {
	if number := C.acmego_current(); number != 0 {
		return cgo.Handle(number).Value().(*call)
	}
	return &call{ctx: context.Background()}
}

// call makes a call that ctx ends.
func (c *Client) call(ctx context.Context, a *arguments, do func(client *C.acme_client, failure **C.acme_error) C.acme_status) error {
	return c.through(ctx, a, func(made *call, client *C.acme_client) error {
		return made.run(nil, func(failure **C.acme_error) C.acme_status { return do(client, failure) })
	})
}

// through gives a call that ctx ends the client to make it with: cancellation and deadline trigger the token of a derived
// one.
func (c *Client) through(ctx context.Context, a *arguments, do func(made *call, client *C.acme_client) error) error {
	if a != nil && a.err != nil {
		return a.err
	}
	if err := checkContext(ctx); err != nil {
		return err
	}
	object, err := c.share(ctx)
	if err != nil {
		return err
	}
	defer c.handle.release()
	made := &call{ctx: ctx, client: c}
	if ctx.Done() == nil {
		return do(made, object)
	}
	end, err := made.cancellable()
	if err != nil {
		return err
	}
	defer end()
	var derived *C.acme_client
	err = run(ctx, nil, func(failure **C.acme_error) C.acme_status {
		return C.acme_client_with_cancel(object, made.token, &derived, failure)
	})
	if err != nil {
		return err
	}
	defer C.acme_client_free(derived)
	return do(made, derived)
}

// cancellable makes the call's token, which its context triggers until end, a function that says whether it did.
func (c *call) cancellable() (end func() (triggered bool), err error) {
	var token *C.acme_cancel
	err = run(c.ctx, nil, func(failure **C.acme_error) C.acme_status { return C.acme_cancel_new(&token, failure) })
	if err != nil {
		return nil, err
	}
	c.token = token
	triggered := make(chan struct{})
	stop := context.AfterFunc(c.ctx, func() {
		C.acme_cancel_trigger(token)
		close(triggered)
	})
	return func() bool {
		stopped := stop()
		if !stopped {
			<-triggered
		}
		C.acme_cancel_free(token)
		return !stopped
	}, nil
}

// cancelled says whether the call is being ended, so that a callback's result is of no use any more.
func (c *call) cancelled() bool { return bool(C.acme_cancel_is_triggered(c.token)) }

// defaultWait bounds a wait whose context has no deadline.
const defaultWait = 10 * time.Minute

// waitTime is how long a wait may take, in milliseconds.
func waitTime(ctx context.Context) C.uint64_t {
	if deadline, ok := ctx.Deadline(); ok {
		return milliseconds(time.Until(deadline))
	}
	return milliseconds(defaultWait)
}

func checkContext(ctx context.Context) error {
	if ctx == nil {
		return nilError("ctx")
	}
	if ctx.Err() != nil {
		return contextError(ctx)
	}
	return nil
}
