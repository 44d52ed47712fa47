package policy

import (
	"time"

	"example.com/tenure/entitlement"
)

// Ask is a question to Evaluate: may the target get the package? It is read only, except for Buffer; the verdict points to
// the policies in it.
type Ask struct {
	At time.Time // the logical instant of the request

	Catalog        *entitlement.Catalog       // the package's; without one the package cannot be requested
	Package        *entitlement.AccessPackage // without one the package counts as deleted
	PackageDeleted bool                       // it is kept for those who still have it, and takes nobody new
	// Policies are the package's current policies, in a stable order: Verdict.Candidates follows it.
	Policies []*entitlement.AssignmentPolicy
	// Choice is the policy that the requestor chose. Zero lets the policy that applies be found; if several do, the
	// verdict asks for a choice. With a choice no other policy is looked at.
	Choice entitlement.PolicyID

	Requestor entitlement.SubjectID // who asks; "" for the system
	Target    entitlement.SubjectID // who would get access
	// Direct says that an administrator, or the system, assigns. Scope, approval and schedule bind then too.
	// What governs requests only does not: the catalog's switches, a blocked target, the
	// policy's self-service switch, tiers, justification, credentials, the permission to choose a schedule
	// and the suspension of policies that people can request under.
	Direct bool
	// Organization is the connected organization that the target belongs to, nil if none. It can be found only when the
	// target's record is known, and counts only if that record matches one of its identity sources.
	Organization *entitlement.ConnectedOrganization

	// IsBlocked says that the engine blocked the target's account, whatever the directory shows so far.
	IsBlocked bool

	Schedule         entitlement.Schedule // the times asked for; zero values leave them to the policy
	HasJustification bool                 // whether the requestor gave one
	Answers          []entitlement.Answer // what was answered, as entitlement.GivenAnswers returns it
	// VerifiedCredentials are those that were presented and verified for this request.
	VerifiedCredentials []entitlement.VerifiedCredential

	// Attributes are those of the package's resources, each once.
	Attributes []entitlement.ResourceAttribute

	OpenRequest    entitlement.RequestID    // a request of the target for the package that is not finished, or zero
	LiveAssignment entitlement.AssignmentID // an assignment of the package to the target that lives, or zero

	// Conflicts are the packages, of those that Package must not be held with, that the target has: delivered or not, but not
	// ended, and not only asked for.
	Conflicts []entitlement.AccessPackageID

	// Buffer is where Verdict.Route.Approvers is built, from its start. Nil means a new list.
	Buffer []entitlement.SubjectID
}

// Options choose between readings of the rules. The zero value is the default.
type Options struct {
	// Tiers lets requestors choose only among the most specific policies that apply: named people and organizations come
	// before all members, members before all users of the directory, and these before everybody from outside. Otherwise they
	// choose among all that apply.
	Tiers bool
	// OpenExternalScope makes the scope allExternalUsers work. Otherwise it matches nobody: who belongs to no connected
	// organization cannot ask. A request under it makes a proposed organization.
	OpenExternalScope bool
	// FallbackAsAlternates makes the fallback approvers of a stage its alternates, at half of its time, if it configures none
	//
	FallbackAsAlternates bool
	// MembersSeeSpecific shows packages for specific users and groups to all members of the directory, who may request them no
	// more than otherwise. Otherwise only people in scope see them.
	MembersSeeSpecific bool
	// Escalations says when in its stage an escalation may lie: policies with others are refused.
	Escalations entitlement.EscalationWindow
	// MaxApprovers is how many people the approver sets of a stage may name together; a stage with more has no approvers at
	// all (I-133). Zero means the seed limit ApproversPerStage.
	MaxApprovers int
}

// maxApprovers returns the limit in force.
func (o Options) maxApprovers() int {
	if o.MaxApprovers > 0 {
		return o.MaxApprovers
	}
	return entitlement.SeedLimits().ApproversPerStage
}
