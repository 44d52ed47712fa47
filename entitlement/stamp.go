package entitlement

// Stamp is carried by every stored object.
type Stamp struct {
	// Version is 1 for a new object and grows by exactly one with every change. Commands that replace an object take the
	// version they are based on and are refused with VersionMismatch if it is not the current one.
	Version uint32 `json:"version,omitzero"`
	// Event is the sequence number of the event that recorded the last change.
	Event uint64 `json:"event,omitzero"`
}
