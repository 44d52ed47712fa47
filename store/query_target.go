package store

import "example.com/tenure/entitlement"

// GrantsAt calls fn for the keys of the grants of a target that come after one, by person and role, until fn returns false;
// a nil key is the beginning. The key belongs to the Txn's memory. fn may read through tx, not write.
func (t *Txn) GrantsAt(
	target entitlement.TargetID, after *entitlement.GrantKey, fn func(entitlement.GrantKey) (bool, error),
) error {
	prefix := AppendID([]byte{tagGrantTarget}, target)
	start := prefix
	if after != nil {
		start = append(appendGrantPlace(append([]byte(nil), prefix...), after), 0) // the next possible key
	}
	return t.scan(prefix, start, func(key, _ []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		k := entitlement.GrantKey{
			Subject: entitlement.SubjectID(r.name(&t.memory)), Target: target, Role: entitlement.RoleID(r.name(&t.memory)),
		}
		if err := r.End(); err != nil {
			return false, err
		}
		return fn(k)
	})
}

// appendGrantPlace appends what tells the grants of one target apart.
func appendGrantPlace(dst []byte, k *entitlement.GrantKey) []byte {
	return AppendText(AppendText(dst, k.Subject), k.Role)
}

// Targets calls fn for the targets that were ever known, by id, from the first after one, until fn returns false; the zero
// id is the beginning. fn may read through tx, not write.
func (t *Txn) Targets(after entitlement.TargetID, fn func(entitlement.TargetID) (bool, error)) error {
	prefix := []byte{tagTarget}
	start := prefix
	if !after.IsZero() {
		start = append(AppendID([]byte{tagTarget}, after), 0) // the next possible key
	}
	return t.scan(prefix, start, func(key, _ []byte) (bool, error) { return fn(lastID(key)) })
}

// GuestOf finds the external person whose account has an identifier other than the person's own.
func (t *Txn) GuestOf(account string) (id entitlement.SubjectID, found bool, err error) {
	prefix := AppendText([]byte{tagGuestAccount}, account)
	err = t.scan(prefix, nil, func(key, _ []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		id, found = entitlement.SubjectID(r.Text()), true
		return false, r.End()
	})
	return id, found, err
}
