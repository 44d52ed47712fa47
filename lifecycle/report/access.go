package report

import (
	"context"

	"example.com/tenure/lifecycle"
)

// Assignments tells who has an access package, or all of them: see Session.PackageAssignments.
func Assignments(ctx context.Context, s *lifecycle.Session, in lifecycle.PackageAssignmentsInput) Report {
	return of(assignmentHeader(), func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		in.Page = p
		return s.PackageAssignments(ctx, in)
	}, assignmentRow)
}

// Access tells what a person has, or asked for: see Session.Access.
func Access(ctx context.Context, s *lifecycle.Session, in lifecycle.AccessInput) Report {
	return of(assignmentHeader(), func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		in.Page = p
		return s.Access(ctx, in)
	}, assignmentRow)
}

// AdditionalAccess tells who has an access package and one that is not to be held with it: see
// Session.AdditionalAccess.
func AdditionalAccess(ctx context.Context, s *lifecycle.Session, in lifecycle.AdditionalAccessInput) Report {
	return of(assignmentHeader(), func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		in.Page = p
		return s.AdditionalAccess(ctx, in)
	}, assignmentRow)
}

func assignmentHeader() []string {
	return []string{
		"assignment", "person", "package", "packageName", "policy", "state", "start", "end", "ended", "reason", "request", "orphaned",
	}
}

func assignmentRow(v *lifecycle.AssignmentView) ([][]string, error) {
	a := &v.Assignment
	return one(
		id(a.ID), string(a.Target), id(a.Package.ID), v.PackageName, id(a.Policy.ID), a.State.String(), instant(a.Schedule.Start),
		instant(a.Schedule.End), instant(a.Ended), a.Reason.String(), id(a.Request), yes(v.Orphaned),
	)
}

// Offers tells which access packages a person sees, and which of them they may request now: see Session.Offers.
func Offers(ctx context.Context, s *lifecycle.Session, in lifecycle.OffersInput) Report {
	header := []string{"package", "packageName", "catalog", "mayRequest", "policies", "whyNot"}
	return of(header, func(p lifecycle.Page) (lifecycle.List[lifecycle.Offer], error) {
		in.Page = p
		return s.Offers(ctx, in)
	}, func(o *lifecycle.Offer) ([][]string, error) {
		policies := make([]string, len(o.Policies))
		for i, p := range o.Policies {
			policies[i] = p.String()
		}
		return one(
			id(o.Package.ID), o.Package.DisplayName, id(o.CatalogID), yes(o.MayRequest), joined(policies), joined(o.Codes),
		)
	})
}

// Roles tells which roles of which resources a person has, once for each assignment that gives it: see
// Session.EffectiveRoles. A role that is being taken away has no assignment.
func Roles(ctx context.Context, s *lifecycle.Session, in lifecycle.RolesInput) Report {
	header := []string{
		"resourceType", "resource", "resourceName", "role", "state", "failure", "package", "packageName", "policy", "start", "end",
		"assignment",
	}
	return of(header, func(lifecycle.Page) (out lifecycle.List[lifecycle.EffectiveRole], err error) {
		out.Items, err = s.EffectiveRoles(ctx, in)
		return out, err
	}, func(r *lifecycle.EffectiveRole) (rows [][]string, err error) {
		role := []string{
			string(r.Target.Type), r.Target.OriginID, r.ResourceName, string(r.Role), r.State.String(), r.Failure,
		}
		sources := r.Sources
		if len(sources) == 0 {
			return one(append(role, make([]string, len(header)-len(role))...)...)
		}
		for i := range sources {
			from := &sources[i]
			rows = append(rows, append(role[:len(role):len(role)],
				id(from.Package), from.PackageName, id(from.Policy), instant(from.Since), instant(from.End), id(from.Assignment)))
		}
		return rows, nil
	})
}
