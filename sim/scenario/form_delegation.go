package scenario

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func delegationForms() []form {
	return []form{
		{
			Doing, "{person} delegates approvals to {delegate} [from {start}] [until {end}]",
			"What the approver is asked from then on, the delegate is asked too. Reviews are not delegated.",
			"meg delegates approvals to bob until 1 February 2026", delegates,
		},
		{
			Doing, "{person} ends the delegation", "From now on nobody decides in the approver's place; what the delegate was asked before stays.",
			"meg ends the delegation",
			func(a *args) deed {
				approver := a.person("person")
				return func(ctx context.Context, p *Play) error {
					_, err := p.as(approver).EndDelegation(ctx, lifecycle.EndDelegationInput{})
					return err
				}
			},
		},
	}
}

func delegates(a *args) deed {
	approver, in := a.person("person"), lifecycle.DelegateInput{
		Delegate: a.person("delegate"), Schedule: entitlement.Schedule{Start: a.time("start"), End: a.time("end")},
	}
	return func(ctx context.Context, p *Play) error {
		_, err := p.as(approver).Delegate(ctx, in)
		return err
	}
}
