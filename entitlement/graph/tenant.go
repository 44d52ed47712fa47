package graph

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

func readOrganization(v *value) spec.ConnectedOrganization {
	o := spec.ConnectedOrganization{
		ID: id[entitlement.ConnectedOrganization](v), DisplayName: text(v.get("displayName")), Description: text(v.get("description")),
		InternalSponsors: sponsors(v.get("internalSponsors")), ExternalSponsors: sponsors(v.get("externalSponsors")),
	}
	if state := v.get("state"); state != nil && !word(state, &o.State) {
		o.State = entitlement.OrganizationProposed // what is not known does not let people in
	}
	if o.State == entitlement.OrganizationConfigured {
		o.State = 0
	}
	for _, source := range objects(v.get("identitySources")) {
		if s, ok := readSource(source); ok {
			o.IdentitySources = append(o.IdentitySources, s)
		}
	}
	return o
}

func readSource(v *value) (entitlement.IdentitySource, bool) {
	s := entitlement.IdentitySource{DisplayName: text(v.get("displayName"))}
	switch kind := v.typeOf(); {
	case kind == "crosscloudazureactivedirectorytenant" || kind == "" && v.peek("cloudInstance") != nil:
		s.Type, s.TenantID, s.CloudInstance = entitlement.SourceCloud, text(v.get("tenantId")), text(v.get("cloudInstance"))
	case kind == "azureactivedirectorytenant" || kind == "" && v.peek("tenantId") != nil:
		s.Type, s.TenantID = entitlement.SourceTenant, text(v.get("tenantId"))
	case kind == "externaldomainfederation" || kind == "" && v.peek("issuerUri") != nil:
		s.Type, s.DomainName, s.IssuerURI = entitlement.SourceFederation, text(v.get("domainName")), text(v.get("issuerUri"))
	case kind == "domainidentitysource" || kind == "" && v.peek("domainName") != nil:
		s.Type, s.DomainName = entitlement.SourceDomain, text(v.get("domainName"))
	case kind == "socialidentitysource" || kind == "" && v.peek("socialIdentitySourceType") != nil:
		s.Type, s.SocialType = entitlement.SourceSocial, text(v.get("socialIdentitySourceType"))
	default:
		v.lose("the engine recognises people by tenant, domain or social provider only")
		return s, false
	}
	return s, true
}

// tenant returns the settings, those that nothing is said about being the defaults.
func (im *importer) tenant() *spec.Settings {
	if im.settings == nil {
		d := entitlement.DefaultSettings()
		im.settings = &spec.Settings{
			ExternalUserLifecycleAction:                  d.ExternalUserLifecycleAction,
			DurationUntilExternalUserDeletedAfterBlocked: d.DurationUntilExternalUserDeletedAfterBlocked,
			ResourceVisibility:                           d.ResourceVisibility, RelatedPeopleInsightLevel: d.RelatedPeopleInsightLevel,
			ShowApproverDetailsToMembers: d.ShowApproverDetailsToMembers,
		}
	}
	return im.settings
}

func (im *importer) readSettings(v *value) {
	s := im.tenant()
	v.get("id")
	word(v.get("externalUserLifecycleAction"), &s.ExternalUserLifecycleAction)
	if d := v.get("durationUntilExternalUserDeletedAfterBlocked"); d != nil {
		s.DurationUntilExternalUserDeletedAfterBlocked = period(d)
		v.get("daysUntilExternalUserDeletedAfterBlocked") // beta says it twice
	} else if days := v.get("daysUntilExternalUserDeletedAfterBlocked"); days != nil {
		s.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Days(count(days))
	}
}

func (im *importer) readEndUserSettings(v *value) {
	s := im.tenant()
	v.get("id")
	word(v.get("relatedPeopleInsightLevel"), &s.RelatedPeopleInsightLevel)
	s.ShowApproverDetailsToMembers = flag(v.get("showApproverDetailsToMembers"), s.ShowApproverDetailsToMembers)
	if enabled := v.peek("isEnabled"); flag(enabled, true) {
		v.get("isEnabled")
	}
}
