package store

import (
	"time"

	"example.com/tenure/entitlement"
)

// The fields an event may leave out, as bits of its presence mask.
const (
	hasActor = 1 << iota
	hasOnBehalf
	hasSubject
	hasPackage
	hasPolicy
	hasRequest
	hasAssignment
	hasCodes
	hasFacts
	hasAfter
)

func presence(ev *entitlement.Event) uint64 {
	mask := uint64(0)
	set := func(bit uint64, present bool) {
		if present {
			mask |= bit
		}
	}
	set(hasActor, ev.Actor != entitlement.Actor{Kind: entitlement.ActorSystem}) // most events are the system's
	set(hasOnBehalf, ev.OnBehalfOf != "")
	set(hasSubject, ev.Subject != "")
	set(hasPackage, ev.Package != entitlement.PackageRef{})
	set(hasPolicy, ev.Policy != entitlement.PolicyRef{})
	set(hasRequest, !ev.Request.IsZero())
	set(hasAssignment, !ev.Assignment.IsZero())
	set(hasCodes, len(ev.Codes) > 0)
	set(hasFacts, len(ev.Facts) > 0)
	set(hasAfter, ev.After != nil)
	return mask
}

// AppendEvent appends the canonical bytes of an event: everything but its sequence number, which is the key, and its link,
// which is computed from them.
func AppendEvent(dst []byte, ev *entitlement.Event) []byte {
	return appendEvent(dst, ev, []byte(ev.Object.Key))
}

// appendEvent is AppendEvent with the object's key as bytes.
func appendEvent(dst []byte, ev *entitlement.Event, object []byte) []byte {
	e := encoder(dst)
	e.u8(1)
	mask := presence(ev)
	e.uint(mask)
	e.time(ev.At)
	e.u8(uint8(ev.Activity))
	e.u8(uint8(ev.Object.Kind))
	e.bytes(object)
	e.uint(uint64(ev.Version))
	e.uint(ev.Previous)
	if mask&hasActor != 0 {
		e.u8(uint8(ev.Actor.Kind))
		e.text(string(ev.Actor.Subject))
		e.text(ev.Actor.Job)
	}
	if mask&hasOnBehalf != 0 {
		e.text(string(ev.OnBehalfOf))
	}
	if mask&hasSubject != 0 {
		e.text(string(ev.Subject))
		e.uint(ev.LastSeen)
	}
	if mask&hasPackage != 0 {
		e.id(ev.Package.ID)
		e.uint(uint64(ev.Package.Version))
	}
	if mask&hasPolicy != 0 {
		e.id(ev.Policy.ID)
		e.uint(uint64(ev.Policy.Version))
	}
	if mask&hasRequest != 0 {
		e.id(ev.Request)
	}
	if mask&hasAssignment != 0 {
		e.id(ev.Assignment)
	}
	if mask&hasCodes != 0 {
		e.uint(uint64(len(ev.Codes)))
		for _, c := range ev.Codes {
			e.text(string(c))
		}
	}
	if mask&hasFacts != 0 {
		e.uint(uint64(len(ev.Facts)))
		for _, f := range ev.Facts {
			e.text(f.Name)
			e.text(f.Value)
		}
	}
	if mask&hasAfter != 0 {
		e.bytes(ev.After)
	}
	return e
}

// decodeEvent reads the canonical bytes and what lies beside them: the link and the recorded instant.
func decodeEvent(seq uint64, data []byte, ev *entitlement.Event) (recorded time.Time, err error) {
	d := decoder{b: data}
	if d.u8() != 1 {
		return time.Time{}, damaged(entitlement.KindEngine, "the event's version is unknown")
	}
	mask := d.uint()
	*ev = entitlement.Event{
		Seq:      seq,
		At:       d.time(),
		Activity: enum(&d, entitlement.ActivityDepartureDue),
		Object:   entitlement.ObjectRef{Kind: enum(&d, entitlement.KindCallout), Key: d.text()},
		Version:  d.u32(),
		Previous: d.uint(),
	}
	ev.Actor.Kind = entitlement.ActorSystem
	if mask&hasActor != 0 {
		ev.Actor = entitlement.Actor{
			Kind: enum(&d, entitlement.ActorHost), Subject: entitlement.SubjectID(d.text()), Job: d.text(),
		}
	}
	if mask&hasOnBehalf != 0 {
		ev.OnBehalfOf = entitlement.SubjectID(d.text())
	}
	if mask&hasSubject != 0 {
		ev.Subject, ev.LastSeen = entitlement.SubjectID(d.text()), d.uint()
	}
	if mask&hasPackage != 0 {
		ev.Package = entitlement.PackageRef{ID: d.id(), Version: d.u32()}
	}
	if mask&hasPolicy != 0 {
		ev.Policy = entitlement.PolicyRef{ID: d.id(), Version: d.u32()}
	}
	if mask&hasRequest != 0 {
		ev.Request = d.id()
	}
	if mask&hasAssignment != 0 {
		ev.Assignment = d.id()
	}
	decodeEventDetails(&d, mask, ev)
	ev.Link = d.hash()
	recorded = d.time()
	return recorded, d.done(entitlement.KindEngine)
}

func decodeEventDetails(d *decoder, mask uint64, ev *entitlement.Event) {
	if mask&hasCodes != 0 {
		ev.Codes = make([]entitlement.Code, d.count(1))
		for i := range ev.Codes {
			ev.Codes[i] = entitlement.Code(d.text())
		}
	}
	if mask&hasFacts != 0 {
		ev.Facts = make([]entitlement.Fact, d.count(2))
		for i := range ev.Facts {
			ev.Facts[i] = entitlement.Fact{Name: d.text(), Value: d.text()}
		}
	}
	if mask&hasAfter != 0 {
		ev.After = append([]byte{}, d.take(d.length())...)
	}
}
