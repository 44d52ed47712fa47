package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// stepMember changes a member of the scope of an automatic policy.
func stepMember(o *outcome, m *entitlement.AutomaticMember, change func(*entitlement.AutomaticMember)) {
	after := *m
	change(&after)
	if after != *m {
		record(o, entitlement.ActivityUpdateMember, m, &after)
	}
}

// stepSkipped records an automatic assignment that is not possible, as a request of the system that was denied at once
//
func stepSkipped(o *outcome, request entitlement.Request, codes []entitlement.Code, at time.Time) error {
	request.State, request.Created = entitlement.RequestSubmitted, at
	denied, err := o.moveRequest(&request, entitlement.RequestIsDenied)
	if err != nil {
		return err
	}
	denied.Reason, denied.Completed = entitlement.ReasonIncompatible, at
	record(o, entitlement.ActivitySystemCreates, nil, denied).codes = codes
	return nil
}

// stepMoveEnd gives an automatic assignment an end, because its holder left the scope, or takes it away again.
func stepMoveEnd(
	o *outcome, a *entitlement.Assignment, grants []entitlement.Grant, activity entitlement.Activity, end time.Time,
) error {
	moved, err := o.moveAssignment(a, entitlement.AssignmentIsExtended)
	if err != nil {
		return err
	}
	moved.Schedule.End = end
	record(o, activity, a, moved)
	for i := range grants {
		j, found := grants[i].Source(a.ID)
		if !found {
			continue
		}
		after := o.rows.grant(grants[i])
		after.Sources = slices.Clone(grants[i].Sources)
		after.Sources[j].End = end
		record(o, activity, &grants[i], after)
	}
	return nil
}
