package policy

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// ShownToMembers reports whether members of the directory see a package because of its policies, whether or not they may
// request it: one for specific users and groups takes requests. Options.MembersSeeSpecific turns that on.
func ShownToMembers(policies []*entitlement.AssignmentPolicy, at time.Time) bool {
	return slices.ContainsFunc(policies, func(p *entitlement.AssignmentPolicy) bool {
		ended := p.Expiration.Type == entitlement.ExpirationAfterDateTime && !p.Expiration.EndDateTime.After(at)
		return p.AllowedTargetScope == entitlement.ScopeSpecificDirectoryUsers && !p.IsSuspended && !ended &&
			p.Requestor().EnableTargetsToSelfAddAccess
	})
}
