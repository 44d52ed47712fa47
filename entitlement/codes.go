package entitlement

// The reasons for which policies and packages refuse, and the steps of their explanation. They appear as the Code of
// Reasons, and errors.Is finds them through an *Error.
const (
	PackageOK            Code = "package"               // may the package be requested at all; the checks are below
	PackageEmpty         Code = "packageEmpty"          // it holds no resource role
	PackageDeleted       Code = "packageDeleted"        // it was deleted
	PackageHasNoPolicy   Code = "packageHasNoPolicy"    // nothing says who may have it
	CatalogNotPublished  Code = "catalogNotPublished"   // its catalog is not enabled for requests
	CatalogNotExternal   Code = "catalogNotExternal"    // its catalog is not enabled for external people
	SubjectUnknown       Code = "subjectUnknown"        // nobody in the directory has this identifier
	SubjectBlocked       Code = "subjectBlocked"        // the account is disabled
	RequestPending       Code = "requestPending"        // an open request for the package exists
	AssignmentExists     Code = "assignmentExists"      // the person has the package already
	Incompatible         Code = "incompatible"          // separation of duties: may the person have the package beside the rest
	IncompatiblePackage  Code = "incompatiblePackage"   // a package that must not be held at the same time
	IncompatibleGroup    Code = "incompatibleGroup"     // a group that must not be belonged to at the same time
	NoPolicyApplies      Code = "noPolicyApplies"       // no policy takes this person; the near misses are below
	PolicyChoiceNeeded   Code = "policyChoiceNeeded"    // several policies apply: the requestor chooses
	PolicyApplies        Code = "policyApplies"         // does this policy take the person; the checks are below
	PolicySuspended      Code = "policySuspended"       // the policy takes no requests at present
	PolicyDirectOnly     Code = "policyDirectOnly"      // only administrators assign under it
	SelfAddDisabled      Code = "selfAddDisabled"       // people in scope may not ask for themselves
	SelfRemoveDisabled   Code = "selfRemoveDisabled"    // holders may not give it up themselves
	NotInScope           Code = "notInScope"            // the person is not among the allowed targets
	ScopeClause          Code = "scopeClause"           // one of the named users, groups or organizations
	TierOutranked        Code = "tierOutranked"         // a more specific policy applies, and tiers are on
	JustificationMissing Code = "justificationMissing"  // the policy wants one
	ScheduleNotAllowed   Code = "scheduleNotAllowed"    // the policy does not let requestors choose the time
	ScheduleInPast       Code = "scheduleInPast"        // the start asked for has passed
	ScheduleReversed     Code = "scheduleReversed"      // the end asked for is not after the start
	ScheduleTooLong      Code = "scheduleTooLong"       // the end asked for is later than the policy allows
	PolicyEnded          Code = "policyEnded"           // the policy's fixed end has passed
	NoApprover           Code = "noApprover"            // nobody can decide a stage, and no fallback is configured
	ApproverSet          Code = "approverSet"           // whom an approver set resolved to
	ManagerMissing       Code = "managerMissing"        // the person has no manager at that level
	SponsorMissing       Code = "sponsorMissing"        // nobody vouches for the person
	SelfApproval         Code = "selfApproval"          // nobody decides for themselves
	NotApprover          Code = "notApprover"           // the person is not among the stage's approvers
	ApproverDisabled     Code = "approverDisabled"      // the approver's account is disabled or gone
	AlreadyDecided       Code = "alreadyDecided"        // the first decision counts
	DeadlinePassed       Code = "deadlinePassed"        // a decision at the deadline is too late
	DomainBlocked        Code = "domainBlocked"         // the tenant does not invite from this domain
	RoleMissing          Code = "roleMissing"           // the actor has none of the roles that permit this
	WindowClosed         Code = "reprocessWindowClosed" // the time to reprocess is over
	OnBehalfDisabled     Code = "onBehalfDisabled"      // the policy lets nobody ask for others
	ExtensionDisabled    Code = "extensionDisabled"     // the policy does not let holders extend
	NotDelivered         Code = "notDelivered"          // only access that was given can be extended
	NothingToExtend      Code = "nothingToExtend"       // the end asked for, or the latest one, is not after the present one
	ScheduleElapsed      Code = "scheduleElapsed"       // the end asked for came before the approval did
	ApproverLimit        Code = "approverLimit"         // the approver sets of a stage name more people than allowed
	ReviewClosed         Code = "reviewClosed"          // the review takes no decisions: not yet, or not any more
	NotReviewer          Code = "notReviewer"           // the person is not among those who were fixed when the review started
	NoReviewer           Code = "noReviewer"            // nobody can review the access, and no fallback was found
	RuleAll              Code = "ruleAll"               // of a membership rule: every clause below holds
	RuleAny              Code = "ruleAny"               // of a membership rule: one of the clauses below holds
	RuleClause           Code = "ruleClause"            // of a membership rule: a comparison of one property
	AnswersComplete      Code = "answers"               // are the policy's questions answered; the checks are below
	AnswerMissing        Code = "answerMissing"         // a required question has no answer
	AnswerRefused        Code = "answerRefused"         // an answer is none that the question takes
	QuestionUnknown      Code = "questionUnknown"       // the policy does not ask what was answered
	AnswerNotEditable    Code = "answerNotEditable"     // the question's answer stays as it was given
	NotOnBehalfRequestor Code = "notOnBehalfRequestor"  // the person is not among those who may ask for the other
	NotAskedInPerson     Code = "notAskedInPerson"      // somebody else asked for the guest's access
	PolicyAutomatic      Code = "policyAutomatic"       // attributes decide who has access under the policy, nobody asks or assigns
	AssignmentsOff       Code = "assignmentsOff"        // the automatic policy makes no assignments at present
)
