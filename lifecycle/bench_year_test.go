package lifecycle_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// steppedClock is a clock that a benchmark sets.
type steppedClock struct {
	*clock.Mock
	now time.Time
}

func (c *steppedClock) Now() time.Time { return c.now }

// obedient answers every operation at once.
type obedient struct{}

func (obedient) Apply(context.Context, provision.Operation) (provision.Result, error) {
	return provision.Result{}, nil
}

// crowd is a directory in which everybody exists, is called p<n>, belongs to the staff, and has the manager boss.
type crowd struct{}

func (crowd) At(context.Context, time.Time) (lifecycle.DirectoryView, error) { return crowd{}, nil }
func (crowd) Revision() string                                               { return "1" }
func (crowd) ReadAt() time.Time                                              { return time.Time{} }

func (crowd) Subject(_ context.Context, id entitlement.SubjectID) (entitlement.Subject, error) {
	return entitlement.Subject{ID: id, UserType: entitlement.UserMember, Manager: "boss"}, nil
}

func (crowd) Groups(context.Context, entitlement.SubjectID) ([]entitlement.GroupID, error) {
	return []entitlement.GroupID{"staff"}, nil
}

func (crowd) Members(context.Context, entitlement.GroupID) ([]entitlement.SubjectID, error) {
	return []entitlement.SubjectID{"director"}, nil
}

// yard is an engine with one package of three roles behind two stages of approval.
type yard struct {
	engine *lifecycle.Engine
	clock  *steppedClock
	pkg    entitlement.AccessPackageID
}

func newYard(tb testing.TB, s store.Store, discard bool) *yard {
	y := &yard{clock: &steppedClock{Mock: clock.NewMock(), now: start}}
	config := lifecycle.Config{
		Store: s, Directory: crowd{}, Provisioner: obedient{}, Clock: y.clock, Seed: [16]byte{1},
		Administrators: []entitlement.SubjectSet{entitlement.User("root")},
		Log:            lifecycle.EventLog{Discard: discard},
	}
	engine, err := lifecycle.New(tb.Context(), config)
	require.NoError(tb, err)
	y.engine = engine
	root := engine.As(lifecycle.Actor{ID: "root"})
	var roles []entitlement.RoleRef
	for i := range 3 {
		r, err := root.AddResource(tb.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
			DisplayName: fmt.Sprintf("Group %d", i), Type: entitlement.ResourceGroup, OriginID: fmt.Sprintf("g%d", i),
		}})
		require.NoError(tb, err)
		roles = append(roles, entitlement.RoleRef{Resource: r.Resource.ID, Role: entitlement.RoleMember})
	}
	pkg, err := root.CreatePackage(tb.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
		DisplayName: "Sales", Roles: roles,
	}})
	require.NoError(tb, err)
	y.pkg = pkg.Package.ID
	_, err = root.CreatePolicy(tb.Context(), lifecycle.PolicyInput{Policy: entitlement.AssignmentPolicy{
		Package: y.pkg, DisplayName: "Staff", AllowedTargetScope: entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.GroupMembers("staff")},
		Expiration:             entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(365)},
		RequestApprovalSettings: entitlement.ApprovalSettings{IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{
			{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}},
			{PrimaryApprovers: []entitlement.SubjectSet{entitlement.GroupMembers("directors")}},
		}},
	}})
	require.NoError(tb, err)
	return y
}

func (y *yard) person(i int) *lifecycle.Session {
	return y.engine.As(lifecycle.Actor{ID: entitlement.SubjectID(fmt.Sprintf("p%07d", i))})
}

// give brings the i-th person from submission to the last approval.
func (y *yard) give(tb testing.TB, i int) {
	ctx := tb.Context()
	r, err := y.person(i).Submit(ctx, lifecycle.SubmitInput{Package: y.pkg})
	require.NoError(tb, err)
	_, err = y.engine.As(lifecycle.Actor{ID: "boss"}).Approve(ctx, lifecycle.DecideInput{Request: r.Request})
	require.NoError(tb, err)
	_, err = y.engine.As(lifecycle.Actor{ID: "director"}).Approve(ctx, lifecycle.DecideInput{Request: r.Request})
	require.NoError(tb, err)
}

func BenchmarkYear(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("memory/%d", n), func(b *testing.B) {
			for b.Loop() {
				year(b, n)
			}
		})
	}
}

func year(b *testing.B, n int) {
	y := newYard(b, memstore.New(), true)
	var before, after, live runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	gap := 365 * 24 * time.Hour / time.Duration(n)
	begin := time.Now()
	for i := range n {
		y.give(b, i)
		if i%100 == 99 {
			_, err := y.engine.Dispatch(b.Context())
			require.NoError(b, err)
		}
		y.clock.now = y.clock.now.Add(gap)
	}
	_, err := y.engine.Dispatch(b.Context())
	require.NoError(b, err)
	middle := time.Now()
	runtime.GC()
	runtime.ReadMemStats(&live)
	for range 12 {
		y.clock.now = y.clock.now.Add(31 * 24 * time.Hour)
		_, err := y.engine.Dispatch(b.Context())
		require.NoError(b, err)
	}
	end := time.Now()
	runtime.ReadMemStats(&after)
	transitions := 24 * n
	b.ReportMetric(float64(end.Sub(begin).Nanoseconds())/float64(transitions), "ns/transition")
	b.ReportMetric(float64(middle.Sub(begin).Nanoseconds())/float64(n), "ns/give")
	b.ReportMetric(float64(end.Sub(middle).Nanoseconds())/float64(n), "ns/take")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(transitions), "allocs/transition")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(transitions), "B/transition")
	b.ReportMetric(float64(live.HeapAlloc-before.HeapAlloc)/float64(n), "B/live")
}
