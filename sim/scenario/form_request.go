package scenario

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func requestForms() []form {
	return []form{
		{
			Doing, "{person} requests {package} [under {policy}] [from {start}] [until {end}] [answering {answers}] [because {text}]",
			"Somebody asks for an access package. The policy is needed where several apply.",
			`ann requests Sales Starter because "new in the team"`, requests,
		},
		{
			Doing, "{person} requests {package} for {whom} [under {policy}] [from {start}] [until {end}] [answering {answers}] [because {text}]",
			"Somebody, such as the manager, asks for the access of another, where the policy lets them.",
			`meg requests Sales Starter for ann answering cost with "4711" and area with "eu, us"`, requests,
		},
		{
			Doing, "{actor} approves {person} 's request for {package} [because {text}]",
			"An approver says yes.", `meg approves ann's request for Sales Starter because "needed"`, decides(entitlement.Approve),
		},
		{
			Doing, "{actor} denies {person} 's request for {package} [because {text}]",
			"An approver says no.", `meg denies ann's request for Sales Starter because "not now"`, decides(entitlement.Deny),
		},
		{
			Doing, "{person} takes the approval of {whose} 's request for {package} back because {text}",
			"Who approved thinks better of it; the access that came of it ends.",
			`meg takes the approval of ann's request for Sales Starter back because "a mistake"`, revokes,
		},
		{
			Doing, "{actor} cancels {person} 's request for {package}", "The latest request is withdrawn, by who asked or by an administrator.",
			"ann cancels ann's request for Sales Starter", cancels,
		},
	}
}

func requests(a *args) deed {
	who, pkg, policy := a.person("person"), a.pkg(), a.policy("policy")
	asked := lifecycle.SubmitInput{
		Target: a.person("whom"), Schedule: entitlement.Schedule{Start: a.time("start"), End: a.time("end")},
		Answers: a.answers(), VerifiedCredentials: a.credentials(), Justification: a.text("text"),
	}
	return func(ctx context.Context, p *Play) error {
		in := asked
		var err error
		if in.Package, err = p.world.Package(pkg); err != nil {
			return err
		}
		if in.Policy, err = p.policy(ctx, in.Package, policy); err != nil {
			return err
		}
		_, err = p.as(who).Submit(ctx, in)
		return err
	}
}

func decides(decision entitlement.Decision) func(a *args) deed {
	return func(a *args) deed {
		actor, who, pkg, justification := a.actor(), a.person("person"), a.pkg(), a.text("text")
		return func(ctx context.Context, p *Play) error {
			request, err := p.request(who, pkg)
			if err != nil {
				return err
			}
			_, err = p.as(actor).Decide(ctx, lifecycle.DecideInput{Request: request.ID, Decision: decision, Justification: justification})
			return err
		}
	}
}

func revokes(a *args) deed {
	approver, whose, pkg, justification := a.person("person"), a.person("whose"), a.pkg(), a.text("text")
	return func(ctx context.Context, p *Play) error {
		request, err := p.request(whose, pkg)
		if err != nil {
			return err
		}
		_, err = p.as(approver).RevokeApproval(ctx, lifecycle.RevokeApprovalInput{Request: request.ID, Justification: justification})
		return err
	}
}

func cancels(a *args) deed {
	actor, who, pkg := a.actor(), a.person("person"), a.pkg()
	return func(ctx context.Context, p *Play) error {
		request, err := p.request(who, pkg)
		if err != nil {
			return err
		}
		_, err = p.as(actor).Cancel(ctx, lifecycle.CancelInput{Request: request.ID})
		return err
	}
}

// as returns the engine as a person sees it, or the administrator.
func (p *Play) as(who entitlement.SubjectID) *lifecycle.Session {
	if who == "" {
		return p.world.Admin()
	}
	return p.world.As(who)
}

// policy finds a policy of a package by its name; "" is no choice.
func (p *Play) policy(ctx context.Context, pkg entitlement.AccessPackageID, name string) (id entitlement.PolicyID, err error) {
	if name == "" {
		return id, nil
	}
	policies, err := p.world.Admin().Policies(ctx, lifecycle.PoliciesInput{Package: pkg})
	if err != nil {
		return id, err
	}
	for i := range policies {
		if policies[i].DisplayName == name {
			return policies[i].ID, nil
		}
	}
	return id, unmetf("the access package has no policy %q", name)
}

// request returns a person's latest request.
func (p *Play) request(who entitlement.SubjectID, pkg string) (*entitlement.Request, error) {
	last, err := p.world.LastRequest(who, pkg)
	if err != nil {
		return nil, err
	}
	if last == nil {
		return nil, unmetf("%s has not asked for %s", who, pkg)
	}
	return &last.Request, nil
}

// assignment returns a person's live assignment.
func (p *Play) assignment(who entitlement.SubjectID, pkg string) (*entitlement.Assignment, error) {
	found, err := p.world.Assignment(who, pkg)
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, unmetf("%s does not have %s", who, pkg)
	}
	return &found.Assignment, nil
}
