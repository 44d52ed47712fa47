package entitlement

import "crypto/sha256"

// Target is what a resource is in the system that it lives in. The same group added to two catalogs is two resources and
// one target: whoever holds a role of it through both keeps it until both are gone, so grants are counted by target.
type Target struct {
	Type     ResourceType
	OriginID string
}

// TargetID identifies a target. It is derived from the target and the same in every tenant.
type TargetID = ID[Target]

// ID returns the target's identifier.
func (t Target) ID() TargetID {
	b := make([]byte, 0, len(t.Type)+1+len(t.OriginID))
	b = append(append(b, t.Type...), 0) // a type holds no zero byte, so no two targets look alike
	sum := sha256.Sum256(append(b, t.OriginID...))
	return TargetID(sum[:16])
}

// Target returns what the resource is in the system that it lives in.
func (r *Resource) Target() Target { return Target{r.Type, r.OriginID} }
