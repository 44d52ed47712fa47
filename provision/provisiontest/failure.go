package provisiontest

import (
	"errors"

	"example.com/tenure/provision"
)

// failureCases check that the target says no in a way that helps.
func failureCases() []testCase {
	return []testCase{
		{name: "a_missing_resource_is_a_classified_error", needs: aMissingResource, check: func(s *session) error {
			return s.checkRefusals(func(op *provision.Operation) { op.Resource = s.MissingResource })
		}, why: "R-035: the grant is marked failed and the operator is told what to do"},
		{name: "a_missing_role_is_a_classified_error", needs: aMissingRole, check: func(s *session) error {
			return s.checkRefusals(func(op *provision.Operation) { op.Role = s.MissingRole })
		}, why: "roles are renamed; the operator is told what to do"},
		{name: "an_unknown_verb_is_refused", check: unknownVerb,
			why: "guessing what was meant gives access or takes it"},
	}
}

// checkRefusals grants what cannot be granted, and revokes it: the first must fail, the second may.
func (s *session) checkRefusals(change func(*provision.Operation)) error {
	grant, revoke := s.grant(s.alice(), 1), s.revoke(s.alice(), 2)
	change(&grant)
	change(&revoke)
	if err := expectFailure("the grant", s.finish(grant)); err != nil {
		return err
	}
	if err := s.finish(revoke); err != nil {
		return expectFailure("the revoke", err)
	}
	return nil
}

func unknownVerb(s *session) error {
	op := s.wish(99, s.alice(), 1)
	return errors.Join(expectFailure("verb 99", s.finish(op)), s.expect(s.alice(), s.Role, false),
		s.finishAll(s.grant(s.alice(), 2)),
		expectFailure("verb 99", s.finish(s.wish(99, s.alice(), 3))), s.expect(s.alice(), s.Role, true))
}
