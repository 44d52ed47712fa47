package scenario

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

func claimForms() []form {
	return []form{
		{Claiming, "expect {person} has {package}", "Somebody has an access package now.", "expect ann has Sales Starter", has(true)},
		{
			Claiming, "expect {person} does not have {package}", "Somebody does not have an access package now.",
			"expect ann does not have Sales Starter", has(false),
		},
		{
			Claiming, "expect {person} 's access to {package} ends on {time}", "The end of the access that somebody has.",
			"expect ann's access to Sales Starter ends on 4 July 2026 at 09:00", endsOn,
		},
		{
			Claiming, "expect {person} 's access to {package} never ends", "Access without end.",
			"expect ann's access to Sales Starter never ends", endsOn,
		},
		{
			Claiming, "expect {person} holds {role}", "A target system gives somebody a role; resource/role, or package/resource/role " +
				"if the package must be why.", "expect ann holds CRM/User", holds(true),
		},
		{Claiming, "expect {person} does not hold {role}", "A target system does not.", "expect ann does not hold CRM/User", holds(false)},
		{
			Claiming, "expect {person} 's request for {package} is {state}", "Where the latest request stands: submitted, " +
				"pendingApproval, scheduled, delivering, delivered, partiallyDelivered, deliveryFailed, denied or canceled.",
			"expect ann's request for Sales Starter is pendingApproval", requestIs,
		},
		{Claiming, "expect {person} can request {package}", "Asking would not be refused.", "expect ann can request Sales Starter", mayRequest(true)},
		{
			Claiming, "expect {person} cannot request {package} [with {code}]", "Asking would be refused, with a code among the reasons.",
			"expect bob cannot request Sales Starter with notInScope", mayRequest(false),
		},
		{
			Claiming, "expect {approver} is asked about {person} 's request for {package}", "Somebody may decide about a request now.",
			"expect meg is asked about ann's request for Sales Starter", isAsked(true),
		},
		{
			Claiming, "expect {approver} is not asked about {person} 's request for {package}", "Somebody may not.",
			"expect bob is not asked about ann's request for Sales Starter", isAsked(false),
		},
		{
			Claiming, "expect {reviewer} is asked to review {person} 's access to {package}", "Somebody may decide in a review now.",
			"expect meg is asked to review ann's access to Sales Starter", isReviewer(true),
		},
		{
			Claiming, "expect {reviewer} is not asked to review {person} 's access to {package}", "Somebody may not.",
			"expect bob is not asked to review ann's access to Sales Starter", isReviewer(false),
		},
		{Claiming, "expect {person} got mail {kind}", "Somebody got a mail of a kind, at any time.", "expect meg got mail N02", mailed(func(got, _ int) bool { return got > 0 })},
		{
			Claiming, "expect {person} got {number} mails {kind}", "How many mails of a kind somebody got.", "expect meg got 2 mails N02",
			mailed(func(got, number int) bool { return got == number }),
		},
		{Claiming, "expect {person} got no mail {kind}", "Somebody got no mail of a kind.", "expect bob got no mail N02", mailed(func(got, _ int) bool { return got == 0 })},
		{
			Claiming, "expect {person} 's account is {account}", "What became of a guest's account: absent, active, blocked or deleted.",
			"expect gus's account is blocked", accountIs,
		},
	}
}

func until(end time.Time) string {
	if end.IsZero() {
		return "without end"
	}
	return "until " + end.UTC().Format("2 January 2006 at 15:04")
}

func has(want bool) func(a *args) deed {
	return func(a *args) deed {
		who, pkg := a.person("person"), a.pkg()
		return func(_ context.Context, p *Play) error {
			found, err := p.world.Assignment(who, pkg)
			switch {
			case err != nil:
				return err
			case found == nil && want:
				return unmetf("%s does not have %s", who, pkg)
			case found != nil && !want:
				return unmetf("%s has %s %s", who, pkg, until(found.Assignment.Schedule.End))
			}
			return nil
		}
	}
}

func endsOn(a *args) deed {
	who, pkg, end := a.person("person"), a.pkg(), a.time("time")
	return func(_ context.Context, p *Play) error {
		assignment, err := p.assignment(who, pkg)
		if err == nil && !assignment.Schedule.End.Equal(end) {
			return unmetf("%s has %s %s", who, pkg, until(assignment.Schedule.End))
		}
		return err
	}
}

func holds(want bool) func(a *args) deed {
	return func(a *args) deed {
		who, role := a.person("person"), a.role("role")
		return func(_ context.Context, p *Play) error {
			held, why, err := p.world.Holds(who, role)
			if err == nil && held != want {
				return unmet(why)
			}
			return err
		}
	}
}

func requestIs(a *args) deed {
	who, pkg, state := a.person("person"), a.pkg(), a.state("state")
	return func(_ context.Context, p *Play) error {
		request, err := p.request(who, pkg)
		if err == nil && request.State != state {
			return unmetf("it is %s", request.State)
		}
		return err
	}
}

func mayRequest(want bool) func(a *args) deed {
	return func(a *args) deed {
		who, pkg, code := a.person("person"), a.pkg(), a.code()
		return func(ctx context.Context, p *Play) error {
			id, err := p.world.Package(pkg)
			if err != nil {
				return err
			}
			offer, err := p.world.As(who).Explain(ctx, lifecycle.ExplainInput{Package: id})
			switch {
			case err != nil:
				return err
			case offer.MayRequest != want:
				return unmet("otherwise:\n" + entitlement.Explain(offer.Reasons))
			case code != "" && !slices.Contains(entitlement.FailedCodes(offer.Reasons), entitlement.Code(code)):
				return unmet("for other reasons:\n" + entitlement.Explain(offer.Reasons))
			}
			return nil
		}
	}
}

func isAsked(want bool) func(a *args) deed {
	return func(a *args) deed {
		approver, who, pkg := a.person("approver"), a.person("person"), a.pkg()
		return func(ctx context.Context, p *Play) error {
			request, err := p.request(who, pkg)
			if err != nil {
				return err
			}
			session := p.as(approver)
			asked := false
			for waiting, err := range lifecycle.All(func(page lifecycle.Page) (lifecycle.List[lifecycle.ApprovalView], error) {
				return session.Approvals(ctx, lifecycle.ApprovalsInput{Page: page})
			}) {
				if err != nil {
					return err
				}
				asked = asked || waiting.Request.ID == request.ID
			}
			if asked != want {
				return unmetf("the request is %s, at stage %d", request.State, request.Stage)
			}
			return nil
		}
	}
}

func isReviewer(want bool) func(a *args) deed {
	return func(a *args) deed {
		reviewer, who, pkg := a.person("reviewer"), a.person("person"), a.pkg()
		return func(ctx context.Context, p *Play) error {
			item, err := p.toReview(ctx, reviewer, who, pkg)
			if _, isMissing := errors.AsType[unmet](err); isMissing && !want {
				return nil
			}
			if err == nil && !want {
				return unmetf("the decision so far is %s", item.Item.Decision)
			}
			return err
		}
	}
}

// mailed checks the number of mails of a kind.
func mailed(right func(got, number int) bool) func(a *args) deed {
	return func(a *args) deed {
		who, number, kind := a.person("person"), a.number("number"), a.mail("kind")
		return func(_ context.Context, p *Play) error {
			got := 0
			for _, mail := range p.world.Mailbox().Mails(sim.MailFilter{To: who}) {
				if mail.Kind.String() == kind {
					got++
				}
			}
			if !right(got, number) {
				return unmetf("%s got %d", who, got)
			}
			return nil
		}
	}
}

func accountIs(a *args) deed {
	who, state := a.person("person"), a.guest("account")
	return func(_ context.Context, p *Play) error {
		if now := p.world.Accounts().State(who); now != state {
			return unmetf("it is %s", now)
		}
		return nil
	}
}

// refused turns a deed into the claim that it is refused: with a code, as its class or among its reasons, or with a message that
// has a text in it; "" is any.
func refused(do deed, code string) deed {
	return func(ctx context.Context, p *Play) error {
		err := do(ctx, p)
		e, isRefusal := errors.AsType[*entitlement.Error](err)
		switch {
		case err == nil:
			return unmet("it was not refused")
		case !isRefusal:
			return err
		case string(e.Code) == code || slices.Contains(entitlement.FailedCodes(e.Reasons), entitlement.Code(code)),
			strings.Contains(err.Error(), code):
			return nil
		}
		return unmet("it was refused otherwise: " + strings.TrimSpace(why(err)))
	}
}
