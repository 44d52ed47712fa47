package lint

import (
	"cmp"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// Input is a policy as it would be saved, and what it would be saved beside. It is read only.
type Input struct {
	At       time.Time
	Policy   *entitlement.AssignmentPolicy // one that Validate accepts, or would before its end came
	Package  *entitlement.AccessPackage
	Catalog  *entitlement.Catalog
	Siblings []*entitlement.AssignmentPolicy // the other policies of the package
	// Attributes are those of the package's resources, each once.
	Attributes []entitlement.ResourceAttribute
	// Incompatible are the packages that the package must not be held with, as far as they exist.
	Incompatible []Incompatible
	// Organizations are the connected organizations. Without those to which people in scope belong, these belong to none.
	Organizations []*entitlement.ConnectedOrganization

	// Listed are people of the directory, sorted; nil if it lists nobody. AllListed says that there are no others.
	Listed    []entitlement.SubjectID
	AllListed bool
	// Most is how many people of the scope are looked at, the first ones; DefaultMost if zero.
	Most int

	Options policy.Options
	LogKept time.Duration // how long events are kept; zero means for ever
}

// DefaultMost is how many people of a scope are looked at where nothing else is said.
const DefaultMost = 200

// Incompatible is a package that the package must not be held with, and its policies.
type Incompatible struct {
	Package  *entitlement.AccessPackage
	Policies []*entitlement.AssignmentPolicy
}

// Report is what was found.
type Report struct {
	// Findings come sorted: what blocks before what warns, then in the order of the rules in this package's checks, then by
	// place. Equal inputs give equal findings.
	Findings []Finding
	// People is how many people of the scope were looked at. IsPartial says that there are, or may be, others: because they
	// are more than Input.Most, because they are not listed, or because facts about some are missing.
	People    int
	IsPartial bool
	Needs     []policy.Need // facts that are missing, sorted; nil if there are none
}

// Check looks for everything in Rule. Policies for direct assignment only are for nobody in particular; what their approvers
// and reviewers come to is looked at for the people who are listed.
func Check(in *Input, facts *policy.Facts) Report {
	l := linter{Input: in, facts: facts}
	l.audience()
	for _, check := range []func(){
		l.closed, l.empty, l.requestable, l.principals, l.exclusions, l.siblings, l.questions,
		l.approvers, l.fallbacks, l.sponsors, l.unusedStages,
		l.ends, l.extensions, l.neverLookedAt, l.reviewers, l.reviewTimes,
	} {
		check()
	}
	slices.SortStableFunc(l.found, func(a, b Finding) int { return cmp.Compare(a.Severity.rank(), b.Severity.rank()) })
	if len(l.needs) > 0 {
		l.partial = true
	}
	return Report{Findings: l.found, People: len(l.people), IsPartial: l.partial, Needs: l.needs}
}

// linter is one check of one policy.
type linter struct {
	*Input
	facts *policy.Facts

	people  []*entitlement.Subject // of the scope, sorted by id
	partial bool
	needs   []policy.Need
	found   []Finding
}

// add notes a finding.
func (l *linter) add(f Finding, who group) {
	f.Who, f.Count = who.examples()
	l.found = append(l.found, f)
}

// need asks for facts.
func (l *linter) need(needs ...policy.Need) {
	if len(needs) > 0 {
		l.needs = policy.MergeNeeds(l.needs, needs)
	}
}

// subject returns a person's record, nil if there is none, and whether that is known; otherwise it is asked for.
func (l *linter) subject(id entitlement.SubjectID) (record *entitlement.Subject, known bool) {
	record, known = l.facts.Subject(id)
	if !known {
		l.need(policy.Need{Kind: policy.NeedSubject, Subject: id})
	}
	return record, known
}

// members returns the people of a group and whether they are known; otherwise they are asked for.
func (l *linter) members(id entitlement.GroupID) (people []entitlement.SubjectID, known bool) {
	people, known = l.facts.Members(id)
	if !known {
		l.need(policy.Need{Kind: policy.NeedMembers, Group: id})
	}
	return people, known
}

// isOpen reports whether requests, or direct assignments, can be made under a policy at all.
func (l *linter) isOpen(p *entitlement.AssignmentPolicy) bool {
	ended := p.Expiration.Type == entitlement.ExpirationAfterDateTime && !p.Expiration.EndDateTime.After(l.At)
	return !p.IsSuspended && !ended
}
