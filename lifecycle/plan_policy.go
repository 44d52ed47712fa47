package lifecycle

import (
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

func (r *reconciliation) policyOf(is *entitlement.AssignmentPolicy, pkg string) error {
	path := under(pkg, is.DisplayName)
	was, err := r.policy(is.ID)
	if err != nil {
		return err
	}
	if was == nil {
		r.add(is.ID, PlannedChange{
			Action: PlanCreate, Kind: entitlement.KindPolicy, Path: path, Effect: EffectNewAssignmentsOnly,
		}, planStep{phase: phasePolicies, do: func() error {
			_, err := r.createPolicy(is.Clone())
			return err
		}})
		return nil
	}
	if was.Package != is.Package {
		return moved(entitlement.KindPolicy, is.ID.String(), path)
	}
	fields := r.differences(func(n spec.Naming) []spec.Difference { return n.Policy(is).Differences(n.Policy(was)) })
	if len(fields) == 0 {
		return nil
	}
	c := PlannedChange{
		Action: PlanUpdate, Kind: entitlement.KindPolicy, Path: path, Fields: fields, Effect: unlessText(fields),
	}
	if is.IsAutomatic() || is.NotificationSettings != was.NotificationSettings || slices.ContainsFunc(fields, ofReviews) {
		c.Effect = EffectInPlace // looked up live, or who has access changes with the rule, or what everybody has will be reviewed otherwise
		if c.Assignments, err = r.live(is.Package, is.ID, countAll); err != nil {
			return err
		}
	}
	r.add(is.ID, c, planStep{phase: phasePolicies, do: func() error {
		_, err := r.updatePolicy(is.Clone())
		return err
	}})
	return nil
}

// ofReviews reports whether a difference is one of how access is reviewed.
func ofReviews(d spec.Difference) bool { return strings.HasPrefix(d.Field, "reviewSettings") }

// unlessText is the effect of a change on new assignments only, or none if it is a matter of words.
func unlessText(fields []spec.Difference) PlanEffect {
	text := func(d spec.Difference) bool { return d.Field == "displayName" || d.Field == "description" }
	if slices.ContainsFunc(fields, func(d spec.Difference) bool { return !text(d) }) {
		return EffectNewAssignmentsOnly
	}
	return EffectNone
}
