package store

import "example.com/tenure/entitlement"

// delegationTable defines the table of the delegations of approvers.
func (s *Schema) delegationTable() {
	s.Delegations = Table[entitlement.SubjectID, entitlement.ApprovalDelegation]{
		tag: tagDelegation, kind: entitlement.KindDelegation, encode: encodeDelegation, decode: decodeDelegation,
		of:      func(d *entitlement.ApprovalDelegation) entitlement.SubjectID { return d.Approver },
		key:     AppendText[entitlement.SubjectID],
		parse:   func(r *KeyReader) entitlement.SubjectID { return entitlement.SubjectID(r.Text()) },
		entries: func(*entries, *entitlement.ApprovalDelegation) {},
	}
}

func encodeDelegation(dst []byte, d *entitlement.ApprovalDelegation) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(d.Stamp)
	e.text(string(d.Delegate))
	e.time(d.Schedule.Start)
	e.time(d.Schedule.End)
	return e
}

func decodeDelegation(approver entitlement.SubjectID, data []byte, m *memory, out *entitlement.ApprovalDelegation) error {
	d := decoder{b: data, into: m}
	if d.u8() != 1 {
		return damaged(entitlement.KindDelegation, "the row's version is unknown")
	}
	*out = entitlement.ApprovalDelegation{
		Stamp: d.stamp(), Approver: approver, Delegate: entitlement.SubjectID(d.text()),
		Schedule: entitlement.Schedule{Start: d.time(), End: d.time()},
	}
	return d.done(entitlement.KindDelegation)
}
