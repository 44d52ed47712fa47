package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// form is a policy's questions: a required text with a pattern, and a choice.
func form() []entitlement.Question {
	return []entitlement.Question{
		{
			ID: "cost", Type: entitlement.QuestionTextInput, Text: "Which cost center?", IsRequired: true, RegexPattern: `\d{4}`,
		},
		{
			ID: "area", Type: entitlement.QuestionMultipleChoice, Text: "Where?",
			Choices: []entitlement.AnswerChoice{{ActualValue: "eu", Text: "Europe"}, {ActualValue: "us", Text: "USA"}},
		},
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers []entitlement.Answer
		codes   []entitlement.Code // nil: allowed
	}{
		"all":      {[]entitlement.Answer{entitlement.Answered("area", "eu"), entitlement.Answered("cost", "1234")}, nil},
		"required": {[]entitlement.Answer{entitlement.Answered("cost", "1234")}, nil},
		"nothing":  {nil, []entitlement.Code{entitlement.AnswersComplete, entitlement.AnswerMissing}},
		"optional_only": {
			[]entitlement.Answer{entitlement.Answered("area", "eu")},
			[]entitlement.Code{entitlement.AnswersComplete, entitlement.AnswerMissing},
		},
		"not_the_pattern": {
			[]entitlement.Answer{entitlement.Answered("cost", "12345")},
			[]entitlement.Code{entitlement.AnswersComplete, entitlement.AnswerRefused},
		},
		"no_choice_of_it": {
			[]entitlement.Answer{entitlement.Answered("area", "Europe"), entitlement.Answered("cost", "1234")},
			[]entitlement.Code{entitlement.AnswersComplete, entitlement.AnswerRefused},
		},
		"not_asked": {
			[]entitlement.Answer{entitlement.Answered("cost", "1234"), entitlement.Answered("mood", "fine")},
			[]entitlement.Code{entitlement.AnswersComplete, entitlement.QuestionUnknown},
		},
	} {
		for _, direct := range []bool{false, true} {
			s := newScene()
			s.policy.Questions, s.ask.Answers, s.ask.Direct = form(), c.answers, direct
			v, reasons := s.evaluate(t)
			require.Equal(t, c.codes, v.Codes, "%s\n%s", name, entitlement.Explain(reasons))
		}
	}
	s := newScene()
	s.ask.Answers = []entitlement.Answer{entitlement.Answered("mood", "fine")}
	s.requireRefused(t, entitlement.QuestionUnknown)
}

// The reasons name the questions, and nothing of what people wrote.
func TestReasonsHoldNoAnswers(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.Questions = form()
	s.ask.Answers = []entitlement.Answer{entitlement.Answered("area", "eu"), entitlement.Answered("cost", "secret")}
	_, reasons := s.evaluate(t)
	text := entitlement.Explain(reasons)
	require.Contains(t, text, `no answerRefused: cost is something else, rule wants text that matches \d{4}`)
	require.Contains(t, text, "ok answerRefused: area is given, rule wants one of the 2 choices")
	require.NotContains(t, text, "secret")
}

// the policies under which somebody could ask, whatever is pending and demanded.
func TestApplicablePolicies(t *testing.T) {
	t.Parallel()
	policies := func() []*entitlement.AssignmentPolicy {
		suspended, asking := newPolicy(4, entitlement.ScopeAllMemberUsers), newPolicy(5, entitlement.ScopeAllDirectoryUsers)
		suspended.IsSuspended = true
		asking.Questions, asking.RequestApprovalSettings.IsRequestorJustificationRequired = form(), true
		return []*entitlement.AssignmentPolicy{
			newPolicy(1, entitlement.ScopeAllMemberUsers),
			newPolicy(2, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("hr")),
			newPolicy(3, entitlement.ScopeNotSpecified), suspended, asking, nil,
		}
	}
	for name, c := range map[string]struct {
		change func(*scene)
		want   []byte
	}{
		"member":            {func(*scene) {}, []byte{1, 5}},
		"guest":             {func(s *scene) { s.askFor("gus"); s.ask.Catalog.IsExternallyVisible = true }, []byte{5}},
		"hidden_from_guest": {func(s *scene) { s.askFor("gus") }, nil},
		"nobody":            {func(s *scene) { s.askFor("nobody") }, nil},
		"disabled":          {func(s *scene) { s.askFor("off") }, nil},
		"pending":           {func(s *scene) { s.ask.OpenRequest[0] = 1 }, []byte{1, 5}},
		"held":              {func(s *scene) { s.ask.LiveAssignment[0] = 1 }, []byte{1, 5}},
		"chosen":            {func(s *scene) { s.ask.Choice = policyID(5) }, []byte{1, 5}},
		"unpublished":       {func(s *scene) { s.ask.Catalog.State = entitlement.CatalogUnpublished }, nil},
		"empty_package":     {func(s *scene) { s.ask.Package.Roles = nil }, nil},
		"deleted":           {func(s *scene) { s.ask.PackageDeleted = true }, nil},
		"tiers":             {func(s *scene) { s.options.Tiers = true }, []byte{1}},
	} {
		s := newScene()
		s.ask.Policies = policies()
		c.change(s)
		list, ruling := policy.Applicable(&s.ask, s.facts, s.options)
		var got []byte
		for _, p := range list {
			got = append(got, p.ID[15])
		}
		require.Equal(t, c.want, got, name)
		require.Equal(t, policy.Ruling{Allowed: len(c.want) > 0}, ruling, name)
	}
}

// What is not known is asked for, and then the list is complete.
func TestApplicablePoliciesNeedFacts(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.ask.Policies = append(s.ask.Policies,
		newPolicy(2, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("sales")))
	_, ruling := policy.Applicable(&s.ask, nil, s.options)
	require.Equal(t, []policy.Need{recordOf("ana"), groupsOf("ana")}, ruling.Needs)
	require.False(t, ruling.Allowed)
	list, ruling := policy.Applicable(&s.ask, s.facts, s.options)
	require.Len(t, list, 2)
	require.Empty(t, ruling.Needs)
}

// attributes are those of a package with one resource that wants to know the department.
func attributes(editable bool) []entitlement.ResourceAttribute {
	return []entitlement.ResourceAttribute{{
		Name: "department", IsEditable: editable,
		Question: entitlement.Question{ID: entitlement.AttributeQuestion("department"), Type: entitlement.QuestionTextInput, Text: "?", RegexPattern: "[a-z]+"},
	}}
}

func TestAttributesAreAnswered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		has, says string
		editable  bool
		code      entitlement.Code // "": allowed
	}{
		"filled":          {"", "sales", false, ""},
		"missing":         {"", "", true, entitlement.AnswerMissing},
		"known":           {"hr", "", false, ""},
		"changed":         {"hr", "sales", true, ""},
		"not_to_change":   {"hr", "sales", false, entitlement.AnswerNotEditable},
		"said_again":      {"hr", "hr", false, ""},
		"not_the_pattern": {"", "4", true, entitlement.AnswerRefused},
	} {
		for _, direct := range []bool{false, true} { // in direct assignment too
			s := newScene()
			s.facts.AddSubject("ana", &entitlement.Subject{
				ID: "ana", UserType: entitlement.UserMember, Attributes: map[string]string{"department": c.has},
			})
			s.ask.Attributes, s.ask.Direct = attributes(c.editable), direct
			if c.says != "" {
				s.ask.Answers = []entitlement.Answer{entitlement.Answered(s.ask.Attributes[0].Question.ID, c.says)}
			}
			v, reasons := s.evaluate(t)
			require.Equal(t, c.code == "", v.Allowed, "%s\n%s", name, entitlement.Explain(reasons))
			if c.code != "" {
				require.Equal(t, []entitlement.Code{entitlement.AnswersComplete, c.code}, v.Codes, name)
			}
		}
	}
}

func TestChangesOfAnswers(t *testing.T) {
	t.Parallel()
	p := newPolicy(1, entitlement.ScopeAllMemberUsers)
	p.Questions = form()
	p.Questions[0].IsAnswerEditable = true
	department := entitlement.AttributeQuestion("department")
	before := []entitlement.Answer{entitlement.Answered("area", "eu"), entitlement.Answered(department, "hr"), entitlement.Answered("cost", "1234")}
	for name, c := range map[string]struct {
		change           entitlement.Answer
		editable, direct bool
		code             entitlement.Code
	}{
		"editable":             {entitlement.Answered("cost", "5678"), false, false, ""},
		"not_editable":         {entitlement.Answered("area", "us"), false, false, entitlement.AnswerNotEditable},
		"by_an_administrator":  {entitlement.Answered("area", "us"), false, true, ""},
		"the_same":             {entitlement.Answered("area", "eu"), false, false, ""},
		"taken_away":           {entitlement.Answered("cost", ""), false, true, entitlement.AnswerMissing},
		"attribute":            {entitlement.Answered(department, "sales"), true, false, ""},
		"attribute_taken_away": {entitlement.Answered(department, ""), true, true, entitlement.AnswerMissing},
		"attribute_that_stays": {entitlement.Answered(department, "sales"), false, true, entitlement.AnswerNotEditable},
	} {
		ask := &policy.AnswersAsk{
			Policy: p, Target: "ana", Before: before, After: entitlement.ChangedAnswers(before, []entitlement.Answer{c.change}),
			Attributes: attributes(c.editable), Direct: c.direct,
		}
		ruling, reasons := policy.ExplainChangeAnswers(ask)
		require.Equal(t, ruling, policy.ChangeAnswers(ask))
		requireRuling(t, ruling, reasons)
		require.Equal(t, c.code == "", ruling.Allowed, "%s\n%s", name, entitlement.Explain(reasons))
		if c.code != "" {
			require.Contains(t, ruling.Codes, c.code, name)
		}
	}
}
