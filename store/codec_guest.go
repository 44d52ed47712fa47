package store

import "example.com/tenure/entitlement"

// Guests who said what they read have rows of version 3, other guests who signed in with a social provider of version 2, and the others of
// version 1.
func encodeGuest(dst []byte, g *entitlement.GuestAccount) []byte {
	e := encoder(dst)
	version := uint8(1)
	if g.PreferredLanguage != "" {
		version = 3
	} else if g.IdentityProvider != "" {
		version = 2
	}
	e.u8(version)
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
	if version > 1 {
		e.text(g.IdentityProvider)
	}
	if version > 2 {
		e.text(g.PreferredLanguage)
	}
	return e
}

func decodeGuest(id entitlement.SubjectID, data []byte, m *memory, g *entitlement.GuestAccount) error {
	d := decoder{b: data, into: m}
	version := d.u8()
	if version < 1 || version > 3 {
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
	if version > 1 {
		g.IdentityProvider = d.text()
	}
	if version > 2 {
		g.PreferredLanguage = d.text()
	}
	if version == 2 && g.IdentityProvider == "" || version == 3 && g.PreferredLanguage == "" {
		return damaged(entitlement.KindGuest, "the row's version does not fit the row")
	}
	return d.done(entitlement.KindGuest)
}
