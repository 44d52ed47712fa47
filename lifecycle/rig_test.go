package lifecycle_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// start is when the tests' time begins.
var start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// onStores runs a test on every store.
func onStores(t *testing.T, test func(t *testing.T, open func(t *testing.T) store.Store)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, func(*testing.T) store.Store { return memstore.New() })
	})
	t.Run("bbolt", func(t *testing.T) {
		t.Parallel()
		test(t, func(t *testing.T) store.Store {
			s, err := boltstore.Open(filepath.Join(t.TempDir(), "tenure.db"), boltstore.Options{UnsafeNoSync: true})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			return s
		})
	})
}

// rig is an engine with fakes around it and a clock that the test moves.
type rig struct {
	*testing.T
	engine *lifecycle.Engine
	clock  *clock.Mock
	target *fake.Target
	config lifecycle.Config
}

// newRig opens an engine for a small organisation: boss leads meg, meg leads ann and bob; hank is human resources.
func newRig(t *testing.T, s store.Store, change ...func(*lifecycle.Config)) *rig {
	t.Helper()
	mock := clock.NewMock()
	mock.Set(start)
	target := fake.New(fake.Options{})
	people := []entitlement.Subject{
		{ID: "boss", UserType: entitlement.UserMember},
		{ID: "meg", UserType: entitlement.UserMember, Manager: "boss"},
		{ID: "ann", UserType: entitlement.UserMember, Manager: "meg"},
		{ID: "bob", UserType: entitlement.UserMember, Manager: "meg"},
		{ID: "hank", UserType: entitlement.UserMember},
		{ID: "root", UserType: entitlement.UserMember},
	}
	dir, err := directory.New(people, []directory.Group{{ID: "staff", Members: []entitlement.SubjectID{"ann", "bob"}}})
	require.NoError(t, err)
	config := lifecycle.Config{
		Store: s, Directory: dir, Provisioner: target, Clock: mock, Seed: [16]byte{1},
		Administrators: []entitlement.SubjectSet{entitlement.User("root")},
	}
	for _, c := range change {
		c(&config)
	}
	engine, err := lifecycle.New(t.Context(), config)
	require.NoError(t, err)
	return &rig{T: t, engine: engine, clock: mock, target: target, config: config}
}

func (r *rig) as(id entitlement.SubjectID) *lifecycle.Session {
	return r.engine.As(lifecycle.Actor{ID: id})
}

// settle runs everything that is due now.
func (r *rig) settle() {
	r.Helper()
	_, err := r.engine.Dispatch(r.Context())
	require.NoError(r, err)
}

// pass moves time, stopping wherever something is due.
func (r *rig) pass(d time.Duration) {
	r.Helper()
	end := r.clock.Now().Add(d)
	for {
		r.settle()
		next, err := r.engine.NextDue(r.Context())
		require.NoError(r, err)
		if next.IsZero() || next.After(end) {
			break
		}
		r.clock.Set(next)
	}
	r.clock.Set(end)
	r.settle()
}

// offer makes a package "Sales" with two roles and a policy that change may alter: staff may ask, the manager approves.
func (r *rig) offer(change ...func(*entitlement.AssignmentPolicy)) (entitlement.AccessPackage, entitlement.AssignmentPolicy) {
	r.Helper()
	ctx, root := r.Context(), r.as("root")
	group, err := root.AddResource(ctx, lifecycle.ResourceInput{Resource: entitlement.Resource{
		DisplayName: "Sales team", Type: entitlement.ResourceGroup, OriginID: "sales",
	}})
	require.NoError(r, err)
	app, err := root.AddResource(ctx, lifecycle.ResourceInput{Resource: entitlement.Resource{
		DisplayName: "CRM", Type: entitlement.ResourceApplication, OriginID: "crm",
		Roles: []entitlement.ResourceRole{{OriginID: "User"}, {OriginID: "Admin"}},
	}})
	require.NoError(r, err)
	pkg, err := root.CreatePackage(ctx, lifecycle.PackageInput{Package: entitlement.AccessPackage{
		DisplayName: "Sales", Description: "Everything for sales",
		Roles: []entitlement.RoleRef{
			{Resource: group.Resource.ID, Role: entitlement.RoleMember}, {Resource: app.Resource.ID, Role: "User"},
		},
	}})
	require.NoError(r, err)
	policy := entitlement.AssignmentPolicy{
		Package: pkg.Package.ID, DisplayName: "Staff", AllowedTargetScope: entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.GroupMembers("staff")},
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}}},
		},
	}
	for _, c := range change {
		c(&policy)
	}
	created, err := root.CreatePolicy(ctx, lifecycle.PolicyInput{Policy: policy})
	require.NoError(r, err)
	return pkg.Package, created.Policy
}
