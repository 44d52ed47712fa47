package store

import "example.com/tenure/entitlement"

func encodeScope(dst []byte, s *entitlement.AutomaticScope) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(s.Stamp)
	e.id(s.Package)
	e.uint(uint64(s.Rule))
	e.uint(uint64(s.People))
	e.uint(uint64(s.Beyond))
	e.uint(uint64(s.Leaving))
	e.flag(s.Held)
	e.uint(uint64(s.Lost))
	e.time(s.LostSince)
	e.time(s.Survey)
	e.text(string(s.Cursor))
	e.uint(uint64(s.Pushes))
	return e
}

func decodeScope(id entitlement.PolicyID, data []byte, _ *memory, s *entitlement.AutomaticScope) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindAutomaticScope, "the row's version is unknown")
	}
	*s = entitlement.AutomaticScope{
		Stamp: d.stamp(), Policy: id, Package: d.id(), Rule: d.u32(), People: d.u32(), Beyond: d.u32(), Leaving: d.u32(), Held: d.flag(),
		Lost: d.u32(), LostSince: d.time(), Survey: d.time(), Cursor: entitlement.SubjectID(d.text()), Pushes: d.u32(),
	}
	return d.done(entitlement.KindAutomaticScope)
}

func encodeMember(dst []byte, m *entitlement.AutomaticMember) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(m.Stamp)
	e.uint(uint64(m.Rule))
	e.flag(m.Leaving)
	e.time(m.Since)
	e.text(string(m.Waiting))
	e.time(m.Retry)
	return e
}

func decodeMember(k entitlement.AutomaticMemberKey, data []byte, _ *memory, m *entitlement.AutomaticMember) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindAutomaticMember, "the row's version is unknown")
	}
	*m = entitlement.AutomaticMember{
		Stamp: d.stamp(), Policy: k.Policy, Subject: k.Subject, Rule: d.u32(), Leaving: d.flag(), Since: d.time(),
		Waiting: entitlement.Code(d.text()), Retry: d.time(),
	}
	return d.done(entitlement.KindAutomaticMember)
}

// A departure that is due has a row of version 2, one that is not of version 1.
func encodeDeparture(dst []byte, p *entitlement.Departure) []byte {
	e := encoder(dst)
	version := uint8(1)
	if p.Due {
		version = 2
	}
	e.u8(version)
	e.stamp(p.Stamp)
	e.time(p.Since)
	return e
}

func decodeDeparture(id entitlement.SubjectID, data []byte, _ *memory, p *entitlement.Departure) error {
	d := decoder{b: data}
	version := d.u8()
	if version != 1 && version != 2 {
		return damaged(entitlement.KindDeparture, "the row's version is unknown")
	}
	*p = entitlement.Departure{Stamp: d.stamp(), Subject: id, Since: d.time(), Due: version == 2}
	return d.done(entitlement.KindDeparture)
}
