package policy

import (
	"math/bits"

	"example.com/tenure/entitlement"
)

// check names one of the checks of this package: a small number, so that a walk can keep those that failed in a word.
type check uint8

// The checks, in the order in which Codes lists them: outermost first.
const (
	packageOK check = iota
	packageDeleted
	packageEmpty
	packageHasNoPolicy
	catalogNotPublished
	subjectUnknown
	subjectBlocked
	catalogNotExternal
	requestPending
	assignmentExists
	incompatible
	incompatiblePackage
	incompatibleGroup
	notDelivered
	noPolicyApplies
	policyApplies
	policySuspended
	policyDirectOnly
	selfAddDisabled
	onBehalfDisabled
	extensionDisabled
	policyEnded
	notInScope
	scopeClause
	tierOutranked
	policyChoiceNeeded
	justificationMissing
	scheduleNotAllowed
	scheduleInPast
	scheduleReversed
	scheduleTooLong
	nothingToExtend
	noApprover
	approverSet
	approverLimit
	managerMissing
	sponsorMissing
	alreadyDecided
	deadlinePassed
	notApprover
	approverDisabled
	selfApproval
	reviewClosed
	notReviewer
	noReviewer
	answersComplete
	answerMissing
	answerRefused
	questionUnknown
	notOnBehalfRequestor
	answerNotEditable
	policyAutomatic
	assignmentsOff
	credentialsPresented
	credentialMissing
)

// codes are the checks' names in explanations and errors.
var codes = [...]entitlement.Code{
	packageOK: entitlement.PackageOK, packageDeleted: entitlement.PackageDeleted, packageEmpty: entitlement.PackageEmpty,
	packageHasNoPolicy: entitlement.PackageHasNoPolicy, catalogNotPublished: entitlement.CatalogNotPublished,
	subjectUnknown: entitlement.SubjectUnknown, onBehalfDisabled: entitlement.OnBehalfDisabled,
	subjectBlocked: entitlement.SubjectBlocked, catalogNotExternal: entitlement.CatalogNotExternal,
	requestPending: entitlement.RequestPending, assignmentExists: entitlement.AssignmentExists,
	noPolicyApplies: entitlement.NoPolicyApplies, policyApplies: entitlement.PolicyApplies,
	extensionDisabled: entitlement.ExtensionDisabled, notDelivered: entitlement.NotDelivered,
	nothingToExtend: entitlement.NothingToExtend,
	incompatible:    entitlement.Incompatible, incompatiblePackage: entitlement.IncompatiblePackage,
	incompatibleGroup: entitlement.IncompatibleGroup,
	policySuspended:   entitlement.PolicySuspended, policyDirectOnly: entitlement.PolicyDirectOnly,
	selfAddDisabled: entitlement.SelfAddDisabled, policyEnded: entitlement.PolicyEnded, notInScope: entitlement.NotInScope,
	scopeClause: entitlement.ScopeClause, tierOutranked: entitlement.TierOutranked,
	policyChoiceNeeded: entitlement.PolicyChoiceNeeded, justificationMissing: entitlement.JustificationMissing,
	scheduleNotAllowed: entitlement.ScheduleNotAllowed, scheduleInPast: entitlement.ScheduleInPast,
	scheduleReversed: entitlement.ScheduleReversed, scheduleTooLong: entitlement.ScheduleTooLong,
	noApprover: entitlement.NoApprover, approverSet: entitlement.ApproverSet, approverLimit: entitlement.ApproverLimit,
	managerMissing: entitlement.ManagerMissing, sponsorMissing: entitlement.SponsorMissing,
	alreadyDecided: entitlement.AlreadyDecided, deadlinePassed: entitlement.DeadlinePassed,
	notApprover: entitlement.NotApprover, approverDisabled: entitlement.ApproverDisabled,
	selfApproval: entitlement.SelfApproval, reviewClosed: entitlement.ReviewClosed, notReviewer: entitlement.NotReviewer,
	noReviewer: entitlement.NoReviewer,

	answersComplete: entitlement.AnswersComplete, answerMissing: entitlement.AnswerMissing,
	answerRefused: entitlement.AnswerRefused, questionUnknown: entitlement.QuestionUnknown,
	notOnBehalfRequestor: entitlement.NotOnBehalfRequestor, answerNotEditable: entitlement.AnswerNotEditable,
	policyAutomatic: entitlement.PolicyAutomatic, assignmentsOff: entitlement.AssignmentsOff,
	credentialsPresented: entitlement.CredentialsPresented, credentialMissing: entitlement.CredentialMissing,
}

// checks is a set of checks.
type checks uint64

func (s checks) with(c check) checks { return s | 1<<c }

func (s checks) has(c check) bool { return s&(1<<c) != 0 }

// codes returns the names of the checks in their order, nil if there are none.
func (s checks) codes() []entitlement.Code {
	if s == 0 {
		return nil
	}
	out := make([]entitlement.Code, 0, bits.OnesCount64(uint64(s)))
	for ; s != 0; s &= s - 1 {
		out = append(out, codes[bits.TrailingZeros64(uint64(s))])
	}
	return out
}
