package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// How a person stands with an automatic policy, and what follows.
func TestMembership(t *testing.T) {
	t.Parallel()
	keeps := func(a *policy.MembershipAsk) {
		settings := *a.Policy.AutomaticRequestSettings
		settings.RemoveAccessWhenTargetLeavesAllowedTargets = false
		changed := *a.Policy
		changed.AutomaticRequestSettings = &settings
		a.Policy = &changed
	}
	member := func(change ...func(*entitlement.AutomaticMember)) func(*policy.MembershipAsk) {
		m := entitlement.AutomaticMember{Subject: "ann", Rule: 3}
		for _, c := range change {
			c(&m)
		}
		return func(a *policy.MembershipAsk) { a.Member = &m }
	}
	leaving := func(m *entitlement.AutomaticMember) { m.Leaving = true }
	waiting := func(m *entitlement.AutomaticMember) { m.Waiting = entitlement.Incompatible }
	older := func(m *entitlement.AutomaticMember) { m.Rule = 2 }
	own := func(a *policy.MembershipAsk) { a.Own = &entitlement.Assignment{} }
	grace := func(a *policy.MembershipAsk) {
		a.Own = &entitlement.Assignment{Schedule: entitlement.Schedule{End: time.Unix(1, 0)}}
	}
	matches := func(a *policy.MembershipAsk) { a.Matches = true }
	type with = []func(*policy.MembershipAsk)
	for name, c := range map[string]struct {
		with with
		want policy.MembershipChange
	}{
		"comes":                        {with{matches}, policy.MembershipBegins},
		"comes_back_during_grace":      {with{matches, grace}, policy.MembershipBegins},
		"is_there":                     {with{matches, member(), own}, policy.MembershipStays},
		"was_removed_by_hand":          {with{matches, member()}, policy.MembershipStays},
		"the_rule_changed":             {with{matches, member(older)}, policy.MembershipBegins},
		"waits":                        {with{matches, member(waiting)}, policy.MembershipRetried},
		"back_before_the_decision":     {with{matches, member(leaving), own}, policy.MembershipReturns},
		"left":                         {with{member(), own}, policy.MembershipLeaves},
		"left_under_an_unknown_member": {with{own}, policy.MembershipLeaves},
		"left_already":                 {with{member(leaving), own}, policy.MembershipStays},                   // I-95
		"left_and_was_removed":         {with{member(leaving)}, policy.MembershipEnds},
		"removed_and_came_back":        {with{matches, member(leaving)}, policy.MembershipBegins},
		"in_grace":                     {with{grace}, policy.MembershipStays},
		"left_without_assignment":      {with{member()}, policy.MembershipEnds},
		"never_there":                  {with{}, policy.MembershipStays},
		"left_and_keeps":               {with{keeps, member(), own}, policy.MembershipEnds},
		"left_and_kept":                {with{keeps, own}, policy.MembershipStays},
		"keeps_and_is_there":           {with{keeps, matches, member(), own}, policy.MembershipStays},
		"waits_and_left":               {with{member(waiting)}, policy.MembershipEnds},
		"back_and_the_rule_changed":    {with{matches, member(leaving, older), own}, policy.MembershipReturns},
		"there_and_the_rule_changed":   {with{matches, member(older), own}, policy.MembershipBegins},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ask := policy.MembershipAsk{
				Policy: &entitlement.AssignmentPolicy{AutomaticRequestSettings: entitlement.DefaultAutomaticRequestSettings()},
				Scope:  &entitlement.AutomaticScope{Rule: 3},
			}
			for _, change := range c.with {
				change(&ask)
			}
			require.Equal(t, c.want, policy.Membership(&ask))
		})
	}
}

// What keeps an automatic policy from assigning; verdict and explanation agree.
func TestAssignAutomatically(t *testing.T) {
	t.Parallel()
	facts := new(policy.Facts)
	facts.AddSubject("ann", &entitlement.Subject{ID: "ann", UserType: entitlement.UserMember})
	facts.AddGroups("ann", []entitlement.GroupID{"auditors"})
	for name, c := range map[string]struct {
		change func(*policy.Ask, *entitlement.AssignmentPolicy)
		code   entitlement.Code // "" if it is possible
	}{
		"possible":  {func(*policy.Ask, *entitlement.AssignmentPolicy) {}, ""},
		"has_it":    {func(a *policy.Ask, _ *entitlement.AssignmentPolicy) { a.LiveAssignment[0] = 1 }, entitlement.AssignmentExists},
		"asked":     {func(a *policy.Ask, _ *entitlement.AssignmentPolicy) { a.OpenRequest[0] = 1 }, entitlement.RequestPending},
		"suspended": {func(_ *policy.Ask, p *entitlement.AssignmentPolicy) { p.IsSuspended = true }, entitlement.AssignmentsOff},
		"turned_off": {func(_ *policy.Ask, p *entitlement.AssignmentPolicy) {
			p.AutomaticRequestSettings.RequestAccessForAllowedTargets = false
		}, entitlement.AssignmentsOff},
		"empty": {func(a *policy.Ask, _ *entitlement.AssignmentPolicy) { a.Package.Roles = nil }, entitlement.PackageEmpty},
		"incompatible": {func(a *policy.Ask, _ *entitlement.AssignmentPolicy) {
			a.Package.IncompatibleGroups = []entitlement.GroupID{"auditors"}
		}, entitlement.Incompatible},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &entitlement.AssignmentPolicy{AutomaticRequestSettings: entitlement.DefaultAutomaticRequestSettings()}
			ask := policy.Ask{
				Package: &entitlement.AccessPackage{Roles: []entitlement.RoleRef{{}}}, Target: "ann",
				Policies: []*entitlement.AssignmentPolicy{p},
			}
			c.change(&ask, p)
			ruling := policy.AssignAutomatically(&ask, p, facts)
			require.Equal(t, c.code == "", ruling.Allowed)
			if c.code != "" {
				require.Equal(t, c.code, policy.WaitingFor(ruling))
			}
			explained, reasons := policy.ExplainAutomatic(&ask, p, facts)
			require.Equal(t, ruling, explained)
			require.Equal(t, ruling.Codes, entitlement.FailedCodes(reasons))
		})
	}
}

// Nobody asks or assigns under an automatic policy. // R-213
func TestAutomaticPoliciesTakeNoRequests(t *testing.T) {
	t.Parallel()
	facts := new(policy.Facts)
	facts.AddSubject("ann", &entitlement.Subject{ID: "ann", UserType: entitlement.UserMember})
	p := &entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeSpecificDirectoryUsers, AutomaticRequestSettings: entitlement.DefaultAutomaticRequestSettings(),
		SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.AttributeRule(`user.objectId -eq "ann"`)},
	}
	for _, direct := range []bool{false, true} {
		verdict := policy.Evaluate(&policy.Ask{
			Catalog: &entitlement.Catalog{State: entitlement.CatalogPublished}, Direct: direct, Requestor: "ann", Target: "ann",
			Package: &entitlement.AccessPackage{Roles: []entitlement.RoleRef{{}}}, Policies: []*entitlement.AssignmentPolicy{p},
		}, facts, policy.Options{})
		require.False(t, verdict.Allowed)
		require.Contains(t, verdict.Codes, entitlement.PolicyAutomatic)
	}
}
