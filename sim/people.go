package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// waitingKey names a request, at a stage, that waits for a person.
type waitingKey struct {
	person entitlement.SubjectID
	entitlement.StageKey
}

// SetHabit gives a person a habit, for what the person notices from now on; nil takes it away. What the person has noticed
// already will be done.
func (w *World) SetHabit(id entitlement.SubjectID, h Habit) {
	if h == nil {
		delete(w.habits, id)
		return
	}
	w.habits[id] = h
	w.watch.people[id] = true
}

// look lets everybody who may have been asked for a decision see what waits for them.
func (w *World) look() error {
	if w.watch.everybody {
		for id := range w.habits { // order: they are sorted below
			w.watch.people[id] = true
		}
	}
	people := slices.Sorted(maps.Keys(w.watch.people))
	for _, id := range people {
		if err := w.notice(id); err != nil {
			return err
		}
	}
	if w.watch.everybody || w.watch.reviewers {
		for _, id := range slices.Sorted(maps.Keys(w.reviewers)) {
			if err := w.noticeReviews(id); err != nil {
				return err
			}
		}
	}
	w.watch.everybody, w.watch.reviewers = false, false
	clear(w.watch.people)
	return nil
}

// notice lets a person see what waits for them, and decide when to do what about it.
func (w *World) notice(id entitlement.SubjectID) error {
	habit := w.habits[id]
	if habit == nil {
		return nil
	}
	for approval, err := range w.approvals(id) {
		if err != nil {
			return err
		}
		key := waitingKey{id, entitlement.StageKey{Request: approval.Request.ID, Index: approval.Stage}}
		if w.seen[key] {
			continue
		}
		w.seen[key] = true
		w.asked[id]++
		r := habit(Waiting{
			ApprovalView: approval, Person: id, Since: w.Now(), Number: w.asked[id], Rand: w.draw(key),
		})
		if r.Decision != 0 {
			at := w.Now().Add(max(r.After, 0).Truncate(time.Microsecond))
			w.agenda.add(at, fmt.Sprintf("%s decides", id), func() error { return w.decide(key, r) })
		}
	}
	return nil
}

// approvals walks what waits for a person.
func (w *World) approvals(id entitlement.SubjectID) func(func(lifecycle.ApprovalView, error) bool) {
	session := w.As(id)
	return lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ApprovalView], error) {
		return session.Approvals(w.options.Context, lifecycle.ApprovalsInput{Page: p})
	})
}

// draw returns the source of choices of a person about a request.
func (w *World) draw(key waitingKey) *rand.Rand {
	text := binary.BigEndian.AppendUint64([]byte("choice "), w.options.Seed)
	text = append(append(text, key.Request[:]...), key.Index)
	sum := sha256.Sum256(append(text, key.person...))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))
}

// whenUnavailable is how long a person waits before trying again when the engine cannot decide for lack of a directory.
const whenUnavailable = time.Hour

// decide does what a person had in mind, unless the request does not wait for the person any more.
func (w *World) decide(key waitingKey, r Reaction) error {
	waits := false
	for approval, err := range w.approvals(key.person) {
		if err != nil {
			return err
		}
		waits = waits || approval.Request.ID == key.Request && approval.Stage == key.Index
	}
	if !waits {
		return nil
	}
	_, err := w.As(key.person).Decide(w.options.Context, lifecycle.DecideInput{
		Request: key.Request, Stage: key.Index, Decision: r.Decision, Justification: r.Justification,
	})
	switch {
	case errors.Is(err, entitlement.Unavailable), errors.Is(err, entitlement.StaleFacts):
		w.agenda.add(w.Now().Add(whenUnavailable), fmt.Sprintf("%s tries again to decide", key.person), func() error {
			return w.decide(key, r)
		})
		return nil
	case errors.Is(err, entitlement.Refused), errors.Is(err, entitlement.LimitExceeded):
		w.chronicle.note(w.Now(), key, err)
		return nil
	}
	return err
}
