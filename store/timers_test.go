package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Timers come by instant, then class, then row, then kind, whatever the order in which they were set. // I-81
func TestTheOrderOfTimers(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	stage := entitlement.ApprovalStage{
		Request: num[entitlement.Request](9), Index: 1, State: entitlement.StageOpen, Deadline: hour(2), EscalateAt: hour(1),
	}
	put(s, &s.Stages, stage)
	put(s, &s.Requests, entitlement.Request{
		ID: num[entitlement.Request](8), Target: "ann", State: entitlement.RequestScheduled, Schedule: entitlement.Schedule{Start: hour(2)},
	})
	put(s, &s.Assignments, assignment(7, "bob", 1, ending(2)), assignment(6, "ann", 1, ending(2)), assignment(5, "ann", 2, ending(3)))
	put(s, &s.Guests, entitlement.GuestAccount{Subject: "pat", DeleteAt: hour(2)})
	put(s, &s.Jobs, store.Job{ID: 1, Kind: store.JobRolesChanged, At: hour(2)})

	person := func(n byte) []byte { id := num[entitlement.Assignment](n); return id[:] }
	request := num[entitlement.Request](9)
	scheduled := num[entitlement.Request](8)
	stageKey := append(append([]byte{}, request[:]...), 1)
	want := []store.Timer{
		{Due: hour(1), Class: store.ClassEscalate, Kind: store.TimerStageEscalation, Key: stageKey},
		{Due: hour(2), Class: store.ClassRevoke, Kind: store.TimerJob, Key: store.AppendUint64(nil, 1)},
		{Due: hour(2), Class: store.ClassRevoke, Kind: store.TimerGuestDeletion, Key: store.AppendText(nil, "pat")},
		{Due: hour(2), Class: store.ClassExpire, Kind: store.TimerAssignmentEnd, Key: person(6)},
		{Due: hour(2), Class: store.ClassExpire, Kind: store.TimerAssignmentEnd, Key: person(7)},
		{Due: hour(2), Class: store.ClassDeny, Kind: store.TimerStageDeadline, Key: stageKey},
		{Due: hour(2), Class: store.ClassApprove, Kind: store.TimerRequestStart, Key: scheduled[:]},
		{Due: hour(3), Class: store.ClassExpire, Kind: store.TimerAssignmentEnd, Key: person(5)},
	}
	require.Equal(t, want, s.timers(hour(3)))
	require.Equal(t, want[:7], s.timers(hour(3).Add(-1)))
	require.Empty(t, s.timers(hour(0)))
}

// A timer exists exactly as long as its row waits for it. // I-78
func TestATimerGoesWithItsRow(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	next := func() (at int) {
		s.view(func(tx *store.Txn) error {
			due, err := tx.NextTimer()
			if !due.IsZero() {
				at = int(due.Sub(noon).Hours())
			}
			return err
		})
		return at
	}
	require.Zero(t, next())
	a := assignment(1, "ann", 1, ending(5))
	put(s, &s.Assignments, a)
	require.Equal(t, 5, next())
	ending(4)(&a)
	put(s, &s.Assignments, a)
	require.Equal(t, 4, next())
	require.Len(t, s.timers(hour(9)), 1)
	expired(&a)
	put(s, &s.Assignments, a)
	require.Zero(t, next(), "it has ended")

	stage := entitlement.ApprovalStage{Request: num[entitlement.Request](1), Index: 1, State: entitlement.StageOpen, Deadline: hour(2), EscalateAt: hour(1)}
	put(s, &s.Stages, stage)
	require.Len(t, s.timers(hour(9)), 2)
	stage.State = entitlement.StageApproved
	put(s, &s.Stages, stage)
	require.Empty(t, s.timers(hour(9)))

	r := entitlement.Request{ID: num[entitlement.Request](1), Target: "ann", State: entitlement.RequestScheduled, Schedule: entitlement.Schedule{Start: hour(3)}}
	put(s, &s.Requests, r)
	require.Equal(t, 3, next())
	r.Starting = true
	put(s, &s.Requests, r)
	require.Zero(t, next(), "the start has come and is being looked up")
}
