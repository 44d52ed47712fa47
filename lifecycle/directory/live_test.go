package directory_test

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/lifecycle/directory/directorytest"
)

func TestLiveKeepsTheContract(t *testing.T) {
	t.Parallel()
	directorytest.Run(t, func(t *testing.T, people []entitlement.Subject, groups []directory.Group) lifecycle.Directory {
		live := new(directory.Live)
		live.Replace(newStatic(t, members("somebody else"), nil))
		live.Replace(newStatic(t, people, groups))
		return live
	})
}

func TestLiveWithoutDirectoryIsUnavailable(t *testing.T) {
	t.Parallel()
	var live directory.Live
	_, err := live.At(t.Context(), at())
	require.ErrorIs(t, err, entitlement.Unavailable) // I-94

	live.Replace(newStatic(t, members("ann"), nil))
	viewOf(t, &live)

	live.Replace(nil)
	_, err = live.At(t.Context(), at())
	require.ErrorIs(t, err, entitlement.Unavailable) // I-94
}

func TestViewStaysOnItsRevision(t *testing.T) {
	t.Parallel()
	var live directory.Live
	sales := []directory.Group{{ID: "sales", Members: []entitlement.SubjectID{"ann"}}}
	live.Replace(newStatic(t, members("ann"), sales).WithRevision("1"))
	before := viewOf(t, &live)
	live.Replace(newStatic(t, members("bob"), nil).WithRevision("2"))
	after := viewOf(t, &live)

	require.Equal(t, "1", before.Revision()) // I-47
	_, err := before.Subject(t.Context(), "ann")
	require.NoError(t, err)
	got, err := before.Members(t.Context(), "sales")
	require.NoError(t, err)
	require.Equal(t, []entitlement.SubjectID{"ann"}, got)

	require.Equal(t, "2", after.Revision())
	_, err = after.Subject(t.Context(), "ann")
	require.ErrorIs(t, err, entitlement.NotFound)
	_, err = after.Members(t.Context(), "sales")
	require.ErrorIs(t, err, entitlement.NotFound)
}

// While the host replaces the directory, every view shows one revision and the person that belongs to it.
func TestLiveIsReplacedUnderReaders(t *testing.T) {
	t.Parallel()
	const revisions = 50
	var live directory.Live
	replace := func(i int) {
		id := entitlement.SubjectID(strconv.Itoa(i))
		live.Replace(newStatic(t, members(id), nil).WithRevision(string(id)))
	}
	replace(0)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range revisions {
				v, err := live.At(t.Context(), at())
				if err != nil {
					t.Errorf("At: %v", err)
					return
				}
				if _, err := v.Subject(t.Context(), entitlement.SubjectID(v.Revision())); err != nil { // I-47
					t.Errorf("Subject: %v", err)
				}
			}
		})
	}
	for i := range revisions {
		replace(i)
	}
	wait.Wait()
}
