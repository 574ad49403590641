package acmeclient

// #include "bridge.h"
import "C"

import (
	"context"
	"errors"
	"time"
	"unsafe"
)

// A Store is where managed certificates are kept. Documents have names such as "example.com/record.json": words of
// letters, digits, '.', '_' and '-' with '/' between them. All methods may be called by several goroutines at once.
type Store struct {
	handle *handle[*C.acme_store]
}

// A StoreBackend is a store of the caller's own, made into a Store by NewStore: over a database that many machines share,
// say. Names were checked. Several goroutines call it at once when the store is used so. An error ends the call with
// ErrCallback, and errors.Is and errors.As find it in there.
type StoreBackend interface {
	// Read gives a document, or nil when there is none.
	Read(ctx context.Context, name string) ([]byte, error)
	// Write writes a document so that whoever reads it finds the old one or the new one, whole. private says whether it is
	// for the owner's eyes alone.
	Write(ctx context.Context, name string, data []byte, private bool) error
	// List gives every name that begins with prefix.
	List(ctx context.Context, prefix string) ([]string, error)
	// Remove removes a document; one that is not there is removed already.
	Remove(ctx context.Context, name string) error
	// Lock takes the lock name for holder for the length of the lease, in one step: when nobody holds it, when its lease has
	// run out, or when holder holds it already, which prolongs it. Otherwise it returns ErrLocked.
	Lock(ctx context.Context, name, holder string, lease time.Duration) error
	// Unlock gives the lock back when holder holds it, and does nothing otherwise.
	Unlock(ctx context.Context, name, holder string)
}

// FolderStore makes a store of a folder, which is made when it is not there. Several processes of this machine may use it
// at once. Documents are written beside their place, flushed to the disk and renamed; private ones have mode 0600. Fails
// with ErrFile when the folder cannot be made or is none.
func FolderStore(path string) (*Store, error) {
	var a arguments
	defer a.end()
	text := a.text("path", path)
	return makeStore(&a, func(out **C.acme_store, failure **C.acme_error) C.acme_status {
		return C.acme_store_folder(text, out, failure)
	})
}

// NewStore makes a store of the caller's own.
func NewStore(backend StoreBackend) (*Store, error) {
	if isNil(backend) {
		return nil, nilError("backend")
	}
	return makeStore(nil, func(out **C.acme_store, failure **C.acme_error) C.acme_status {
		return C.acme_store_new(C.acme_store_read_fn(C.acmegoStoreRead), C.acme_store_write_fn(C.acmegoStoreWrite),
			C.acme_store_list_fn(C.acmegoStoreList), C.acme_store_remove_fn(C.acmegoStoreRemove),
			C.acme_store_lock_fn(C.acmegoStoreLock), C.acme_store_unlock_fn(C.acmegoStoreUnlock), keep(backend),
			(*[0]byte)(C.acmegoForget), out, failure)
	})
}

func makeStore(a *arguments, do func(out **C.acme_store, failure **C.acme_error) C.acme_status) (*Store, error) {
	var out *C.acme_store
	err := run(context.Background(), a, func(failure **C.acme_error) C.acme_status { return do(&out, failure) })
	if err != nil {
		return nil, err
	}
	return &Store{handle: own("store", out, func(store *C.acme_store) { C.acme_store_free(store) })}, nil
}

// Read reads a document; nil when there is none, and when it is empty.
func (s *Store) Read(ctx context.Context, name string) ([]byte, error) {
	var out *C.uint8_t
	var length C.size_t
	err := s.document(ctx, name, func(store *C.acme_store, name *C.char, failure **C.acme_error) C.acme_status {
		return C.acme_store_read(store, name, &out, &length, failure)
	})
	return ownedBytes(out, length), err
}

// Write writes a document, whole or not at all; private says whether it is for the owner's eyes alone.
func (s *Store) Write(ctx context.Context, name string, data []byte, private bool) error {
	return s.document(ctx, name, func(store *C.acme_store, name *C.char, failure **C.acme_error) C.acme_status {
		bytes, length := bytesOf(data)
		if length == 0 {
			bytes = (*C.uint8_t)(unsafe.Pointer(name))
		}
		return C.acme_store_write(store, name, bytes, length, C.bool(private), failure)
	})
}

// Remove removes a document; one that is not there is removed already.
func (s *Store) Remove(ctx context.Context, name string) error {
	return s.document(ctx, name, func(store *C.acme_store, name *C.char, failure **C.acme_error) C.acme_status {
		return C.acme_store_remove(store, name, failure)
	})
}

func (s *Store) document(ctx context.Context, name string, do func(store *C.acme_store, name *C.char, failure **C.acme_error) C.acme_status) error {
	var a arguments
	defer a.end()
	store, text := lend(&a, "store", s.owned()), a.text("name", name)
	return run(ctx, &a, func(failure **C.acme_error) C.acme_status { return do(store, text, failure) })
}

// Close frees the store; what it keeps stays. A second Close is ErrClosed.
func (s *Store) Close() error { return naming("store", s.owned().close()) }

func (s *Store) owned() *handle[*C.acme_store] {
	if s == nil {
		return nil
	}
	return s.handle
}

//export acmegoStoreRead
func acmegoStoreRead(userdata unsafe.Pointer, name *C.char, answer *C.acme_store_answer) C.int32_t {
	return onBackend(userdata, func(ctx context.Context, backend StoreBackend) error {
		data, err := backend.Read(ctx, C.GoString(name))
		if err == nil && data != nil {
			bytes, length := bytesOf(data)
			C.acme_store_answer_set_document(answer, bytes, length)
		}
		return err
	})
}

//export acmegoStoreWrite
func acmegoStoreWrite(userdata unsafe.Pointer, name *C.char, data *C.uint8_t, length C.size_t, private C.bool) C.int32_t {
	return onBackend(userdata, func(ctx context.Context, backend StoreBackend) error {
		return backend.Write(ctx, C.GoString(name), lentBytes(data, length), bool(private))
	})
}

//export acmegoStoreList
func acmegoStoreList(userdata unsafe.Pointer, prefix *C.char, answer *C.acme_store_answer) C.int32_t {
	return onBackend(userdata, func(ctx context.Context, backend StoreBackend) error {
		names, err := backend.List(ctx, C.GoString(prefix))
		var a arguments
		defer a.end()
		for _, name := range names {
			C.acme_store_answer_add_name(answer, a.text("name", name))
		}
		return errors.Join(err, a.err)
	})
}

//export acmegoStoreRemove
func acmegoStoreRemove(userdata unsafe.Pointer, name *C.char) C.int32_t {
	return onBackend(userdata, func(ctx context.Context, backend StoreBackend) error {
		return backend.Remove(ctx, C.GoString(name))
	})
}

//export acmegoStoreLock
func acmegoStoreLock(userdata unsafe.Pointer, name, holder *C.char, lease C.uint64_t) C.int32_t {
	locked := false
	status := onBackend(userdata, func(ctx context.Context, backend StoreBackend) error {
		err := backend.Lock(ctx, C.GoString(name), C.GoString(holder), time.Duration(lease)*time.Millisecond)
		if locked = errors.Is(err, ErrLocked); locked {
			return nil
		}
		return err
	})
	if locked {
		return C.ACME_STATUS_LOCKED
	}
	return status
}

//export acmegoStoreUnlock
func acmegoStoreUnlock(userdata unsafe.Pointer, name, holder *C.char) {
	_ = onBackend(userdata, func(ctx context.Context, backend StoreBackend) error {
		// A lock is given back also after the call was cancelled.
		backend.Unlock(context.WithoutCancel(ctx), C.GoString(name), C.GoString(holder))
		return nil
	})
}

func onBackend(userdata unsafe.Pointer, do func(ctx context.Context, backend StoreBackend) error) C.int32_t {
	current := currentCall()
	return current.status(func() error { return do(current.ctx, kept[StoreBackend](userdata)) })
}
