package main

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"example.com/tenure/lifecycle"
)

// journal collects what the ports were asked, for the reader of the example. Ports are called from several goroutines.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

// take returns the lines that were added since it was called last.
func (j *journal) take() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	lines := j.lines
	j.lines = nil
	return lines
}

// Notify implements lifecycle.Notifier. A host writes the words of a mail by its kind, and sends it once for each key.
func (j *journal) Notify(_ context.Context, m lifecycle.Message) error {
	to := make([]string, len(m.To))
	for i, id := range m.To {
		to[i] = string(id)
	}
	j.add("mail %s to %s", m.Kind, strings.Join(to, ", "))
	return nil
}
