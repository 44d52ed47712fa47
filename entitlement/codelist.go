package entitlement

// Codes returns every code of this package, in the order in which they are declared: the classes of errors, then the reasons and
// the steps of their explanation. The slice is the caller's.
func Codes() []Code {
	return []Code{
		InvalidArgument, NotFound, AlreadyExists, Forbidden, Refused, IllegalState, InUse, LimitExceeded,
		VersionMismatch, Conflict, KeyReused, StaleFacts, Unavailable, OutcomeUnknown, ClockJumped, Closed,
		Unsupported, Internal, ConfirmationNeeded, PackageOK, PackageEmpty, PackageDeleted, PackageHasNoPolicy,
		CatalogNotPublished, CatalogNotExternal, SubjectUnknown, SubjectBlocked, RequestPending, AssignmentExists,
		Incompatible, IncompatiblePackage, IncompatibleGroup, NoPolicyApplies, PolicyChoiceNeeded, PolicyApplies,
		PolicySuspended, PolicyDirectOnly, SelfAddDisabled, SelfRemoveDisabled, NotInScope, ScopeClause,
		TierOutranked, JustificationMissing, ScheduleNotAllowed, ScheduleInPast, ScheduleReversed, ScheduleTooLong,
		PolicyEnded, NoApprover, ApproverSet, ManagerMissing, SponsorMissing, SelfApproval, NotApprover,
		ApproverDisabled, AlreadyDecided, DeadlinePassed, DomainBlocked, RoleMissing, WindowClosed, OnBehalfDisabled,
		ExtensionDisabled, NotDelivered, NothingToExtend, ScheduleElapsed, ApproverLimit, ReviewClosed, NotReviewer,
		NoReviewer, RuleAll, RuleAny, RuleClause, AnswersComplete, AnswerMissing, AnswerRefused, QuestionUnknown,
		AnswerNotEditable, NotOnBehalfRequestor, NotAskedInPerson, PolicyAutomatic, AssignmentsOff,
		CredentialsPresented, CredentialMissing, RequestEnded, RightsMissing,
	}
}
