package graph

import (
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// readSchedule reads when reviews start and how long each is open.
func readSchedule(v *value) entitlement.ReviewSchedule {
	s := entitlement.ReviewSchedule{StartDateTime: instant(v.get("startDateTime"))}
	if in := object(v.get("expiration")); in != nil {
		if e := readPattern(in); e.Type == entitlement.ExpirationAfterDuration {
			s.Duration = shorter(e.Duration, entitlement.Days(entitlement.DefaultReviewDurationDays))
		} else if e.Type != entitlement.ExpirationNotSpecified {
			in.lose("a review is open for a duration")
		}
	}
	recurrence := object(v.get("recurrence"))
	pattern, span := object(recurrence.get("pattern")), object(recurrence.get("range"))
	if start := span.peek("startDate"); s.StartDateTime.IsZero() && start != nil {
		s.StartDateTime = instant(start)
	}
	every := readCadence(pattern, s.StartDateTime)
	s.Recurrence = shorter(every, entitlement.Days(entitlement.DefaultReviewCadenceDays))
	readRange(span, &s)
	return s
}

// readCadence reads the time from one start to the next.
func readCadence(v *value, start time.Time) entitlement.Period {
	kind := v.get("type")
	n := max(1, number(v.get("interval")))
	out := entitlement.Period{}
	if kind == nil {
		return out
	}
	switch strings.ToLower(kind.raw()) {
	case "daily":
		out.Days = n
	case "weekly":
		out.Days = 7 * n
		readWeekdays(v, start)
	case "absolutemonthly":
		out.Months = n
		readDay(v, start.Day())
	case "absoluteyearly":
		out.Years = n
		readDay(v, start.Day())
		sameNumber(v.peek("month"), int(start.Month()))
	default:
		v.lose("the engine counts days, months and years from the first start")
		return entitlement.Period{}
	}
	if out.Validate() != nil {
		v.lose("it is longer than the engine counts")
		return entitlement.Period{}
	}
	unused(v)
	return out
}

// readDay takes the day of the month, which is that of the first start.
func readDay(v *value, day int) { sameNumber(v.peek("dayOfMonth"), day) }

// sameNumber takes a number that is not given, or says what is known.
func sameNumber(v *value, known int) {
	if v != nil && (v.raw() == "0" || number(v) == known) {
		v.read()
	} else {
		v.lose("reviews are counted from the first start, which is on another day")
	}
}

// readWeekdays takes the weekday, which is that of the first start.
func readWeekdays(v *value, start time.Time) {
	days := v.peek("daysOfWeek")
	if days == nil {
		return
	}
	if len(days.inside) > 1 || len(days.inside) == 1 && !strings.EqualFold(days.inside[0].raw(), start.Weekday().String()) {
		days.lose("reviews are counted from the first start, which is on another day")
		return
	}
	days.read()
	for _, day := range days.inside {
		day.read()
	}
}

// unused takes what Graph writes into every pattern and says nothing in this one.
func unused(v *value) {
	v.get("firstDayOfWeek")
	if index := v.peek("index"); strings.EqualFold(index.raw(), "first") {
		index.read()
	}
	for _, name := range []string{"month", "dayOfMonth"} {
		if m := v.peek(name); m.raw() == "0" {
			m.read()
		}
	}
}

// readRange reads until when a series goes on.
func readRange(v *value, s *entitlement.ReviewSchedule) {
	kind := strings.ToLower(v.get("type").raw())
	last := v.peek("endDate")
	switch kind {
	case "enddate":
		if end := instant(v.get("endDate")); !end.IsZero() && end.Year() < entitlement.LatestYear { // which is how some write "never"
			s.EndDateTime = end.AddDate(0, 0, 1)
		}
	case "numbered":
		n := count(v.get("numberOfOccurrences"))
		if end := s.Series().Every.Times(n).AddTo(s.StartDateTime); n > 0 && end.Year() > 0 && end.Year() < entitlement.LatestYear {
			s.EndDateTime = end
		} else {
			v.get("numberOfOccurrences").lose("the engine does not count that far")
		}
	}
	if last != nil && !last.isRead && strings.HasPrefix(last.raw(), "0001-01-01") {
		last.read() // there is none
	}
	if m := v.peek("numberOfOccurrences"); m.raw() == "0" {
		m.read()
	}
	if zone := v.peek("recurrenceTimeZone"); zone != nil && (zone.raw() == "" || strings.EqualFold(zone.raw(), "UTC")) {
		zone.read()
	}
	start := v.peek("startDate")
	if raw := start.raw(); raw != "" && (strings.HasPrefix(raw, "0001-01-01") || strings.HasPrefix(raw, s.StartDateTime.Format(time.DateOnly))) {
		start.read()
	}
}
