package lint_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/policy/lint"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// scene is a policy in which nothing is found: the staff, ann and bob, ask for a package; their manager meg decides, then dan.
// Tests change what they are about.
type scene struct {
	lint.Input
	policy *entitlement.AssignmentPolicy
	people map[entitlement.SubjectID]*entitlement.Subject
	groups map[entitlement.GroupID][]entitlement.SubjectID
}

func newScene() *scene {
	s := &scene{
		policy: &entitlement.AssignmentPolicy{
			ID: entitlement.PolicyID{1}, DisplayName: "Staff",
			AllowedTargetScope:     entitlement.ScopeSpecificDirectoryUsers,
			SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.GroupMembers("staff")},
			Expiration:             entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(90)},
			RequestApprovalSettings: entitlement.ApprovalSettings{IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{
				{PrimaryApprovers: sets(entitlement.Manager(1)), FallbackPrimaryApprovers: sets(entitlement.User("eve"))},
				{PrimaryApprovers: sets(entitlement.User("dan"))},
			}},
		},
		people: map[entitlement.SubjectID]*entitlement.Subject{},
		groups: map[entitlement.GroupID][]entitlement.SubjectID{"staff": {"ann", "bob"}, "board": {"meg", "eve"}, "empty": {}},
	}
	for _, p := range []entitlement.Subject{
		{ID: "ann", Manager: "meg"}, {ID: "bob", Manager: "meg"}, {ID: "meg"}, {ID: "dan"}, {ID: "eve"},
		{ID: "off", AccountDisabled: true},
		{ID: "gus", UserType: entitlement.UserGuest, Domain: "partner.example"},
	} {
		if p.UserType == 0 {
			p.UserType = entitlement.UserMember
		}
		s.people[p.ID] = &p
	}
	s.Input = lint.Input{
		At: noon, Policy: s.policy,
		Package: &entitlement.AccessPackage{ID: entitlement.AccessPackageID{2}, Roles: []entitlement.RoleRef{{Role: "Member"}}},
		Catalog: &entitlement.Catalog{State: entitlement.CatalogPublished, IsExternallyVisible: true},
		Listed:  []entitlement.SubjectID{"ann", "bob", "dan", "eve", "gus", "meg", "off"}, AllListed: true,
	}
	return s
}

func sets(list ...entitlement.SubjectSet) []entitlement.SubjectSet { return list }

// read answers needs.
func (s *scene) read(needs []policy.Need, facts *policy.Facts) {
	for _, n := range needs {
		switch n.Kind {
		case policy.NeedSubject:
			facts.AddSubject(n.Subject, s.people[n.Subject])
		case policy.NeedGroups:
			var of []entitlement.GroupID
			for id, members := range s.groups { // order: Facts sorts them
				if slices.Contains(members, n.Subject) {
					of = append(of, id)
				}
			}
			facts.AddGroups(n.Subject, of)
		case policy.NeedMembers:
			members, found := s.groups[n.Group]
			facts.AddMembers(n.Group, members, found)
		case policy.NeedSignIn:
			facts.AddSignIn(n.Subject, time.Time{}, false)
		}
	}
}

// check reads facts until none is missing.
func (s *scene) check(t *testing.T) lint.Report {
	t.Helper()
	var facts policy.Facts
	report := lint.Check(&s.Input, &facts)
	for rounds := 0; len(report.Needs) > 0; rounds++ {
		require.Less(t, rounds, 6, "needs come to an end")
		require.Len(t, facts.Missing(report.Needs), len(report.Needs), "nothing is asked twice")
		s.read(report.Needs, &facts)
		report = lint.Check(&s.Input, &facts)
	}
	require.Equal(t, report, lint.Check(&s.Input, &facts), "equal inputs give equal findings") // I-40
	return report
}

// of returns the findings of one rule.
func of(report lint.Report, rule lint.Rule) []lint.Finding {
	return slices.DeleteFunc(slices.Clone(report.Findings), func(f lint.Finding) bool { return f.Rule != rule })
}

// stage returns a stage of the policy.
func (s *scene) stage(i int) *entitlement.StageSettings {
	return &s.policy.RequestApprovalSettings.Stages[i]
}

// requestor returns the requestor settings, made explicit.
func (s *scene) requestor() *entitlement.RequestorSettings {
	if s.policy.RequestorSettings == nil {
		settings := s.policy.Requestor()
		s.policy.RequestorSettings = &settings
	}
	return s.policy.RequestorSettings
}

// reviews turns reviews on: every month from tomorrow on, by meg.
func (s *scene) reviews() *entitlement.ReviewSettings {
	s.policy.ReviewSettings = &entitlement.ReviewSettings{
		IsEnabled: true, PrimaryReviewers: sets(entitlement.User("meg")),
		Schedule: entitlement.ReviewSchedule{StartDateTime: noon.AddDate(0, 0, 1), Recurrence: entitlement.Period{Months: 1}},
	}
	return s.policy.ReviewSettings
}

// sibling adds another policy to the package, for people who ask, without approval.
func (s *scene) sibling(scope entitlement.TargetScope, targets ...entitlement.SubjectSet) *entitlement.AssignmentPolicy {
	p := &entitlement.AssignmentPolicy{
		ID: entitlement.PolicyID{9}, DisplayName: "Other", AllowedTargetScope: scope, SpecificAllowedTargets: targets,
	}
	s.Siblings = append(s.Siblings, p)
	return p
}

// automatic makes the policy one that takes the people of a department.
func (s *scene) automatic(department string) {
	s.policy.SpecificAllowedTargets = sets(entitlement.AttributeRule(`user.department -eq "` + department + `"`))
	s.policy.AutomaticRequestSettings = entitlement.DefaultAutomaticRequestSettings()
	s.policy.RequestApprovalSettings = entitlement.ApprovalSettings{}
	s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
	for _, id := range []entitlement.SubjectID{"ann", "bob"} {
		s.people[id].Attributes = map[string]string{"department": "Sales"}
	}
}

// outside makes the policy one for the people of partner.example.
func (s *scene) outside() *entitlement.ConnectedOrganization {
	o := &entitlement.ConnectedOrganization{
		ID: entitlement.OrganizationID{5}, DisplayName: "Partner", State: entitlement.OrganizationConfigured,
		IdentitySources:  []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "partner.example"}},
		InternalSponsors: sets(entitlement.User("eve")),
	}
	s.Organizations = append(s.Organizations, o)
	s.policy.AllowedTargetScope = entitlement.ScopeSpecificOrganizations
	s.policy.SpecificAllowedTargets = sets(entitlement.OrganizationMembers(o.ID))
	s.stage(0).PrimaryApprovers = sets(entitlement.Sponsors())
	return o
}
