package membership

import (
	"iter"
	"strings"

	"example.com/tenure/entitlement"
)

// value returns the property of a person as text, "" for null.
func (p Property) value(s *entitlement.Subject) string {
	switch string(p) {
	case "objectId":
		return string(s.ID)
	case "displayName":
		return s.DisplayName
	case "mail":
		return s.Mail
	case "userType":
		return userType(s)
	case "accountEnabled":
		return accountEnabled(s)
	case string(Manager):
		return string(s.Manager)
	}
	return s.Attributes[string(p)]
}

func userType(s *entitlement.Subject) string {
	switch s.UserType {
	case entitlement.UserMember:
		return "Member"
	case entitlement.UserGuest:
		return "Guest"
	case entitlement.UserOutside:
	}
	return ""
}

func accountEnabled(s *entitlement.Subject) string {
	switch {
	case !s.HasAccount():
		return ""
	case s.AccountDisabled:
		return "false"
	}
	return "true"
}

// isNull reports whether the text of a property is no value of its type.
func isNull(value string, kind kind) bool {
	switch kind {
	case kindFlag:
		_, known := truth(value)
		return !known
	case kindCollection:
		for range items(value) {
			return false
		}
		return true
	case kindText, kindIdentifier, kindItem, kindNone:
	}
	return value == ""
}

// truth reads a boolean. What is neither true nor false is not known.
func truth(text string) (value, known bool) {
	if strings.EqualFold(text, "true") {
		return true, true
	}
	return false, strings.EqualFold(text, "false")
}

// items yields the values of a collection, which directories export with semicolons between them. Spaces around them and
// empty places do not count.
func items(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text != "" {
			var item string
			item, text, _ = strings.Cut(text, ";")
			if item = strings.TrimSpace(item); item != "" && !yield(item) {
				return
			}
		}
	}
}
