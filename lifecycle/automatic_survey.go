package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// surveyPage is how many people a survey looks at in one transaction, if Config.BatchSize is not less.
const surveyPage = 200

// isSurveyed reports whether everybody is being looked at, at the logical instant. A survey may also lie ahead.
func (u *unit) isSurveyed(scope *entitlement.AutomaticScope) bool {
	return !scope.Survey.IsZero() && !scope.Survey.After(u.when)
}

// surveyScope looks at the next people of a survey: those whom the directory lists, and those who were in the scope, together
// in the order of their identifiers, so that who is not listed any more is found too. Whoever leaves waits for the end of the
// survey, which decides about all of them together (I-95).
func (u *unit) surveyScope(t *effectTask) error {
	scope, found, err := load(u, &u.e.schema.Scopes, t.scope)
	if err != nil || !found || !u.isSurveyed(scope) {
		return err
	}
	if uint64(scope.Version) != t.generation { // people changed since the directory was asked: it is asked anew
		if u.write {
			return errNeedFacts
		}
		return nil
	}
	a, err := u.automatic(t.scope)
	if err != nil {
		return err
	}
	ids, done, err := u.surveyPeople(scope)
	if err != nil {
		return err
	}
	people, err := u.standingsOf(&a, scope, ids)
	if err != nil {
		return err
	}
	after := *scope
	if after.Cursor == "" {
		after.Beyond = 0
	}
	for i := range people {
		if err := u.surveyOne(&after, &people[i]); err != nil {
			return err
		}
	}
	if !done {
		after.Cursor = ids[len(ids)-1]
		return u.recordScope(scope, &after, entitlement.ActivitySurveyPeople)
	}
	return u.endSurvey(scope, &after)
}

// surveyPeople returns the next people of a survey, and whether they are the last.
func (u *unit) surveyPeople(scope *entitlement.AutomaticScope) (ids []entitlement.SubjectID, done bool, err error) {
	limit := min(u.e.config.BatchSize, surveyPage)
	listed, err := u.peopleAfter(scope.Cursor, limit)
	if err != nil {
		return nil, false, err
	}
	ids = slices.Clone(listed)
	members := 0
	err = u.tx.MembersAfter(scope.Policy, scope.Cursor, false, func(id entitlement.SubjectID) (bool, error) {
		members++
		ids = append(ids, id)
		return members < limit, nil
	})
	slices.Sort(ids)
	ids = slices.Compact(ids)
	done = len(listed) < limit && members < limit && len(ids) <= limit
	return ids[:min(len(ids), limit)], done, err
}

// standingsOf loads how people stand with an automatic policy, with everything that a reconciliation of them needs.
func (u *unit) standingsOf(
	a *automatic, scope *entitlement.AutomaticScope, ids []entitlement.SubjectID,
) (out []standing, err error) {
	var needs []policy.Need
	for _, id := range ids {
		person, known := u.facts.known.Subject(id)
		if !known {
			needs = append(needs, policy.Need{Kind: policy.NeedSubject, Subject: id})
			continue
		}
		s, err := u.standingOf(a, scope, id, person)
		if err != nil {
			return nil, err
		}
		more, err := u.needsGroups(&s)
		if err != nil {
			return nil, err
		}
		needs, out = append(needs, more...), append(out, s)
	}
	if len(needs) > 0 {
		return nil, u.need(false, needs...)
	}
	return out, nil
}

// surveyOne brings one person in line in a survey. Who is not in the directory any more has not left the scope: what they have
// waits for them to be restored, unless too many are missing for that to be believed (I-95).
func (u *unit) surveyOne(scope *entitlement.AutomaticScope, s *standing) error {
	u.followsDirectory(s.id)
	departed, err := u.departure(s.id)
	switch {
	case err != nil:
		return err
	case s.person == nil && (s.Member == nil || !s.Member.Leaving):
		return u.surveyMissing(scope, s, departed)
	case s.person != nil && departed != nil:
		record[entitlement.Departure](&u.out, entitlement.ActivityPersonRestored, departed, nil)
		if err := u.apply(); err != nil {
			return err
		}
	}
	return u.meet(scope, s)
}

// surveyMissing notes that somebody with access is not in the directory any more. Where too many are missing, those who have
// access through the policy wait with the others who left it, and the rest is looked at in the next survey (I-95).
func (u *unit) surveyMissing(scope *entitlement.AutomaticScope, s *standing, departed *entitlement.Departure) error {
	has, err := u.hasAccess(s.id, entitlement.AssignmentID{})
	if err != nil {
		return err
	}
	served, err := u.isServed(s.id)
	switch {
	case err != nil:
		return err
	case has && (departed != nil || served):
		return nil
	case has && u.mayLose(scope, scope.Leaving+1):
		u.lose(scope, 1)
		return u.depart(s.id)
	case has && s.Own == nil:
		return nil
	}
	return u.meet(scope, s)
}

// endSurvey decides whether those who left the scope lose their access (I-95), and when everybody is looked at again.
func (u *unit) endSurvey(scope, after *entitlement.AutomaticScope) error {
	after.Survey, after.Cursor, after.Pushes = zeroTime, "", 0
	if every := u.e.config.SurveyEvery; every > 0 {
		after.Survey = u.when.Add(every)
	}
	after.Held = after.Leaving > 0 && !u.mayLose(after, after.Leaving)
	if after.Leaving > 0 && !after.Held {
		u.out.release(after, u.when) // which counts them
	}
	return u.recordScope(scope, after, entitlement.ActivitySurveyPeople)
}

// retryMember tries an automatic assignment again in whose way something stood.
func (u *unit) retryMember(key entitlement.AutomaticMemberKey) error {
	m, err := u.member(key.Policy, key.Subject)
	if err != nil || m == nil || m.Retry.IsZero() {
		return err
	}
	person, err := u.subject(key.Subject)
	if err != nil {
		return err
	}
	if p, err := u.policy(key.Policy); err != nil || p == nil {
		return err // it was deleted, and its members go
	}
	a, err := u.automatic(key.Policy)
	if err != nil {
		return err
	}
	u.followsDirectory(key.Subject)
	if person == nil {
		stepMember(&u.out, m, func(m *entitlement.AutomaticMember) { m.Retry = zeroTime })
		return u.apply()
	}
	return u.reconcilePerson(&a, key.Subject, person)
}

// reconcilePerson brings one person and one automatic policy in line.
func (u *unit) reconcilePerson(a *automatic, id entitlement.SubjectID, person *entitlement.Subject) error {
	scope, err := u.automaticScope(a.ID)
	if err != nil {
		return err
	}
	people, err := u.standingOf(a, scope, id, person)
	if err != nil {
		return err
	}
	if needs, err := u.needsGroups(&people); err != nil || len(needs) > 0 {
		return firstError(err, u.need(false, needs...))
	}
	after := *scope
	if u.isSurveyed(scope) {
		after.Pushes++ // what the survey has read of this person may be out of date
	}
	if err := u.meet(&after, &people); err != nil {
		return err
	}
	return u.recordScope(scope, &after, entitlement.ActivityUpdateScope)
}

// beginSurvey lets everybody be looked at from the logical instant on.
func beginSurvey(scope *entitlement.AutomaticScope, at time.Time) {
	scope.Survey, scope.Cursor, scope.Pushes = at, "", 0
}
