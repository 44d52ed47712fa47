package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// list reads an index in pages, each going on where the one before ended.
func (s shelf) list(index store.Index, page int) (out []byte) {
	s.Helper()
	var after []byte
	for more := true; more; {
		n := 0
		s.view(func(tx *store.Txn) error {
			return index.Each(tx, after, func(id [16]byte, position []byte) (bool, error) {
				out = append(out, id[15])
				after = append(after[:0], position...)
				n++
				return n < page, nil
			})
		})
		more = n == page
	}
	return out
}

// Lists are complete and in their order, in whatever pages they are read; live rows come first.
func TestIndexesInPages(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	put(s, &s.Assignments,
		assignment(1, "ann", 2, expired), assignment(2, "ann", 3), assignment(3, "ann", 1), assignment(4, "ann", 1, expired),
		assignment(5, "an", 1), assignment(6, "ann\x00", 1), // neighbours in the order of keys
	)
	request := func(n byte, state entitlement.RequestState, by entitlement.SubjectID, policy byte) entitlement.Request {
		return entitlement.Request{
			ID: num[entitlement.Request](n), Type: entitlement.RequestUserAdd, State: state, Target: "ann", Requestor: by,
			Package: entitlement.PackageRef{ID: num[entitlement.AccessPackage](1)},
			Policy:  entitlement.PolicyRef{ID: num[entitlement.AssignmentPolicy](policy)},
		}
	}
	put(s, &s.Requests,
		request(1, entitlement.RequestDenied, "ann", 1), request(2, entitlement.RequestPendingApproval, "bob", 2),
		request(3, entitlement.RequestScheduled, "", 1), request(4, entitlement.RequestDelivered, "ann", 2),
	)
	pkg, policy := num[entitlement.AccessPackage](1), num[entitlement.AssignmentPolicy](1)
	for name, c := range map[string]struct {
		index store.Index
		want  []byte
	}{
		"of_a_person":           {store.AssignmentsOf("ann"), []byte{3, 2, 1, 4}},
		"live_of_a_person":      {store.LiveAssignmentsOf("ann"), []byte{3, 2}},
		"of_a_package":          {store.AssignmentsFor(pkg), []byte{3, 5, 6, 4}},
		"live_of_a_package":     {store.LiveAssignmentsFor(pkg, entitlement.PolicyID{}), []byte{3, 5, 6}},
		"live_of_a_policy":      {store.LiveAssignmentsFor(pkg, policy), []byte{3, 5, 6}},
		"of_another_policy":     {store.LiveAssignmentsFor(pkg, num[entitlement.AssignmentPolicy](2)), nil},
		"requests_of_a_target":  {store.RequestsOf("ann"), []byte{1, 2, 3, 4}},
		"requests_of_a_sender":  {store.RequestsOf("bob"), []byte{2}},
		"requests_of_nobody":    {store.RequestsOf(""), nil},
		"requests_of_a_package": {store.RequestsFor(pkg), []byte{3, 2, 1, 4}},
		"waiting_requests":      {store.WaitingRequests(pkg, entitlement.PolicyID{}), []byte{3, 2}},
		"waiting_of_a_policy":   {store.WaitingRequests(pkg, policy), []byte{3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sub := s
			sub.T = t
			for _, page := range []int{1, 2, 3, 100} {
				require.Equal(t, c.want, sub.list(c.index, page), "in pages of %d", page)
			}
			sub.view(func(tx *store.Txn) error {
				n, err := c.index.Count(tx, 100)
				require.Equal(t, len(c.want), n)
				return err
			})
		})
	}
}

// What ended is found by when it ended, without what ended before.
func TestAssignmentsThatEndedAfterAnInstant(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	ended := func(n byte, hour int, change ...func(*entitlement.Assignment)) entitlement.Assignment {
		a := assignment(n, "ann", 1, expired)
		a.Ended = noon.Add(time.Duration(hour) * time.Hour)
		for _, c := range change {
			c(&a)
		}
		return a
	}
	other := func(a *entitlement.Assignment) { a.Policy.ID = num[entitlement.AssignmentPolicy](2) }
	put(s, &s.Assignments,
		ended(9, -1), ended(8, 0), ended(7, 3), ended(6, 1), ended(5, 2, other), ended(4, 1), assignment(3, "bob", 1),
	)
	var out []byte
	s.view(func(tx *store.Txn) error {
		pkg, policy := num[entitlement.AccessPackage](1), num[entitlement.AssignmentPolicy](1)
		return tx.AssignmentsEnded(pkg, policy, noon, func(id entitlement.AssignmentID) (bool, error) {
			out = append(out, id[15])
			return len(out) < 3, nil
		})
	})
	require.Equal(t, []byte{4, 6, 7}, out)
}

func TestConfigurationIndexes(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	catalog, resource := num[entitlement.Catalog](1), num[entitlement.Resource](1)
	pkg := entitlement.AccessPackage{
		ID: num[entitlement.AccessPackage](1), Catalog: catalog, DisplayName: "Sales",
		Roles:                []entitlement.RoleRef{{Resource: resource, Role: "Member"}, {Resource: resource, Role: "Owner"}},
		IncompatiblePackages: []entitlement.AccessPackageID{num[entitlement.AccessPackage](7)},
	}
	put(s, &s.Packages, pkg)
	put(s, &s.Catalogs, entitlement.Catalog{ID: catalog, DisplayName: "Hall", Type: entitlement.CatalogUserManaged, State: entitlement.CatalogPublished})
	put(s, &s.Resources, entitlement.Resource{ID: resource, Catalog: catalog, Type: "group", OriginID: "sales"})
	put(s, &s.Roles, entitlement.RoleAssignment{
		ID: num[entitlement.RoleAssignment](3), Catalog: catalog, Role: entitlement.RoleCatalogOwner, Principal: entitlement.User("ann"),
	})
	require.Equal(t, []byte{1}, s.list(store.CatalogsIndex(), 9))
	require.Equal(t, []byte{1}, s.list(store.PackagesIndex(), 9))
	require.Empty(t, s.list(store.PoliciesIndex(), 9))
	require.Empty(t, s.list(store.OrganizationsIndex(), 9))
	require.Equal(t, []byte{1}, s.list(store.PackagesOf(catalog), 9))
	require.Equal(t, []byte{1}, s.list(store.ResourcesOf(catalog), 9))
	require.Empty(t, s.list(store.PackagesOf(num[entitlement.Catalog](2)), 9))
	require.Equal(t, []byte{3}, s.list(store.RolesIn(catalog), 9))
	require.Empty(t, s.list(store.RolesIn(entitlement.CatalogID{}), 9))
	require.Equal(t, []byte{1, 1}, s.list(store.PackagesWith(entitlement.RoleRef{Resource: resource}), 9))
	require.Equal(t, []byte{1}, s.list(store.PackagesWith(entitlement.RoleRef{Resource: resource, Role: "Owner"}), 9))
	require.Empty(t, s.list(store.PackagesWith(entitlement.RoleRef{Resource: resource, Role: "Own"}), 9))
	require.Equal(t, []byte{1}, s.list(store.PackagesAgainst(num[entitlement.AccessPackage](7)), 9))
	s.view(func(tx *store.Txn) error {
		id, found, err := tx.PackageByName(catalog, "sALES")
		require.True(t, found, "names that differ in case are the same")
		require.Equal(t, pkg.ID, id)
		_, found, _ = tx.PackageByName(num[entitlement.Catalog](2), "Sales")
		require.False(t, found)
		_, found, _ = tx.CatalogByName("hall")
		require.True(t, found)
		_, found, _ = tx.ResourceByOrigin(catalog, "group", "sales")
		require.True(t, found)
		_, found, _ = tx.ResourceByOrigin(catalog, "group", "Sales")
		require.False(t, found, "identifiers of target systems are compared byte by byte")
		return err
	})
}

// The one live assignment, the one open request to add and the one to extend are found by whom and what. // I-13, I-48
func TestTheOneThatIsOpen(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	put(s, &s.Assignments, assignment(1, "ann", 1, expired), assignment(2, "ann", 1), assignment(3, "ann", 2, expired))
	add := entitlement.Request{
		ID: num[entitlement.Request](1), Type: entitlement.RequestAdminAdd, State: entitlement.RequestPendingApproval, Target: "ann",
		Package: entitlement.PackageRef{ID: num[entitlement.AccessPackage](1)},
	}
	extend := add
	extend.ID, extend.Type, extend.Assigned = num[entitlement.Request](2), entitlement.RequestUserUpdate, num[entitlement.Assignment](2)
	put(s, &s.Requests, add, extend)
	look := func() (live, open, update byte) {
		s.view(func(tx *store.Txn) error {
			a, _, err := tx.LiveAssignment("ann", num[entitlement.AccessPackage](1))
			require.NoError(t, err)
			r, _, err := tx.OpenRequest("ann", num[entitlement.AccessPackage](1))
			require.NoError(t, err)
			u, _, err := tx.OpenUpdate(num[entitlement.Assignment](2))
			live, open, update = a[15], r[15], u[15]
			return err
		})
		return live, open, update
	}
	live, open, update := look()
	require.Equal(t, []byte{2, 1, 2}, []byte{live, open, update})
	s.view(func(tx *store.Txn) error {
		_, found, err := tx.LiveAssignment("ann", num[entitlement.AccessPackage](2))
		require.False(t, found, "it has ended")
		return err
	})
	add.State, extend.State = entitlement.RequestDelivered, entitlement.RequestCanceled
	put(s, &s.Requests, add, extend)
	put(s, &s.Assignments, assignment(2, "ann", 1, expired))
	live, open, update = look()
	require.Equal(t, []byte{0, 0, 0}, []byte{live, open, update})
}

func TestStagesThatAreOpenToSomebody(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	stage := func(n byte, state entitlement.StageState, approvers ...entitlement.SubjectID) entitlement.ApprovalStage {
		return entitlement.ApprovalStage{
			Request: num[entitlement.Request](n), Index: 1, State: state, Approvers: approvers, Alternates: []entitlement.SubjectID{"zoe"}, Deadline: hour(1),
		}
	}
	put(s, &s.Stages, stage(1, entitlement.StageOpen, "meg"), stage(2, entitlement.StageOpen, "meg", "meg", "bob"),
		stage(3, entitlement.StageApproved, "meg"), stage(4, entitlement.StageOpen, "meg"))
	open := func(who entitlement.SubjectID, from *entitlement.StageKey) (out []byte) {
		s.view(func(tx *store.Txn) error {
			return tx.StagesOpenTo(who, from, func(key entitlement.StageKey) (bool, error) {
				out = append(out, key.Request[15])
				return len(out) < 3, nil
			})
		})
		return out
	}
	require.Equal(t, []byte{1, 2, 4}, open("meg", nil))
	require.Equal(t, []byte{2, 4}, open("meg", &entitlement.StageKey{Request: num[entitlement.Request](2), Index: 1}))
	require.Equal(t, []byte{2}, open("bob", nil))
	require.Equal(t, []byte{1, 2, 4}, open("zoe", nil))
	require.Empty(t, open("me", nil))
}

// A person's grants are theirs alone, in the order of target and role.
func TestGrantsOfAPerson(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for _, who := range []entitlement.SubjectID{"ann", "an", "anne"} {
		for _, role := range []entitlement.RoleID{"b", "a"} {
			put(s, &s.Grants, entitlement.Grant{Key: entitlement.GrantKey{Subject: who, Role: role}, Sources: []entitlement.GrantSource{wanted()}})
		}
	}
	var got []entitlement.Grant
	s.view(func(tx *store.Txn) error {
		return s.GrantsOf(tx, "ann", func(g *entitlement.Grant) (bool, error) {
			got = append(got, *g)
			return true, nil
		})
	})
	require.Len(t, got, 2)
	for i, role := range []entitlement.RoleID{"a", "b"} {
		require.Equal(t, entitlement.GrantKey{Subject: "ann", Role: role}, got[i].Key)
		require.Equal(t, []entitlement.GrantSource{wanted()}, got[i].Sources, "lists of earlier rows stay valid in the transaction")
	}
}
