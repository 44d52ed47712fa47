package policy

import "example.com/tenure/entitlement"

// Ruling is a yes or a no, or, while facts are missing, not yet a yes.
type Ruling struct {
	// Allowed is false whenever something is unknown: no decision in anybody's favour rests on missing facts (I-45, I-94).
	Allowed bool
	// Codes are the checks that failed: those that entitlement.FailedCodes finds in the explanation, outer ones first, in an
	// order that does not depend on the order of policies, clauses or people. They stand whatever the missing facts turn out
	// to be, so who sees any and needs no complete explanation may stop asking.
	Codes []entitlement.Code
	// Needs are the facts that are missing, sorted; nil if there are none. More may be missing once these are known.
	Needs []Need
	// Final says that nothing else will be missing once the needs are known, with what they lead to (see Need), unless that makes
	// the fallback approvers, or the alternates, matter. It saves asking again, and is never a reason not to.
	Final bool
}

// Verdict is the answer to an Ask. What follows the ruling is set only if the request is allowed, except Candidates.
type Verdict struct {
	Ruling
	Policy *entitlement.AssignmentPolicy // the policy that governs the request
	// Window is the time of the assignment if it were approved now; Window finds it again at the approval.
	Window entitlement.Schedule
	// NeedsApproval says whether the request waits for approval. Route is the first stage's: without approvers
	// if the alternates are to be asked at once, and while an extension has to determine the stage. Every
	// other stage has somebody.
	NeedsApproval bool
	Route         Route
	// Candidates are the policies to choose from, in the order of Ask.Policies, if the verdict is PolicyChoiceNeeded.
	Candidates []entitlement.PolicyID
}

// Route says who may decide a stage.
type Route struct {
	Approvers []entitlement.SubjectID // sorted, unique; empty if there are none, or facts are missing
	Fallback  bool                    // they are the fallback approvers, because the regular ones came to nobody (I-25)
	// Codes say why there is nobody, with NoApprover first, or why it had to be the fallback approvers.
	Codes []entitlement.Code
	Needs []Need // the facts that are missing, sorted; nil if there are none
	Final bool   // see Ruling
}
