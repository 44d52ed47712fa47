package scenario

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func organizationForms() []form {
	return []form{
		{
			Doing, "the domain {domain} belongs to the tenant {tenant}", "From now on one can find out which tenant owns a mail domain.",
			"the domain fabrikam.example belongs to the tenant fabrikam",
			func(a *args) deed {
				domain, tenant := a.text("domain"), entitlement.IdentitySource{Type: entitlement.SourceTenant, TenantID: a.text("tenant")}
				return func(_ context.Context, p *Play) error {
					return p.world.Directory().OwnDomain(p.world.Now(), domain, tenant)
				}
			},
		},
		{
			Doing, "{actor} connects {organization} by the domain {domain}",
			"An organization is connected: by the tenant that owns the domain, or the domain where nobody knows of one.",
			"admin connects Fabrikam by the domain fabrikam.example",
			func(a *args) deed {
				actor, in := a.actor(), lifecycle.OrganizationInput{
					Organization: entitlement.ConnectedOrganization{DisplayName: a.text("organization")},
					Domains:      []string{a.text("domain")},
				}
				return func(ctx context.Context, p *Play) error {
					_, err := p.as(actor).CreateOrganization(ctx, in)
					return err
				}
			},
		},
	}
}
