package policy

import (
	"slices"

	"example.com/tenure/entitlement"
)

// sameHuman reports whether two identities belong to one human being: they are equal, either record names the other, or both
// name a third. Records may be nil; "" is nobody.
func sameHuman(
	a entitlement.SubjectID, aRecord *entitlement.Subject, b entitlement.SubjectID, bRecord *entitlement.Subject,
) bool {
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	aLinks, bLinks := links(aRecord), links(bRecord)
	if len(aLinks)+len(bLinks) == 0 {
		return false
	}
	shared := func(id entitlement.SubjectID) bool { return slices.Contains(bLinks, id) }
	return slices.Contains(aLinks, b) || shared(a) || slices.ContainsFunc(aLinks, shared)
}

func links(record *entitlement.Subject) []entitlement.SubjectID {
	if record == nil {
		return nil
	}
	return record.LinkedIDs
}
