package store

import (
	"time"

	"example.com/tenure/entitlement"
)

// TimerKind tells what a timer does. The values are stored.
type TimerKind uint8

// Timer kinds.
const (
	TimerAssignmentEnd TimerKind = iota + 1
	TimerStageDeadline
	TimerStageEscalation
	TimerRequestStart
	TimerGuestDeletion
	TimerJob
	TimerAssignmentPrompt
	TimerReviewStart
	TimerReviewReminder
	TimerReviewEnd
	TimerStageReminder
	TimerDeparture
	TimerCallout
)

// Timer is an entry of the due queue. Timers are index entries that follow from rows: they exist exactly as long as the
// row waits for the instant (I-78).
type Timer struct {
	Due   time.Time
	Class Class
	Kind  TimerKind
	Key   []byte // the key of the row, without its table
}

// timer adds an entry to the due queue: (due, class, row, kind).
func (e *entries) timer(due time.Time, class Class, kind TimerKind, row []byte) {
	e.begin(tagTimer)
	e.buf = append(AppendTime(e.buf, due), byte(class))
	e.buf = append(append(e.buf, row...), byte(kind))
	e.end(nil)
}

// Due calls fn for the timers that are due at t, in their total order, until fn returns false. fn may read through the Txn,
// not write. The timer's Key is valid after fn returns.
func (t *Txn) Due(at time.Time, fn func(Timer) (bool, error)) error {
	t.name = append(t.name[:0], tagTimer)
	return t.scan(t.name, nil, func(key, _ []byte) (bool, error) {
		timer, err := parseTimer(key)
		if err != nil || timer.Due.After(at) {
			return false, err
		}
		timer.Key = append([]byte(nil), timer.Key...)
		return fn(timer)
	})
}

// NextTimer returns the instant of the first timer, or the zero time when there is none.
func (t *Txn) NextTimer() (time.Time, error) {
	t.name = append(t.name[:0], tagTimer)
	key, err := t.first(t.name)
	if err != nil || key == nil {
		return time.Time{}, err
	}
	timer, err := parseTimer(key)
	return timer.Due, err
}

func parseTimer(key []byte) (Timer, error) {
	r := ReadKey(key[1:])
	timer := Timer{Due: r.Time(), Class: Class(r.Uint8())}
	const head = 10 // table, instant, class
	if len(key) < head+2 {
		return Timer{}, damaged(entitlement.KindEngine, "a timer cannot be read")
	}
	timer.Kind = TimerKind(key[len(key)-1])
	timer.Key = key[head : len(key)-1]
	return timer, nil
}
