package acmeclient

// #include "bridge.h"
import "C"

import (
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// keep hands a Go value to the C library as a callback's userdata. acmegoForget ends that, whatever becomes of the call.
func keep(value any) unsafe.Pointer {
	return C.acmego_userdata_new(C.uintptr_t(cgo.NewHandle(value)))
}

// kept is the value that keep was given.
func kept[T any](userdata unsafe.Pointer) T {
	return cgo.Handle(C.acmego_userdata_number(userdata)).Value().(T)
}

//export acmegoForget
func acmegoForget(userdata unsafe.Pointer) {
	cgo.Handle(C.acmego_userdata_number(userdata)).Delete()
	C.acmego_userdata_free(userdata)
}

// An ending is how a callback ended that did not return: by a panic, or by runtime.Goexit, as testing.T.FailNow does.
type ending struct {
	panicked bool
	value    any
}

// resume goes on with the ending in the goroutine that made the call.
func (e *ending) resume() {
	switch {
	case e == nil:
	case e.panicked:
		panic(e.value)
	default:
		runtime.Goexit()
	}
}

// guard runs a callback on a goroutine of its own, so that neither a panic nor runtime.Goexit runs through the frames of
// the C library.
func (c *call) guard(callback func() error) error {
	ended := make(chan error, 1)
	go func() {
		err, returned := error(ErrCallback), false
		defer func() {
			value := recover()
			if !returned && c.ending == nil {
				c.ending = &ending{panicked: value != nil, value: value}
			}
			ended <- err
		}()
		err = callback()
		returned = true
	}()
	return <-ended
}

// status runs a callback whose error ends the call, and gives what the C library makes of it.
func (c *call) status(callback func() error) C.int32_t {
	return c.keep(c.guard(callback))
}

// keep keeps the error of a callback that ends the call: the first one, because others follow from it.
func (c *call) keep(err error) C.int32_t {
	if err == nil {
		return C.ACME_STATUS_OK
	}
	if c.failure == nil {
		c.failure = err
	}
	return C.ACME_STATUS_CALLBACK
}
