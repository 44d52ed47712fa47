package scenario

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func accessForms() []form {
	return []form{
		{
			Doing, "{actor} assigns {package} to {person} [under {policy}] [from {start}] [until {end}] [answering {answers}] [because {text}]",
			"Access is given directly. The actor is a person with the role for it, or admin, the host, who may do everything.",
			"admin assigns Sales Starter to ann until 1 June 2026", assigns,
		},
		{
			Doing, "{actor} takes {package} from {person} [because {text}]", "Access is taken away.",
			`admin takes Sales Starter from ann because "left the team"`, takes,
		},
		{
			Doing, "{person} gives {package} up", "Somebody gives up access of their own.", "ann gives Sales Starter up",
			func(a *args) deed { return remove(a.person("person"), a.person("person"), a.pkg(), "") },
		},
		{
			Doing, "{actor} extends {person} 's access to {package} [until {end}] [because {text}]",
			"A later end is asked for; without one, the latest that the policy allows.",
			"ann extends ann's access to Sales Starter until 1 December 2026", extends,
		},
		{
			Doing, "{actor} tries {person} 's delivery of {package} again", "A delivery that failed is processed again.",
			"admin tries ann's delivery of Sales Starter again", reprocesses,
		},
		{
			Doing, "{actor} offboards {person} [because {text}]", "What waits for somebody is canceled, and all their access is taken away.",
			`admin offboards ann because "leaves the company"`,
			func(a *args) deed {
				actor, who, justification := a.actor(), a.person("person"), a.text("text")
				return func(ctx context.Context, p *Play) error {
					_, err := p.as(actor).Offboard(ctx, lifecycle.OffboardInput{Person: who, Justification: justification})
					return err
				}
			},
		},
		{
			Doing, "{actor} deletes {package}", "An access package is deleted.", "admin deletes Sales Starter",
			func(a *args) deed {
				actor, pkg := a.actor(), a.pkg()
				return func(ctx context.Context, p *Play) error {
					id, err := p.world.Package(pkg)
					if err != nil {
						return err
					}
					_, err = p.as(actor).DeletePackage(ctx, lifecycle.DeletePackageInput{Package: id})
					return err
				}
			},
		},
	}
}

func assigns(a *args) deed {
	actor, who, pkg, policy := a.actor(), a.person("person"), a.pkg(), a.policy("policy")
	schedule := entitlement.Schedule{Start: a.time("start"), End: a.time("end")}
	justification, answers := a.text("text"), a.answers()
	return func(ctx context.Context, p *Play) error {
		in := lifecycle.AssignInput{Target: who, Schedule: schedule, Justification: justification, Answers: answers}
		var err error
		if in.Package, err = p.world.Package(pkg); err != nil {
			return err
		}
		if in.Policy, err = p.policy(ctx, in.Package, policy); err != nil {
			return err
		}
		_, err = p.as(actor).Assign(ctx, in)
		return err
	}
}

func takes(a *args) deed {
	return remove(a.actor(), a.person("person"), a.pkg(), a.text("text"))
}

func remove(actor, who entitlement.SubjectID, pkg, justification string) deed {
	return func(ctx context.Context, p *Play) error {
		assignment, err := p.assignment(who, pkg)
		if err != nil {
			return err
		}
		_, err = p.as(actor).Remove(ctx, lifecycle.RemoveInput{Assignment: assignment.ID, Justification: justification})
		return err
	}
}

func extends(a *args) deed {
	actor, who, pkg, end, justification := a.actor(), a.person("person"), a.pkg(), a.time("end"), a.text("text")
	return func(ctx context.Context, p *Play) error {
		assignment, err := p.assignment(who, pkg)
		if err != nil {
			return err
		}
		_, err = p.as(actor).Extend(ctx, lifecycle.ExtendInput{Assignment: assignment.ID, End: end, Justification: justification})
		return err
	}
}

func reprocesses(a *args) deed {
	actor, who, pkg := a.actor(), a.person("person"), a.pkg()
	return func(ctx context.Context, p *Play) error {
		assignment, err := p.assignment(who, pkg)
		if err != nil {
			return err
		}
		_, err = p.as(actor).Reprocess(ctx, lifecycle.ReprocessInput{Assignment: assignment.ID})
		return err
	}
}
