package fake

import (
	"cmp"
	"container/heap"
	"strings"
	"time"

	"example.com/tenure/provision"
)

// job is something that the target will do by itself at its due instant.
type job struct {
	due  time.Time
	op   provision.Operation
	kind jobKind
	r    *record
	seq  int // the order of scheduling
}

type jobKind uint8

const (
	finish     jobKind = iota // the effect, and the end of the operation
	pretend                   // the end of the operation without the effect
	takeEffect                // the effect alone, after the operation ended
	replay                    // the effect once more
)

// schedule plans what becomes of an accepted operation.
func (t *Target) schedule(r *record, op provision.Operation, fault Fault) {
	add := func(due time.Time, kind jobKind) {
		heap.Push(&t.jobs, job{due: due, op: op, kind: kind, r: r, seq: len(t.calls)})
	}
	switch fault.Effect {
	case EffectAsUsual:
		add(r.due, finish)
	case EffectNone:
		add(r.due, pretend)
	case EffectLate:
		add(r.due, pretend)
		add(op.At.Add(fault.After), takeEffect)
	case EffectRepeated:
		add(r.due, finish)
		for i := range max(fault.Times, 1) {
			add(r.due.Add(time.Duration(i+1)*fault.After), replay)
		}
	}
}

// advance does what is due at or before the instant, in an order that does not depend on the order of calls.
func (t *Target) advance(at time.Time) {
	for len(t.jobs) > 0 && !t.jobs[0].due.After(at) {
		t.run(heap.Pop(&t.jobs).(job))
	}
}

func (t *Target) run(j job) {
	switch j.kind {
	case finish:
		if j.r.failure = t.perform(j.op, j.due, CauseOperation); j.r.failure != nil {
			j.r.state = failed
			return
		}
		j.r.state = done
	case pretend:
		j.r.state = done
	case takeEffect:
		_ = t.perform(j.op, j.due, CauseOperation) // nobody is there to be told
	case replay:
		if t.options.Forgetful {
			_ = t.perform(j.op, j.due, CauseReplay) // likewise; a target with a memory knows the key and does nothing (I-63)
		}
	}
}

// jobs is a heap, the next one first.
type jobs []job

func (q jobs) Len() int      { return len(q) }
func (q jobs) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *jobs) Push(x any)   { *q = append(*q, x.(job)) }

func (q jobs) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.op.Generation, b.op.Generation),
		strings.Compare(a.op.Key, b.op.Key), cmp.Compare(a.seq, b.seq)) < 0
}

func (q *jobs) Pop() any {
	last := len(*q) - 1
	j := (*q)[last]
	(*q)[last] = job{}
	*q = (*q)[:last]
	return j
}
