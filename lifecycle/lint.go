package lifecycle

import (
	"context"
	"errors"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/lint"
	"example.com/tenure/store"
)

// MaxLintPeople is the most people of a scope that one Lint looks at.
const MaxLintPeople = 2000

// LintInput is a policy to look at before it is saved.
type LintInput struct {
	// Policy is what CreatePolicy or UpdatePolicy would be given: with the id of a stored policy it is looked at in that one's
	// place, and may leave out its package.
	Policy entitlement.AssignmentPolicy
	// Most is how many people of the scope are looked at, the first by identifier; lint.DefaultMost if zero, MaxLintPeople at
	// most. Of each one the directory is asked, so the more there are the longer it takes.
	Most int
}

// LintResult is what was found.
type LintResult struct {
	Findings []lint.Finding `json:"findings,omitempty"`
	// People is how many people of the scope were looked at. IsPartial says that there are, or may be, others: more than Most,
	// or such as the directory does not list.
	People    int  `json:"people"`
	IsPartial bool `json:"isPartial"`
}

// Lint tells what will hurt when a policy is saved: see package policy/lint for what is looked for, and for what (I-31). It
// writes nothing, and finding something refuses nothing. Whoever may save the policy may ask; who may not, or not see the
// package, is refused as by UpdatePolicy. A malformed policy is refused with InvalidArgument or LimitExceeded; that its fixed
// end has passed is a finding. It is Unavailable when the directory does not answer, or lists nobody where everybody counts.
func (s *Session) Lint(ctx context.Context, in LintInput) (LintResult, error) {
	const op = "lint policy"
	if in.Most < 0 || in.Most > MaxLintPeople {
		return LintResult{}, withOp(op, invalid("most: is %d; it is between 0 and %d", in.Most, MaxLintPeople))
	}
	draft, err := ask(ctx, s, op, func(u *unit) (*lint.Input, error) { return u.draft(in.Policy.Clone()) })
	if err != nil {
		return LintResult{}, err
	}
	draft.Most = in.Most
	if err := s.e.enter(); err != nil {
		return LintResult{}, withOp(op, err)
	}
	defer s.e.leave()
	f := s.newFacts()
	defer s.e.release(f)
	reports, err := s.e.lint(ctx, f, []*lint.Input{draft})
	if err != nil {
		return LintResult{}, withOp(op, err)
	}
	return LintResult{Findings: reports[0].Findings, People: reports[0].People, IsPartial: reports[0].IsPartial}, nil
}

// draft is a policy as it would be saved, if the actor may save it.
func (u *unit) draft(p entitlement.AssignmentPolicy) (*lint.Input, error) {
	policies := []*entitlement.AssignmentPolicy{&p}
	if !p.ID.IsZero() {
		before, err := u.knownPolicy(p.ID)
		if err != nil {
			return nil, err
		}
		if p.Package.IsZero() {
			p.Package = before.Package
		}
		if p.Package != before.Package {
			return nil, invalid("accessPackageId: a policy cannot be moved to another package")
		}
		policies = append(policies, before)
	}
	pkg, err := u.knownPackage(p.Package)
	if err != nil {
		return nil, err
	}
	if err := u.authorizePolicy(pkg.Catalog, policies...); err != nil {
		return nil, err
	}
	if err := p.Validate(u.e.config.Limits, zeroTime); err != nil {
		return nil, err
	}
	if err := u.checkAutomatic(&p); err != nil {
		return nil, err
	}
	organizations, err := u.allOrganizations()
	if err != nil {
		return nil, err
	}
	return u.lintInput(&p, pkg, organizations)
}

// lintInput gathers what a policy would be saved beside. It stays valid when the transaction is over.
func (u *unit) lintInput(
	p *entitlement.AssignmentPolicy, pkg *entitlement.AccessPackage, organizations []*entitlement.ConnectedOrganization,
) (*lint.Input, error) {
	config := &u.e.config
	in := &lint.Input{At: u.at, Policy: p, Package: pkg, Organizations: organizations, Options: config.Policy}
	if !config.Log.Discard {
		in.LogKept = config.Log.Keep
	}
	var err error
	if in.Catalog, err = u.catalog(pkg.Catalog); err != nil {
		return nil, err
	}
	if in.Attributes, err = u.attributesOf(pkg); err != nil {
		return nil, err
	}
	all, err := u.policiesOf(pkg.ID)
	if err != nil {
		return nil, err
	}
	for _, other := range all {
		if other.ID != p.ID {
			in.Siblings = append(in.Siblings, other)
		}
	}
	in.Incompatible, err = u.incompatible(pkg)
	return in, err
}

// incompatible returns the packages that a package must not be held with, as far as they exist, and their policies.
func (u *unit) incompatible(pkg *entitlement.AccessPackage) ([]lint.Incompatible, error) {
	var out []lint.Incompatible
	for _, id := range pkg.IncompatiblePackages {
		other, err := u.pkg(id)
		if err != nil {
			return nil, err
		}
		if other == nil {
			continue // it was deleted, and excludes nobody new
		}
		policies, err := u.policiesOf(id)
		if err != nil {
			return nil, err
		}
		out = append(out, lint.Incompatible{Package: other, Policies: policies})
	}
	return out, nil
}

// allOrganizations returns the connected organizations, of which there are no more than a limit.
func (u *unit) allOrganizations() ([]*entitlement.ConnectedOrganization, error) {
	ids, err := u.list(store.OrganizationsIndex())
	if err != nil {
		return nil, err
	}
	out := make([]*entitlement.ConnectedOrganization, len(ids))
	for i, id := range ids {
		if out[i], err = u.knownOrganization(id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lint looks at policies of one moment, and reads the facts for all of them together, outside any transaction. Where the
// directory fails, it returns what was found so far as well.
func (e *Engine) lint(ctx context.Context, f *facts, inputs []*lint.Input) ([]lint.Report, error) {
	reports := make([]lint.Report, len(inputs))
	for {
		f.wanted, f.listing.wanted = f.wanted[:0], false
		for i, in := range inputs {
			f.listEverybody(in)
			reports[i] = lint.Check(in, &f.known)
			f.wanted = append(f.wanted, reports[i].Needs...)
		}
		if len(f.wanted) == 0 && !f.listing.wanted {
			return reports, nil
		}
		if err := e.fetch(ctx, f, inputs[0].At); err != nil {
			for i := range reports {
				reports[i].IsPartial = true
			}
			return reports, err
		}
	}
}

// listEverybody gives a check the people of the directory, where its scope is not a list of people and groups, or asks for
// them. All checks of one call look at the first of them, and at equally many.
func (f *facts) listEverybody(in *lint.Input) {
	if in.Policy.AllowedTargetScope == entitlement.ScopeSpecificDirectoryUsers && !in.Policy.IsAutomatic() {
		return
	}
	l := &f.listing
	if !l.known {
		*l = listing{limit: max(in.Most, lint.DefaultMost), wanted: true}
		return
	}
	in.Listed = l.ids
	in.AllListed = len(l.ids) > 0 && len(l.ids) < l.limit // one that lists nobody lists nobody at all
}

// isUnavailable reports whether nothing can be said because the directory does not answer, or not with what is current.
func isUnavailable(err error) bool {
	return errors.Is(err, entitlement.Unavailable) || errors.Is(err, entitlement.StaleFacts)
}
