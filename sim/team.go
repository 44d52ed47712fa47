package sim

import "example.com/tenure/entitlement"

// Team returns a manager and the people who report to them, members of the organization all, for Options.People. Their names are
// their identifiers.
func Team(manager entitlement.SubjectID, reports ...entitlement.SubjectID) []entitlement.Subject {
	out := []entitlement.Subject{{ID: manager, DisplayName: string(manager), UserType: entitlement.UserMember}}
	for _, id := range reports {
		out = append(out, entitlement.Subject{
			ID: id, DisplayName: string(id), UserType: entitlement.UserMember, Manager: manager,
		})
	}
	return out
}
