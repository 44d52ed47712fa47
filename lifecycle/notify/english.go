package notify

import "example.com/tenure/entitlement"

const english = "en"

// English returns the built-in language, to start from. The caller owns it.
func English() Language {
	return Language{
		Mails: englishMails(), Reasons: englishReasons(), Text: englishText, HTML: englishHTML,
		Date: "2 January 2006", Instant: "2 January 2006, 15:04 MST",
	}
}

const (
	asked    = `{{if and .Requestor (ne .Requestor .Target)}}{{.Requestor}} asks for {{.Package}} for {{.Target}}.{{else}}{{.Target}} asks for {{.Package}}.{{end}}`
	byDate   = `{{with .Message.DecideBy}}{{if not .IsZero}} Please decide by {{date .}}.{{end}}{{end}}`
	byTime   = `{{with .Message.DecideBy}}{{if not .IsZero}} Please decide by {{instant .}}.{{end}}{{end}}`
	because  = `{{with .Message.Reason}} Reason: {{reason .}}.{{end}}`
	nobody   = ` Nobody has decided in time. Nothing is left for you to do.`
	thanks   = ` Nothing is left for you to do.`
	wouldBe  = `{{.Target}}'s request for {{.Package}}`
	laterHow = ` It was approved before, and waits for your stage now.`
)

// englishMails has the mails by their numbers in the rule book.
func englishMails() map[entitlement.MailKind]Words {
	return map[entitlement.MailKind]Words{
		1:  {`Forwarded to you: ` + wouldBe, asked + ` Those who were asked first have not decided.` + byTime},
		2:  {`Please decide: ` + wouldBe, asked + byDate},
		3:  {`Reminder: ` + wouldBe, asked + ` Half of the time is over.` + byDate},
		4:  {`Please decide: ` + wouldBe, asked + byTime + "\n\nIf you do not decide soon, others are asked too."},
		5:  {`Reminder: ` + wouldBe, asked + byTime + "\n\nIf you do not decide soon, others are asked too."},
		6:  {`Not decided in time: ` + wouldBe, wouldBe + ` was denied.` + nobody},
		7:  {`Approved: ` + wouldBe, wouldBe + ` was approved.` + thanks},
		8:  {`Approved by your stage: ` + wouldBe, wouldBe + ` was approved, and goes on to the next stage.` + thanks},
		9:  {`Denied: {{.Package}}`, `The request for {{.Package}} for {{.Target}} was denied.` + because},
		10: {`Not decided in time: {{.Package}}`, `The request for {{.Package}} for {{.Target}} was denied, because nobody has decided in time. You can ask again.`},
		11: {`Please decide: ` + wouldBe, asked + laterHow + byDate},
		12: {`Reminder: ` + wouldBe, asked + laterHow + ` Half of the time is over.` + byDate},
		13: {`Please decide: ` + wouldBe, asked + laterHow + byTime + "\n\nIf you do not decide soon, others are asked too."},
		14: {`Reminder: ` + wouldBe, asked + laterHow + byTime + "\n\nIf you do not decide soon, others are asked too."},
		15: {`Forwarded to you: ` + wouldBe, asked + laterHow + ` Those who were asked first have not decided.` + byTime},
		16: {`Approved by your stage: ` + wouldBe, wouldBe + ` was approved in a later stage.` + thanks},
		17: {`Not decided in time: ` + wouldBe, wouldBe + ` was denied in a later stage.` + nobody},
		18: {`Access given: {{.Package}}`, `{{.Target}} has access to {{.Package}}{{if .Message.End.IsZero}}.{{else}} until {{instant .Message.End}}.{{end}}`},
		19: {`Access ends soon: {{.Package}}`, `The access of {{.Target}} to {{.Package}} ends{{if not .Message.End.IsZero}} on {{instant .Message.End}}{{end}}. Until then you can ask for a later end.`},
		20: {`Access ended: {{.Package}}`, `The access of {{.Target}} to {{.Package}} has ended.` + because},
		21: {`You decide in somebody's place`, `{{or .By "Somebody"}} has appointed you to decide about requests for access in their place{{if not .Message.Start.IsZero}} from {{instant .Message.Start}}{{end}}{{if not .Message.End.IsZero}} until {{instant .Message.End}}{{end}}.`},
		22: {`Approved by a delegate: {{.Package}}`, `The request for {{.Package}} for {{.Target}} was approved by {{or .By "somebody"}} in the place of an approver.`},
		23: {`Please review: who has {{.Package}}`, `Please look through who has {{.Package}}, and decide who still needs it.` + byTime},
		24: {`Reminder: who has {{.Package}}`, `Half of the time for the review of {{.Package}} is over.` + byTime + ` If you have decided about everybody, nothing is left for you to do.`},
		25: {`Review finished: {{.Package}}`, `The review of who has {{.Package}} is finished.`},
		26: {`Withdrawn: ` + wouldBe, wouldBe + ` was withdrawn.` + because + thanks},
	}
}

func englishReasons() map[entitlement.EndReason]string {
	return map[entitlement.EndReason]string{
		entitlement.ReasonApproverDenied:         "an approver said no",
		entitlement.ReasonApprovalTimeout:        "nobody decided in time",
		entitlement.ReasonRequestorCanceled:      "it was withdrawn by who asked",
		entitlement.ReasonAdministratorCanceled:  "it was withdrawn by an administrator",
		entitlement.ReasonPackageDeleted:         "the access package was deleted",
		entitlement.ReasonPolicyDeleted:          "the policy was deleted",
		entitlement.ReasonScheduleElapsed:        "the end that was asked for came before the approval",
		entitlement.ReasonTargetNotFound:         "the person is not in the directory any more",
		entitlement.ReasonTargetDisabled:         "the person's account is disabled",
		entitlement.ReasonAssignmentEnded:        "the access ended first",
		entitlement.ReasonExpired:                "its time is over",
		entitlement.ReasonAdministratorRemoved:   "it was removed by an administrator",
		entitlement.ReasonSelfRemoved:            "it was given up",
		entitlement.ReasonIncompatible:           "it does not go together with other access of the person",
		entitlement.ReasonDeliveryFailedCanceled: "it could not be delivered",
		entitlement.ReasonPolicyEnded:            "the policy's end came before the approval",
		entitlement.ReasonReviewDenied:           "a review took it away",
		entitlement.ReasonOnBehalfRemoved:        "it was given up by somebody who may act for the holder",
		entitlement.ReasonApproverRevoked:        "an approver took the approval back",
		entitlement.ReasonLeftScope:              "it is not for people with these attributes any more",
		entitlement.ReasonUserDeleted:            "the person left the directory, and did not come back in time",
	}
}
