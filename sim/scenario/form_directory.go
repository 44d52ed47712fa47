package scenario

import (
	"context"
	"maps"
	"slices"

	"example.com/tenure/entitlement"
)

func directoryForms() []form {
	change := func(what func(s *entitlement.Subject, a *args)) func(a *args) deed {
		return func(a *args) deed {
			who := a.person("person")
			what(new(entitlement.Subject), a) // understands the slots
			return func(_ context.Context, p *Play) error {
				return p.world.Directory().Move(p.world.Now(), who, func(s *entitlement.Subject) { what(s, a) })
			}
		}
	}
	return []form{
		{Doing, "{person} leaves", "Somebody is deleted from the directory.", "ann leaves", func(a *args) deed {
			who := a.person("person")
			return func(_ context.Context, p *Play) error { return p.world.Directory().Leave(p.world.Now(), who) }
		}},
		{Doing, "{person} comes back", "Somebody who left is restored, as they were at the beginning.", "ann comes back", comesBack},
		{
			Doing, "{person} is disabled", "The account is blocked from signing in.", "ann is disabled",
			change(func(s *entitlement.Subject, _ *args) { s.AccountDisabled = true }),
		},
		{
			Doing, "{person} is enabled", "The account is unblocked.", "ann is enabled",
			change(func(s *entitlement.Subject, _ *args) { s.AccountDisabled = false }),
		},
		{
			Doing, "{person} becomes a {type}", "Somebody changes from guest to member, or the other way round.", "gus becomes a member",
			change(func(s *entitlement.Subject, a *args) { s.UserType = a.userType("type") }),
		},
		{
			Doing, "{person} 's manager becomes {manager}", "Somebody gets another manager.", "ann's manager becomes bob",
			change(func(s *entitlement.Subject, a *args) { s.Manager = a.person("manager") }),
		},
		{
			Doing, "{person} has no manager any more", "Somebody loses the manager.", "ann has no manager any more",
			change(func(s *entitlement.Subject, _ *args) { s.Manager = "" }),
		},
		{
			Doing, "{person} 's {attribute} becomes {value}", "An attribute changes.", `ann's department becomes Marketing`,
			change(func(s *entitlement.Subject, a *args) {
				attributes := map[string]string{}
				maps.Copy(attributes, s.Attributes)
				attributes[value(a, "attribute", a.names.attribute)] = a.text("value")
				s.Attributes = attributes
			}),
		},
		{Doing, "{person} joins group {group}", "Somebody becomes a member of a group.", "ann joins group sales", func(a *args) deed {
			who, group := a.person("person"), a.group("group")
			return func(_ context.Context, p *Play) error {
				return p.world.Directory().AddMember(p.world.Now(), group, who)
			}
		}},
		{Doing, "{person} leaves group {group}", "Somebody is a member no longer.", "ann leaves group sales", func(a *args) deed {
			who, group := a.person("person"), a.group("group")
			return func(_ context.Context, p *Play) error {
				return p.world.Directory().RemoveMember(p.world.Now(), group, who)
			}
		}},
		{Doing, "{person} signs in", "Reviews recommend by the last sign-in.", "ann signs in", func(a *args) deed {
			who := a.person("person")
			return func(_ context.Context, p *Play) error { return p.world.Directory().SignIn(p.world.Now(), who) }
		}},
	}
}

func comesBack(a *args) deed {
	who := a.person("person")
	return func(_ context.Context, p *Play) error {
		for i := range p.Scenario.people {
			if p.Scenario.people[i].ID != who {
				continue
			}
			var groups []entitlement.GroupID
			for _, g := range p.Scenario.groups {
				if slices.Contains(g.Members, who) {
					groups = append(groups, g.ID)
				}
			}
			return p.world.Directory().Join(p.world.Now(), p.Scenario.people[i], groups...)
		}
		return nil
	}
}
