package store

import "example.com/tenure/entitlement"

func encodeRequest(dst []byte, r *entitlement.Request) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(r.Stamp)
	e.u8(uint8(r.Type))
	e.u8(uint8(r.State))
	e.u8(uint8(r.Reason))
	e.text(string(r.Requestor))
	if r.Target == r.Requestor {
		e.text("") // most people ask for themselves; the target is never empty otherwise
	} else {
		e.text(string(r.Target))
	}
	e.id(r.Package.ID)
	e.uint(uint64(r.Package.Version))
	e.id(r.Policy.ID)
	e.uint(uint64(r.Policy.Version))
	e.time(r.Schedule.Start)
	e.time(r.Schedule.End)
	e.u8(r.Stage)
	e.u8(r.Stages)
	e.flag(r.Starting)
	e.flag(r.Direct)
	e.id(r.Assigned)
	e.flag(r.TextHash != [32]byte{})
	if r.TextHash != [32]byte{} {
		e.hash(r.TextHash)
	}
	e.time(r.Created)
	e.time(r.Completed)
	e.u8(r.Callouts)
	return e
}

func decodeRequest(id entitlement.RequestID, data []byte, m *memory, r *entitlement.Request) error {
	d := decoder{b: data, into: m}
	if d.u8() != 1 {
		return damaged(entitlement.KindRequest, "the row's version is unknown")
	}
	*r = entitlement.Request{
		Stamp:     d.stamp(),
		ID:        id,
		Type:      enum(&d, entitlement.RequestApproverRemove),
		State:     enum(&d, entitlement.RequestPartiallyDelivered),
		Reason:    enum(&d, entitlement.ReasonExtensionDenied),
		Requestor: entitlement.SubjectID(d.name()),
		Target:    entitlement.SubjectID(d.name()),
		Package:   entitlement.PackageRef{ID: d.id(), Version: d.u32()},
		Policy:    entitlement.PolicyRef{ID: d.id(), Version: d.u32()},
		Schedule:  entitlement.Schedule{Start: d.time(), End: d.time()},
		Stage:     d.u8(),
		Stages:    d.u8(),
		Starting:  d.flag(),
		Direct:    d.flag(),
		Assigned:  d.id(),
	}
	if r.Target == "" {
		r.Target = r.Requestor
	}
	if d.flag() {
		r.TextHash = d.hash()
	}
	r.Created, r.Completed, r.Callouts = d.time(), d.time(), d.u8()
	return d.done(entitlement.KindRequest)
}

func encodeRequestText(dst []byte, t *entitlement.RequestText) []byte {
	e := encoder(dst)
	if len(t.VerifiedCredentials) == 0 {
		e.u8(1) // nearly all of them
	} else {
		e.u8(2)
	}
	e.id(t.Salt)
	e.text(t.Justification)
	e.answers(t.Answers)
	if len(t.VerifiedCredentials) > 0 {
		e.credentials(t.VerifiedCredentials)
	}
	return e
}

func decodeRequestText(_ entitlement.RequestID, data []byte, _ *memory, t *entitlement.RequestText) error {
	d := decoder{b: data}
	version := d.u8()
	if version != 1 && version != 2 {
		return damaged(entitlement.KindRequest, "the row's version is unknown")
	}
	*t = entitlement.RequestText{Salt: d.id(), Justification: d.text(), Answers: d.answers()}
	if version == 2 {
		t.VerifiedCredentials = d.credentials()
	}
	return d.done(entitlement.KindRequest)
}

func (e *encoder) answers(list []entitlement.Answer) {
	e.uint(uint64(len(list)))
	for _, a := range list {
		e.text(string(a.Question))
		e.uint(uint64(len(a.Values)))
		for _, v := range a.Values {
			e.text(v)
		}
	}
}

func (d *decoder) answers() []entitlement.Answer {
	n := d.count(2) // the lengths of the question and of the values
	if n == 0 {
		return nil
	}
	list := make([]entitlement.Answer, n)
	for i := range list {
		list[i].Question = entitlement.QuestionID(d.text())
		values := d.count(1)
		if values > 0 {
			list[i].Values = make([]string, values)
		}
		for j := range list[i].Values {
			list[i].Values[j] = d.text()
		}
	}
	return list
}
