package store

import "example.com/tenure/entitlement"

func (e *encoder) credentials(list []entitlement.VerifiedCredential) {
	e.uint(uint64(len(list)))
	for i := range list {
		c := &list[i]
		e.text(c.Authority)
		e.text(c.Type)
		e.uint(uint64(len(c.Claims)))
		for _, claim := range c.Claims {
			e.text(claim.Name)
			e.text(claim.Value)
		}
	}
}

func (d *decoder) credentials() []entitlement.VerifiedCredential {
	n := d.count(3) // the lengths of the authority, of the type and of the claims
	if n == 0 {
		return nil
	}
	var list []entitlement.VerifiedCredential // grows with what is there: an element takes more room here than in the row
	for range n {
		if d.bad {
			return nil
		}
		list = append(list, entitlement.VerifiedCredential{Authority: d.text(), Type: d.text(), Claims: d.claims()})
	}
	return list
}

func (d *decoder) claims() []entitlement.CredentialClaim {
	n := d.count(2) // the lengths of the name and of the value
	if n == 0 {
		return nil
	}
	list := make([]entitlement.CredentialClaim, n)
	for i := range list {
		list[i] = entitlement.CredentialClaim{Name: d.text(), Value: d.text()}
	}
	return list
}
