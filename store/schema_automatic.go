package store

import "example.com/tenure/entitlement"

// automaticTables defines the tables of automatic assignment, and of people who left the directory.
func (s *Schema) automaticTables() {
	s.Scopes = Table[entitlement.PolicyID, entitlement.AutomaticScope]{
		tag: tagAutomaticScope, kind: entitlement.KindAutomaticScope, encode: encodeScope, decode: decodeScope,
		of:     func(s *entitlement.AutomaticScope) entitlement.PolicyID { return s.Policy },
		effect: scopeEffect,
	}
	idTable(&s.Scopes)
	s.Members = Table[entitlement.AutomaticMemberKey, entitlement.AutomaticMember]{
		tag: tagAutomaticMember, kind: entitlement.KindAutomaticMember, encode: encodeMember, decode: decodeMember,
		of:  func(m *entitlement.AutomaticMember) entitlement.AutomaticMemberKey { return m.Key() },
		key: appendMemberKey, parse: parseMemberKey, entries: memberEntries, effect: memberEffect,
	}
	s.Departures = Table[entitlement.SubjectID, entitlement.Departure]{
		tag: tagDeparture, kind: entitlement.KindDeparture, encode: encodeDeparture, decode: decodeDeparture,
		of:    func(d *entitlement.Departure) entitlement.SubjectID { return d.Subject },
		key:   AppendText[entitlement.SubjectID],
		parse: func(r *KeyReader) entitlement.SubjectID { return entitlement.SubjectID(r.Text()) },
		entries: func(e *entries, d *entitlement.Departure) {
			if !d.Due {
				e.timer(d.End(), ClassExpire, TimerDeparture, AppendText(nil, d.Subject))
			}
		},
		effect: departureEffect,
	}
}

func departureEffect(d *entitlement.Departure) Effect {
	if !d.Due {
		return Effect{}
	}
	return Effect{Class: ClassApprove, Kind: EffectDeparture, Since: d.End()}
}

func appendMemberKey(dst []byte, k entitlement.AutomaticMemberKey) []byte {
	return AppendText(AppendID(dst, k.Policy), k.Subject)
}

func parseMemberKey(r *KeyReader) entitlement.AutomaticMemberKey {
	return entitlement.AutomaticMemberKey{Policy: r.ID(), Subject: entitlement.SubjectID(r.Text())}
}

// scopeEffect asks for a survey to go on, anew for each part of the people.
func scopeEffect(s *entitlement.AutomaticScope) Effect {
	if s.Survey.IsZero() {
		return Effect{}
	}
	return Effect{Class: ClassApprove, Kind: EffectScope, Since: s.Survey, Generation: uint64(s.Version)}
}

func memberEntries(e *entries, m *entitlement.AutomaticMember) {
	if m.Leaving {
		e.begin(tagAutomaticLeaving)
		e.buf = appendMemberKey(e.buf, m.Key())
		e.end(nil)
	}
	if m.Waiting != "" {
		e.begin(tagAutomaticWaiting)
		e.buf = AppendID(AppendText(e.buf, m.Subject), m.Policy)
		e.end(nil)
	}
}

func memberEffect(m *entitlement.AutomaticMember) Effect {
	if m.Retry.IsZero() {
		return Effect{}
	}
	return Effect{Class: ClassApprove, Kind: EffectMember, Since: m.Retry}
}

// AutomaticPolicies lists the automatic policies of the tenant.
func AutomaticPolicies() Index { return Index{[]byte{tagAutomaticPolicy}} }

// WaitingMemberships lists the automatic policies in whose scope a person waits for an assignment.
func WaitingMemberships(id entitlement.SubjectID) Index {
	return Index{AppendText([]byte{tagAutomaticWaiting}, id)}
}

// MembersAfter calls fn for the people in the scope of an automatic policy who come after one, in the order of their
// identifiers, until fn returns false; "" stands before the first. With leaving only those whose removal waits.
func (t *Txn) MembersAfter(
	policy entitlement.PolicyID, after entitlement.SubjectID, leaving bool, fn func(entitlement.SubjectID) (bool, error),
) error {
	tag := tagAutomaticMember
	if leaving {
		tag = tagAutomaticLeaving
	}
	prefix := AppendID([]byte{tag}, policy)
	from := prefix
	if after != "" {
		from = Successor(AppendText(append([]byte(nil), prefix...), after))
	}
	return t.scan(prefix, from, func(key, _ []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		id := entitlement.SubjectID(r.Text())
		if err := r.End(); err != nil {
			return false, err
		}
		return fn(id)
	})
}
