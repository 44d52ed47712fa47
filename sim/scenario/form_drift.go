package scenario

import (
	"context"
	"fmt"
	"strings"

	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// drifts are the kinds of difference between what a target system holds and what is wanted of it, as sentences call them.
var drifts = [...]struct {
	word   string
	kind   lifecycle.DriftKind
	repair lifecycle.DriftPolicy
}{
	{"missing", lifecycle.DriftMissing, lifecycle.DriftPolicy{Missing: lifecycle.DriftRepair}},
	{"extra", lifecycle.DriftExtra, lifecycle.DriftPolicy{Extra: lifecycle.DriftRepair}},
	{"foreign", lifecycle.DriftForeign, lifecycle.DriftPolicy{Foreign: lifecycle.DriftRepair}},
}

// everything is how sentences name all kinds.
const everything = "everything"

func driftForms() []form {
	byHand := func(do func(w *sim.World, account, role string) error) func(a *args) deed {
		return func(a *args) deed {
			role, who := a.targetRole("role"), a.person("person")
			return func(_ context.Context, p *Play) error { return do(p.world, p.world.Accounts().Account(who), role) }
		}
	}
	return []form{
		{
			Doing, "{role} is given to {person} by hand", "An administrator of the target system gives a role behind the engine's back.",
			"CRM/User is given to bob by hand",
			byHand((*sim.World).AdminAdds),
		},
		{
			Doing, "{role} is taken from {person} by hand", "Likewise takes one away.", "CRM/User is taken from ann by hand",
			byHand((*sim.World).AdminRemoves),
		},
		{
			Doing, "admin reconciles the targets [and repairs {drift}]",
			"What the target systems hold is compared with what is wanted of them. What is found is reported, and nothing is changed but what " +
				"is named: roles that are missing, extra (the access has ended) or foreign (a role that access once gave, and others gave " +
				"too), or everything.",
			"admin reconciles the targets and repairs missing", reconciles,
		},
	}
}

func driftClaims() []form {
	return []form{
		{
			Claiming, "expect {role} of {person} was found {drift}", "The last reconciliation found the role missing, extra or foreign.",
			"expect CRM/User of ann was found missing", wasFound,
		},
		{Claiming, "expect nothing was found", "The last reconciliation found all as it should be.", "expect nothing was found", func(*args) deed {
			return func(_ context.Context, p *Play) error {
				if len(p.drifts) > 0 || !p.compared {
					return unmet(p.found())
				}
				return nil
			}
		}},
	}
}

func (a *args) repair() lifecycle.DriftPolicy {
	return value(a, "drift", func(text string) (out lifecycle.DriftPolicy, err error) {
		if text == everything {
			return lifecycle.DriftPolicy{Missing: lifecycle.DriftRepair, Extra: lifecycle.DriftRepair, Foreign: lifecycle.DriftRepair}, nil
		}
		for _, d := range drifts {
			if d.word == text {
				return d.repair, nil
			}
		}
		return out, fmt.Errorf("%q cannot be repaired: write missing, extra, foreign or everything", text)
	})
}

func (a *args) drift() lifecycle.DriftKind {
	return value(a, "drift", func(text string) (lifecycle.DriftKind, error) {
		for _, d := range drifts {
			if d.word == text {
				return d.kind, nil
			}
		}
		return 0, fmt.Errorf("%q is nothing that a role is found to be: write missing, extra or foreign", text)
	})
}

func reconciles(a *args) deed {
	policy := a.repair()
	return func(_ context.Context, p *Play) (err error) {
		p.drifts, err = p.world.Reconcile("", policy)
		p.compared = p.compared || err == nil
		return err
	}
}

func wasFound(a *args) deed {
	role, who, kind := a.targetRole("role"), a.person("person"), a.drift()
	return func(_ context.Context, p *Play) error {
		for _, d := range p.drifts {
			if d.Kind == kind && d.Subject == who && d.ResourceName+"/"+string(d.Role) == role {
				return nil
			}
		}
		return unmet(p.found())
	}
}

// found tells what the last reconciliation found.
func (p *Play) found() string {
	if !p.compared {
		return "the targets were not reconciled yet"
	}
	if len(p.drifts) == 0 {
		return "nothing was found"
	}
	list := make([]string, len(p.drifts))
	for i, d := range p.drifts {
		list[i] = fmt.Sprintf("%s/%s of %s is %s", d.ResourceName, d.Role, d.Subject, d.Kind)
	}
	return "found: " + strings.Join(list, "; ")
}
