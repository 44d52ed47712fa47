package scenario

import (
	"context"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

func extensionForms() []form {
	return []form{
		{
			Doing, "{extension} resumes {person} 's request for {package} [because {text}]",
			"A custom extension that the request waits for lets it go on.",
			`desk resumes ann's request for Sales Starter because "ticket 4711"`, answersCall(false),
		},
		{
			Doing, "{extension} denies {person} 's request for {package} [because {text}]",
			"A custom extension that the request waits for ends it.",
			`desk denies ann's request for Sales Starter because "no license left"`, answersCall(true),
		},
		{
			Doing, "{extension} names {approver} as approver of {person} 's request for {package} [because {text}]",
			"A custom extension that determines the first stage says who approves. The approver has 14 days.",
			"desk names meg as approver of ann's request for Sales Starter", namesApprover,
		},
	}
}

func extensionClaims() []form {
	return []form{
		{
			Claiming, "expect {person} 's request for {package} waits for {extension}", "The answer of a custom extension is waited for now.",
			"expect ann's request for Sales Starter waits for desk", waitsFor(true),
		},
		{
			Claiming, "expect {person} 's request for {package} does not wait for {extension}", "It is not.",
			"expect ann's request for Sales Starter does not wait for desk", waitsFor(false),
		},
		{
			Claiming, "expect {extension} was called about {person} [at {stage}]",
			"A custom extension was told about somebody's access, at any time; at assignmentRequestCreated, assignmentRequestApproved, " +
				"assignmentRequestGranted, assignmentRequestRemoved, assignmentFourteenDaysBeforeExpiration or assignmentOneDayBeforeExpiration.",
			"expect desk was called about ann at assignmentRequestCreated", wasCalled(true),
		},
		{
			Claiming, "expect {extension} was not called about {person} [at {stage}]", "It was not.",
			"expect desk was not called about bob", wasCalled(false),
		},
	}
}

func answersCall(deny bool) func(a *args) deed {
	return func(a *args) deed { return answersWith(a, deny, nil) }
}

func namesApprover(a *args) deed {
	stage := stageOf(a.person("approver"))
	return answersWith(a, false, &stage)
}

// stageOf is the stage in which one person approves.
func stageOf(approver entitlement.SubjectID) entitlement.StageSettings {
	const days = 14
	return entitlement.StageSettings{
		PrimaryApprovers:              []entitlement.SubjectSet{entitlement.User(approver)},
		DurationBeforeAutomaticDenial: entitlement.Days(days),
	}
}

// answersWith answers what a request waits for, where a stage is asked for with that.
func answersWith(a *args, deny bool, stage *entitlement.StageSettings) deed {
	extension, who, pkg, detail := a.extension(), a.person("person"), a.pkg(), a.text("text")
	return func(ctx context.Context, p *Play) error {
		call, request, err := p.waiting(who, pkg, extension)
		if err != nil {
			return err
		}
		if call == nil {
			return unmetf("%s's request for %s does not wait for %s", who, pkg, extension)
		}
		_, err = p.world.Admin().Resume(ctx, lifecycle.ResumeInput{
			Request: request, StageInstance: call.ID, Stage: call.Stage, Source: string(extension), Detail: detail, Deny: deny,
			ApprovalStage: stage,
		})
		return err
	}
}

// waiting returns the callout of an extension that a person's latest request waits for, or nil.
func (p *Play) waiting(
	who entitlement.SubjectID, pkg string, extension entitlement.CustomExtensionID,
) (*lifecycle.CalloutView, entitlement.RequestID, error) {
	last, err := p.world.LastRequest(who, pkg)
	switch {
	case err != nil:
		return nil, entitlement.RequestID{}, err
	case last == nil:
		return nil, entitlement.RequestID{}, unmetf("%s has not asked for %s", who, pkg)
	}
	for i := range last.Callouts {
		if c := &last.Callouts[i]; c.Extension == extension && c.State == entitlement.CalloutWaiting {
			return c, last.Request.ID, nil
		}
	}
	return nil, last.Request.ID, nil
}

func waitsFor(want bool) func(a *args) deed {
	return func(a *args) deed {
		who, pkg, extension := a.person("person"), a.pkg(), a.extension()
		return func(_ context.Context, p *Play) error {
			call, _, err := p.waiting(who, pkg, extension)
			if err != nil || (call != nil) == want {
				return err
			}
			request, err := p.request(who, pkg)
			if err != nil {
				return err
			}
			return unmetf("the request is %s", request.State)
		}
	}
}

func wasCalled(want bool) func(a *args) deed {
	return func(a *args) deed {
		extension, who, stage := a.extension(), a.person("person"), a.stage()
		return func(_ context.Context, p *Play) error {
			var stages []string
			found := false
			for _, call := range p.world.Processes().Calls(0) {
				if call.Extension == extension && call.Target == who {
					found = found || stage == 0 || call.Stage == stage
					stages = append(stages, call.Stage.String())
				}
			}
			switch {
			case found == want:
				return nil
			case len(stages) == 0:
				return unmetf("%s was never called about %s", extension, who)
			}
			return unmetf("it was called at %s", strings.Join(slices.Compact(stages), ", "))
		}
	}
}

// readExtensions reads how custom extensions answer.
func (s *Scenario) readExtensions(r *reader, n *yaml.Node, known *names) {
	for key, value := range r.members(n, "the list of extensions") {
		id, err := known.extension(key.Value)
		if err != nil {
			if !known.incomplete {
				r.add(key.Line, "%v", err)
			}
			continue
		}
		if process, ok := r.process(value, known); ok {
			s.processes[id] = process
		}
	}
}

// process reads "resumes after 2 days", "denies at once because ...", "names ann at once", "never answers", "refuses calls".
func (r *reader) process(n *yaml.Node, known *names) (sim.Process, bool) {
	what, after, because, ok := r.readHabit(n)
	switch {
	case !ok:
		return nil, false
	case what == "resumes":
		return sim.Resumes(after).Saying(because), true
	case what == "denies":
		return sim.Declines(after).Saying(because), true
	case strings.HasPrefix(what, "names "):
		approver, err := known.person(strings.TrimPrefix(what, "names "))
		if err != nil {
			r.add(n.Line, "%v", err)
			return nil, false
		}
		return sim.Names(after, stageOf(approver)).Saying(because), true
	case what == "never answers":
		return sim.StaysSilent(), true
	case what == "refuses calls":
		return sim.Breaks(), true
	}
	r.add(n.Line, `an extension "resumes after 2 days", "denies at once" or "names ann at once", with 'because "…"' behind it, "never answers" or "refuses calls"`)
	return nil, false
}
