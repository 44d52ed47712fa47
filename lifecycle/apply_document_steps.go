package lifecycle

import (
	"errors"
	"slices"

	"example.com/tenure/entitlement"
)

// planStep is a single command of a plan.
type planStep struct {
	phase planPhase
	do    func() error // records changes, as the functions of the commands do

	kind     entitlement.Kind
	id, path string
}

// planPhase orders steps: what others rest on comes before them.
type planPhase uint8

const (
	phaseDelete planPhase = iota // policies, packages, catalogs and organizations: they make room and free names
	phaseOrganizations
	phaseCatalogs
	phaseResources // resources, and roles they gain
	phaseNewPackages
	phasePackages
	phaseRelease // resources, and roles they lose
	phasePolicies
	phaseForget  // custom extensions that catalogs lose
	phaseAppoint // roles and settings
	phaseDismiss // last, because the actor may act by such a role
)

// carryOut makes the changes of the plan, one by one. A step that others stand in the way of, such as one that takes a name
// that another one frees, is tried again after them. Where that leads nowhere, the first refusal is the answer.
func (r *reconciliation) carryOut() error {
	slices.SortStableFunc(r.steps, func(a, b planStep) int { return int(a.phase) - int(b.phase) })
	for steps := r.steps; len(steps) > 0; {
		var waiting []planStep
		var first error
		for _, step := range steps {
			err := step.do()
			if err == nil {
				if err := r.apply(); err != nil {
					return err
				}
				continue
			}
			if !mayPass(err) {
				return step.name(err)
			}
			if first == nil {
				first = step.name(err)
			}
			waiting = append(waiting, step)
		}
		if len(waiting) == len(steps) {
			return first
		}
		steps = waiting
	}
	return nil
}

// mayPass reports whether other steps may remove the reason of a refusal.
func mayPass(err error) bool {
	switch entitlement.CodeOf(err) {
	case entitlement.AlreadyExists, entitlement.InUse, entitlement.NotFound:
		return true
	}
	return false
}

// name names the object of a refusal as the document does.
func (s *planStep) name(err error) error {
	e, ok := errors.AsType[*entitlement.Error](err)
	if !ok {
		return err
	}
	named := *e
	if named.Kind == 0 {
		named.Kind, named.ID = s.kind, s.id
	}
	if s.path != "" {
		named.Detail = s.path + ": " + e.Detail
	}
	return &named
}
