package lifecycle_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// matrix says who may make a call, in the words of the table of R-338. Administrators of the tenant, whether configured
// (global), appointed (governance), or a job of the host, may do everything that anybody may. // R-339
var matrix = map[string]string{
	// Appoint catalog creators.
	"AssignRole in the tenant": "", "RemoveRole in the tenant": "",
	// Manage connected organizations: R-276.
	"CreateOrganization": "organizations", "UpdateOrganization": "organizations", "DeleteOrganization": "organizations",
	"Organizations": "organizations",
	// Create catalog.
	"CreateCatalog": "creator",
	// Add resource to catalog: not even package managers.
	"AddResource": "owner", "UpdateResource": "owner", "RemoveResource": "owner",
	// Appoint owners, managers; edit or delete the catalog.
	"AssignRole": "owner", "RemoveRole": "owner", "UpdateCatalog": "owner", "DeleteCatalog": "owner",
	// Create a package, change its roles, hide, delete it.
	"CreatePackage": "owner packages", "UpdatePackage": "owner packages", "DeletePackage": "owner packages",
	// Create and edit policies.
	"CreatePolicy": "owner packages", "UpdatePolicy": "owner packages", "DeletePolicy": "owner packages",
	"Lint": "owner packages",
	// Assign and remove directly, extend, reprocess, cancel.
	"AssignMembers": "owner packages assignments",
	"Assign":        "owner packages assignments", "Remove": "owner packages assignments",
	"Extend":    "owner packages assignments",
	"Reprocess": "owner packages assignments", "Cancel": "owner packages assignments",
	"RemoveRequest": "owner packages assignments",
	"Govern":        "owner packages assignments",
	"Resume":        "owner packages assignments",
	// View the catalog, its assignments and requests.
	"Resources": "owner packages assignments reader", "Packages": "owner packages assignments reader",
	"Package":  "owner packages assignments reader",
	"Policies": "owner packages assignments reader", "Roles": "owner packages assignments reader",
	"PackageAssignments": "owner packages assignments reader", "PackageRequests": "owner packages assignments reader",
	"Events of a package": "owner packages assignments reader",
	"Request":             "owner packages assignments reader", "IncompatibleWith": "owner packages assignments reader",
	"AdditionalAccess": "owner packages assignments reader", "Answers": "owner packages assignments reader",
	// Reviews: to make one is to edit a policy.
	"StopReview": "owner packages", "RemindReview": "owner packages", "ResetReview": "owner packages",
	"DeleteReview": "owner packages",
	"Reviews":      "owner packages assignments reader readers", "Review": "owner packages assignments reader readers",
	// Tenant settings, and what concerns the whole tenant: who is bound to a catalog names a package.
	"UpdateSettings": "", "Settings": "", "Roles in the tenant": "", "Document": "", "Events": "", "ExportLog": "", "Stuck": "",
	"Access of another": "", "Access of another at an instant": "", "EffectiveRoles of another": "",
	"Delegation of another": "", "Requests of another": "", "Offers of another": "", "Offers with everything": "", "Explain to another": "",
	"Requirements of another": "", "Suggestions to another": "",
	"Offboard": "", "EraseTexts": "", "ReconcilePeople": "", "ConfirmRemovals": "", "AutomaticScopes": "",
	"PackageAssignments of all": "", "PackageRequests of all": "",
	"Reconcile":   "", // its targets may serve other catalogs too
	"ConfirmTime": "", "LowerTime": "", "TruncateLog": "",
}

// The people of the matrix: what each is appointed to, in the tenant or in the catalog that a call is about.
var positions = map[string]struct {
	role   entitlement.Role
	tenant bool
}{
	"nobody":        {},
	"governance":    {entitlement.RoleGovernanceAdministrator, true},
	"global":        {entitlement.RoleGlobalAdministrator, true},
	"organizations": {entitlement.RoleOrganizationAdministrator, true},
	"creator":       {entitlement.RoleCatalogCreator, true},
	"owner":         {entitlement.RoleCatalogOwner, false},
	"packages":      {entitlement.RolePackageManager, false},
	"assignments":   {entitlement.RoleAssignmentManager, false},
	"reader":        {entitlement.RoleCatalogReader, false},
	"readers":       {entitlement.RoleGlobalReader, true},
}

// Every command and every query, tried with every role: allowed as the matrix says, else refused with the roles that
// would do and those that the actor has. // R-338, R-339, R-028, R-197, R-276, R-341
func TestTheRoleMatrix(t *testing.T) {
	t.Parallel()
	for name, position := range positions { // order: parallel tests
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				if position.tenant {
					r.appoint(entitlement.User("hank"), position.role)
				}
				for _, c := range append(commands(), queries()...) {
					r.Run(strings.ReplaceAll(c.method, " ", "_"), func(t *testing.T) {
						sub := r.in(t)
						hall := sub.addCatalog(t.Name())
						if position.role != 0 && !position.tenant {
							sub.appoint(entitlement.User("hank"), position.role, hall.ID)
						}
						try := c.set(sub, hall.ID, c.method)
						row, found := matrix[c.method]
						require.True(t, found, "the matrix has no row for it")
						if name == "global" || name == "governance" || slices.Contains(strings.Fields(row), name) {
							require.NoError(t, try(t.Context(), sub.as("hank")))
							return
						}
						want := refusal{
							op: c.op, code: entitlement.Forbidden, kind: entitlement.KindCatalog, id: hall.ID.String(),
							detail: "lacks a role", reasons: []entitlement.Code{entitlement.RoleMissing},
						}
						if c.tenant {
							want.kind, want.id = 0, ""
						}
						sub.refuses(want, func() error { return try(t.Context(), sub.as("hank")) })
					})
				}
			})
		})
	}
}

// A role in one catalog is none in another. // I-131
func TestARoleBindsToItsCatalog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for name, position := range positions { // order: each on catalogs of its own
			if position.tenant || position.role == 0 {
				continue
			}
			mine, other := r.addCatalog(name), r.addCatalog("not "+name)
			r.appoint(entitlement.User("hank"), position.role, mine.ID)
			r.appoint(entitlement.User("hank"), position.role, entitlement.GeneralCatalogID())
			for _, c := range append(commands(), queries()...) {
				if c.tenant || matrix[c.method] == "" {
					continue
				}
				try := c.set(r, other.ID, name+" "+c.method)
				err := try(t.Context(), r.as("hank"))
				require.ErrorIs(r, err, entitlement.Forbidden, "%s as %s", c.method, name)
				require.ErrorContains(r, err, other.ID.String())
			}
		}
	})
}

// The refusal names what would have done, and what there was.
func TestARefusalNamesTheRoles(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		r.appoint(entitlement.User("hank"), entitlement.RoleCatalogCreator)
		r.appoint(entitlement.User("hank"), entitlement.RoleCatalogReader, hall.ID)
		_, err := r.as("hank").CreatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
			Catalog: hall.ID, DisplayName: "Mine",
		}})
		var refused *entitlement.Error
		require.ErrorAs(r, err, &refused)
		require.Equal(r, []entitlement.Reason{{
			Code: entitlement.RoleMissing, Principal: "hank", Attribute: "roles",
			Want: "globalAdministrator or identityGovernanceAdministrator or catalogOwner or accessPackageManager",
			Got:  "catalogCreator, catalogReader",
		}}, refused.Reasons)
	})
}

// The host's jobs may make every call that administrators may, and the log says which job it was.
func TestTheHostMayDoEverything(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		host := r.engine.AsSystem("nightly import")
		for _, c := range append(commands(), queries()...) {
			hall := r.addCatalog(c.method)
			try := c.set(r, hall.ID, c.method)
			require.NoError(r, try(t.Context(), host), c.method)
		}
		begin := r.seq()
		_, err := host.CreateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: catalogNamed("Imported")})
		require.NoError(r, err)
		events := r.events(begin)
		require.Len(r, events, 1, "no person, so no first owner")
		require.Equal(r, entitlement.Actor{Kind: entitlement.ActorHost, Job: "nightly import"}, events[0].Actor)
		require.Equal(r, entitlement.ActivityCreateCatalog, events[0].Activity)
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

// The matrix has every method of a session, and nothing else. What everybody may do about themselves has tests of its own.
func TestTheMatrixIsComplete(t *testing.T) {
	t.Parallel()
	forEverybody := []string{
		"Submit", "Decide", "Approve", "Deny", "ChangeAnswers", // approver and requestor are rights, not roles
		"Approvals", "Catalogs", // each sees their own
		"DecideReview", "AcceptRecommendations", "ReviewsToDo", "ReviewItems", // so is reviewer
		"Delegate", "EndDelegation", "RevokeApproval", // their own approvals
		"Plan", "Apply", // as each change in the document
	}
	covered := map[string]bool{}
	rows := map[string]bool{}
	for _, c := range append(commands(), queries()...) {
		method, _, _ := strings.Cut(c.method, " ")
		covered[method], rows[c.method] = true, true
	}
	for row := range matrix { // order: each is checked
		require.True(t, rows[row], "the row %q is never tried", row)
	}
	session := reflect.TypeFor[*lifecycle.Session]()
	for i := range session.NumMethod() {
		name := session.Method(i).Name
		require.NotEqual(t, covered[name], slices.Contains(forEverybody, name), name)
	}
}
