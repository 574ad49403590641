package acmeclient

import (
	"context"
	"strings"
	"sync"
	"time"
)

// A memoryStore is a StoreBackend that ends with the process.
type memoryStore struct {
	mu        sync.Mutex
	documents map[string][]byte
	locks     map[string]memoryLock
}

type memoryLock struct {
	holder string
	until  time.Time
}

func newMemoryStore() *memoryStore {
	return &memoryStore{documents: make(map[string][]byte), locks: make(map[string]memoryLock)}
}

func (s *memoryStore) Read(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.documents[name], nil
}

func (s *memoryStore) Write(_ context.Context, name string, data []byte, _ bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents[name] = append([]byte{}, data...)
	return nil
}

func (s *memoryStore) List(_ context.Context, prefix string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for name := range s.documents {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	return names, nil
}

func (s *memoryStore) Remove(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.documents, name)
	return nil
}

func (s *memoryStore) Lock(_ context.Context, name, holder string, lease time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if lock, taken := s.locks[name]; taken && lock.holder != holder && now.Before(lock.until) {
		return ErrLocked
	}
	s.locks[name] = memoryLock{holder: holder, until: now.Add(lease)}
	return nil
}

func (s *memoryStore) Unlock(_ context.Context, name, holder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locks[name].holder == holder {
		delete(s.locks, name)
	}
}
