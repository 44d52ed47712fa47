package lifecycle

import (
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// OfferedRole is a role that an access package gives, as people see it who do not have it.
type OfferedRole struct {
	Resource     entitlement.ResourceID
	ResourceName string
	Type         entitlement.ResourceType
	Role         entitlement.RoleID
	RoleName     string // "" where the resource has none for it
}

// maxSearch is how long a search may be, in bytes.
const maxSearch = 256

// shownToMembers reports whether a package is shown to somebody whom none of its policies takes.
func (u *unit) shownToMembers(q *policy.Ask, person *entitlement.Subject) bool {
	return u.e.config.Policy.MembersSeeSpecific && person != nil && !person.IsExternal() && policy.ShownToMembers(q.Policies, q.At)
}

// showResources shows what is in a package to who may know it, and hides it from everybody else. Nobody sees what is
// in a package that they do not see; that a package is hidden does not matter to who has its link.
func (u *unit) showResources(o *Offer, person *entitlement.Subject, sees bool) error {
	settings, err := u.settings()
	if err != nil {
		return err
	}
	if !sees || person == nil || !settings.ResourceVisibility.Shows(person.UserType) {
		o.Package.Roles = nil
		return nil
	}
	for _, ref := range o.Package.Roles {
		r, err := u.resourceLast(ref.Resource)
		if err != nil {
			return err
		}
		shown := OfferedRole{Resource: ref.Resource, ResourceName: r.DisplayName, Type: r.Type, Role: ref.Role}
		for i := range r.Roles {
			if r.Roles[i].OriginID == ref.Role {
				shown.RoleName = r.Roles[i].DisplayName
			}
		}
		o.Resources = append(o.Resources, shown)
	}
	return nil
}

// has reports whether an offer is found by a text.
func (o *Offer) has(text string) bool {
	if text == "" {
		return true
	}
	text = strings.ToLower(text)
	in := func(where string) bool { return strings.Contains(strings.ToLower(where), text) }
	if in(o.Package.DisplayName) || in(o.Package.Description) {
		return true
	}
	for _, r := range o.Resources {
		if in(r.ResourceName) || in(r.RoleName) || in(string(r.Role)) {
			return true
		}
	}
	return false
}

// hideApprovers takes out of a request that waits who is asked, and who decided so far, where its parties are not to know
// that.
func (u *unit) hideApprovers(v *RequestView) error {
	if err := u.hideWhoIsAsked(v); err != nil {
		return err
	}
	if u.isPartyOf(&v.Request) {
		for i := range v.Stages {
			v.Stages[i].Stage.Determined = nil // nobody sees the settings of the stages of a policy either
		}
	}
	return nil
}

// isPartyOf reports whether the actor asked, or is whom it is for.
func (u *unit) isPartyOf(r *entitlement.Request) bool {
	me := u.actor.Subject
	return u.actor.Kind == entitlement.ActorPerson && (me == r.Requestor || me == r.Target)
}

func (u *unit) hideWhoIsAsked(v *RequestView) error {
	if !u.isPartyOf(&v.Request) {
		return nil
	}
	for i := range v.Callouts {
		v.Callouts[i].Source, v.Callouts[i].Detail = "", "" // for approvers
	}
	hides, err := u.hidesApprovers(&v.Request, u.actor.Subject)
	if err != nil {
		return err
	}
	for i := range v.Stages {
		if s := &v.Stages[i].Stage; hides(s) {
			s.Approvers, s.Alternates, s.Delegated, s.DecidedBy = nil, nil, nil, ""
		}
	}
	return nil
}

// hidesApprovers returns a function that reports of which of its stages a party of a request does not see the people.
// The request is one as settling leaves it.
func (u *unit) hidesApprovers(r *entitlement.Request, party entitlement.SubjectID) (func(*entitlement.ApprovalStage) bool, error) {
	if r.State != entitlement.RequestPendingApproval && !r.IsWaitingForCallback() {
		return func(*entitlement.ApprovalStage) bool { return false }, nil
	}
	p, err := u.policyAt(r.Policy)
	if err != nil {
		return nil, err
	}
	settings, err := u.settings()
	if err != nil {
		return nil, err
	}
	guest, err := u.guest(party)
	if err != nil {
		return nil, err
	}
	byTenant := settings.ShowApproverDetailsToMembers && guest == nil
	return func(s *entitlement.ApprovalStage) bool {
		return !s.Settings(&p.RequestApprovalSettings).ApproverInformationVisibility.Shows(byTenant)
	}, nil
}
