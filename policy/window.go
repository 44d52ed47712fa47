package policy

import (
	"time"

	"example.com/tenure/entitlement"
)

// Window returns the time of an assignment that is approved at the instant at: from the start asked for if that lies ahead
// else from the approval, until the end asked for or the end that the policy gives, whichever comes
// first. A zero End is no end. The instants are UTC.
//
// It refuses with PolicyEnded if the policy's end does not lie after the start, and with ScheduleElapsed if the end
// asked for does not, because the approval came too late; the schedule is zero then, and the code "" otherwise.
// Whether the requestor may ask for these times is a matter of submission, which Evaluate checks; Window never gives more
// than the policy allows (I-49).
func Window(
	p *entitlement.AssignmentPolicy, asked entitlement.Schedule, at time.Time,
) (entitlement.Schedule, entitlement.Code) {
	start := later(asked.Start, at).UTC()
	end := p.Expiration.EndFrom(start)
	if !end.IsZero() && !end.After(start) {
		return entitlement.Schedule{}, entitlement.PolicyEnded
	}
	if !asked.End.IsZero() {
		if !asked.End.After(start) {
			return entitlement.Schedule{}, entitlement.ScheduleElapsed
		}
		if end.IsZero() || asked.End.Before(end) {
			end = asked.End.UTC()
		}
	}
	return entitlement.Schedule{Start: start, End: end}, ""
}

// later returns the later of two instants; the zero time is before all others.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
