package acmeclient

// #include "worker.h"
import "C"

import (
	"errors"
	"os"
	"runtime"
	"runtime/cgo"
	"sync"
)

// A workerThread is one that obtains certificates, and the bell at which the goroutine waits that asked for one.
type workerThread struct {
	thread *C.acmego_worker
	bell   *os.File
	ringer *os.File
}

// Those that wait for the next call.
var idle struct {
	sync.Mutex
	workers []*workerThread
}

// takeWorker gives a worker that has nothing to do.
func takeWorker() (*workerThread, error) {
	idle.Lock()
	defer idle.Unlock()
	if last := len(idle.workers) - 1; last >= 0 {
		found := idle.workers[last]
		idle.workers = idle.workers[:last]
		return found, nil
	}
	return newWorker()
}

func newWorker() (*workerThread, error) {
	bell, ringer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	w := &workerThread{C.acmego_worker_new(C.int(ringer.Fd())), bell, ringer}
	if w.thread == nil {
		w.close()
		return nil, errors.New("there can be no more threads")
	}
	return w, nil
}

// rest keeps a few workers for the next calls.
func (w *workerThread) rest() {
	idle.Lock()
	defer idle.Unlock()
	if len(idle.workers) < runtime.GOMAXPROCS(0) {
		idle.workers = append(idle.workers, w)
		return
	}
	C.acmego_worker_end(w.thread)
	w.close()
}

func (w *workerThread) close() {
	w.bell.Close()
	w.ringer.Close()
}

// issue obtains a certificate. This goroutine is parked meanwhile, and does what the C library asks of it.
func (w *workerThread) issue(c *call, wanted C.acmego_issuance) C.acmego_issuance {
	number := cgo.NewHandle(c)
	defer number.Delete()
	wanted.call = C.uintptr_t(number)
	C.acmego_worker_begin(w.thread, wanted)
	ring := make([]byte, 1)
	for {
		// Should the bell be broken, the next line waits in C.
		_, _ = w.bell.Read(ring)
		errand := C.acmego_worker_next(w.thread)
		if errand == nil {
			return C.acmego_worker_issued(w.thread)
		}
		C.acmego_worker_answer(w.thread, c.do(errand))
	}
}

//export acmegoErrand
func acmegoErrand(errand *C.acmego_errand) C.int32_t { return currentCall().do(errand) }

// do runs a callback.
func (c *call) do(errand *C.acmego_errand) C.int32_t {
	switch errand.kind {
	case C.ACMEGO_PRESENT:
		return c.present(errand.userdata, (*C.acme_batch)(errand.subject))
	case C.ACMEGO_READY:
		return c.ready(errand.userdata, (*C.acme_batch)(errand.subject))
	case C.ACMEGO_CLEAN_UP:
		return c.cleanUp(errand.userdata, (*C.acme_batch)(errand.subject))
	case C.ACMEGO_EVENT:
		c.event(errand.userdata, (*C.acme_event)(errand.subject))
	case C.ACMEGO_KEEP_STATE:
		return c.keepState(errand.userdata, (*C.char)(errand.subject))
	case C.ACMEGO_LOG:
		c.log(errand.userdata, errand.level, (*C.char)(errand.subject))
	}
	return C.ACME_STATUS_OK
}
