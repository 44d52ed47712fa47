package entitlement

import "time"

// ExpirationType says how an assignment's end is found.
type ExpirationType uint8

// Expiration types. The zero value is notSpecified.
const (
	ExpirationNotSpecified  ExpirationType = iota // DefaultLifetimeDays after the start
	ExpirationNone                                // never: the assignment has no end
	ExpirationAfterDateTime                       // at EndDateTime, for everybody
	ExpirationAfterDuration                       // Duration after the start of the assignment
)

var expirationTypes = words[ExpirationType]{"notSpecified", "noExpiration", "afterDateTime", "afterDuration"}

// String returns Graph's word.
func (t ExpirationType) String() string { return expirationTypes.text(t) }

// MarshalText returns Graph's word.
func (t ExpirationType) MarshalText() ([]byte, error) { return expirationTypes.marshal("type", t) }

// UnmarshalText accepts Graph's words only.
func (t *ExpirationType) UnmarshalText(text []byte) error {
	return expirationTypes.unmarshal("type", text, t)
}

// DefaultLifetimeDays is how long an assignment lives when its policy does not say.
const DefaultLifetimeDays = 30

// Expiration is a policy's rule for the end of assignments.
type Expiration struct {
	Type        ExpirationType `json:"type"`
	EndDateTime time.Time      `json:"endDateTime,omitzero"` // for afterDateTime; use EndOfDay to make it from a date
	Duration    Period         `json:"duration,omitzero"`    // for afterDuration
}

// EndFrom returns the end of an assignment that starts at start; the zero time means that it never ends.
func (e Expiration) EndFrom(start time.Time) time.Time {
	switch e.Type {
	case ExpirationNone:
		return time.Time{}
	case ExpirationAfterDateTime:
		return e.EndDateTime.UTC()
	case ExpirationAfterDuration:
		return e.Duration.AddTo(start)
	case ExpirationNotSpecified:
	}
	return Days(DefaultLifetimeDays).AddTo(start)
}

// Validate refuses a duration of zero, one that is longer than the limit, hours below one, a missing date, and
// fields that the type does not use.
func (e Expiration) Validate(limits Limits) error {
	if err := checkEnum("expiration.type", e.Type, expirationTypes); err != nil {
		return err
	}
	if e.Type != ExpirationAfterDuration && !e.Duration.IsZero() {
		return invalid("expiration.duration", "is set, but the type is %s", e.Type)
	}
	if e.Type != ExpirationAfterDateTime && !e.EndDateTime.IsZero() {
		return invalid("expiration.endDateTime", "is set, but the type is %s", e.Type)
	}
	switch e.Type {
	case ExpirationAfterDateTime:
		if e.EndDateTime.IsZero() {
			return invalid("expiration.endDateTime", "is missing")
		}
		return checkInstant("expiration.endDateTime", e.EndDateTime)
	case ExpirationAfterDuration:
		if e.Duration.IsZero() {
			return invalid("expiration.duration", "must be longer than nothing: access that ends when it starts is no access")
		}
		if err := e.Duration.check("expiration.duration"); err != nil {
			return err
		}
		if e.Duration.Years+e.Duration.Months+e.Duration.Days == 0 && e.Duration.Clock < time.Hour {
			return invalid("expiration.duration", "%s is shorter than an hour", e.Duration)
		}
		return checkLimit("expiration.duration", "AssignmentDays", e.Duration.longestDays(), limits.AssignmentDays)
	case ExpirationNone, ExpirationNotSpecified:
	}
	return nil
}

// Schedule is the time an assignment is for: from Start until End, the end excluded. A zero End means without end. In a
// request, a zero Start means "as soon as approved" and a zero End "as the policy says".
type Schedule struct {
	Start time.Time `json:"startDateTime,omitzero"`
	End   time.Time `json:"endDateTime,omitzero"`
}

// Validate refuses instants that rows cannot hold: outside the years 1 to 9999, or finer than a microsecond (I-9). Whether
// the times make sense together is for the policy to say.
func (s Schedule) Validate() error {
	for _, f := range []struct {
		path string
		t    time.Time
	}{{"schedule.startDateTime", s.Start}, {"schedule.endDateTime", s.End}} {
		if f.t.IsZero() {
			continue
		}
		if err := checkInstant(f.path, f.t); err != nil {
			return err
		}
	}
	return nil
}

// EndedBy reports whether the schedule's end has come at t.
func (s Schedule) EndedBy(t time.Time) bool { return !s.End.IsZero() && !t.Before(s.End) }

// LatestYear is the last year whose instants rows, and RFC 3339, may hold.
const LatestYear = 9999

// Instants that rows may hold: years 1 to 9999, in whole microseconds.
var (
	earliest = time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC)
	latest   = time.Date(LatestYear, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
)

func checkInstant(path string, t time.Time) error {
	if t.Before(earliest) || t.After(latest) {
		return invalid(path, "is outside the years 1 to 9999")
	}
	if t.Nanosecond()%1000 != 0 {
		return invalid(path, "is finer than a microsecond")
	}
	return nil
}
