package smtp

import (
	"context"
	"sync"
)

// Ledger is the port that remembers what was sent. Keys are at most 64 bytes of ASCII. It is used by several goroutines.
type Ledger interface {
	// Sent reports whether the key was recorded.
	Sent(ctx context.Context, key string) (bool, error)
	// Record remembers the key. Recording it again changes nothing.
	Record(ctx context.Context, key string) error
}

// remembered is how many keys a memory holds: those of the mails that may still be tried again, by a wide margin.
const remembered = 100_000

// memory is the Ledger of a Notifier that was given none. It forgets the oldest keys first.
type memory struct {
	mu    sync.Mutex
	most  int
	known map[string]struct{}
	order []string // a ring once it is full
	next  int
}

func newMemory(most int) *memory { return &memory{most: most, known: map[string]struct{}{}} }

func (m *memory) Sent(_ context.Context, key string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, sent := m.known[key]
	return sent, nil
}

func (m *memory) Record(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, sent := m.known[key]; sent {
		return nil
	}
	m.known[key] = struct{}{}
	if len(m.order) < m.most {
		m.order = append(m.order, key)
		return nil
	}
	delete(m.known, m.order[m.next])
	m.order[m.next] = key
	m.next = (m.next + 1) % m.most
	return nil
}
