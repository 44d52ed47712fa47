package lint

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
)

// principals looks for those named in the policy of whom nothing can come.
func (l *linter) principals() {
	p := l.Policy
	l.named("specificAllowedTargets", p.SpecificAllowedTargets)
	if s := p.RequestorSettings; s != nil {
		l.named("requestorSettings.onBehalfRequestors", s.OnBehalfRequestors)
	}
	for i := range p.RequestApprovalSettings.Stages {
		s, at := &p.RequestApprovalSettings.Stages[i], stagePath(i)
		l.named(at+".primaryApprovers", s.PrimaryApprovers)
		l.named(at+".fallbackPrimaryApprovers", s.FallbackPrimaryApprovers)
		l.named(at+".escalationApprovers", s.EscalationApprovers)
		l.named(at+".fallbackEscalationApprovers", s.FallbackEscalationApprovers)
	}
	if r := p.Reviews(); r != nil {
		l.named("reviewSettings.primaryReviewers", r.PrimaryReviewers)
		l.named("reviewSettings.fallbackReviewers", r.FallbackReviewers)
		l.named("reviewSettings.additionalNotificationRecipients", r.AdditionalNotificationRecipients)
	}
}

func (l *linter) named(path string, sets []entitlement.SubjectSet) {
	for i := range sets {
		what, who := l.lost(&sets[i])
		if what == "" {
			continue
		}
		l.add(Finding{
			Rule: PrincipalMissing, Severity: Warns, Where: fmt.Sprintf("%s[%d]", path, i), Detail: what,
			Advice: "name somebody else, or remove it",
		}, who)
	}
}

// lost says why nobody comes of a set, "" if somebody may.
func (l *linter) lost(set *entitlement.SubjectSet) (what string, who group) {
	switch set.Type {
	case entitlement.SetSingleUser:
		record, known := l.subject(set.UserID)
		switch {
		case !known:
		case record == nil:
			return fmt.Sprintf("there is nobody with the identifier %q", set.UserID), nil
		case record.AccountDisabled:
			return "the account is disabled", group{set.UserID}
		}
	case entitlement.SetGroupMembers:
		if members, known := l.members(set.GroupID); known && len(members) == 0 {
			return fmt.Sprintf("the group %q does not exist or has no members", set.GroupID), nil
		}
	case entitlement.SetOrganizationMember:
		is := func(o *entitlement.ConnectedOrganization) bool { return o.ID == set.Organization }
		if !slices.ContainsFunc(l.Organizations, is) {
			return "the connected organization does not exist any more", nil
		}
	case entitlement.SetRequestorManager, entitlement.SetTargetManager, entitlement.SetInternalSponsors,
		entitlement.SetExternalSponsors, entitlement.SetTargetUserSponsors, entitlement.SetAttributeRule: // name nobody
	}
	return "", nil
}

func stagePath(i int) string { return fmt.Sprintf("requestApprovalSettings.stages[%d]", i) }
