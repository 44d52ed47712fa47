package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

const day = 24 * time.Hour

// start is when every scenario begins.
var start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// after returns an instant of a scenario.
func after(d time.Duration) time.Time { return start.Add(d) }

// scenario is a story that is told in many ways and must always come to the same.
type scenario struct {
	name    string
	options func() sim.Options
	script  func(s *script)
	length  time.Duration
	// stir is an instant after which only time passes: nobody decides, no delivery is under way, nothing starts. From there
	// a bare jump of the clock must come to the same states.
	still time.Duration
	// endless says that access may have no end of its own, or is not the engine's (I-60).
	endless bool
}

// scenarios are all of them.
func scenarios() []scenario {
	return []scenario{
		simpleApproval(), twoStages(), delivery(), scheduledStart(), guests(), roleChange(), packageDeletion(), reprocess(),
		extensions(), reviews(), asking(), delegations(), openScope(), movers(), drifting(), processes(), determined(),
	}
}

// script schedules what people do in a scenario. Every command has an idempotency key, so that it can be repeated after a
// crash.
type script struct {
	*sim.World

	packages map[string]entitlement.AccessPackageID
}

// at schedules something.
func (s *script) at(d time.Duration, what string, do func() error) { s.Schedule(after(d), what, do) }

// offer schedules a package with a policy, for the beginning.
func (s *script) offer(name string, roles []string, policy entitlement.AssignmentPolicy) {
	s.at(0, "offer "+name, func() error {
		id, err := s.Offer(sim.Offer{Name: name, Roles: roles, Policy: policy})
		s.packages[name] = id
		return err
	})
}

// ask schedules that a person asks for a package.
func (s *script) ask(d time.Duration, who entitlement.SubjectID, pkg string, schedule ...entitlement.Schedule) {
	s.at(d, string(who)+" asks for "+pkg, func() error {
		in := lifecycle.SubmitInput{Key: string(who) + pkg + d.String(), Package: s.packages[pkg], Justification: "please"}
		if len(schedule) > 0 {
			in.Schedule = schedule[0]
		}
		_, err := s.As(who).Submit(background(), in)
		return err
	})
}

// assign schedules that a person is given a package.
func (s *script) assign(d time.Duration, who entitlement.SubjectID, pkg string) {
	s.at(d, string(who)+" is given "+pkg, func() error {
		_, err := s.Admin().Assign(background(), lifecycle.AssignInput{
			Key: string(who) + pkg + d.String(), Package: s.packages[pkg], Target: who,
		})
		return err
	})
}

// extend schedules that a person asks to keep a package.
func (s *script) extend(d time.Duration, who entitlement.SubjectID, pkg string) {
	s.at(d, string(who)+" asks to keep "+pkg, func() error {
		a, err := s.assignment(who, pkg)
		if err != nil {
			return err
		}
		_, err = s.As(who).Extend(background(), lifecycle.ExtendInput{Key: "extend" + string(who) + d.String(), Assignment: a.ID})
		return err
	})
}

// assignment returns a person's only live assignment of a package, and nil if there is none.
func (s *script) assignment(who entitlement.SubjectID, pkg string) (*entitlement.Assignment, error) {
	list, err := s.Admin().Access(background(), lifecycle.AccessInput{For: who})
	if err != nil {
		return nil, err
	}
	for _, a := range list.Items {
		if a.Assignment.Package.ID == s.packages[pkg] {
			return &a.Assignment, nil
		}
	}
	return nil, nil
}

// staff is the organization of the scenarios: boss leads meg, meg leads ann, bob and cem; olga owns the applications.
func staff() ([]entitlement.Subject, []directory.Group) {
	member := func(id entitlement.SubjectID, name string, manager entitlement.SubjectID) entitlement.Subject {
		return entitlement.Subject{ID: id, DisplayName: name, UserType: entitlement.UserMember, Manager: manager}
	}
	outside := func(id entitlement.SubjectID, name string) entitlement.Subject {
		return entitlement.Subject{
			ID: id, DisplayName: name, Mail: string(id) + "@partner.example", UserType: entitlement.UserOutside,
			Domain: "partner.example",
		}
	}
	people := []entitlement.Subject{
		member("boss", "Bo Boss", ""), member("meg", "Meg Olsen", "boss"), member("olga", "Olga Owner", "boss"),
		member("ann", "Ann Berg", "meg"), member("bob", "Bob Unger", "meg"), member("cem", "Cem Kaya", "meg"),
		outside("gil", "Gil Guest"), outside("hal", "Hal Guest"), outside("ivy", "Ivy Guest"),
	}
	return people, []directory.Group{{ID: "staff", Members: []entitlement.SubjectID{"ann", "bob", "cem"}}}
}

// world returns the options of a scenario's world.
func world(habits map[entitlement.SubjectID]sim.Habit, change ...func(*sim.Options)) func() sim.Options {
	return func() sim.Options {
		people, groups := staff()
		o := sim.Options{Seed: 7, Start: start, People: people, Groups: groups, Habits: habits}
		for _, c := range change {
			c(&o)
		}
		return o
	}
}

// forStaff is a policy for the staff with stages of approval.
func forStaff(stages ...entitlement.StageSettings) entitlement.AssignmentPolicy {
	return entitlement.AssignmentPolicy{
		AllowedTargetScope:     entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.GroupMembers("staff")},
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: len(stages) > 0, Stages: stages,
		},
	}
}

// by is a stage with one set of approvers.
func by(approvers ...entitlement.SubjectSet) entitlement.StageSettings {
	return entitlement.StageSettings{PrimaryApprovers: approvers}
}

// begin makes the world of a scenario on a store and schedules its script.
func (s *scenario) begin(t *testing.T, on store.Store) *sim.World {
	t.Helper()
	options := s.options()
	options.Store = on
	w, err := sim.New(options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	s.script(&script{w, map[string]entitlement.AccessPackageID{}})
	return w
}
