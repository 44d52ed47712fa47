package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
)

// discreet takes out of reasons whom the stages of policies come to, where who asks does not see approvers: a request
// tells that no more while it waits, and so does nothing before. Who may view the catalog sees it.
func (u *unit) discreet(
	reasons []entitlement.Reason, catalog entitlement.CatalogID, policies ...*entitlement.AssignmentPolicy,
) ([]entitlement.Reason, error) {
	hidden, err := u.hidesSome(policies)
	if err != nil || !hidden {
		return reasons, err
	}
	err = u.authorize(taskView, catalog)
	if entitlement.CodeOf(err) == entitlement.Forbidden {
		return hush(reasons, entitlement.NoApprover), nil
	}
	return reasons, err
}

// hidesSome reports whether a stage of one of the policies does not show its approvers to the actor.
func (u *unit) hidesSome(policies []*entitlement.AssignmentPolicy) (bool, error) {
	settings, err := u.settings()
	if err != nil {
		return false, err
	}
	guest, err := u.guest(u.actor.Subject)
	if err != nil {
		return false, err
	}
	person, _ := u.facts.known.Subject(u.actor.Subject)
	outside := guest != nil || person != nil && person.IsExternal()
	byTenant := settings.ShowApproverDetailsToMembers && !outside
	return slices.ContainsFunc(policies, func(p *entitlement.AssignmentPolicy) bool {
		return slices.ContainsFunc(p.RequestApprovalSettings.Stages, func(s entitlement.StageSettings) bool {
			return !s.ApproverInformationVisibility.Shows(byTenant)
		})
	}), nil
}

// hush returns reasons that do not say what was seen where they have a code, nor what is below that.
func hush(reasons []entitlement.Reason, code entitlement.Code) []entitlement.Reason {
	out := slices.Clone(reasons)
	for i := range out {
		if r := &out[i]; r.Code == code {
			r.Got, r.Children = "not shown", nil
		} else {
			r.Children = hush(r.Children, code)
		}
	}
	return out
}
