package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// creation is a CreateCatalog as a command to refuse.
func (r *rig) creation(who entitlement.SubjectID, name string) func() error {
	return func() error {
		_, err := r.as(who).CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: catalogNamed(name)})
		return err
	}
}

func (r *rig) appointment(who entitlement.SubjectID, role entitlement.RoleAssignment) func() error {
	return func() error {
		_, err := r.as(who).AssignRole(r.Context(), lifecycle.RoleInput{Role: role})
		return err
	}
}

func (r *rig) dismissal(who entitlement.SubjectID, role entitlement.RoleAssignment) func() error {
	return func() error {
		_, err := r.as(who).RemoveRole(r.Context(), lifecycle.RemoveRoleInput{Role: role.ID})
		return err
	}
}

// lacks is the refusal of somebody without a role; the zero catalog stands for the tenant.
func lacks(op string, in entitlement.CatalogID) refusal {
	r := refusal{op: op, code: entitlement.Forbidden, detail: "lacks a role", reasons: []entitlement.Code{entitlement.RoleMissing}}
	if !in.IsZero() {
		r.kind, r.id = entitlement.KindCatalog, in.String()
	}
	return r
}

func TestACatalogCreatorOwnsWhatTheyCreate(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.appoint(entitlement.User("ann"), entitlement.RoleCatalogCreator)
		old := r.addCatalog("Old")
		made, err := r.as("ann").CreateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: catalogNamed("Mine")})
		require.NoError(r, err)
		roles, err := r.as("ann").Roles(t.Context(), lifecycle.RolesInCatalogInput{Catalog: made.Catalog.ID})
		require.NoError(r, err)
		require.Len(r, roles.Items, 1)
		require.Equal(r, entitlement.RoleCatalogOwner, roles.Items[0].Role)
		require.Equal(r, entitlement.User("ann"), roles.Items[0].Principal)
		require.Equal(r, []entitlement.Catalog{made.Catalog}, r.catalogs("ann")) // only their own
		require.Empty(r, r.catalogs("bob"))                                      // nor does a stranger see any
		group, err := r.as("ann").AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
			Catalog: made.Catalog.ID, DisplayName: "Mine", Type: entitlement.ResourceGroup, OriginID: "mine",
		}})
		require.NoError(r, err)
		_, err = r.as("ann").CreatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
			Catalog: made.Catalog.ID, DisplayName: "Mine", Roles: []entitlement.RoleRef{member(group.Resource)},
		}})
		require.NoError(r, err)
		r.refuses(lacks("delete catalog", old.ID), func() error {
			_, err := r.as("ann").DeleteCatalog(t.Context(), lifecycle.DeleteCatalogInput{Catalog: old.ID})
			return err
		})
		owner := r.appoint(entitlement.User("hank"), entitlement.RoleCatalogOwner, made.Catalog.ID)
		require.NoError(r, r.dismissal("hank", roles.Items[0])())
		require.Empty(r, r.catalogs("ann"), "who created it has no more right than any owner")
		require.NoError(r, r.dismissal("root", owner)(), "an administrator can take the last owner")

		for _, administrator := range []entitlement.SubjectID{"root", "boss"} {
			if administrator == "boss" {
				r.appoint(entitlement.User("boss"), entitlement.RoleGovernanceAdministrator)
			}
			made, err := r.as(administrator).CreateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: catalogNamed("By " + string(administrator))})
			require.NoError(r, err)
			roles, err := r.as(administrator).Roles(t.Context(), lifecycle.RolesInCatalogInput{Catalog: made.Catalog.ID})
			require.NoError(r, err)
			require.Empty(r, roles.Items, "administrators need no role")
		}
	})
}

// whoever belongs to the group when the command is carried out, directly or through other groups.
func TestRolesOfGroups(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("inner", "ann")
		r.nest("outer", "inner")
		given := r.appoint(entitlement.GroupMembers("outer"), entitlement.RoleCatalogCreator)
		require.NoError(r, r.creation("ann", "First")())
		r.refuses(lacks("create catalog", entitlement.CatalogID{}), r.creation("bob", "Second"))
		r.gather("inner", "bob")
		require.NoError(r, r.creation("bob", "Second")())
		r.refuses(lacks("create catalog", entitlement.CatalogID{}), r.creation("ann", "Third"))
		require.NoError(r, r.dismissal("root", given)())
		r.refuses(lacks("create catalog", entitlement.CatalogID{}), r.creation("bob", "Third"))

		require.Len(r, r.catalogs("ann"), 1, "what somebody owns in person stays")
		hall := r.addCatalog("Hall")
		r.appoint(entitlement.GroupMembers("outer"), entitlement.RoleCatalogReader, hall.ID)
		require.Len(r, r.catalogs("bob"), 2)
		r.gather("inner")
		require.Len(r, r.catalogs("bob"), 1)
	})
}

func TestConfiguredAdministratorsMayBeAGroup(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.NoError(r, r.creation("ann", "First")())
		r.gather("staff", "bob")
		r.refuses(lacks("create catalog", entitlement.CatalogID{}), r.creation("ann", "Second"))
	}, func(c *lifecycle.Config) {
		c.Administrators = []entitlement.SubjectSet{entitlement.User("root"), entitlement.GroupMembers("staff")}
	})
}

func TestOwnersAppointInTheirCatalogOnly(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		mine, other := r.addCatalog("Mine"), r.addCatalog("Other")
		r.appoint(entitlement.User("ann"), entitlement.RoleCatalogOwner, mine.ID)
		reader := entitlement.RoleAssignment{Role: entitlement.RoleCatalogReader, Catalog: mine.ID, Principal: entitlement.User("bob")}
		require.NoError(r, r.appointment("ann", reader)())
		require.Equal(r, []entitlement.Catalog{mine}, r.catalogs("bob"))
		taken := r.roleIn(mine.ID, entitlement.RoleCatalogReader)
		r.refuses(refusal{
			op: "assign role", code: entitlement.AlreadyExists, kind: entitlement.KindRoleAssignment, id: taken.ID.String(),
			detail: "has the role already",
		}, r.appointment("ann", reader))
		reader.Principal = entitlement.GroupMembers("bob") // a group of that name is somebody else
		require.NoError(r, r.appointment("ann", reader)())

		reader.Catalog = other.ID
		r.refuses(lacks("assign role", other.ID), r.appointment("ann", reader)) // I-131
		r.refuses(lacks("assign role", entitlement.CatalogID{}), r.appointment("ann", entitlement.RoleAssignment{
			Role: entitlement.RoleCatalogCreator, Principal: entitlement.User("ann"),
		}))
		r.refuses(lacks("remove role", mine.ID), r.dismissal("bob", taken))
		require.NoError(r, r.dismissal("ann", taken)())
		require.Empty(r, r.catalogs("bob"))
		require.ErrorIs(r, r.dismissal("ann", taken)(), entitlement.NotFound)
	})
}

// roleIn is the assignment of a role in a catalog.
func (r *rig) roleIn(catalog entitlement.CatalogID, role entitlement.Role) entitlement.RoleAssignment {
	r.Helper()
	list, err := r.as("root").Roles(r.Context(), lifecycle.RolesInCatalogInput{Catalog: catalog})
	require.NoError(r, err)
	for _, a := range list.Items {
		if a.Role == role {
			return a
		}
	}
	require.Fail(r, "nobody has the role")
	return entitlement.RoleAssignment{}
}

func TestRolesThatCannotBeGiven(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		for detail, role := range map[string]entitlement.RoleAssignment{
			"catalogId": {Role: entitlement.RoleCatalogOwner, Principal: entitlement.User("ann")},
			"the role is catalogCreator": {
				Role: entitlement.RoleCatalogCreator, Catalog: hall.ID, Principal: entitlement.User("ann"),
			},
			"a user or a group, not to targetManager": {
				Role: entitlement.RoleCatalogOwner, Catalog: hall.ID, Principal: entitlement.Manager(1),
			},
			"principal": {Role: entitlement.RoleCatalogOwner, Catalog: hall.ID},
			"role":      {Catalog: hall.ID, Principal: entitlement.User("ann")},
		} {
			r.refuses(refusal{op: "assign role", code: entitlement.InvalidArgument, detail: detail}, r.appointment("root", role))
		}
	})
}

// to ask and to approve are rights, not roles. No role gives them, and none is needed.
func TestRightsThatAreNotRoles(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		asked := r.submit("ann", pkg)
		for _, role := range []entitlement.Role{
			entitlement.RoleGlobalAdministrator, entitlement.RoleGovernanceAdministrator, entitlement.RoleCatalogCreator,
			entitlement.RoleOrganizationAdministrator, entitlement.RoleCatalogOwner, entitlement.RolePackageManager,
			entitlement.RoleAssignmentManager, entitlement.RoleCatalogReader,
		} {
			given := entitlement.RoleAssignment{Role: role, Principal: entitlement.User("hank")}
			if !role.IsTenantRole() {
				given.Catalog = entitlement.GeneralCatalogID()
			}
			require.NoError(r, r.appointment("root", given)())
			r.refuses(refusal{ // I-23, I-24
				op: "decide", code: entitlement.Refused, kind: entitlement.KindRequest, id: asked.Request.String(),
				detail: "does not count", reasons: []entitlement.Code{entitlement.NotApprover},
			}, r.decision("hank", lifecycle.DecideInput{Request: asked.Request, Decision: entitlement.Approve}))
			list, err := r.as("hank").Approvals(t.Context(), lifecycle.ApprovalsInput{})
			require.NoError(r, err)
			require.Empty(r, list.Items)
			r.refuses(unrequestable(pkg,
				entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.NotInScope, entitlement.ScopeClause,
			), r.submission("hank", lifecycle.SubmitInput{Package: pkg.ID}))
		}
		host := r.engine.AsSystem("nightly")
		for op, command := range map[string]func() error{
			"submit": func() error {
				_, err := host.Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID})
				return err
			},
			"decide": func() error {
				_, err := host.Deny(t.Context(), lifecycle.DecideInput{Request: asked.Request})
				return err
			},
			"approvals": func() error {
				_, err := host.Approvals(t.Context(), lifecycle.ApprovalsInput{})
				return err
			},
		} {
			r.refuses(refusal{op: op, code: entitlement.InvalidArgument, detail: "a host job"}, command)
		}
		r.approve("meg", asked.Request) // no role at all
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

// What requestors may do about their own: withdraw it, give it up. Nobody else may.
func TestWhatIsOnesOwn(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		general := entitlement.GeneralCatalogID()
		cancel := func(who entitlement.SubjectID, id entitlement.RequestID) func() error {
			return func() error {
				_, err := r.as(who).Cancel(t.Context(), lifecycle.CancelInput{Request: id})
				return err
			}
		}
		waiting := r.submit("ann", pkg)
		for _, who := range []entitlement.SubjectID{"bob", "meg", "nobody"} { // a colleague, the approver, a stranger
			r.refuses(lacks("cancel", general), cancel(who, waiting.Request))
		}
		require.NoError(r, cancel("ann", waiting.Request)())
		r.ends(waiting.Request, entitlement.RequestCanceled, entitlement.ReasonRequestorCanceled)

		given := r.submit("ann", pkg)
		r.approve("meg", given.Request)
		r.settle()
		remove := func(who entitlement.SubjectID) func() error {
			return func() error {
				_, err := r.as(who).Remove(t.Context(), lifecycle.RemoveInput{Assignment: r.made(given.Request).ID})
				return err
			}
		}
		for _, who := range []entitlement.SubjectID{"bob", "meg", "nobody"} {
			r.refuses(lacks("remove", general), remove(who)) // I-130
		}
		require.NoError(r, remove("ann")())
		require.Equal(r, entitlement.ReasonSelfRemoved, r.made(given.Request).Reason)
		r.refuses(refusal{
			op: "remove", code: entitlement.IllegalState, kind: entitlement.KindAssignment, id: r.made(given.Request).ID.String(),
			detail: "has ended already",
		}, remove("ann"))
	})
}
