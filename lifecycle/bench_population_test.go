package lifecycle_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// populate gives everybody access. One life goes through the engine; the rows that it left are written once more for each
// of the others, with their own names and instants: the first assignment ends at once, the last one in a year, the others
// evenly between them.
func (y *yard) populate(tb testing.TB) {
	tb.Helper()
	n := len(y.people)
	y.next = n - 1
	id := y.submit(tb)
	y.decide(tb, id)
	y.dispatch(tb)
	template := readLife(tb, y.store, id)
	const batch = 1000
	for from := 0; from < n-1; from += batch {
		require.NoError(tb, y.store.Update(tb.Context(), func(tx store.Tx) error {
			txn := store.Writing(tx)
			for i := from; i < min(from+batch, n-1); i++ {
				copied := template.copyFor(i, y.people[i], -(year - year/time.Duration(n)*time.Duration(i+1)))
				if err := copied.write(txn); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	y.next = 0
}

// life is the rows of a delivered assignment.
type life struct {
	schema     *store.Schema
	request    entitlement.Request
	stages     []entitlement.ApprovalStage
	assignment entitlement.Assignment
	grants     []entitlement.Grant
}

func readLife(tb testing.TB, s store.Store, id entitlement.RequestID) life {
	l := life{schema: store.NewSchema()}
	require.NoError(tb, s.View(tb.Context(), func(r store.Reader) error {
		txn := store.Reading(r)
		_, err := l.schema.Requests.Get(txn, id, &l.request)
		require.NoError(tb, err)
		l.stages = make([]entitlement.ApprovalStage, l.request.Stages)
		for i := range l.stages {
			_, err := l.schema.Stages.Get(txn, entitlement.StageKey{Request: id, Index: uint8(i + 1)}, &l.stages[i])
			require.NoError(tb, err)
			l.stages[i] = l.stages[i].Clone()
		}
		_, err = l.schema.Assignments.Get(txn, l.request.Assigned, &l.assignment)
		require.NoError(tb, err)
		return l.schema.GrantsOf(txn, l.request.Target, func(g *entitlement.Grant) (bool, error) {
			l.grants = append(l.grants, g.Clone())
			return true, nil
		})
	}))
	require.Equal(tb, entitlement.AssignmentDelivered, l.assignment.State)
	require.Len(tb, l.grants, rolesOfPackage)
	return l
}

// copyFor returns the life as the i-th person's, some time earlier or later.
func (l life) copyFor(i int, who entitlement.SubjectID, by time.Duration) life {
	request, assignment := renamed(l.request.ID, i, by), renamed(l.assignment.ID, i, by)
	l.request.ID, l.request.Target, l.request.Requestor, l.request.Assigned = request, who, who, assignment
	l.request.Created, l.request.Completed = l.request.Created.Add(by), l.request.Completed.Add(by)
	l.stages = append([]entitlement.ApprovalStage(nil), l.stages...)
	for j := range l.stages {
		l.stages[j].Request = request
	}
	a := &l.assignment
	a.ID, a.Request, a.Target = assignment, request, who
	a.Schedule.Start, a.Schedule.End, a.Created = a.Schedule.Start.Add(by), a.Schedule.End.Add(by), a.Created.Add(by)
	l.grants = append([]entitlement.Grant(nil), l.grants...)
	for j := range l.grants {
		source := l.grants[j].Sources[0]
		source.Assignment, source.Since, source.End = assignment, source.Since.Add(by), source.End.Add(by)
		l.grants[j].Key.Subject, l.grants[j].Sources = who, []entitlement.GrantSource{source}
	}
	return l
}

// renamed returns an identifier for another instant, and with another number, of the same form.
func renamed[T ~[16]byte](id T, number int, by time.Duration) T {
	const millis = 48
	low := binary.BigEndian.Uint64(id[:8])
	at := int64(low>>(64-millis)) + by.Milliseconds()
	binary.BigEndian.PutUint64(id[:8], uint64(at)<<(64-millis)|low&(1<<(64-millis)-1))
	binary.BigEndian.PutUint32(id[12:], uint32(number))
	return id
}

func (l *life) write(txn *store.Txn) error {
	if _, err := l.schema.Requests.Write(txn, nil, &l.request); err != nil {
		return err
	}
	for i := range l.stages {
		if _, err := l.schema.Stages.Write(txn, nil, &l.stages[i]); err != nil {
			return err
		}
	}
	if _, err := l.schema.Assignments.Write(txn, nil, &l.assignment); err != nil {
		return err
	}
	for i := range l.grants {
		if _, err := l.schema.Grants.Write(txn, nil, &l.grants[i]); err != nil {
			return err
		}
	}
	return nil
}
