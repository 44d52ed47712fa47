package check

import (
	"container/heap"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// wait is an instant that a row waits for: what a timer in the store's due queue stands for.
type wait struct {
	due   time.Time
	class store.Class
	kind  store.TimerKind
	key   string
}

// before reports the total order of what is due (I-81).
func (w wait) before(o wait) bool {
	switch {
	case !w.due.Equal(o.due):
		return w.due.Before(o.due)
	case w.class != o.class:
		return w.class < o.class
	case w.key != o.key:
		return w.key < o.key
	}
	return w.kind < o.kind
}

// born tells which event made something, and when that happened.
type born struct {
	seq uint64
	at  time.Time
}

// waits returns what a row waits for.
func waits(o *object) []wait {
	if o == nil {
		return nil
	}
	at := func(due time.Time, class store.Class, kind store.TimerKind) wait {
		return wait{due, class, kind, o.ref.Key}
	}
	switch row := o.row.(type) {
	case *entitlement.Assignment:
		var out []wait
		if isLive(row) && !row.Schedule.End.IsZero() {
			out = append(out, at(row.Schedule.End, store.ClassExpire, store.TimerAssignmentEnd))
		}
		if isLive(row) && !row.Prompt.IsZero() {
			out = append(out, at(row.Prompt, store.ClassNotify, store.TimerAssignmentPrompt))
		}
		return out
	case *entitlement.ApprovalStage:
		return stageWaits(row, at)
	case *entitlement.Request:
		if row.State == entitlement.RequestScheduled && !row.Starting {
			return []wait{at(row.Schedule.Start, store.ClassApprove, store.TimerRequestStart)}
		}
	case *entitlement.Departure:
		if !row.Due {
			return []wait{at(row.End(), store.ClassExpire, store.TimerDeparture)}
		}
	case *entitlement.Callout:
		if row.IsOpen() {
			return []wait{at(row.Deadline, store.ClassDeny, store.TimerCallout)}
		}
	case *entitlement.GuestAccount:
		if !row.DeleteAt.IsZero() {
			return []wait{at(row.DeleteAt, store.ClassRevoke, store.TimerGuestDeletion)}
		}
	}
	return reviewWaits(o)
}

func stageWaits(s *entitlement.ApprovalStage, at func(time.Time, store.Class, store.TimerKind) wait) []wait {
	if !s.IsOpen() {
		return nil
	}
	out := []wait{at(s.Deadline, store.ClassDeny, store.TimerStageDeadline)}
	if s.State == entitlement.StageOpen && !s.EscalateAt.IsZero() {
		out = append(out, at(s.EscalateAt, store.ClassEscalate, store.TimerStageEscalation))
	}
	if s.State == entitlement.StageOpen && !s.Remind.IsZero() {
		out = append(out, at(s.Remind, store.ClassNotify, store.TimerStageReminder))
	}
	return out
}

// timers is everything that rows wait for.
type timers struct {
	pending map[wait]born
	queue   waitQueue     // by instant; what is not pending any more is stale
	ended   map[wait]born // what the row that was replaced last does not wait for any more
	last    fired         // the timer that acted last
}

// fired is a timer that acted, and by which event.
type fired struct {
	wait
	by born
}

func newTimers() timers { return timers{pending: map[wait]born{}} }

// replace puts what a row waits for in the place of what it waited for before.
func (t *timers) replace(before, after *object, by born) {
	t.ended = map[wait]born{}
	for _, w := range waits(before) {
		t.ended[w] = t.pending[w]
		delete(t.pending, w)
	}
	for _, w := range waits(after) {
		since, waited := t.ended[w]
		if !waited {
			since = by
			heap.Push(&t.queue, w)
		}
		t.pending[w] = since
		delete(t.ended, w)
	}
}

// first returns the earliest that is pending, and whether there is one.
func (t *timers) first() (wait, bool) {
	for len(t.queue) > 0 {
		if _, pending := t.pending[t.queue[0]]; pending {
			return t.queue[0], true
		}
		heap.Pop(&t.queue)
	}
	return wait{}, false
}

// waitQueue implements heap.Interface.
type waitQueue []wait

func (q waitQueue) Len() int           { return len(q) }
func (q waitQueue) Less(i, j int) bool { return q[i].before(q[j]) }
func (q waitQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *waitQueue) Push(x any) { *q = append(*q, x.(wait)) } //nolint:forcetypeassert // only replace pushes

// Pop implements heap.Interface.
func (q *waitQueue) Pop() any {
	last := len(*q) - 1
	w := (*q)[last]
	*q = (*q)[:last]
	return w
}

// overdue takes out the earliest instant that has passed at t and was waited for after event since, and reports whether
// there is one.
func (t *timers) overdue(at time.Time, since uint64) (wait, bool) {
	w, pending := t.first()
	if !pending || !w.due.Before(at) || t.pending[w].seq > since {
		return wait{}, false
	}
	heap.Pop(&t.queue)
	return w, true
}

// waiterOf returns the row that waits for an instant, or its key.
func (m *model) waiterOf(w wait) any {
	kind := map[store.TimerKind]entitlement.Kind{
		store.TimerAssignmentEnd: entitlement.KindAssignment, store.TimerStageDeadline: entitlement.KindStage,
		store.TimerStageEscalation: entitlement.KindStage, store.TimerRequestStart: entitlement.KindRequest,
		store.TimerGuestDeletion: entitlement.KindGuest, store.TimerAssignmentPrompt: entitlement.KindAssignment,
		store.TimerStageReminder: entitlement.KindStage, store.TimerDeparture: entitlement.KindDeparture,
		store.TimerCallout:     entitlement.KindCallout,
		store.TimerReviewStart: entitlement.KindReviewSeries, store.TimerReviewEnd: entitlement.KindReview,
		store.TimerReviewReminder: entitlement.KindReview,
	}[w.kind]
	ref := entitlement.ObjectRef{Kind: kind, Key: w.key}
	if o := m.objects[ref]; o != nil {
		return o.row
	}
	return ref
}

// timerCheckers watch over the due queue of a store.
func timerCheckers() []Checker {
	return []Checker{{
		Invariant: 78, Rule: "The due queue has what rows wait for, and nothing else.",
		state: func(s *state, out *report) {
			want := map[wait]bool{}
			for w := range s.model.timers.pending { // order: a copy of a set
				want[w] = true
			}
			for _, j := range s.jobs {
				want[wait{j.At, store.ClassRevoke, store.TimerJob, string(store.AppendUint64(nil, j.ID))}] = true
			}
			for _, w := range s.due {
				if !want[w] {
					out.wrong(s.waiterOf(w), "nothing at "+instant(w.due), "a timer of kind %d", w.kind)
				}
				delete(want, w)
			}
			for w := range want { // order: what is found is sorted
				out.wrong(s.waiterOf(w), "a timer of kind "+decimal(uint32(w.kind))+" at "+instant(w.due), "none")
			}
		},
	}}
}
