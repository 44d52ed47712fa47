package report

import (
	"context"
	"strconv"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// IncompatibleWith tells which access packages declare one incompatible: see Session.IncompatibleWith.
func IncompatibleWith(ctx context.Context, s *lifecycle.Session, in lifecycle.IncompatibleInput) Report {
	header := []string{"package", "packageName", "catalog", "description"}
	return of(header, func(p lifecycle.Page) (lifecycle.List[entitlement.AccessPackage], error) {
		in.Page = p
		return s.IncompatibleWith(ctx, in)
	}, func(p *entitlement.AccessPackage) ([][]string, error) {
		return one(id(p.ID), p.DisplayName, id(p.Catalog), p.Description)
	})
}

// Organizations tells which organizations are connected: see Session.Organizations.
func Organizations(ctx context.Context, s *lifecycle.Session, in lifecycle.OrganizationsInput) Report {
	header := []string{
		"organization", "name", "state", "identitySources", "internalSponsors", "externalSponsors", "created", "description",
	}
	return of(header, func(p lifecycle.Page) (lifecycle.List[entitlement.ConnectedOrganization], error) {
		in.Page = p
		return s.Organizations(ctx, in)
	}, func(o *entitlement.ConnectedOrganization) ([][]string, error) {
		sources := make([]string, len(o.IdentitySources))
		for i, source := range o.IdentitySources {
			sources[i] = source.Key()
		}
		return one(
			id(o.ID), o.DisplayName, o.State.String(), joined(sources), sponsors(o.InternalSponsors), sponsors(o.ExternalSponsors),
			instant(o.CreatedAt), o.Description,
		)
	})
}

func sponsors(sets []entitlement.SubjectSet) string {
	texts := make([]string, len(sets))
	for i, set := range sets {
		texts[i] = set.String()
	}
	return joined(texts)
}

// Activity tells what happened, to an access package or to a person or to everything: see Session.Events. Its rows hold
// what the log says about each event, and nothing that people wrote.
func Activity(ctx context.Context, s *lifecycle.Session, in lifecycle.EventsInput) Report {
	header := []string{
		"event", "at", "recorded", "activity", "actor", "object", "person", "package", "policy", "request", "assignment", "codes",
	}
	return of(header, func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
		in.Page = p
		return s.Events(ctx, in)
	}, func(ev *lifecycle.LoggedEvent) ([][]string, error) {
		return one(
			strconv.FormatUint(ev.Seq, 10), instant(ev.At), instant(ev.Recorded), ev.Activity.String(), ev.Actor.String(),
			ev.Object.Kind.String(), string(ev.Subject), id(ev.Package.ID), id(ev.Policy.ID), id(ev.Request), id(ev.Assignment),
			joined(ev.Codes),
		)
	})
}
