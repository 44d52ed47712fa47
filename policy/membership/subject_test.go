package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// Where the properties of a rule are found in a subject.
func TestProperties(t *testing.T) {
	t.Parallel()
	ana := &entitlement.Subject{
		ID: "ana", DisplayName: "Ana Lima", Mail: "ana@lisbon.example", UserType: entitlement.UserMember, Manager: "mia",
		Attributes: map[string]string{
			"department": "Sales", "extensionAttribute15": "x", "extension_0f_Office": "9", "mail": "no", "userType": "no",
			"accountEnabled": "false", "objectId": "no", "displayName": "no",
		},
	}
	guest := &entitlement.Subject{ID: "gus", UserType: entitlement.UserGuest, AccountDisabled: true}
	outside := &entitlement.Subject{ID: "oda", UserType: entitlement.UserOutside}
	for text, want := range map[string]string{
		`user.objectId -eq "ana"`:                      "ana",
		`user.objectId -eq "Ana"`:                      "", // identifiers are compared as bytes
		`user.objectId -ne "Ana"`:                      "ana gus oda",
		`user.objectId -in ["GUS", "oda"]`:             "oda",
		`user.objectId -ne null`:                       "ana gus oda",
		`user.displayName -eq "ana lima"`:              "ana",
		`user.mail -endsWith "@Lisbon.example"`:        "ana",
		`user.userType -eq "Member"`:                   "ana",
		`user.userType -ne "member"`:                   "gus",
		`user.userType -eq null`:                       "oda",
		`user.accountEnabled -eq true`:                 "ana",
		`user.accountEnabled -eq false`:                "gus",
		`user.accountEnabled -eq null`:                 "oda",
		`user.department -eq "sales"`:                  "ana",
		`user.extensionAttribute15 -eq "x"`:            "ana",
		`user.extension_0f_Office -eq "9"`:             "ana",
		`user.extension_0f_office -eq "9"`:             "",
		`Direct Reports for "mia"`:                     "ana",
		`direct reports FOR 'mia'`:                     "ana",
		`Direct Reports for "Mia"`:                     "",
		`-not Direct Reports for "Mia"`:                "ana",
		`-not (-not (Direct Reports for "mia"))`:       "ana",
		`Direct Reports for "mia" or user.mail eq 'x'`: "ana",
	} {
		rule, got := parse(t, text), ""
		for _, s := range []*entitlement.Subject{ana, guest, outside} {
			if rule.Match(s) {
				got += " " + string(s.ID)
			}
		}
		require.Equal(t, want, got[min(1, len(got)):], text)
	}
}

func TestNobodyMatches(t *testing.T) {
	t.Parallel()
	require.False(t, parse(t, "user.department -eq null").Match(nil))
	require.True(t, parse(t, "user.department -eq null").Match(&entitlement.Subject{}))
}
