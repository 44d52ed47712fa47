package lifecycle

import (
	"context"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// Domains is what a DirectoryView can implement beside: which tenant owns a mail domain. OrganizationInput.Domains are looked
// up by it; without it they stay domains.
type Domains interface {
	// Owner returns the tenant that owns the domain, as an identity source of the type SourceTenant or SourceCloud, or
	// SourceFederation for a domain that is federated by itself. It reports false if nobody does, as far as is known. The
	// domain has no capital ASCII letters. Another domain or a social provider is no answer, and refused with InvalidArgument:
	// more people would be let in than were meant.
	Owner(ctx context.Context, domain string) (source entitlement.IdentitySource, owned bool, err error)
}

// owners are the identity sources that mail domains turned out to stand for, for one command.
type owners struct {
	wanted []string
	known  map[string]entitlement.IdentitySource
}

// askOwners asks a directory that knows who owns mail domains.
func (f *facts) askOwners(ctx context.Context) error {
	view, _ := f.view.(Domains)
	for _, domain := range f.owners.wanted {
		source, owned := entitlement.IdentitySource{}, false
		if view != nil {
			var err error
			if source, owned, err = view.Owner(ctx, domain); err != nil {
				return unavailable(err)
			}
		}
		asked := entitlement.IdentitySource{Type: entitlement.SourceDomain, DomainName: domain}
		isTenant := source.Type == entitlement.SourceTenant || source.Type == entitlement.SourceCloud
		switch {
		case !owned:
			source = asked
		case !isTenant && source.Key() != asked.Key():
			return invalid("domains: the directory says that %s belongs to the %s, which is no tenant: name the identity source instead",
				quote(domain), source.Key())
		}
		if f.owners.known == nil {
			f.owners.known = make(map[string]entitlement.IdentitySource, len(f.owners.wanted))
		}
		f.owners.known[domain] = source
	}
	f.owners.wanted = nil
	return nil
}

// organizationWith returns the organization of an input, with the identity sources that its domains stand for, or asks for
// them. A source that it has already is not added again.
func (u *unit) organizationWith(in OrganizationInput) (entitlement.ConnectedOrganization, error) {
	o := in.Organization.Clone()
	if len(in.Domains) == 0 {
		return o, nil
	}
	if err := u.authorize(taskOrganizations, entitlement.CatalogID{}); err != nil {
		return o, err
	}
	sources, err := u.sourcesOf(in.Domains)
	if err != nil {
		return o, err
	}
	for _, source := range sources {
		same := func(s entitlement.IdentitySource) bool { return s.Key() == source.Key() }
		if !slices.ContainsFunc(o.IdentitySources, same) {
			o.IdentitySources = append(o.IdentitySources, source)
		}
	}
	return o, nil
}

// sourcesOf returns the identity sources of mail domains, or asks for them. It refuses what is no mail domain.
func (u *unit) sourcesOf(domains []string) ([]entitlement.IdentitySource, error) {
	named := entitlement.ConnectedOrganization{DisplayName: "domains", State: entitlement.OrganizationProposed}
	for _, domain := range domains {
		named.IdentitySources = append(named.IdentitySources, entitlement.IdentitySource{Type: entitlement.SourceDomain, DomainName: domain})
	}
	if err := named.Validate(u.e.config.Limits); err != nil {
		return nil, err
	}
	sources := named.IdentitySources
	for i := range sources {
		domain := strings.TrimPrefix(sources[i].Key(), "domain ") // in lower-case letters
		source, known := u.facts.owners.known[domain]
		if !known {
			u.facts.owners.wanted = append(u.facts.owners.wanted, domain)
		}
		sources[i] = source
	}
	if len(u.facts.owners.wanted) > 0 {
		return nil, u.need(true)
	}
	return sources, nil
}
