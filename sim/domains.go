package sim

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// ownership is who owns a mail domain.
type ownership struct {
	source entitlement.IdentitySource
	owned  bool
}

// OwnDomain says who owns a mail domain from an instant on: a tenant, in this cloud or another, or the domain itself if it is
// federated. The zero source is nobody. Until something is said of a domain it belongs to the tenant of the people outside with an
// address there, if all of them are of one. It refuses with InvalidArgument other sources, what is no domain, and the past.
func (d *Directory) OwnDomain(at time.Time, domain string, source entitlement.IdentitySource) error {
	o := ownership{source, source != entitlement.IdentitySource{}}
	if err := checkSource(entitlement.IdentitySource{Type: entitlement.SourceDomain, DomainName: domain}); err != nil {
		return err
	}
	if o.owned {
		if err := checkSource(source); err != nil {
			return err
		}
		if source.Type == entitlement.SourceDomain || source.Type == entitlement.SourceSocial {
			return invalid("a domain belongs to a tenant, or is federated: it is no %s", source.Type)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.check(at, nil, nil); err != nil {
		return err
	}
	domain = strings.ToLower(domain)
	if d.domains[domain] == nil {
		d.domains[domain] = &history[ownership]{}
	}
	d.domains[domain].add(at, func(ownership) ownership { return o })
	return nil
}

// checkSource refuses what an organization could not be known by.
func checkSource(s entitlement.IdentitySource) error {
	o := entitlement.ConnectedOrganization{
		DisplayName: "owner", State: entitlement.OrganizationProposed, IdentitySources: []entitlement.IdentitySource{s},
	}
	return o.Validate(entitlement.SeedLimits())
}

// Owner implements lifecycle.Domains.
func (v *directoryView) Owner(_ context.Context, domain string) (source entitlement.IdentitySource, owned bool, err error) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	if said := v.d.domains[domain]; said != nil && said.after(v.at) > 0 {
		o := said.at(v.at)
		return o.source, o.owned, nil
	}
	tenant, one := "", true
	for _, record := range v.d.people { // order: whether all are of one tenant does not depend on it
		p := record.at(v.at)
		if p.present && p.UserType != entitlement.UserMember && strings.EqualFold(p.Domain, domain) {
			one = one && p.TenantID != "" && (tenant == "" || tenant == p.TenantID)
			tenant = p.TenantID
		}
	}
	if tenant == "" || !one {
		return entitlement.IdentitySource{}, false, nil
	}
	return entitlement.IdentitySource{Type: entitlement.SourceTenant, TenantID: tenant}, true, nil
}

// DirectReports implements lifecycle.Reports. The answer is sorted.
func (v *directoryView) DirectReports(_ context.Context, id entitlement.SubjectID) ([]entitlement.SubjectID, error) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	if !v.d.people[id].at(v.at).present {
		return nil, nil
	}
	var out []entitlement.SubjectID
	for report, record := range v.d.people { // order: sorted below
		if p := record.at(v.at); p.present && p.Manager == id {
			out = append(out, report)
		}
	}
	slices.Sort(out)
	return out, nil
}
