package lint

// Rule names what is looked for. The texts are stable: hosts may filter by them.
type Rule string

// What requests run into.
const (
	// PackageEmpty: the package has no roles, so nobody can request it.
	PackageEmpty Rule = "packageEmpty"
	// PackageHidden: nobody finds the package in a list; who is to ask needs its link.
	PackageHidden Rule = "packageHidden"
	// CatalogUnpublished: the catalog is not enabled, so nobody can request.
	CatalogUnpublished Rule = "catalogUnpublished"
	// CatalogInternal: the scope is for people from outside, the catalog is not.
	CatalogInternal Rule = "catalogInternal"
	// ScopeClosed: the scope is for anybody from outside, which the engine does not let in, or for the people of
	// configured organizations, and there are none.
	ScopeClosed Rule = "scopeClosed"
	// ScopeEmpty: nobody is in the scope.
	ScopeEmpty Rule = "scopeEmpty"
	// NobodyMayAsk: the policy is for people who ask, and lets nobody ask.
	NobodyMayAsk Rule = "nobodyMayAsk"
	// OnBehalfUnused: people are named who may ask for others, and no right of theirs is enabled.
	OnBehalfUnused Rule = "onBehalfUnused"
	// PrincipalMissing: a person who is named does not exist or is disabled, a group does not exist or has nobody in it, an
	// organization is gone.
	PrincipalMissing Rule = "principalMissing"
	// Excluded: people in scope cannot have the package beside a group that they belong to, or beside a package that another
	// automatic policy gives them.
	Excluded Rule = "excluded"
	// Outranked: whoever is in scope is also in that of more specific policies, which always win.
	Outranked Rule = "outranked"
	// ChoiceNeeded: people in scope have to choose between several policies; what they submit without a choice is refused
	//
	ChoiceNeeded Rule = "choiceNeeded"
	// ApprovalAvoidable: people in scope may choose another policy of the package, with fewer stages.
	ApprovalAvoidable Rule = "approvalAvoidable"
	// QuestionNeverShown: resources want to know something, and an automatic policy asks nobody.
	QuestionNeverShown Rule = "questionNeverShown"
	// QuestionUntranslated: some questions are in a language that others are not in.
	QuestionUntranslated Rule = "questionUntranslated"
)

// What approvals run into.
const (
	// NoApprover: nobody can approve for some people in scope, so that their requests are refused.
	NoApprover Rule = "noApprover"
	// FallbackMissing: approvers or reviewers are only looked up, as managers or sponsors, and nobody stands in for whom they
	// do not exist.
	FallbackMissing Rule = "fallbackMissing"
	// SponsorUnresolvable: the sponsors of an organization decide, and the scope is for people who belong to none, or the
	// organization has none.
	SponsorUnresolvable Rule = "sponsorUnresolvable"
	// EscalationNobody: a stage escalates to nobody for some people in scope.
	EscalationNobody Rule = "escalationNobody"
	// TwoStagesOnePerson: one person could decide two stages of a request, also as an alternate (I-31, R-131).
	TwoStagesOnePerson Rule = "twoStagesOnePerson"
	// StagesUnused: stages are configured, and nothing asks for approval.
	StagesUnused Rule = "stagesUnused"
)

// What time brings.
const (
	// EndPassed: the fixed end has come.
	EndPassed Rule = "endPassed"
	// EndBeforeDecision: the fixed end may come before the last stage has decided.
	EndBeforeDecision Rule = "endBeforeDecision"
	// ExtensionDirectOnly: holders may extend, under a policy for direct assignment only.
	ExtensionDirectOnly Rule = "extensionDirectOnly"
	// ExtensionNowhere: holders may extend, and the end cannot move: there is none, or it is a fixed date.
	ExtensionNowhere Rule = "extensionNowhere"
	// ExtensionUnattended: holders may extend again and again, though nobody approves it and no review looks at it.
	ExtensionUnattended Rule = "extensionUnattended"
	// NeverLookedAt: access has no end and no review.
	NeverLookedAt Rule = "neverLookedAt"
	// NoReviewer: nobody can review the access of some people in scope.
	NoReviewer Rule = "noReviewer"
	// ReviewsOver: reviews are on, and none will start any more, or none before the fixed end.
	ReviewsOver Rule = "reviewsOver"
	// ReviewTooRare: access ends before it has been reviewed once, unless a review happens to start in between.
	ReviewTooRare Rule = "reviewTooRare"
	// ReviewOutlivesLog: the log forgets a review before the next one starts.
	ReviewOutlivesLog Rule = "reviewOutlivesLog"
)
