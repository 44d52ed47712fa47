package store

import "example.com/tenure/entitlement"

func encodeGrant(dst []byte, g *entitlement.Grant) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(g.Stamp)
	e.uint(uint64(len(g.Sources)))
	for _, s := range g.Sources {
		e.id(s.Assignment)
		e.time(s.Since)
		e.time(s.End)
		e.u8(uint8(s.State))
	}
	e.uint(g.Generation)
	e.time(g.Dirty)
	e.u8(uint8(g.Observed))
	e.flag(g.Parked)
	e.text(g.Failure)
	return e
}

func decodeGrant(key entitlement.GrantKey, data []byte, m *memory, g *entitlement.Grant) error {
	d := decoder{b: data, into: m}
	if d.u8() != 1 {
		return damaged(entitlement.KindGrant, "the row's version is unknown")
	}
	*g = entitlement.Grant{Stamp: d.stamp(), Key: key}
	if n := d.count(16 + 8 + 8 + 1); n > 0 {
		g.Sources = m.grantSources(n)
		for i := range g.Sources {
			g.Sources[i] = entitlement.GrantSource{
				Assignment: d.id(), Since: d.time(), End: d.time(), State: enum(&d, entitlement.SourceFailed),
			}
		}
	}
	g.Generation = d.uint()
	g.Dirty = d.time()
	g.Observed = enum(&d, entitlement.ObservedAbsent)
	g.Parked = d.flag()
	g.Failure = d.text()
	return d.done(entitlement.KindGrant)
}
