package store

import "example.com/tenure/entitlement"

func encodeAssignment(dst []byte, a *entitlement.Assignment) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(a.Stamp)
	e.text(string(a.Target))
	e.id(a.Package.ID)
	e.uint(uint64(a.Package.Version))
	e.id(a.Policy.ID)
	e.uint(uint64(a.Policy.Version))
	e.id(a.Request)
	e.u8(uint8(a.State))
	e.u8(uint8(a.Reason))
	e.time(a.Schedule.Start)
	e.time(a.Schedule.End)
	e.time(a.Prompt)
	e.time(a.Created)
	e.time(a.Ended)
	return e
}

func decodeAssignment(id entitlement.AssignmentID, data []byte, m *memory, a *entitlement.Assignment) error {
	d := decoder{b: data, into: m}
	if d.u8() != 1 {
		return damaged(entitlement.KindAssignment, "the row's version is unknown")
	}
	*a = entitlement.Assignment{
		Stamp:    d.stamp(),
		ID:       id,
		Target:   entitlement.SubjectID(d.name()),
		Package:  entitlement.PackageRef{ID: d.id(), Version: d.u32()},
		Policy:   entitlement.PolicyRef{ID: d.id(), Version: d.u32()},
		Request:  d.id(),
		State:    enum(&d, entitlement.AssignmentDeliveryFailed),
		Reason:   enum(&d, entitlement.ReasonExtensionDenied),
		Schedule: entitlement.Schedule{Start: d.time(), End: d.time()},
		Prompt:   d.time(),
		Created:  d.time(),
		Ended:    d.time(),
	}
	return d.done(entitlement.KindAssignment)
}
