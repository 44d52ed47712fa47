package directory

import "example.com/tenure/entitlement"

// Group is a group of people and of other groups. Order and repetition in the lists mean nothing; groups may contain each
// other in circles, and themselves.
type Group struct {
	ID          entitlement.GroupID
	DisplayName string                  // for people; never evaluated
	Members     []entitlement.SubjectID // people who are members directly
	Groups      []entitlement.GroupID   // groups whose members are members too
}
