package policy_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// The decision table testdata/scopes.txt holds for requests and, but for the scope of nobody, for direct assignment.
func TestScopesDecideWhoMayRequest(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/scopes.txt")
	require.NoError(t, err)
	var people []string
	for line := range strings.Lines(string(data)) {
		cells := regexp.MustCompile(`\s{2,}`).Split(strings.TrimSpace(line), -1)
		if strings.HasPrefix(line, "#") || len(cells) < 3 {
			continue
		}
		if people == nil {
			people = cells[2:]
			continue
		}
		for i, person := range people {
			t.Run(cells[0]+"/"+strings.ReplaceAll(cells[1], " ", "_")+"/"+person, func(t *testing.T) {
				t.Parallel()
				s := scopeScene(t, cells[0], cells[1], entitlement.SubjectID(person))
				v, reasons := s.evaluate(t)
				require.Equal(t, cells[2+i] == "yes", v.Allowed, "%s", entitlement.Explain(reasons))
				s.ask.Direct = true
				v, reasons = s.evaluate(t)
				require.Equal(t, cells[2+i] == "yes" || cells[0] == "notSpecified", v.Allowed, "%s", entitlement.Explain(reasons))
			})
		}
	}
	require.NotEmpty(t, people)
}

// scopeScene builds one cell of the table. Everybody needs approval, because one of the scopes does.
func scopeScene(t *testing.T, scope, setting string, person entitlement.SubjectID) *scene {
	t.Helper()
	s := newScene()
	s.ask.Catalog.IsExternallyVisible = true
	s.facts.AddSubject("gil", &entitlement.Subject{ID: "gil", UserType: entitlement.UserGuest, Domain: "elsewhere.example"})
	s.facts.AddSubject("zoe", &entitlement.Subject{ID: "zoe", UserType: entitlement.UserOutside})
	s.facts.AddGroups("gil", nil)
	s.facts.AddGroups("zoe", nil)
	s.askFor(person)
	s.approval(entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("dan")}})
	require.NoError(t, s.policy.AllowedTargetScope.UnmarshalText([]byte(scope)))
	state := entitlement.OrganizationConfigured
	if strings.Contains(setting, "proposed") {
		state = entitlement.OrganizationProposed
	}
	s.ask.Organization = partner(state)
	switch {
	case setting == "all named":
		for _, id := range []entitlement.SubjectID{"ana", "gus", "olga", "gil", "zoe"} {
			s.policy.SpecificAllowedTargets = append(s.policy.SpecificAllowedTargets, entitlement.User(id))
		}
	case setting == "group named":
		s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.GroupMembers("hr"), entitlement.GroupMembers("it")}
	case strings.HasPrefix(setting, "partner named"):
		s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.OrganizationMembers(s.ask.Organization.ID)}
	case setting == "other named":
		other := entitlement.OrganizationID{15: 99}
		s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.OrganizationMembers(other)}
	case setting == "open":
		s.options.OpenExternalScope = true
	}
	return s
}

func TestOrganizationCountsOnlyForItsOwnPeople(t *testing.T) {
	t.Parallel()
	s := scopeScene(t, "allConfiguredConnectedOrganizationUsers", "-", "olga")
	s.requireAllowed(t)
	source := &s.ask.Organization.IdentitySources[0]
	*source = entitlement.IdentitySource{Type: entitlement.SourceTenant, TenantID: "partner-tenant"}
	s.requireRefused(t, entitlement.NotInScope) // the right domain, authenticated elsewhere
	*source = entitlement.IdentitySource{Type: entitlement.SourceDomain, DomainName: "sub.partner.example"}
	s.requireRefused(t, entitlement.NotInScope)
	s.ask.Organization = nil
	s.requireRefused(t, entitlement.NotInScope)
}

// Seed scenarios: all users, a group, and people of connected organizations, for different audiences.
func TestPoliciesServeDifferentAudiences(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.ask.Catalog.IsExternallyVisible = true
	s.ask.Organization = partner(entitlement.OrganizationConfigured)
	insiders := newPolicy(1, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("sales"))
	outsiders := newPolicy(2, entitlement.ScopeAllConfiguredOrganizations)
	s.ask.Policies = []*entitlement.AssignmentPolicy{insiders, outsiders}
	require.Same(t, insiders, s.requireAllowed(t).Policy)
	s.askFor("olga")
	require.Same(t, outsiders, s.requireAllowed(t).Policy)
	s.askFor("dan")
	s.requireRefused(t, entitlement.NoPolicyApplies)
}

// Sets that no engine accepts in a scope name nobody.
func TestOddClausesNameNobody(t *testing.T) {
	t.Parallel()
	for _, scope := range []entitlement.TargetScope{
		entitlement.ScopeSpecificDirectoryUsers, entitlement.ScopeSpecificOrganizations, 99,
	} {
		s := newScene()
		s.policy.AllowedTargetScope = scope
		s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.Manager(1), {Type: 99, UserID: "ana"}, {}}
		v := s.requireRefused(t, entitlement.NotInScope)
		require.Nil(t, v.Needs)
	}
}

func TestOnlyTheDirectoryOfNowDecides(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
	s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.GroupMembers("sales")}
	s.requireAllowed(t)
	s.facts.AddGroups("ana", []entitlement.GroupID{"it", "Sales"})
	s.requireRefused(t, entitlement.ScopeClause) // R-070; identifiers are compared as bytes
	s.facts.AddGroups("ana", nil)
	s.requireRefused(t, entitlement.ScopeClause)
}

func TestExplanationOfAScopeNamesWhatWasWantedAndSeen(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
	s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{
		entitlement.GroupMembers("hr"), entitlement.User("bob"), entitlement.GroupMembers("sales"), entitlement.User("eve"),
	}
	_, reasons := s.evaluate(t)
	scope := all(reasons, entitlement.NotInScope)
	require.Len(t, scope, 2)
	require.Equal(t, entitlement.Reason{
		Code: entitlement.NotInScope, Pass: true, Policy: s.policy.ID, Principal: "ana",
		Attribute: "userType", Want: "member or guest", Got: "member",
	}, scope[0])
	require.True(t, scope[1].Pass)
	require.Equal(t, "1", scope[1].Got)
	clause := func(pass bool, attribute, want, got string) entitlement.Reason {
		return entitlement.Reason{
			Code: entitlement.ScopeClause, Pass: pass, Policy: s.policy.ID, Principal: "ana",
			Attribute: attribute, Want: want, Got: got,
		}
	}
	require.Equal(t, []entitlement.Reason{ // all clauses, also those after the one that matched
		clause(false, "memberOf", "groupMembers hr", "it, sales"),
		clause(false, "id", "singleUser bob", "ana"),
		clause(true, "memberOf", "groupMembers sales", "it, sales"),
		clause(false, "id", "singleUser eve", "ana"),
	}, scope[1].Children)
}

func TestLongListsOfGroupsAreCutInExplanations(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
	s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.GroupMembers("hr")}
	s.facts.AddGroups("ana", []entitlement.GroupID{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j, k", "l", "m"})
	_, reasons := s.evaluate(t)
	require.Equal(t, `a, b, c, d, e, f, g, h, i, "j, k" and 2 more`, find(t, reasons, entitlement.ScopeClause).Got)
}

// find returns the first node with the code, depth first.
func find(t *testing.T, reasons []entitlement.Reason, code entitlement.Code) entitlement.Reason {
	t.Helper()
	found := all(reasons, code)
	require.NotEmpty(t, found, "no %s in\n%s", code, entitlement.Explain(reasons))
	return found[0]
}

// all returns the nodes with the code, depth first.
func all(reasons []entitlement.Reason, code entitlement.Code) []entitlement.Reason {
	var found []entitlement.Reason
	for _, r := range reasons {
		if r.Code == code {
			found = append(found, r)
		}
		found = append(found, all(r.Children, code)...)
	}
	return found
}

func TestScopeWaitsForFacts(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
	s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.GroupMembers("sales"), entitlement.User("bob")}
	s.facts = nil
	v, reasons := s.evaluate(t)
	require.Equal(t, policy.Ruling{Needs: []policy.Need{ // both in one round
		recordOf("ana"), groupsOf("ana"),
	}, Final: true}, v.Ruling)
	require.Empty(t, all(reasons, entitlement.NoPolicyApplies), "what is not known is no reason")

	s.policy.SpecificAllowedTargets[1] = entitlement.User("ana") // whatever her groups are
	v, _ = s.evaluate(t)
	require.Equal(t, []policy.Need{recordOf("ana")}, v.Needs)
}
