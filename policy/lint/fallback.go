package lint

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
)

// isLookedUp reports whether a set names people by what the directory says of somebody else, who may have none.
func isLookedUp(set entitlement.SubjectSet) bool {
	switch set.Type {
	case entitlement.SetRequestorManager, entitlement.SetTargetManager, entitlement.SetInternalSponsors,
		entitlement.SetExternalSponsors, entitlement.SetTargetUserSponsors:
		return true
	case entitlement.SetSingleUser, entitlement.SetGroupMembers, entitlement.SetOrganizationMember, entitlement.SetAttributeRule:
	}
	return false
}

func isNamed(set entitlement.SubjectSet) bool { return !isLookedUp(set) }

// fallbacks looks for approvers and reviewers who are only looked up, with nobody to stand in.
func (l *linter) fallbacks() {
	if l.needsApproval() {
		for i := range l.Policy.RequestApprovalSettings.Stages {
			s := &l.Policy.RequestApprovalSettings.Stages[i]
			if s.IsDetermined() {
				continue // who stands in is for the extension to say
			}
			l.fallback(stagePath(i)+".fallbackPrimaryApprovers", s.PrimaryApprovers, s.FallbackPrimaryApprovers,
				"the request is refused")
		}
	}
	if r := l.Policy.Reviews(); r != nil && !r.IsSelfReview {
		l.fallback("reviewSettings.fallbackReviewers", r.PrimaryReviewers, r.FallbackReviewers, "nobody reviews the access")
	}
}

func (l *linter) fallback(where string, primary, fallback []entitlement.SubjectSet, otherwise string) {
	if slices.ContainsFunc(primary, isNamed) || slices.ContainsFunc(fallback, isNamed) {
		return
	}
	l.add(Finding{
		Rule: FallbackMissing, Severity: Warns, Where: where,
		Detail: "managers or sponsors decide, and nobody is named for people who have none: " + otherwise,
		Advice: "name a person or a group here",
	}, nil)
}

// sponsors looks for sponsors of organizations where there can be none.
func (l *linter) sponsors() {
	if !l.needsApproval() {
		return
	}
	for i := range l.Policy.RequestApprovalSettings.Stages {
		s := &l.Policy.RequestApprovalSettings.Stages[i]
		ofPrimary := Blocks
		if slices.ContainsFunc(s.PrimaryApprovers, isNoSponsor) || slices.ContainsFunc(s.FallbackPrimaryApprovers, isNoSponsor) {
			ofPrimary = Warns // others can decide
		}
		for j, set := range s.PrimaryApprovers {
			l.sponsor(fmt.Sprintf("%s.primaryApprovers[%d]", stagePath(i), j), set.Type, ofPrimary)
		}
		for j, set := range s.EscalationApprovers {
			l.sponsor(fmt.Sprintf("%s.escalationApprovers[%d]", stagePath(i), j), set.Type, Warns)
		}
	}
}

func isNoSponsor(s entitlement.SubjectSet) bool {
	return s.Type != entitlement.SetInternalSponsors && s.Type != entitlement.SetExternalSponsors
}

// sponsor adds what is wrong with sponsors who decide; ofMembers is how grave it is where the policy is for members.
func (l *linter) sponsor(where string, kind entitlement.SubjectSetType, ofMembers Severity) {
	if kind != entitlement.SetInternalSponsors && kind != entitlement.SetExternalSponsors {
		return
	}
	f := Finding{Rule: SponsorUnresolvable, Severity: ofMembers, Where: where}
	if l.Policy.AllowedTargetScope == entitlement.ScopeAllMemberUsers {
		f.Detail = "the sponsors of a connected organization decide, and the policy is for members, who belong to none"
		f.Advice = "let managers or named people decide, or choose a scope of people from outside"
		l.add(f, nil)
		return
	}
	var without []string
	for _, o := range l.organizationsInScope() {
		sponsors := o.InternalSponsors
		if kind == entitlement.SetExternalSponsors {
			sponsors = o.ExternalSponsors
		}
		if !slices.ContainsFunc(sponsors, func(s entitlement.SubjectSet) bool { what, _ := l.lost(&s); return what == "" }) {
			without = append(without, o.DisplayName)
		}
	}
	if len(without) == 0 {
		return
	}
	f.Severity = Warns
	f.Detail = fmt.Sprintf("%s decide, and there are none of %s", kind, quoted(without))
	f.Advice = "name sponsors of these organizations, and fallbackPrimaryApprovers for others that have none"
	l.add(f, nil)
}

// organizationsInScope are the organizations whose people the policy is for.
func (l *linter) organizationsInScope() []*entitlement.ConnectedOrganization {
	var out []*entitlement.ConnectedOrganization
	for _, o := range l.Organizations {
		named := slices.ContainsFunc(l.Policy.SpecificAllowedTargets, func(t entitlement.SubjectSet) bool {
			return t.Type == entitlement.SetOrganizationMember && t.Organization == o.ID
		})
		all := l.Policy.AllowedTargetScope == entitlement.ScopeAllConfiguredOrganizations &&
			o.State == entitlement.OrganizationConfigured
		if named || all {
			out = append(out, o)
		}
	}
	return out
}

// unusedStages looks for stages that nothing asks.
func (l *linter) unusedStages() {
	if len(l.Policy.RequestApprovalSettings.Stages) == 0 || l.needsApproval() {
		return
	}
	l.add(Finding{
		Rule: StagesUnused, Severity: Warns, Where: "requestApprovalSettings.isApprovalRequiredForAdd",
		Detail: "approvers are named, and nothing waits for them: whoever asks has access at once",
		Advice: "require approval, or remove the stages",
	}, nil)
}
