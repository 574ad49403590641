package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"
	"unsafe"
)

// arguments holds what is lent to the C library for one call: copies of texts, and other objects. It keeps the first
// value that cannot be handed over.
type arguments struct {
	// How long to wait for an object that somebody has alone; nil for as long as it takes.
	ctx     context.Context
	err     error
	endings []func()
}

// end gives back what was lent.
func (a *arguments) end() {
	for _, ending := range a.endings {
		ending()
	}
	a.endings = nil
}

func (a *arguments) refuse(err error) {
	if a.err == nil {
		a.err = err
	}
}

// text copies a text for C; it is wiped at the end.
func (a *arguments) text(name, value string) *C.char {
	if strings.IndexByte(value, 0) >= 0 {
		a.refuse(argumentError(name + ": the text has a NUL in it"))
		return nil
	}
	text := C.CString(value)
	a.endings = append(a.endings, func() { C.acmego_free_text(text) })
	return text
}

// optional is text, with NULL for "".
func (a *arguments) optional(name, value string) *C.char {
	if value == "" {
		return nil
	}
	return a.text(name, value)
}

// moment writes a point in time as RFC 3339 does, with NULL for the zero time.
func (a *arguments) moment(name string, value time.Time) *C.char {
	if value.IsZero() {
		return nil
	}
	return a.text(name, value.UTC().Format(time.RFC3339))
}

// lend shares another object for the time of the call.
func lend[P comparable](a *arguments, name string, h *handle[P]) P {
	ctx := a.ctx
	if ctx == nil {
		ctx = context.Background()
	}
	object, err := h.share(ctx)
	if err != nil {
		a.refuse(naming(name, err))
		return object
	}
	a.endings = append(a.endings, h.release)
	return object
}

// bytesOf gives the bytes to a C function that reads them before it returns.
func bytesOf(bytes []byte) (*C.uint8_t, C.size_t) {
	return (*C.uint8_t)(unsafe.SliceData(bytes)), C.size_t(len(bytes))
}

// duration is a time in milliseconds that must not be negative.
func (a *arguments) duration(name string, value time.Duration) C.uint64_t {
	if value < 0 {
		a.refuse(argumentError(name + " is negative"))
	}
	return milliseconds(value)
}

// count is a number that must fit into 32 bits without a sign.
func (a *arguments) count(name string, value int) C.uint32_t {
	if value < 0 || int64(value) > math.MaxUint32 {
		a.refuse(argumentError(fmt.Sprintf("%s: %d is not between 0 and %d", name, value, int64(math.MaxUint32))))
	}
	return C.uint32_t(value)
}

// milliseconds rounds up, so that a short time does not become none.
func milliseconds(d time.Duration) C.uint64_t {
	if d <= 0 {
		return 0
	}
	return C.uint64_t((d + time.Millisecond - 1) / time.Millisecond)
}

// ownedText takes over a text that belongs to the caller.
func ownedText(text *C.char) string {
	defer C.acme_string_free(text)
	return C.GoString(text)
}

// ownedBytes takes over bytes that belong to the caller.
func ownedBytes(bytes *C.uint8_t, length C.size_t) []byte {
	defer C.acme_bytes_free(bytes, length)
	return lentBytes(bytes, length)
}

// lentBytes copies bytes that belong to an object.
func lentBytes(bytes *C.uint8_t, length C.size_t) []byte {
	if bytes == nil {
		return nil
	}
	return append([]byte(nil), unsafe.Slice((*byte)(bytes), int(length))...)
}

// listOf copies a list of an object, item by item.
func listOf[T any](count C.size_t, item func(C.size_t) T) []T {
	items := make([]T, count)
	for i := range items {
		items[i] = item(C.size_t(i))
	}
	return items
}

// textTime reads a point in time as RFC 3339 writes it; the zero time for "".
func textTime(text *C.char) time.Time {
	moment, err := time.Parse(time.RFC3339, C.GoString(text))
	if err != nil {
		return time.Time{}
	}
	return moment
}

// unixTime is the point in time so many seconds after 1970-01-01 UTC.
func unixTime(seconds C.int64_t) time.Time { return time.Unix(int64(seconds), 0).UTC() }
