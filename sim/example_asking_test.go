package sim_test

import (
	"context"
	"errors"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// A policy may ask questions. Requirements says what a form has to show, Submit takes the answers, approvers see them.
func ExampleWorld_questions() {
	w, err := sim.New(company())
	check(err)
	defer func() { check(w.Close()) }()
	pkg, err := w.Offer(sim.Offer{Name: "Newsroom", Roles: []string{"Wiki/Editor"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		Questions: []entitlement.Question{{
			ID: "area", Type: entitlement.QuestionMultipleChoice, Text: "For which area?", IsRequired: true,
			Localizations: []entitlement.LocalizedText{{LanguageCode: "de", Text: "Für welches Gebiet?"}},
			Choices:       []entitlement.AnswerChoice{{ActualValue: "eu", Text: "Europe"}, {ActualValue: "us", Text: "USA"}},
		}},
	}})
	check(err)
	ctx, bo := context.Background(), w.As("bo")
	forms, err := bo.Requirements(ctx, lifecycle.RequirementsInput{Package: pkg, Language: "de-AT"})
	check(err)
	fmt.Println(forms[0].Questions[0].Text)

	_, err = bo.Submit(ctx, lifecycle.SubmitInput{Package: pkg})
	fmt.Println(errors.Is(err, entitlement.AnswerMissing))
	asked, err := bo.Submit(ctx, lifecycle.SubmitInput{Package: pkg, Answers: []entitlement.Answer{entitlement.Answered("area", "eu")}})
	check(err)
	shown, err := bo.Request(ctx, lifecycle.RequestInput{Request: asked.Request})
	check(err)
	answer := shown.Answers[0]
	fmt.Println(answer.Question.Text, answer.Display("en"))
	// Output:
	// Für welches Gebiet?
	// true
	// For which area? Europe
}
