package lifecycle

import (
	"context"
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// Rights is the port that knows who may manage a resource where it lives: the owner of a group, the administrator of a
// site. It is asked, outside any transaction, when a person adds a resource to a catalog, changes or removes it, also with a
// document or with the catalog. Global administrators and jobs of the host are exempt, and governance administrators where the
// resource is an application.
//
// Without it who owns a catalog adds and removes any resource: a host that lets people create catalogs should have one, or they
// can give access to what is not theirs.
type Rights interface {
	// MayManage reports whether the person may. An error means that there is no answer: the command is refused with
	// Unavailable and has changed nothing.
	MayManage(ctx context.Context, q RightsQuestion) (bool, error)
}

// RightsQuestion names a person and a resource. Nothing needs to be known of either.
type RightsQuestion struct {
	Person   entitlement.SubjectID
	Type     entitlement.ResourceType
	OriginID string    // of the resource in its target system
	At       time.Time // the logical instant; under a simulated clock the answer is a function of it
}

// right is what is known, or to be found out, about the rights of the actor.
type right struct {
	kind   entitlement.ResourceType
	origin string
}

// rights are what the port said for one command.
type rights struct {
	person entitlement.SubjectID
	wanted []right
	known  map[right]bool
}

// askRights asks the port for what is wanted.
func (e *Engine) askRights(ctx context.Context, f *facts, at time.Time) error {
	for _, w := range f.rights.wanted {
		if _, known := f.rights.known[w]; known {
			continue // one resource may be in several catalogs
		}
		may, err := e.config.Rights.MayManage(ctx, RightsQuestion{Person: f.rights.person, Type: w.kind, OriginID: w.origin, At: at})
		if err != nil {
			return silent("who knows the rights over resources", err)
		}
		if f.rights.known == nil {
			f.rights.known = make(map[right]bool, len(f.rights.wanted))
		}
		f.rights.known[w] = may
	}
	f.rights.wanted = nil
	return nil
}

// mayManage refuses an actor without rights over one of the resources, or asks for them.
func (u *unit) mayManage(resources ...*entitlement.Resource) error {
	missing, err := u.withoutRights(resources...)
	if err != nil || len(missing) == 0 {
		return err
	}
	reasons := make([]entitlement.Reason, len(missing))
	for i, r := range missing {
		reasons[i] = entitlement.Reason{
			Code: entitlement.RightsMissing, Principal: string(u.actor.Subject),
			Attribute: "rights over " + string(r.Type) + " " + r.OriginID, Want: rightsOver(r.Type), Got: "none",
		}
	}
	first := missing[0]
	e := &entitlement.Error{
		Code: entitlement.Forbidden, Kind: entitlement.KindResource, Reasons: reasons,
		Detail: "the actor lacks rights over the " + string(first.Type) + " " + quote(first.OriginID) + ": " + rightsOver(first.Type),
	}
	if !first.ID.IsZero() {
		e.ID = first.ID.String()
	}
	return e
}

// withoutRights returns those of the resources that the actor has no rights over, or asks for what is not known.
func (u *unit) withoutRights(resources ...*entitlement.Resource) (missing []*entitlement.Resource, err error) {
	if u.e.config.Rights == nil || u.actor.Kind != entitlement.ActorPerson || len(resources) == 0 {
		return nil, nil
	}
	held, err := u.rolesHeld(entitlement.CatalogID{})
	if err != nil || slices.Contains(held, entitlement.RoleGlobalAdministrator) {
		return nil, err
	}
	governs := slices.Contains(held, entitlement.RoleGovernanceAdministrator)
	known := &u.facts.rights
	known.person = u.actor.Subject
	for _, r := range resources {
		if governs && r.Type == entitlement.ResourceApplication {
			continue
		}
		asked := right{r.Type, r.OriginID}
		if may, is := known.known[asked]; !is {
			known.wanted = append(known.wanted, asked)
		} else if !may {
			missing = append(missing, r)
		}
	}
	if len(known.wanted) > 0 {
		return nil, u.need(false)
	}
	return missing, nil
}

// rightsOver says which rights over a resource somebody needs who puts it into a catalog.
func rightsOver(t entitlement.ResourceType) string {
	switch t {
	case entitlement.ResourceGroup:
		return "members/update and owners/update"
	case entitlement.ResourceApplication:
		return "appRoleAssignedTo/update"
	case entitlement.ResourceSite:
		return "SharePoint administrator or site administrator"
	}
	return "to manage it where it lives"
}
