package lifecycle_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// asking makes a policy ask for a cost center, the regions, and a note that may be left out.
func asking(p *entitlement.AssignmentPolicy) {
	p.Questions = []entitlement.Question{
		{
			ID: "cost", Type: entitlement.QuestionTextInput, Text: "Cost center?", IsRequired: true, IsSingleLineQuestion: true,
			RegexPattern: `\d{4}`, IsAnswerEditable: true, Sequence: 2,
			Localizations: []entitlement.LocalizedText{{LanguageCode: "de", Text: "Kostenstelle?"}},
		},
		{
			ID: "regions", Type: entitlement.QuestionMultipleChoice, Text: "Where?", IsRequired: true, Sequence: 1,
			IsMultipleSelectionAllowed: true,
			Choices: []entitlement.AnswerChoice{
				{ActualValue: "eu", Text: "Europe", Localizations: []entitlement.LocalizedText{{LanguageCode: "de", Text: "Europa"}}},
				{ActualValue: "us", Text: "United States"},
			},
		},
		{ID: "note", Type: entitlement.QuestionTextInput, Text: "Anything else?", Sequence: 3},
	}
}

// wellAnswered are answers that such a policy takes.
func wellAnswered() []entitlement.Answer {
	return []entitlement.Answer{
		entitlement.Answered("regions", "us", "eu"), entitlement.Answered("note", ""), entitlement.Answered("cost", "4711"),
	}
}

// said is what a request's readers see of its answers.
func said(views []lifecycle.AnswerView, language string) (out []string) {
	for i := range views {
		out = append(out, views[i].Question.TextIn(language)+" "+views[i].Display(language))
	}
	return out
}

func TestAnswersGoWithTheRequest(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer(asking)
		_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID})
		require.ErrorIs(r, err, entitlement.Refused)
		require.ErrorIs(r, err, entitlement.AnswerMissing)
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: wellAnswered()})

		// the approver sees them, in the order of the questions and in any language.
		list, err := r.as("meg").Approvals(t.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		require.Len(r, list.Items, 1)
		require.Equal(r, []string{"Where? United States, Europe", "Cost center? 4711"}, said(list.Items[0].Answers, "en"))
		require.Equal(r, []string{"Where? United States, Europa", "Kostenstelle? 4711"}, said(list.Items[0].Answers, "de-AT"))
		require.Equal(r, []string{"us", "eu"}, list.Items[0].Answers[0].Values)

		// what the policy asks from now on does not change what was asked.
		policy.Version, policy.Questions = 0, nil
		_, err = r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policy})
		require.NoError(r, err)
		r.approve("meg", asked.Request)
		require.Equal(r, []string{"Where? United States, Europe", "Cost center? 4711"}, said(r.request(asked.Request).Answers, ""))
		_, err = r.as("bob").Request(t.Context(), lifecycle.RequestInput{Request: asked.Request})
		require.ErrorIs(r, err, entitlement.Forbidden)
	})
}

// administrators answer too.
func TestAdministratorsAnswer(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", asking)
		_, err := r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: pkg.ID, Target: "ann"})
		require.ErrorIs(r, err, entitlement.AnswerMissing)
		given := r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "ann", Answers: wellAnswered()})
		require.Len(r, r.request(given.Request).Answers, 2) // the empty note is absent
	})
}

func TestAnswersThatAreRefused(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", asking)
		limits := entitlement.SeedLimits()
		for name, c := range map[string]struct {
			change entitlement.Answer // replaces the answer to its question
			code   entitlement.Code
		}{
			"pattern":     {entitlement.Answered("cost", "47110"), entitlement.AnswerRefused},
			"blank":       {entitlement.Answered("cost", "   "), entitlement.AnswerMissing},
			"stranger":    {entitlement.Answered("regions", "mars"), entitlement.AnswerRefused},
			"not_asked":   {entitlement.Answered("mood", "fine"), entitlement.QuestionUnknown},
			"too_long":    {entitlement.Answered("note", strings.Repeat("x", limits.AnswerLength+1)), entitlement.LimitExceeded},
			"malformed":   {entitlement.Answered("note", "\xff"), entitlement.InvalidArgument},
			"nobody_asks": {entitlement.Answered("", "x"), entitlement.InvalidArgument},
		} {
			answers := []entitlement.Answer{c.change}
			for _, a := range wellAnswered() {
				if a.Question != c.change.Question {
					answers = append(answers, a)
				}
			}
			_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, Answers: answers})
			require.ErrorIs(r, err, c.code, name)
			offer, err := r.as("ann").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID, Answers: answers})
			require.True(r, err != nil || !offer.MayRequest, "%s: what Explain says Submit does", name) // I-41
		}
		long := wellAnswered()
		long[1].Values[0] = strings.Repeat("x", limits.AnswerLength)
		r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: long})
	})
}

// The log has a salted hash of the answers and nothing of what was written; the same answers under the same salt have the
// same hash, others another. // I-18
func TestTheLogHasAHashOfAnswers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", func(p *entitlement.AssignmentPolicy) {
			for _, id := range []entitlement.QuestionID{"a", "b"} {
				p.Questions = append(p.Questions, entitlement.Question{ID: id, Type: entitlement.QuestionTextInput, Text: "?"})
			}
		})
		hashes := map[[32]byte]string{}
		for name, answers := range map[string][]entitlement.Answer{
			"a":    {entitlement.Answered("a", "secret")},
			"b":    {entitlement.Answered("b", "secret")},
			"both": {entitlement.Answered("a", "sec"), entitlement.Answered("b", "ret")},
			"none": nil,
		} {
			sub := newRig(r.T, r.config.Store, func(c *lifecycle.Config) { c.Salt = func([16]byte) [16]byte { return [16]byte{1} } })
			asked := sub.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: answers, Justification: "secret"})
			hash := sub.request(asked.Request).Request.TextHash
			require.NotContains(r, hashes, hash, name)
			hashes[hash] = name
			sub.remove(asked.Assignment)
		}
		salt := [16]byte{1}
		require.Equal(r, "none", hashes[sha256.Sum256(append(salt[:], "secret"...))])
		var log []byte
		require.NoError(r, r.config.Store.View(t.Context(), func(reader store.Reader) error {
			return reader.Scan([]byte{store.EventTable}, nil, func(_, value []byte) (bool, error) {
				log = append(log, value...)
				return true, nil
			})
		}))
		require.NotEmpty(r, log)
		require.NotContains(r, string(log), "secret")
	})
}

func TestRequirements(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", asking, called("A"), approvedBy(stage(entitlement.Manager(1))), func(p *entitlement.AssignmentPolicy) {
			p.RequestApprovalSettings.IsRequestorJustificationRequired = true
			p.RequestorSettings = &entitlement.RequestorSettings{EnableTargetsToSelfAddAccess: true, AllowCustomAssignmentSchedule: true}
			p.Description = "With questions"
		}, lasting(10))
		r.allow(pkg, called("B"), scoped(entitlement.ScopeAllDirectoryUsers))
		r.allow(pkg, called("C"), scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff")))
		r.allow(pkg, called("D"), scoped(entitlement.ScopeNotSpecified))
		ask := func(session *lifecycle.Session, in lifecycle.RequirementsInput) (names []string, out []lifecycle.Requirement) {
			in.Package = pkg.ID
			out, err := session.Requirements(t.Context(), in)
			require.NoError(r, err)
			for _, q := range out {
				names = append(names, q.PolicyDisplayName)
			}
			return names, out
		}
		names, list := ask(r.as("ann"), lifecycle.RequirementsInput{Language: "de"})
		require.Equal(r, []string{"A", "B", "C"}, names)
		first := list[0]
		require.True(r, first.IsApprovalRequiredForAdd && !first.IsApprovalRequiredForUpdate)
		require.True(r, first.IsRequestorJustificationRequired && first.AllowCustomAssignmentSchedule)
		require.Equal(r, "With questions", first.PolicyDescription)
		require.Equal(r, entitlement.Days(10), first.Expiration.Duration)
		require.Equal(r, []string{"Where?", "Kostenstelle?", "Anything else?"},
			[]string{first.Questions[0].Text, first.Questions[1].Text, first.Questions[2].Text})
		require.Equal(r, "Europa", first.Questions[0].Choices[0].Text)
		require.False(r, list[1].IsApprovalRequiredForAdd || list[1].IsRequestorJustificationRequired || list[1].AllowCustomAssignmentSchedule)
		require.Empty(r, list[1].Questions)

		names, _ = ask(r.as("hank"), lifecycle.RequirementsInput{})
		require.Equal(r, []string{"A", "B"}, names)
		names, _ = ask(r.as("root"), lifecycle.RequirementsInput{For: "ann"})
		require.Equal(r, []string{"A", "B", "C"}, names)
		names, _ = ask(r.as("nobody"), lifecycle.RequirementsInput{})
		require.Empty(r, names) // empty when none applies

		// What is pending does not change what a form asks.
		r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Policy: list[1].Policy})
		names, _ = ask(r.as("ann"), lifecycle.RequirementsInput{})
		require.Len(r, names, 3)

		_, err := r.as("ann").Requirements(t.Context(), lifecycle.RequirementsInput{Package: pkg.ID, For: "bob"})
		require.ErrorIs(r, err, entitlement.Forbidden)
		_, err = r.as("ann").Requirements(t.Context(), lifecycle.RequirementsInput{Package: entitlement.AccessPackageID{9}})
		require.ErrorIs(r, err, entitlement.NotFound)
	})
}
