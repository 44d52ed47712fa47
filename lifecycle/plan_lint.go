package lifecycle

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/lint"
)

// How much a plan looks at: so many policies, and so many people of the scope of each.
const (
	planLintPolicies = 100
	planLintPeople   = 100
)

// PlannedFinding is something that will hurt if a document is applied.
type PlannedFinding struct {
	Path  string `json:"path"`  // of the policy: "Sales / Starter / Staff"
	Place string `json:"place"` // of the policy in the document: "catalogs[0].accessPackages[0].assignmentPolicies[1]"
	lint.Finding
}

// String returns the finding in two lines of text, without a line break at the end.
func (f PlannedFinding) String() string { return f.Path + ": " + f.Finding.String() }

// plannedPolicy is a policy as a plan makes it, and where the document has it.
type plannedPolicy struct {
	id          entitlement.PolicyID
	path, place string
	input       *lint.Input // nil for the policies that are too many
}

// drafts are the policies of the document that the plan makes or changes, or whose package or catalog it does; one more than
// are looked at where there are more. It is asked when the plan was carried out.
func (r *reconciliation) drafts() ([]plannedPolicy, error) {
	changed := r.changedPolicies()
	if len(changed) == 0 {
		return nil, nil
	}
	organizations, err := r.allOrganizations()
	if err != nil {
		return nil, err
	}
	var out []plannedPolicy
	for _, d := range changed {
		if len(out) == planLintPolicies {
			return append(out, plannedPolicy{}), nil
		}
		if d.input, err = r.draftOf(d.id, organizations); err != nil {
			return nil, err
		}
		if d.input != nil {
			out = append(out, d)
		}
	}
	return out, nil
}

// changedPolicies lists the policies of the document that mean something else when the plan is carried out.
func (r *reconciliation) changedPolicies() (out []plannedPolicy) {
	for i := range r.objects.Catalogs {
		c := &r.objects.Catalogs[i]
		catalog := r.made[objectID{entitlement.KindCatalog, c.Catalog.ID}]
		for j := range c.Packages {
			pkg := &c.Packages[j]
			all := catalog || r.made[objectID{entitlement.KindAccessPackage, pkg.Package.ID}]
			for k := range pkg.Policies {
				p := &pkg.Policies[k]
				if all || r.made[objectID{entitlement.KindPolicy, p.ID}] {
					out = append(out, plannedPolicy{
						id: p.ID, path: under(c.Catalog.DisplayName, pkg.Package.DisplayName, p.DisplayName),
						place: fmt.Sprintf("catalogs[%d].accessPackages[%d].assignmentPolicies[%d]", i, j, k),
					})
				}
			}
		}
	}
	return out
}

// draftOf gathers what is looked at for one policy, nil if the actor may not save it.
func (r *reconciliation) draftOf(
	id entitlement.PolicyID, organizations []*entitlement.ConnectedOrganization,
) (*lint.Input, error) {
	p, err := r.knownPolicy(id)
	if err != nil {
		return nil, err
	}
	pkg, err := r.knownPackage(p.Package)
	if err != nil {
		return nil, err
	}
	switch err := r.authorizePolicy(pkg.Catalog, p); {
	case entitlement.CodeOf(err) == entitlement.Forbidden:
		return nil, nil //nolint:nilnil // not the actor's to save
	case err != nil:
		return nil, err
	}
	in, err := r.lintInput(p, pkg, organizations)
	if err == nil {
		in.Most = planLintPeople
	}
	return in, err
}

// lintPlan looks at the policies of a plan. That the directory does not answer makes the findings partial, no more.
func (e *Engine) lintPlan(ctx context.Context, f *facts, drafts []plannedPolicy, plan *Plan) error {
	inputs := make([]*lint.Input, 0, len(drafts))
	for _, d := range drafts {
		if d.input == nil {
			plan.AreFindingsPartial = true
			break
		}
		inputs = append(inputs, d.input)
	}
	if len(inputs) == 0 {
		return nil
	}
	reports, err := e.lint(ctx, f, inputs)
	if err != nil && !isUnavailable(err) {
		return err
	}
	for i, report := range reports {
		plan.AreFindingsPartial = plan.AreFindingsPartial || report.IsPartial
		for _, finding := range report.Findings {
			plan.Findings = append(plan.Findings, PlannedFinding{drafts[i].path, drafts[i].place, finding})
		}
	}
	return nil
}
