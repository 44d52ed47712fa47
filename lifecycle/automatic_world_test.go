package lifecycle_test

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// salesRule takes the people of sales.
const salesRule = `user.department -eq "Sales"`

// automatically makes a policy an automatic one of a rule.
func automatically(rule string, change ...func(*entitlement.AutomaticRequestSettings)) policyChange {
	return func(p *entitlement.AssignmentPolicy) {
		settings := entitlement.DefaultAutomaticRequestSettings()
		for _, c := range change {
			c(settings)
		}
		p.DisplayName, p.AllowedTargetScope = "Automatic", entitlement.ScopeSpecificDirectoryUsers
		p.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.AttributeRule(rule)}
		p.AutomaticRequestSettings = settings
	}
}

// aWeekOfGrace lets people keep access for seven days.
func aWeekOfGrace(s *entitlement.AutomaticRequestSettings) {
	s.GracePeriodBeforeAccessRemoval = entitlement.Days(7)
}

// automatic makes a package with one role that the rule gives to people, and its policy, and lets the survey run.
func (r *rig) automatic(name string, change ...policyChange) (entitlement.AccessPackage, entitlement.AssignmentPolicy) {
	r.Helper()
	pkg := r.bundle(name, member(r.addGroup(name)))
	policy := r.allow(pkg, change...)
	r.settle()
	return pkg, policy
}

// moves puts a person into a department and tells the engine.
func (r *rig) moves(id entitlement.SubjectID, department string) lifecycle.PersonChanged {
	r.Helper()
	r.change(id, func(s *entitlement.Subject) { s.Attributes = map[string]string{"department": department} })
	return r.tell(id)
}

// tell tells the engine that something about a person has changed, and lets it follow.
func (r *rig) tell(id entitlement.SubjectID) lifecycle.PersonChanged {
	r.Helper()
	changed, err := r.engine.OnPersonChanged(r.Context(), id)
	require.NoError(r, err)
	r.settle()
	return changed
}

// staffed hires people into a department.
func (r *rig) staffed(n int, department string) []entitlement.SubjectID {
	r.Helper()
	var people []entitlement.Subject
	var ids []entitlement.SubjectID
	for i := range n {
		id := entitlement.SubjectID(fmt.Sprintf("p%04d", i))
		ids = append(ids, id)
		people = append(people, entitlement.Subject{
			ID: id, UserType: entitlement.UserMember, Attributes: map[string]string{"department": department},
		})
	}
	r.hire(people...)
	return ids
}

// reconciles lets everybody be looked at.
func (r *rig) reconciles() {
	r.Helper()
	_, err := r.as("root").ReconcilePeople(r.Context(), lifecycle.ReconcilePeopleInput{})
	require.NoError(r, err)
	r.settle()
}

// scope returns how the only automatic policy stands.
func (r *rig) scope() entitlement.AutomaticScope {
	r.Helper()
	list, err := r.as("root").AutomaticScopes(r.Context(), lifecycle.AutomaticScopesInput{})
	require.NoError(r, err)
	require.Len(r, list.Items, 1)
	return list.Items[0]
}

// requestsOf lists the types and states of somebody's requests, oldest first.
func (r *rig) requestsOf(who entitlement.SubjectID) (out []string) {
	r.Helper()
	for view, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
		return r.as("root").Requests(r.Context(), lifecycle.RequestsInput{For: who, Page: p})
	}) {
		require.NoError(r, err)
		out = append(out, view.Request.Type.String()+" "+view.Request.State.String())
	}
	return out
}
