package scenario

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

func faultForms() []form {
	return []form{
		{
			Doing, "{resource} is down for {length}", "A target system answers with errors for a while.", "CRM is down for 2 days",
			func(a *args) deed {
				resource, length := a.resource("resource"), a.period()
				return func(ctx context.Context, p *Play) error {
					origin, err := p.origin(ctx, resource)
					if err != nil {
						return err
					}
					now := p.world.Now()
					return p.world.Target().Inject(fake.Fault{
						Resource: origin, From: now, Until: length.AddTo(now), Answer: fake.AnswerError, Effect: fake.EffectNone,
					})
				}
			},
		},
		{
			Doing, "the directory is down for {length}", "The directory does not answer for a while.", "the directory is down for 3 hours",
			func(a *args) deed {
				length := a.period()
				return func(_ context.Context, p *Play) error {
					p.world.Directory().Outage(p.world.Now(), length.AddTo(p.world.Now()))
					return nil
				}
			},
		},
		{
			Doing, "mails fail for {length}", "The mail server answers with errors for a while.", "mails fail for 1 day",
			func(a *args) deed {
				length := a.period()
				return func(_ context.Context, p *Play) error {
					now := p.world.Now()
					return p.world.Mailbox().Inject(sim.Fault{From: now, Until: length.AddTo(now)})
				}
			},
		},
		{
			Doing, "custom extensions are down for {length}", "Whatever custom extensions are called for fails for a while.",
			"custom extensions are down for 1 day",
			func(a *args) deed {
				length := a.period()
				return func(_ context.Context, p *Play) error {
					now := p.world.Now()
					return p.world.Processes().Inject(sim.Fault{From: now, Until: length.AddTo(now)})
				}
			},
		},
		{
			Doing, "the engine restarts", "The host's process ends and starts again.", "the engine restarts",
			func(*args) deed { return func(_ context.Context, p *Play) error { return p.world.Restart() } },
		},
	}
}

// origin finds the identity of a resource in its target system.
func (p *Play) origin(ctx context.Context, name string) (string, error) {
	admin := p.world.Admin()
	for catalog, err := range lifecycle.All(func(page lifecycle.Page) (lifecycle.List[entitlement.Catalog], error) {
		return admin.Catalogs(ctx, lifecycle.CatalogsInput{Page: page})
	}) {
		if err != nil {
			return "", err
		}
		for resource, err := range lifecycle.All(func(page lifecycle.Page) (lifecycle.List[entitlement.Resource], error) {
			return admin.Resources(ctx, lifecycle.InCatalogInput{Page: page, Catalog: catalog.ID})
		}) {
			if err != nil {
				return "", err
			}
			if resource.DisplayName == name {
				return resource.OriginID, nil
			}
		}
	}
	return "", unmetf("there is no resource %q any more", name)
}
