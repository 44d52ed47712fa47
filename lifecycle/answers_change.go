package lifecycle

import (
	"context"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// ChangeAnswersInput changes what was answered in a request that waits.
type ChangeAnswersInput struct {
	Key     string                `json:"-"`
	Request entitlement.RequestID `json:"request"`
	// Stage is the stage whose approver changes them, as in a DecideInput.
	Stage uint8 `json:"stage,omitempty"`
	// Answers are the new ones; the others stay. An empty one takes an answer away.
	Answers []entitlement.Answer `json:"answers"`
}

// ChangeAnswersResult names the request.
type ChangeAnswersResult struct {
	Request entitlement.RequestID `json:"request"`
}

// ChangeAnswers lets an approver of the open stage correct answers before deciding: those to questions whose answers
// are editable, into what the policy wants. The log keeps the hash of what was there before. Nothing else in a request
// changes after its submission.
//
// It refuses, with Refused and reasons, whose decision would not count, answers that are not editable, and what a submission
// with the new answers would meet. After the approval Extend changes answers.
func (s *Session) ChangeAnswers(ctx context.Context, in ChangeAnswersInput) (ChangeAnswersResult, error) {
	return run(ctx, s, command[ChangeAnswersResult]{
		op: "change answers", key: in.Key, input: in, do: func(u *unit) (ChangeAnswersResult, error) {
			if !s.isPerson() {
				return ChangeAnswersResult{}, invalid("a host job decides nothing")
			}
			return ChangeAnswersResult{Request: in.Request}, u.changeAnswers(in)
		},
	})
}

func (u *unit) changeAnswers(in ChangeAnswersInput) error {
	if err := u.e.config.Limits.CheckAnswers(in.Answers); err != nil {
		return err
	}
	if len(in.Answers) == 0 {
		return invalid("answers: there are none")
	}
	r, stages, err := u.requestWithStages(in.Request)
	if err != nil {
		return err
	}
	if r == nil {
		return notFound(entitlement.KindRequest, in.Request.String())
	}
	stage, err := decidable(r, stages, in.Stage)
	if err != nil {
		return err
	}
	guest, err := u.guest(r.Target)
	if err != nil {
		return err
	}
	u.claimGuest(guest)
	p, err := u.policyAt(r.Policy)
	if err != nil {
		return err
	}
	if err := u.mayDecide(r, stage, stage.Settings(&p.RequestApprovalSettings), true); err != nil {
		return err
	}
	var before store.RequestText
	found, err := u.e.schema.RequestTexts.Get(u.tx, r.ID, &before)
	if err != nil {
		return err
	}
	after := store.RequestText{Request: r.ID, RequestText: entitlement.RequestText{
		Salt: u.e.config.Salt(r.ID), Justification: before.Justification, Answers: entitlement.ChangedAnswers(before.Answers, in.Answers),
		VerifiedCredentials: before.VerifiedCredentials,
	}}
	if err := u.mayChange(p, r.Target, before.Answers, after.Answers, false); err != nil {
		return err
	}
	stepChangeAnswers(&u.out, r, requestHash(&after.RequestText))
	if u.write {
		was := &before
		if !found {
			was = nil // erased
		}
		if _, err := u.e.schema.RequestTexts.Write(u.tx, was, &after); err != nil {
			return err
		}
	}
	return u.apply()
}

// stepChangeAnswers records that what was written in a request is something else now.
func stepChangeAnswers(o *outcome, r *entitlement.Request, hash [32]byte) {
	after := o.rows.request(*r)
	after.TextHash = hash
	record(o, entitlement.ActivityApproverChangesAnswers, r, after)
}

// mayChange refuses new answers.
func (u *unit) mayChange(
	p *entitlement.AssignmentPolicy, target entitlement.SubjectID, before, after []entitlement.Answer, direct bool,
) error {
	pkg, err := u.pkg(p.Package)
	if err != nil || pkg == nil {
		return err // what a deleted package asks for is of no interest
	}
	ask := &policy.AnswersAsk{Policy: p, Target: target, Before: before, After: after, Direct: direct}
	if ask.Attributes, err = u.attributesOf(pkg); err != nil {
		return err
	}
	if policy.ChangeAnswers(ask).Allowed {
		return nil
	}
	_, reasons := policy.ExplainChangeAnswers(ask)
	return refused(entitlement.KindPolicy, p.ID.String(), "the answers cannot be changed like that", reasons)
}

// newAnswers returns the answers for an assignment with changes, none if nothing is to change.
func (u *unit) newAnswers(
	a *entitlement.Assignment, p *entitlement.AssignmentPolicy, changes []entitlement.Answer, direct bool,
) ([]entitlement.Answer, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	_, before, err := u.answersOf(a)
	if err != nil {
		return nil, err
	}
	before = slices.DeleteFunc(before, func(a entitlement.Answer) bool { // not asked any more
		return !a.Question.IsAttribute() && p.Question(a.Question) == nil
	})
	after := entitlement.ChangedAnswers(before, changes)
	if err := u.mayChange(p, a.Target, before, after, direct); err != nil {
		return nil, err
	}
	if len(after) == 0 {
		return nil, invalid("answers: the last one cannot be taken away, only changed")
	}
	return after, nil
}

// answersIn returns what was answered in a request.
func (u *unit) answersIn(id entitlement.RequestID) ([]entitlement.Answer, error) {
	var text store.RequestText
	_, err := u.e.schema.RequestTexts.Get(u.tx, id, &text)
	return text.Answers, err
}

// answersOf returns the answers that hold for an assignment: those of the last request about it that is through, with the
// policy that they were given under. It looks at the holder's own requests.
func (u *unit) answersOf(a *entitlement.Assignment) (under entitlement.PolicyRef, answers []entitlement.Answer, err error) {
	ids, err := u.list(store.RequestsOf(a.Target))
	if err != nil {
		return under, nil, err
	}
	for _, id := range ids {
		r, err := u.request(id)
		if err != nil {
			return under, nil, err
		}
		counts := r != nil && r.Assigned == a.ID && r.TextHash != [32]byte{} &&
			(r.Type.IsAdd() || r.Type.IsUpdate() && r.State == entitlement.RequestDelivered)
		if !counts {
			continue
		}
		given, err := u.answersIn(id)
		if err != nil {
			return under, nil, err
		}
		if len(given) > 0 {
			under, answers = r.Policy, given
		}
	}
	return under, answers, nil
}

// keepsEnd reports whether a request changes only answers: it asks for the end that there is, which no extension does.
func keepsEnd(r *entitlement.Request, a *entitlement.Assignment) bool {
	return r.Schedule.End.Equal(a.Schedule.End)
}

// AnswersInput names an assignment.
type AnswersInput struct {
	Assignment entitlement.AssignmentID
}

// Answers shows the answers that hold for an assignment, as they were last changed: to its holder, and to who may view
// the package's catalog. None, if there were no questions, or what was written is erased.
func (s *Session) Answers(ctx context.Context, in AnswersInput) ([]AnswerView, error) {
	return ask(ctx, s, "answers", func(u *unit) ([]AnswerView, error) {
		a, err := u.assignment(in.Assignment)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, notFound(entitlement.KindAssignment, in.Assignment.String())
		}
		if u.actor.Kind != entitlement.ActorPerson || u.actor.Subject != a.Target {
			if err := u.authorizeFor(taskView, a.Package); err != nil {
				return nil, err
			}
		}
		under, answers, err := u.answersOf(a)
		if err != nil {
			return nil, err
		}
		return u.answerViews(under, answers)
	})
}
