package membership

import (
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// Property names an attribute of a person as Entra does, without "user.": "department".
type Property string

const (
	// Item stands for an item of a collection in the condition of Quantified. It is written "_".
	Item Property = "_"
	// Manager is what "Direct Reports for" looks at. Rules do not name it.
	Manager Property = "manager"
)

// String returns the property as it is written in rules, such as "user.department".
func (p Property) String() string {
	if p == Item {
		return string(p)
	}
	return prefix + string(p)
}

const prefix = "user."

// kind is the type of a property.
type kind uint8

const (
	kindNone kind = iota // not a property
	kindText
	kindIdentifier // compared as bytes
	kindFlag
	kindCollection
	kindItem
)

// properties are those that Entra lists for users and a subject can have, sorted by name.
var properties = []struct {
	name Property
	kind kind
}{
	{"accountEnabled", kindFlag}, {"city", kindText}, {"companyName", kindText}, {"country", kindText},
	{"department", kindText}, {"dirSyncEnabled", kindFlag}, {"displayName", kindText}, {"employeeId", kindText},
	{"facsimileTelephoneNumber", kindText}, {"givenName", kindText}, {"jobTitle", kindText}, {"mail", kindText},
	{"mailNickName", kindText}, {"mobile", kindText}, {"objectId", kindIdentifier},
	{"onPremisesDistinguishedName", kindText}, {"onPremisesSecurityIdentifier", kindText}, {"otherMails", kindCollection},
	{"passwordPolicies", kindText}, {"physicalDeliveryOfficeName", kindText}, {"postalCode", kindText},
	{"preferredLanguage", kindText}, {"proxyAddresses", kindCollection}, {"sipProxyAddress", kindText}, {"state", kindText},
	{"streetAddress", kindText}, {"surname", kindText}, {"telephoneNumber", kindText}, {"usageLocation", kindText},
	{"userPrincipalName", kindText}, {"userType", kindText},
}

// refusedProperties are names that people will write for good reasons, and why that does not help them.
var refusedProperties = []struct {
	name Property
	why  string
}{
	{"memberOf", "a rule looks at attributes of the person; groups are named in the scope of a policy"},
	{"assignedPlans", "nothing is known about the plans of a person"},
	{"employeeHireDate", "a rule knows no dates, so that its answer does not change with time alone"},
	{"id", "it is called user.objectId in rules"},
	{"manager", `write Direct Reports for "…"`},
}

// kindOf returns the type of a property, kindNone if it is unknown.
func kindOf(p Property) kind {
	for _, known := range properties {
		if known.name == p {
			return known.kind
		}
	}
	if isExtension(string(p)) {
		return kindText
	}
	return kindNone
}

var extensionNumbers = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"}

// isExtension reports whether a name is that of an extension attribute or of a custom extension property.
func isExtension(name string) bool {
	if number, ok := strings.CutPrefix(name, "extensionAttribute"); ok {
		return slices.Contains(extensionNumbers, number)
	}
	own, ok := strings.CutPrefix(name, "extension_")
	return ok && own != "" && !strings.ContainsAny(own, ".$") && len(name) <= entitlement.KeyLength
}

// whyRefused returns why a property that Entra knows is refused, or "".
func whyRefused(p Property) string {
	for _, refused := range refusedProperties {
		if strings.EqualFold(string(refused.name), string(p)) {
			return refused.why
		}
	}
	return ""
}
