package acmeclient

import (
	"context"
	"runtime"
	"sync"
)

// A handle owns an object of the C library. It counts who uses the object, so that Close never frees it under a call
// that is running: the last one to let go does.
type handle[P comparable] struct {
	noun string
	free func(P)

	mu     sync.Mutex
	object P
	// How many share the object; -1 when one has it alone.
	users  int
	closed bool
	// Closed when somebody lets go; made when somebody waits for that.
	released chan struct{}
}

// own takes over an object. It is freed by close, or by the garbage collector when nobody can reach the handle any more.
func own[P comparable](noun string, object P, free func(P)) *handle[P] {
	h := &handle[P]{noun: noun, object: object, free: free}
	runtime.SetFinalizer(h, func(h *handle[P]) { _ = h.close() })
	return h
}

// share gives the object to be used beside others, as the C library's `const` has it.
func (h *handle[P]) share(ctx context.Context) (P, error) { return h.take(ctx, false) }

// alone gives the object to one user. It waits for the others as long as ctx allows.
func (h *handle[P]) alone(ctx context.Context) (P, error) { return h.take(ctx, true) }

func (h *handle[P]) take(ctx context.Context, alone bool) (object P, err error) {
	for {
		object, released, err := h.tryTake(alone)
		if err != nil || released == nil {
			return object, err
		}
		select {
		case <-released:
		case <-ctx.Done():
			return object, contextError(ctx)
		}
	}
}

// tryTake gives the object, or what is closed when it is worth trying again.
func (h *handle[P]) tryTake(alone bool) (object P, released <-chan struct{}, err error) {
	if h == nil {
		return object, nil, errNilObject
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return object, nil, closedError(h.noun)
	}
	if h.users < 0 || alone && h.users > 0 {
		if h.released == nil {
			h.released = make(chan struct{})
		}
		return object, h.released, nil
	}
	h.users++
	if alone {
		h.users = -1
	}
	return h.object, nil, nil
}

// release ends what share or alone began.
func (h *handle[P]) release() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.users < 0 {
		h.users = 0
	} else {
		h.users--
	}
	if h.released != nil {
		close(h.released)
		h.released = nil
	}
	h.freeUnused()
}

// close refuses all later uses, and frees the object as soon as nobody uses it.
func (h *handle[P]) close() error {
	if h == nil {
		return errNilObject
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return closedError(h.noun)
	}
	h.closed = true
	h.freeUnused()
	return nil
}

func (h *handle[P]) freeUnused() {
	var none P
	if h.closed && h.users == 0 && h.object != none {
		h.free(h.object)
		h.object = none
		runtime.SetFinalizer(h, nil)
	}
}
