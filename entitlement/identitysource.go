package entitlement

import "strings"

// IdentitySourceType says how the people of an organization are recognised. The values are stored as words.
type IdentitySourceType uint8

// Identity source types.
const (
	SourceTenant     IdentitySourceType = iota + 1 // whoever authenticates in the tenant TenantID, whatever the mail domain
	SourceDomain                                   // whoever has proved an address of exactly the domain DomainName
	SourceCloud                                    // as SourceTenant, of a tenant in the other cloud CloudInstance
	SourceFederation                               // as SourceDomain, proved to the identity provider of the domain, IssuerURI
	SourceSocial                                   // whoever signs in with the social provider SocialType
)

var identitySourceTypes = words[IdentitySourceType]{
	SourceTenant: "azureActiveDirectoryTenant", SourceDomain: "domainIdentitySource",
	SourceCloud: "crossCloudAzureActiveDirectoryTenant", SourceFederation: "externalDomainFederation",
	SourceSocial: "socialIdentitySource",
}

// String returns Graph's name of the type, without "#microsoft.graph.".
func (t IdentitySourceType) String() string { return identitySourceTypes.text(t) }

// MarshalText returns Graph's name of the type, with "#microsoft.graph." as Graph writes it.
func (t IdentitySourceType) MarshalText() ([]byte, error) {
	name, err := identitySourceTypes.marshal("@odata.type", t)
	if err != nil {
		return nil, err
	}
	return append([]byte(graphType), name...), nil
}

// UnmarshalText accepts Graph's names, with or without "#microsoft.graph.".
func (t *IdentitySourceType) UnmarshalText(text []byte) error {
	name := strings.TrimPrefix(string(text), graphType)
	return identitySourceTypes.unmarshal("@odata.type", []byte(name), t)
}

// IdentitySource is one way to recognise an organization's people.
type IdentitySource struct {
	Type          IdentitySourceType `json:"@odata.type"`
	DisplayName   string             `json:"displayName,omitempty"`
	TenantID      string             `json:"tenantId,omitempty"`                 // for a tenant, in this cloud or another
	CloudInstance string             `json:"cloudInstance,omitempty"`            // for a tenant in another cloud: which, such as microsoftonline.us
	DomainName    string             `json:"domainName,omitempty"`               // for a domain, federated or not; compared without regard to ASCII case
	IssuerURI     string             `json:"issuerUri,omitempty"`                // for a federated domain, "" if unknown; people are not compared with it
	SocialType    string             `json:"socialIdentitySourceType,omitempty"` // for a social provider: Graph's word, such as facebook
}

// Key returns what makes two sources the same: a tenant, domain or social provider belongs to at most one organization.
// A tenant is the same one in whatever cloud, a domain whether it is federated or not. None of the three has regard to ASCII case.
func (s IdentitySource) Key() string {
	switch s.Type {
	case SourceTenant, SourceCloud:
		return "tenant " + lowerASCII(s.TenantID)
	case SourceSocial:
		return "provider " + lowerASCII(s.SocialType)
	case SourceDomain, SourceFederation:
	}
	return "domain " + lowerASCII(s.DomainName)
}

// Matches reports whether the subject is one of the source's people: known by the same tenant, in whatever cloud, domain or social
// provider, without regard to ASCII case. Neither the cloud nor the issuer of a federation is compared.
func (s IdentitySource) Matches(p *Subject) bool {
	switch s.Type {
	case SourceTenant, SourceCloud:
		return s.TenantID != "" && lowerASCII(s.TenantID) == lowerASCII(p.TenantID)
	case SourceDomain, SourceFederation:
		return s.DomainName != "" && lowerASCII(s.DomainName) == lowerASCII(p.Domain)
	case SourceSocial:
		return s.SocialType != "" && lowerASCII(s.SocialType) == lowerASCII(p.IdentityProvider)
	}
	return false
}

// IdentitySources returns what an external person can be recognised by, whether it is known of the person or not, with what
// counts most first: the tenant, the domain, the social provider.
func (s *Subject) IdentitySources() [3]IdentitySource {
	return [...]IdentitySource{
		{Type: SourceTenant, TenantID: s.TenantID}, {Type: SourceDomain, DomainName: s.Domain},
		{Type: SourceSocial, SocialType: s.IdentityProvider},
	}
}

func (s IdentitySource) validate(path string, limits Limits) error {
	if err := firstError(
		checkEnum(path+".@odata.type", s.Type, identitySourceTypes),
		limits.checkLine(path+".displayName", s.DisplayName),
		limits.checkLine(path+".issuerUri", s.IssuerURI),
	); err != nil {
		return err
	}
	used := IdentitySource{Type: s.Type, DisplayName: s.DisplayName}
	var err error
	switch s.Type {
	case SourceTenant:
		used.TenantID = s.TenantID
		err = checkKey(path+".tenantId", s.TenantID)
	case SourceCloud:
		used.TenantID, used.CloudInstance = s.TenantID, s.CloudInstance
		err = firstError(checkKey(path+".tenantId", s.TenantID), checkKey(path+".cloudInstance", s.CloudInstance))
	case SourceDomain:
		used.DomainName = s.DomainName
		err = checkDomain(path+".domainName", s.DomainName)
	case SourceFederation:
		used.DomainName, used.IssuerURI = s.DomainName, s.IssuerURI
		err = checkDomain(path+".domainName", s.DomainName)
	case SourceSocial:
		used.SocialType = s.SocialType
		err = checkKey(path+".socialIdentitySourceType", s.SocialType)
	}
	if s != used {
		return invalid(path, "has a field that %s does not use", s.Type)
	}
	return err
}
