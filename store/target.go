package store

import "example.com/tenure/entitlement"

// Target is what is known of a target that grants refer to. It stays when the resource leaves its catalog, because revokes
// may be outstanding.
type Target struct {
	entitlement.Target
	DisplayName string // of the resource that was added or changed last
}

// PutTarget records a target.
func (t *Txn) PutTarget(target *Target) error {
	e := encoder(t.row[:0])
	e.u8(1)
	e.text(string(target.Type))
	e.text(target.OriginID)
	e.text(target.DisplayName)
	t.row = e
	t.key = AppendID(append(t.key[:0], tagTarget), target.ID())
	return t.put(t.key, t.row)
}

// Target reads what is known of a target, and reports whether anything is.
func (t *Txn) Target(id entitlement.TargetID, out *Target) (bool, error) {
	t.key = AppendID(append(t.key[:0], tagTarget), id)
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	d := decoder{b: value}
	if d.u8() != 1 {
		return false, damaged(entitlement.KindResource, "the row's version is unknown")
	}
	out.Type, out.OriginID = entitlement.ResourceType(d.text()), d.text()
	out.DisplayName = d.text()
	return true, d.done(entitlement.KindResource)
}
