package store

import "example.com/tenure/entitlement"

func encodeGuest(dst []byte, g *entitlement.GuestAccount) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(g.Stamp)
	e.u8(uint8(g.Desired))
	e.u8(uint8(g.Observed))
	e.u8(uint8(g.Lifecycle))
	e.uint(g.Generation)
	e.time(g.Dirty)
	e.time(g.DeleteAt)
	e.text(g.AccountID)
	e.text(g.Failure)
	e.text(g.DisplayName)
	e.text(g.Mail)
	e.text(g.TenantID)
	e.text(g.Domain)
	e.id(g.Organization)
	return e
}

func decodeGuest(id entitlement.SubjectID, data []byte, m *memory, g *entitlement.GuestAccount) error {
	d := decoder{b: data, into: m}
	if d.u8() != 1 {
		return damaged(entitlement.KindGuest, "the row's version is unknown")
	}
	*g = entitlement.GuestAccount{
		Stamp:        d.stamp(),
		Subject:      id,
		Desired:      enum(&d, entitlement.GuestDeleted),
		Observed:     enum(&d, entitlement.GuestDeleted),
		Lifecycle:    enum(&d, entitlement.LifecycleGoverned),
		Generation:   d.uint(),
		Dirty:        d.time(),
		DeleteAt:     d.time(),
		AccountID:    d.text(),
		Failure:      d.text(),
		DisplayName:  d.text(),
		Mail:         d.text(),
		TenantID:     d.text(),
		Domain:       d.text(),
		Organization: d.id(),
	}
	return d.done(entitlement.KindGuest)
}
