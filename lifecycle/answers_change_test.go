package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// an approver corrects what may be corrected, and nothing else.
func TestApproversChangeAnswers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(asking, approvedBy(stage(entitlement.Manager(1)), stage(entitlement.User("hank"))))
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: wellAnswered(), Justification: "new job"})
		before := r.request(asked.Request)
		change := func(who entitlement.SubjectID, answers ...entitlement.Answer) error {
			_, err := r.as(who).ChangeAnswers(t.Context(), lifecycle.ChangeAnswersInput{Request: asked.Request, Answers: answers})
			return err
		}
		for name, c := range map[string]struct {
			who    entitlement.SubjectID
			change entitlement.Answer
			code   entitlement.Code
		}{
			"not_editable":    {"meg", entitlement.Answered("regions", "eu"), entitlement.AnswerNotEditable},
			"adds_a_note":     {"meg", entitlement.Answered("note", "hm"), entitlement.AnswerNotEditable},
			"not_a_pattern":   {"meg", entitlement.Answered("cost", "x"), entitlement.AnswerRefused},
			"takes_it_away":   {"meg", entitlement.Answered("cost", ""), entitlement.AnswerMissing},
			"not_asked":       {"meg", entitlement.Answered("mood", "fine"), entitlement.QuestionUnknown},
			"malformed":       {"meg", entitlement.Answered("", "fine"), entitlement.InvalidArgument},
			"not_an_approver": {"hank", entitlement.Answered("cost", "1234"), entitlement.NotApprover},
			"the_requestor":   {"ann", entitlement.Answered("cost", "1234"), entitlement.NotApprover}, // I-18
		} {
			require.ErrorIs(r, change(c.who, c.change), c.code, name)
		}
		require.ErrorIs(r, change("meg"), entitlement.InvalidArgument)
		require.Equal(r, before, r.request(asked.Request))

		from := r.seq()
		require.NoError(r, change("meg", entitlement.Answered("cost", "1234")))
		require.Equal(r, []entitlement.Activity{entitlement.ActivityApproverChangesAnswers}, r.since(from))
		after := r.request(asked.Request)
		require.Equal(r, []string{"Where? United States, Europe", "Cost center? 1234"}, said(after.Answers, ""))
		require.Equal(r, "new job", after.Justification)
		require.NotEqual(r, before.Request.TextHash, after.Request.TextHash, "the log keeps the hash of what was there before")

		r.approve("meg", asked.Request)
		require.ErrorIs(r, change("meg", entitlement.Answered("cost", "9999")), entitlement.NotApprover, "it is the next stage's")
		require.NoError(r, change("hank", entitlement.Answered("cost", "5678")))
		r.approve("hank", asked.Request)
		require.ErrorIs(r, change("hank", entitlement.Answered("cost", "9999")), entitlement.IllegalState)
		_, err := r.as("meg").ChangeAnswers(t.Context(), lifecycle.ChangeAnswersInput{
			Request: entitlement.RequestID{9}, Answers: wellAnswered(),
		})
		require.ErrorIs(r, err, entitlement.NotFound)
	})
}

// later, holders change what is editable, and administrators anything.
func TestAnswersChangeLater(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", extendable, asking, lasting(30))
		given := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: wellAnswered()}).Assignment
		r.settle()
		holds := func(who entitlement.SubjectID) []string {
			answers, err := r.as(who).Answers(t.Context(), lifecycle.AnswersInput{Assignment: given})
			require.NoError(r, err)
			return said(answers, "")
		}
		change := func(who entitlement.SubjectID, answers ...entitlement.Answer) (lifecycle.SubmitResult, error) {
			return r.as(who).Extend(t.Context(), lifecycle.ExtendInput{Assignment: given, Answers: answers, KeepEnd: true})
		}
		require.Equal(r, []string{"Where? United States, Europe", "Cost center? 4711"}, holds("ann"))
		end, mails := r.live("ann")[0].Schedule.End, len(r.mails.kinds())

		_, err := change("ann", entitlement.Answered("regions", "eu"))
		require.ErrorIs(r, err, entitlement.AnswerNotEditable)
		changed, err := change("ann", entitlement.Answered("cost", "1234"))
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestUserUpdate, r.request(changed.Request).Request.Type)
		require.Equal(r, []string{"Where? United States, Europe", "Cost center? 1234"}, holds("ann"))
		changed, err = change("root", entitlement.Answered("regions", "eu"))
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestAdminUpdate, r.request(changed.Request).Request.Type)
		require.Equal(r, []string{"Where? Europe", "Cost center? 1234"}, holds("root"))
		r.settle()
		require.Equal(r, end, r.live("ann")[0].Schedule.End, "the end stays")
		require.Len(r, r.mails.kinds(), mails, "and nobody is told that there is access")

		extended, err := r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: given, Answers: []entitlement.Answer{entitlement.Answered("cost", "5678")}})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestDelivered, extended.State)
		require.Equal(r, end.Add(30*day), r.live("ann")[0].Schedule.End)
		require.Equal(r, []string{"Where? Europe", "Cost center? 5678"}, holds("ann"))
		_, err = r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: given})
		require.NoError(r, err)
		require.Equal(r, []string{"Where? Europe", "Cost center? 5678"}, holds("ann"), "an extension without answers leaves them")

		for name, in := range map[string]lifecycle.ExtendInput{
			"no_answers": {KeepEnd: true}, "an_end": {KeepEnd: true, End: end.Add(time.Hour), Answers: wellAnswered()},
		} {
			in.Assignment = given
			_, err := r.as("ann").Extend(t.Context(), in)
			require.ErrorIs(r, err, entitlement.InvalidArgument, name)
		}
		_, err = r.as("bob").Answers(t.Context(), lifecycle.AnswersInput{Assignment: given})
		require.ErrorIs(r, err, entitlement.Forbidden)
		_, err = r.as("ann").Answers(t.Context(), lifecycle.AnswersInput{Assignment: entitlement.AssignmentID{9}})
		require.ErrorIs(r, err, entitlement.NotFound)
	})
}

// Answers that wait for an approval hold once it is there, of an assignment without end too.
func TestChangedAnswersWaitForTheirApproval(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", asking, extendedBy(stage(entitlement.Manager(1))), func(p *entitlement.AssignmentPolicy) {
			p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
		})
		given := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: wellAnswered()}).Assignment
		r.settle()
		cost := func() string {
			answers, err := r.as("ann").Answers(t.Context(), lifecycle.AnswersInput{Assignment: given})
			require.NoError(r, err)
			return answers[1].Display("")
		}
		change := func(to string) lifecycle.SubmitResult {
			changed, err := r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{
				Assignment: given, Answers: []entitlement.Answer{entitlement.Answered("cost", to)}, KeepEnd: true,
			})
			require.NoError(r, err)
			require.Equal(r, entitlement.RequestPendingApproval, changed.State)
			return changed
		}
		denied := change("1234")
		require.Equal(r, "4711", cost())
		r.deny("meg", denied.Request)
		require.Equal(r, "4711", cost())
		approved := change("5678")
		r.approve("meg", approved.Request)
		require.Equal(r, "5678", cost())
		require.True(r, r.live("ann")[0].Schedule.End.IsZero())
	})
}
