package lifecycle_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// bare is the floor: the same transitions of the same objects by hand. Every object lies in a map under its identifier, every
// timer in a heap. There is no store, no transaction, no log, no index, no directory, no policy, and nobody is asked whether
// they may: what is left is to find the object, to check its state, to change it, and to keep the timers.
type bare struct {
	requests    map[entitlement.RequestID]*bareRequest
	stages      map[entitlement.StageKey]*bareStage
	assignments map[entitlement.AssignmentID]*bareAssignment
	grants      map[entitlement.GrantKey]*bareGrant
	timers      bareTimers

	now     int64 // microseconds
	counter uint64
	people  []entitlement.SubjectID
	next    int
	targets [rolesOfPackage]entitlement.TargetID

	wanted, unwanted []entitlement.GrantKey // what the target systems have to be told
}

type bareRequest struct {
	target           entitlement.SubjectID
	state            entitlement.RequestState
	stage            uint8
	assigned         entitlement.AssignmentID
	created, settled int64
}

type bareStage struct {
	state    entitlement.StageState
	deadline int64
	by       entitlement.SubjectID
}

type bareAssignment struct {
	target     entitlement.SubjectID
	request    entitlement.RequestID
	state      entitlement.AssignmentState
	start, end int64
	pending    int // grants that are not confirmed
}

type bareGrant struct {
	source   entitlement.AssignmentID
	observed entitlement.Observation
}

func newBare(who []entitlement.SubjectID) *bare {
	b := &bare{
		requests: map[entitlement.RequestID]*bareRequest{}, stages: map[entitlement.StageKey]*bareStage{},
		assignments: map[entitlement.AssignmentID]*bareAssignment{}, grants: map[entitlement.GrantKey]*bareGrant{},
		now: start.UnixMicro(), people: who,
	}
	for i := range b.targets {
		b.targets[i][0] = byte(i)
	}
	return b
}

// populate gives everybody access, with ends like those of yard.populate.
func (b *bare) populate(tb testing.TB) {
	b.now -= year.Microseconds()
	for range b.people {
		b.pass(year / time.Duration(len(b.people)))
		b.decide(tb, b.submit(tb))
		b.dispatch(tb)
	}
	b.next = 0
}

func (b *bare) pass(d time.Duration) { b.now += d.Microseconds() }

func (b *bare) size() int { return len(b.people) }

func (b *bare) newID() (id [16]byte) {
	b.counter++
	binary.BigEndian.PutUint64(id[:8], uint64(b.now))
	binary.BigEndian.PutUint64(id[8:], b.counter)
	return id
}

func (b *bare) submit(testing.TB) entitlement.RequestID {
	id := entitlement.RequestID(b.newID())
	deadline := b.now + (14 * day).Microseconds()
	b.requests[id] = &bareRequest{
		target: b.people[b.next%len(b.people)], state: entitlement.RequestPendingApproval, stage: 1, created: b.now,
	}
	b.stages[entitlement.StageKey{Request: id, Index: 1}] = &bareStage{state: entitlement.StageOpen, deadline: deadline}
	b.stages[entitlement.StageKey{Request: id, Index: 2}] = &bareStage{state: entitlement.StageWaiting}
	b.timers.push(bareTimer{due: deadline, id: id, stage: 1})
	b.next++
	return id
}

func (b *bare) decide(tb testing.TB, id entitlement.RequestID) {
	b.approve(tb, id, "boss")
	b.approve(tb, id, "director")
}

func (b *bare) approve(tb testing.TB, id entitlement.RequestID, by entitlement.SubjectID) {
	r := b.requests[id]
	stage := b.stages[entitlement.StageKey{Request: id, Index: r.stage}]
	if r.state != entitlement.RequestPendingApproval || stage.state != entitlement.StageOpen || stage.deadline <= b.now {
		require.Fail(tb, "not waiting for a decision")
	}
	stage.state, stage.by = entitlement.StageApproved, by
	if r.stage == 1 {
		r.stage = 2
		next := b.stages[entitlement.StageKey{Request: id, Index: 2}]
		next.state, next.deadline = entitlement.StageOpen, b.now+(14*day).Microseconds()
		b.timers.push(bareTimer{due: next.deadline, id: id, stage: 2})
		return
	}
	a := entitlement.AssignmentID(b.newID())
	r.state, r.stage, r.assigned = entitlement.RequestDelivering, 0, a
	end := b.now + year.Microseconds()
	b.assignments[a] = &bareAssignment{
		target: r.target, request: id, state: entitlement.AssignmentDelivering, start: b.now, end: end, pending: len(b.targets),
	}
	b.timers.push(bareTimer{due: end, id: a})
	for _, target := range b.targets {
		key := entitlement.GrantKey{Subject: r.target, Target: target, Role: entitlement.RoleMember}
		b.grants[key] = &bareGrant{source: a}
		b.wanted = append(b.wanted, key)
	}
}

// dispatch confirms what is wanted no longer, and what is wanted.
func (b *bare) dispatch(tb testing.TB) {
	b.runDue(tb)
	for _, key := range b.unwanted {
		if g := b.grants[key]; !g.source.IsZero() {
			require.Fail(tb, "wanted again")
		}
		delete(b.grants, key)
	}
	for _, key := range b.wanted {
		g := b.grants[key]
		g.observed = entitlement.ObservedPresent
		a := b.assignments[g.source]
		if a.pending--; a.pending > 0 {
			continue
		}
		r := b.requests[a.request]
		if a.state != entitlement.AssignmentDelivering || r.state != entitlement.RequestDelivering {
			require.Fail(tb, "not being delivered")
		}
		a.state, r.state, r.settled = entitlement.AssignmentDelivered, entitlement.RequestDelivered, b.now
	}
	b.wanted, b.unwanted = b.wanted[:0], b.unwanted[:0]
}

// runDue lets the timers fire that are due. That of a stage that was decided does nothing.
func (b *bare) runDue(tb testing.TB) {
	for len(b.timers) > 0 && b.timers[0].due <= b.now {
		t := b.timers.pop()
		if t.stage > 0 {
			if b.stages[entitlement.StageKey{Request: t.id, Index: t.stage}].state == entitlement.StageOpen {
				require.Fail(tb, "not decided in time")
			}
			continue
		}
		a := b.assignments[t.id]
		if a.state != entitlement.AssignmentDelivered || a.end != t.due {
			require.Fail(tb, "not delivered")
		}
		a.state = entitlement.AssignmentExpired
		for _, target := range b.targets {
			key := entitlement.GrantKey{Subject: a.target, Target: target, Role: entitlement.RoleMember}
			b.grants[key].source = entitlement.AssignmentID{}
			b.unwanted = append(b.unwanted, key)
		}
	}
}

// bareTimers is a binary heap of timers by due instant.
type bareTimers []bareTimer

type bareTimer struct {
	due   int64
	id    [16]byte
	stage uint8 // 0 for the end of an assignment
}

func (h *bareTimers) push(t bareTimer) {
	heap := append(*h, t)
	i := len(heap) - 1
	for i > 0 && heap[(i-1)/2].due > t.due {
		heap[i], i = heap[(i-1)/2], (i-1)/2
	}
	heap[i] = t
	*h = heap
}

func (h *bareTimers) pop() bareTimer {
	heap := *h
	first, last := heap[0], heap[len(heap)-1]
	heap = heap[:len(heap)-1]
	for i := 0; len(heap) > 0; {
		child := 2*i + 1
		if child+1 < len(heap) && heap[child+1].due < heap[child].due {
			child++
		}
		if child >= len(heap) || last.due <= heap[child].due {
			heap[i] = last
			break
		}
		heap[i], i = heap[child], child
	}
	*h = heap
	return first
}
