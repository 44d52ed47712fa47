package entitlement

import "time"

// AssignmentStatus tells beside the state which of the notifications about the end came. The list is open: hosts
// should show what they do not know as it is.
type AssignmentStatus string

// Assignment statuses, in Graph's words.
const (
	StatusDelivering         AssignmentStatus = "Delivering"
	StatusPartiallyDelivered AssignmentStatus = "PartiallyDelivered"
	StatusDelivered          AssignmentStatus = "Delivered"
	StatusDeliveryFailed     AssignmentStatus = "DeliveryFailed"
	// StatusNearExpiry1Day is delivered access whose last day has begun, where holders are asked whether they want to extend.
	StatusNearExpiry1Day AssignmentStatus = "NearExpiry1DayNotificationTriggered"
	StatusExpired        AssignmentStatus = "ExpiredNotificationTriggered"
)

// Status returns the assignment's status at t. asked says that its policy has holders asked before the end; access
// that does not last longer than a day is not asked about.
func (a *Assignment) Status(t time.Time, asked bool) AssignmentStatus {
	switch a.State {
	case AssignmentDelivering:
		return StatusDelivering
	case AssignmentPartiallyDelivered:
		return StatusPartiallyDelivered
	case AssignmentDeliveryFailed:
		return StatusDeliveryFailed
	case AssignmentExpired:
		return StatusExpired
	case AssignmentDelivered:
	}
	lastDay := a.Schedule.End.AddDate(0, 0, -1) // without an end before every start
	if asked && lastDay.After(a.Schedule.Start) && !t.Before(lastDay) {
		return StatusNearExpiry1Day
	}
	return StatusDelivered
}
