package store

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// member is an update that waits to be called: to lead, or with the outcome of the group that it was a member of.
type member struct {
	ctx    context.Context
	fn     func(Tx) error
	called chan struct{} // receives once; the other fields are read after that
	leads  bool

	refusal  error // what fn returned
	panicked error // what fn panicked with
	exited   bool  // fn ended the goroutine that it ran on
	outcome  error // of the commit
}

// run runs fn in the overlay; only if it returned nil are its writes kept.
func (m *member) run(in *overlay) {
	returned := false
	defer func() {
		if value := recover(); value != nil {
			m.panicked = &panicked{value: value, stack: debug.Stack()}
		}
		m.exited = !returned && m.panicked == nil
		if returned && m.refusal == nil {
			in.writes.Keep()
		} else {
			in.writes.Undo(0)
		}
	}()
	m.refusal = m.try(in)
	returned = true
}

func (m *member) try(in *overlay) error {
	if err := CheckContext(m.ctx, "update"); err != nil {
		return err
	}
	if err := m.fn(in); err != nil {
		return err
	}
	return CheckContext(m.ctx, "update")
}

// conclude returns what Update returns, or ends as fn ended.
func (m *member) conclude() error {
	switch {
	case m.panicked != nil:
		panic(m.panicked)
	case m.exited:
		runtime.Goexit()
	case m.outcome != nil:
		return m.outcome
	}
	return m.refusal
}

// panicked is what a function panicked with on another goroutine than its caller's.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("%v\n\n%s", p.value, p.stack) }

// Unwrap returns the value if it is an error.
func (p *panicked) Unwrap() error {
	err, _ := p.value.(error)
	return err
}
