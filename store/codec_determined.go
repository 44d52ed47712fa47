package store

import (
	"time"

	"example.com/tenure/entitlement"
)

// settings appends how a stage is that an extension determined. Only such stages have it, under version 2 of their rows.
func (e *encoder) settings(s *entitlement.StageSettings) {
	e.period(s.DurationBeforeAutomaticDenial)
	e.flag(s.IsApproverJustificationRequired)
	e.sets(s.PrimaryApprovers)
	e.sets(s.FallbackPrimaryApprovers)
	e.flag(s.IsEscalationEnabled)
	e.period(s.DurationBeforeEscalation)
	e.sets(s.EscalationApprovers)
	e.sets(s.FallbackEscalationApprovers)
	e.u8(uint8(s.ApproverInformationVisibility))
	e.text(string(s.CustomExtension))
}

func (d *decoder) settings() *entitlement.StageSettings {
	return &entitlement.StageSettings{
		DurationBeforeAutomaticDenial:   d.period(),
		IsApproverJustificationRequired: d.flag(),
		PrimaryApprovers:                d.sets(),
		FallbackPrimaryApprovers:        d.sets(),
		IsEscalationEnabled:             d.flag(),
		DurationBeforeEscalation:        d.period(),
		EscalationApprovers:             d.sets(),
		FallbackEscalationApprovers:     d.sets(),
		ApproverInformationVisibility:   enum(d, entitlement.ApproversVisible),
		CustomExtension:                 entitlement.CustomExtensionID(d.text()),
	}
}

func (e *encoder) period(p entitlement.Period) {
	e.uint(uint64(p.Years))
	e.uint(uint64(p.Months))
	e.uint(uint64(p.Days))
	e.uint(uint64(p.Clock))
}

func (d *decoder) period() entitlement.Period {
	return entitlement.Period{
		Years: int(d.u32()), Months: int(d.u32()), Days: int(d.u32()), Clock: time.Duration(d.uint()),
	}
}

func (e *encoder) sets(list []entitlement.SubjectSet) {
	e.uint(uint64(len(list)))
	for i := range list {
		s := &list[i]
		e.u8(uint8(s.Type))
		e.text(string(s.UserID))
		e.text(string(s.GroupID))
		e.id(s.Organization)
		e.uint(uint64(s.ManagerLevel))
		e.text(s.Description)
		e.text(s.MembershipRule)
	}
}

func (d *decoder) sets() []entitlement.SubjectSet {
	n := d.count(22) // a kind, an identifier, a level, and the lengths of four texts
	if n == 0 {
		return nil
	}
	list := make([]entitlement.SubjectSet, n)
	for i := range list {
		list[i] = entitlement.SubjectSet{
			Type: enum(d, entitlement.SetAttributeRule), UserID: entitlement.SubjectID(d.text()),
			GroupID: entitlement.GroupID(d.text()), Organization: d.id(), ManagerLevel: int(d.u32()),
			Description: d.text(), MembershipRule: d.text(),
		}
	}
	return list
}
