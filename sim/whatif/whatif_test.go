package whatif_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim/whatif"
)

const tenant = `{"catalogs": [{"displayName": "Sales", "description": "For the sales team",
	"resources": [{"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}]}],
	"accessPackages": [{"displayName": "Starter", "description": "What people need",
		"resourceRoleScopes": [{"resource": "CRM", "role": "User"}],
		"assignmentPolicies": [{"displayName": "Staff", "specificAllowedTargets": [{"groupId": "GROUP"}],
			"requestApprovalSettings": {"stages": [{"primaryApprovers": [APPROVER]}]}}]}]}]}`

const (
	manager = `{"@odata.type": "targetManager"}`
	dan     = `{"@odata.type": "singleUser", "userId": "dan"}`
)

func document(t *testing.T, group, approver string) spec.Document {
	t.Helper()
	text := strings.NewReplacer("GROUP", group, "APPROVER", approver).Replace(tenant)
	d, err := spec.Parse([]byte(text), entitlement.SeedLimits())
	require.NoError(t, err)
	return d
}

func question(before, after spec.Document) whatif.Question {
	person := func(id, manager entitlement.SubjectID) entitlement.Subject {
		return entitlement.Subject{ID: id, UserType: entitlement.UserMember, Manager: manager}
	}
	return whatif.Question{
		Old: before, New: after,
		People: []entitlement.Subject{person("ann", "meg"), person("bob", "meg"), person("cid", ""), person("meg", ""), person("dan", "")},
		Groups: []directory.Group{
			{ID: "sales", Members: []entitlement.SubjectID{"ann", "bob", "cid"}}, {ID: "others", Members: []entitlement.SubjectID{"bob", "cid", "meg"}},
		},
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	q := question(document(t, "sales", manager), document(t, "others", dan))
	got, err := whatif.Compare(t.Context(), q)
	require.NoError(t, err)
	change := func(person entitlement.SubjectID, before, after string) whatif.Change {
		return whatif.Change{
			Person: person, Catalog: "Sales", Package: "Starter", Before: strings.Fields(before), After: strings.Fields(after),
		}
	}
	outOfScope := "noPolicyApplies policyApplies notInScope scopeClause"
	require.Equal(t, &whatif.Answer{
		Asked: 5,
		Gains: []whatif.Change{
			change("cid", "noApprover approverSet managerMissing", "dan"), change("meg", outOfScope, "dan"),
		},
		Loses:     []whatif.Change{change("ann", "meg", outOfScope)},
		Approvers: []whatif.Change{change("bob", "meg", "dan")},
	}, got)

	var text bytes.Buffer
	require.NoError(t, got.WriteText(&text))
	require.Equal(t, `5 pairs of a person and an access package: 2 gain, 1 lose, 1 get other approvers

Can request it then:
  cid: Sales/Starter: noApprover; approverSet; managerMissing; then: dan
  meg: Sales/Starter: noPolicyApplies; policyApplies; notInScope; scopeClause; then: dan

Can request it no longer:
  ann: Sales/Starter: meg; then: noPolicyApplies; policyApplies; notInScope; scopeClause

Is decided by others:
  bob: Sales/Starter: meg; then: dan
`, text.String())
}

func TestNothingChanges(t *testing.T) {
	t.Parallel()
	same := document(t, "sales", manager)
	got, err := whatif.Compare(t.Context(), question(same, same))
	require.NoError(t, err)
	require.Equal(t, &whatif.Answer{Asked: 5}, got)
}

// A package that only one of the configurations has is one that nobody may request in the other.
func TestAPackageThatGoes(t *testing.T) {
	t.Parallel()
	got, err := whatif.Compare(t.Context(), question(document(t, "sales", dan), spec.Document{}))
	require.NoError(t, err)
	require.Len(t, got.Loses, 3)
	require.Equal(t, []string{"there is no such access package"}, got.Loses[0].After)
	back, err := whatif.Compare(t.Context(), question(spec.Document{}, document(t, "sales", dan)))
	require.NoError(t, err)
	require.Len(t, back.Gains, 3)
}

func TestAConfigurationThatIsWrong(t *testing.T) {
	t.Parallel()
	wrong := document(t, "sales", dan)
	wrong.Catalogs[0].DisplayName = ""
	_, err := whatif.Compare(t.Context(), question(document(t, "sales", dan), wrong))
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	require.ErrorContains(t, err, "the new configuration: ")
}
