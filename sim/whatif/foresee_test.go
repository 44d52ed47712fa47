package whatif_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/sim/whatif"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

const day = 24 * time.Hour

// office is a configuration with a package for everybody in a group, whose holders may extend it, or not.
const office = `{"catalogs": [{"displayName": "Sales", "description": "For the sales team",
	"resources": [{"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}]}],
	"accessPackages": [{"displayName": "Starter", "description": "What people need",
		"resourceRoleScopes": [{"resource": "CRM", "role": "User"}],
		"assignmentPolicies": [{"displayName": "Staff", "specificAllowedTargets": [{"groupId": "GROUP"}],
			"requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfUpdateAccess": EXTEND},
			"requestApprovalSettings": {"isApprovalRequiredForAdd": STAGES, "stages": [STAGE]},
			REVIEWS
			"expiration": {"duration": "P200D"}}]}]}]}`

const quarterly = `"reviewSettings": {"isEnabled": true, "expirationBehavior": "keepAccess", "primaryReviewers": [{"@odata.type": "targetManager"}],
	"schedule": {"startDateTime": "2026-01-20T00:00:00Z", "duration": "P14D", "recurrence": "P3M"}},`

func officeDocument(t *testing.T, changes ...string) spec.Document {
	t.Helper()
	defaults := []string{"GROUP", "sales", "EXTEND", "true", "STAGES", "false", "STAGE", "", "REVIEWS", ""}
	text := strings.NewReplacer(append(changes, defaults...)...).Replace(office)
	d, err := spec.Parse([]byte(text), entitlement.SeedLimits())
	require.NoError(t, err)
	return d
}

// staffed is a store in which people have asked for the package under a configuration.
func staffed(t *testing.T, d spec.Document, who ...entitlement.SubjectID) store.Store {
	t.Helper()
	s := memstore.New()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	q := question(d, d)
	w := sim.Test(t, sim.Options{Store: s, Document: &d, People: q.People, Groups: q.Groups, Habits: map[entitlement.SubjectID]sim.Habit{
		"meg": sim.Approves(day),
	}})
	pkg, err := w.Package("Starter")
	require.NoError(t, err)
	for _, id := range who {
		_, err := w.As(id).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
		require.NoError(t, err)
	}
	require.NoError(t, w.RunFor(2*day))
	return s
}

func proposal(t *testing.T, s store.Store, changes ...string) whatif.Proposal {
	t.Helper()
	d := officeDocument(t, changes...)
	q := question(d, d)
	return whatif.Proposal{Store: s, New: d, People: q.People, Groups: q.Groups}
}

func TestForesee(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann", "bob")
	before, err := sim.Canonical(t.Context(), s)
	require.NoError(t, err)
	got, err := whatif.Foresee(t.Context(), proposal(t, s, "GROUP", "others", "REVIEWS", quarterly))
	require.NoError(t, err)
	require.Equal(t, 2, got.Assignments)
	require.Len(t, got.Fixed, 1)
	require.Equal(t, entitlement.SubjectID("ann"), got.Fixed[0].Person)
	require.Contains(t, got.Fixed[0].Codes, entitlement.NotInScope)
	require.Empty(t, got.Losses)
	require.Empty(t, got.Extendable)
	// Three reviews of two people each, and none after the access has ended.
	require.Equal(t, []whatif.Effort{{
		Catalog: "Sales", Package: "Starter", Policy: "Staff", After: whatif.Reviews{Count: 4, Items: 6, Reviewers: 1},
	}}, got.Reviews)
	require.True(t, got.Reviews[0].Grows())
	after, err := sim.Canonical(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, before, after, "the store is as it was")

	var text bytes.Buffer
	require.NoError(t, got.WriteText(&text))
	require.Equal(t, `2 assignments on 5 January 2026: 0 roles are lost, 1 can no longer be extended, 0 can be extended then

Can no longer be extended:
  ann: Starter, until 24 July 2026: policyApplies; notInScope; scopeClause

Reviews until 5 January 2027:
  Sales/Starter, Staff grow: reviews: 0, decisions: 0, people who decide: 0; then: reviews: 4, decisions: 6, people who decide: 1
`, text.String())
}

// Access can become extendable, and reviews can end.
func TestForeseeTheOtherWayRound(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t, "EXTEND", "false", "REVIEWS", quarterly), "ann", "cid")
	p := proposal(t, s)
	p.Ahead = 30 * day
	got, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, []entitlement.SubjectID{"ann", "cid"}, people(got.Extendable))
	require.Empty(t, got.Fixed)
	require.Len(t, got.Reviews, 1)
	require.Equal(t, whatif.Reviews{Count: 1, Items: 2, Unassigned: 1, Reviewers: 1}, got.Reviews[0].Before) // cid has no manager
	require.Zero(t, got.Reviews[0].After)
	require.False(t, got.Reviews[0].Grows())
	var text bytes.Buffer
	require.NoError(t, got.WriteText(&text))
	require.Contains(t, text.String(), "Staff change: reviews: 1, decisions: 2, people who decide: 1, decisions without anybody: 1; then:")
}

func people(list []whatif.Access) []entitlement.SubjectID {
	var out []entitlement.SubjectID
	for _, a := range list {
		out = append(out, a.Person)
	}
	slices.Sort(out)
	return out
}

// What a document leaves out stays, or goes where it is pruned: here a role of the package, however many lose it. A package that
// goes leaves access as it is, for the time it has.
func TestForeseeWhatIsLost(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann", "bob")
	p := proposal(t, s)
	p.New = spec.Document{}
	same, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Empty(t, same.Losses)
	require.Empty(t, same.Fixed)

	p.New.Catalogs = []spec.Catalog{{DisplayName: "Sales", Description: "For the sales team"}}
	p.Prune = true
	p.Config = func(c *lifecycle.Config) { c.EndingThreshold = 1 } // Foresee asks nobody to confirm
	pruned, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, 2, pruned.Assignments)
	require.Empty(t, pruned.Losses)
	require.Len(t, pruned.Fixed, 2)
	require.Contains(t, pruned.Fixed[0].Codes, entitlement.PackageDeleted)

	p.Prune, p.New = false, officeDocument(t)
	p.New.Catalogs[0].Resources[0].Roles = append(p.New.Catalogs[0].Resources[0].Roles, entitlement.ResourceRole{OriginID: "Guest"})
	p.New.Catalogs[0].AccessPackages[0].ResourceRoleScopes[0].Role = "Guest"
	lost, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, []whatif.Role{{Person: "ann", Role: "CRM/User"}, {Person: "bob", Role: "CRM/User"}}, lost.Losses)
	var text bytes.Buffer
	require.NoError(t, lost.WriteText(&text))
	require.Contains(t, text.String(), "Lost with the change:\n  ann: CRM/User\n  bob: CRM/User\n")
}

func TestForeseeWhatCannotBe(t *testing.T) {
	t.Parallel()
	p := proposal(t, staffed(t, officeDocument(t)))
	p.New.Catalogs[0].DisplayName = ""
	_, err := whatif.Foresee(t.Context(), p)
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	p.People = append(p.People, p.People[0])
	_, err = whatif.Foresee(t.Context(), p)
	require.ErrorContains(t, err, "ann")
}

// Reviews that have begun before the store was copied do not count: nobody can change them any more.
func TestForeseeOnlyWhatComes(t *testing.T) {
	t.Parallel()
	d := officeDocument(t, "REVIEWS", quarterly)
	q := question(d, d)
	s := memstore.New()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	w := sim.Test(t, sim.Options{Store: s, Document: &d, People: q.People, Groups: q.Groups})
	pkg, err := w.Package("Starter")
	require.NoError(t, err)
	_, err = w.As("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
	require.NoError(t, err)
	require.NoError(t, w.RunFor(120*day)) // over the reviews of January and April
	p := proposal(t, s)
	p.Ahead = 100 * day
	got, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Len(t, got.Reviews, 1)
	require.Equal(t, whatif.Reviews{Count: 1, Items: 1, Reviewers: 1}, got.Reviews[0].Before, "that of July")
}
