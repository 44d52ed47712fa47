package directory

import (
	"strings"

	"example.com/tenure/entitlement"
)

// field is what a column of a file of people says.
type field uint8

const (
	fieldAttribute field = iota // whatever has no field of its own
	fieldID
	fieldDisplayName
	fieldMail
	fieldUserType
	fieldEnabled
	fieldBlocked
	fieldTenantID
	fieldDomain
	fieldManager
	fieldSponsors
	fieldLinkedIDs
	fieldIdentityProvider
)

// principalName is the attribute that holds the name with which a person signs in.
const principalName = "userPrincipalName"

// personColumn tells what a column of a file of people says, and the name by which it is known here.
func personColumn(header string) (field, string) {
	switch fold(header) {
	case "id", "objectid", "userid":
		return fieldID, "id"
	case "displayname":
		return fieldDisplayName, "displayName"
	case "mail", "email", "emailaddress":
		return fieldMail, "mail"
	case "usertype":
		return fieldUserType, "userType"
	case "accountenabled", "enabled":
		return fieldEnabled, "accountEnabled"
	case "blockcredential":
		return fieldBlocked, "blockCredential"
	case "tenantid", "hometenantid":
		return fieldTenantID, "tenantId"
	case "domain":
		return fieldDomain, "domain"
	case "manager", "managerid", "manageruserprincipalname", "managerupn", "managermail", "manageremail":
		return fieldManager, "manager"
	case "sponsors", "sponsor", "sponsorids":
		return fieldSponsors, "sponsors"
	case "linkedids":
		return fieldLinkedIDs, "linkedIds"
	case "identityprovider":
		return fieldIdentityProvider, "identityProvider"
	case "userprincipalname", "upn":
		return fieldAttribute, principalName
	case "department":
		return fieldAttribute, "department"
	case "jobtitle", "title":
		return fieldAttribute, "jobTitle"
	case "companyname", "company":
		return fieldAttribute, "companyName"
	}
	return fieldAttribute, header
}

// set puts the text of a cell into the person, and returns what is wrong with it or "". Spaces around names for people do
// not count. An empty cell says nothing, except where the answer decides on rights.
func (f field) set(s *entitlement.Subject, name, text string) string {
	switch f {
	case fieldID:
		s.ID = entitlement.SubjectID(text)
	case fieldDisplayName:
		s.DisplayName = strings.TrimSpace(text)
	case fieldMail:
		s.Mail = strings.TrimSpace(text)
	case fieldUserType:
		return setUserType(s, text)
	case fieldEnabled:
		return setDisabled(s, text, "false", "true")
	case fieldBlocked:
		return setDisabled(s, text, "true", "false")
	case fieldTenantID:
		s.TenantID = text
	case fieldDomain:
		s.Domain = text
	case fieldManager:
		s.Manager = entitlement.SubjectID(text)
	case fieldSponsors:
		s.Sponsors = splitList(text)
	case fieldLinkedIDs:
		s.LinkedIDs = splitList(text)
	case fieldIdentityProvider:
		s.IdentityProvider = text
	case fieldAttribute:
		setAttribute(s, name, text)
	}
	return ""
}

func setUserType(s *entitlement.Subject, text string) string {
	if err := s.UserType.UnmarshalText([]byte(word(text))); err != nil {
		return "is " + quote(text) + "; it is one of Member, Guest, Outside"
	}
	return ""
}

// setDisabled disables the account on the one word. It never enables, so that with two columns either may disable.
func setDisabled(s *entitlement.Subject, text, disabled, enabled string) string {
	switch word(text) {
	case disabled:
		s.AccountDisabled = true
	case enabled:
	default:
		return "is " + quote(text) + "; it is true or false"
	}
	return ""
}

func setAttribute(s *entitlement.Subject, name, text string) {
	if text == "" {
		return
	}
	if s.Attributes == nil {
		s.Attributes = make(map[string]string)
	}
	s.Attributes[name] = text
}

// splitList reads identifiers separated by semicolons. Spaces around them and empty places do not count.
func splitList(text string) []entitlement.SubjectID {
	var ids []entitlement.SubjectID
	for item := range strings.SplitSeq(text, ";") {
		if item = strings.TrimSpace(item); item != "" {
			ids = append(ids, entitlement.SubjectID(item))
		}
	}
	return ids
}
