package lifecycle_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// The life that benchmarks and budgets measure: somebody asks for a package of three roles, two stages approve it, the roles
// are granted, a year later the access ends and the roles are revoked. Each change of an object is a transition, which the
// engine logs as one event:
//
//	submit   the request and its two stages are made, the first one opens         3
//	decide   a stage is approved, the next one opens, the request moves on        3
//	         the last stage is approved: the request starts, the assignment is
//	         made, three grants are wanted                                        6
//	deliver  three grants are confirmed, assignment and request are delivered     5
//	due      the assignment ends, three grants are wanted no longer               4
//	revoke   three grants are gone                                                3
const (
	submitTransitions  = 3
	decideTransitions  = 3 + 6
	deliverTransitions = 5
	dueTransitions     = 4
	revokeTransitions  = 3
	endTransitions     = dueTransitions + revokeTransitions
	lifeTransitions    = submitTransitions + decideTransitions + deliverTransitions + endTransitions

	rolesOfPackage = 3
	year           = 365 * day
)

// yard is an engine with one package of three roles behind two stages of approval, a directory that knows everybody, and
// target systems that obey at once.
type yard struct {
	engine *lifecycle.Engine
	store  store.Store
	clock  *steppedClock
	pkg    entitlement.AccessPackageID
	people []entitlement.SubjectID
	next   int // of people: who asks next
	log    lifecycle.EventLog

	boss, director *lifecycle.Session
}

// steppedClock is a clock that somebody sets.
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

// crowd is a directory in which everybody exists, belongs to the staff, and has the manager boss.
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

// newYard opens an engine for n people on an empty store. The log is discarded, so that what remains is the state.
func newYard(tb testing.TB, s store.Store, n int) *yard {
	tb.Helper()
	return newLoggingYard(tb, s, n, lifecycle.EventLog{Discard: true})
}

func newLoggingYard(tb testing.TB, s store.Store, n int, log lifecycle.EventLog) *yard {
	tb.Helper()
	y := &yard{store: s, clock: &steppedClock{Mock: clock.NewMock(), now: start}, people: people(n), log: log}
	y.open(tb)
	root := y.as("root")
	var roles []entitlement.RoleRef
	for i := range rolesOfPackage {
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

// people returns n names, in their order.
func people(n int) []entitlement.SubjectID {
	out := make([]entitlement.SubjectID, n)
	for i := range out {
		out[i] = entitlement.SubjectID(fmt.Sprintf("p%07d", i))
	}
	return out
}

// open opens an engine on the yard's store, as after a restart.
func (y *yard) open(tb testing.TB) {
	tb.Helper()
	engine, err := lifecycle.New(tb.Context(), lifecycle.Config{
		Store: y.store, Directory: crowd{}, Provisioner: obedient{}, Clock: y.clock, Seed: [16]byte{1},
		Administrators: []entitlement.SubjectSet{entitlement.User("root")}, Log: y.log,
	})
	require.NoError(tb, err)
	y.engine, y.boss, y.director = engine, nil, nil
	y.boss, y.director = y.as("boss"), y.as("director")
}

func (y *yard) as(id entitlement.SubjectID) *lifecycle.Session {
	return y.engine.As(lifecycle.Actor{ID: id})
}

// person returns who asks next. When everybody has asked, the first one asks again.
func (y *yard) person() entitlement.SubjectID {
	id := y.people[y.next%len(y.people)]
	y.next++
	return id
}

func (y *yard) submit(tb testing.TB) entitlement.RequestID {
	r, err := y.as(y.person()).Submit(tb.Context(), lifecycle.SubmitInput{Package: y.pkg})
	succeeds(tb, err)
	return r.Request
}

func (y *yard) decide(tb testing.TB, id entitlement.RequestID) {
	_, err := y.boss.Approve(tb.Context(), lifecycle.DecideInput{Request: id})
	succeeds(tb, err)
	_, err = y.director.Approve(tb.Context(), lifecycle.DecideInput{Request: id})
	succeeds(tb, err)
}

func (y *yard) runDue(tb testing.TB) {
	_, err := y.engine.RunDue(tb.Context())
	succeeds(tb, err)
}

func (y *yard) dispatch(tb testing.TB) {
	_, err := y.engine.Dispatch(tb.Context())
	succeeds(tb, err)
}

func (y *yard) pass(d time.Duration) { y.clock.now = y.clock.now.Add(d) }

func (y *yard) size() int { return len(y.people) }

// succeeds is require.NoError without its cost, which would be measured too.
func succeeds(tb testing.TB, err error) {
	if err != nil {
		require.NoError(tb, err)
	}
}
