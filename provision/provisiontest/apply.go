package provisiontest

import (
	"errors"
	"sync"

	"example.com/tenure/provision"
)

// applyCases check that the world is as the operations say.
func applyCases() []testCase {
	return []testCase{
		{name: "its_resource_type_is_served", check: servesItsType,
			why: "the engine refuses resources of a type that is not served"},
		{name: "a_grant_gives_the_role", check: func(s *session) error {
			return errors.Join(s.finish(s.grant(s.alice(), 1)), s.expect(s.alice(), s.Role, true))
		}, why: "R-223: an assignment is delivered when its roles are granted"},
		{name: "a_revoke_takes_the_role", check: func(s *session) error {
			return errors.Join(s.finishAll(s.grant(s.alice(), 1), s.revoke(s.alice(), 2)), s.expect(s.alice(), s.Role, false))
		}, why: "I-57: access without an assignment is what this project exists to prevent"},
		{name: "granting_what_is_there_succeeds", check: func(s *session) error {
			return errors.Join(s.finishAll(s.grant(s.alice(), 1), s.grant(s.alice(), 2)), s.expect(s.alice(), s.Role, true))
		}, why: "R-234: a further assignment and a reprocess confirm access that is there already"},
		{name: "revoking_what_is_absent_succeeds", check: func(s *session) error {
			return errors.Join(s.finish(s.revoke(s.alice(), 1)), s.expect(s.alice(), s.Role, false))
		}, why: "R-234: a revoke that fails because nothing is there is tried for ever"},
		{name: "grant_revoke_grant_ends_present", check: func(s *session) error {
			return errors.Join(s.finishAll(s.grant(s.alice(), 1), s.revoke(s.alice(), 2), s.grant(s.alice(), 3)),
				s.expect(s.alice(), s.Role, true))
		}, why: "I-58: people come back"},
		{name: "revoke_grant_revoke_ends_absent", check: func(s *session) error {
			return errors.Join(s.finishAll(s.revoke(s.alice(), 1), s.grant(s.alice(), 2), s.revoke(s.alice(), 3)),
				s.expect(s.alice(), s.Role, false))
		}, why: "I-57: and leave again"},
		{name: "people_are_apart", check: peopleAreApart,
			why: "a grant or revoke for one person must not touch another"},
		{name: "roles_are_apart", needs: anotherRole, check: rolesAreApart,
			why: "a grant or revoke of one role must not touch another"},
		{name: "people_can_be_served_at_once", check: peopleAtOnce,
			why: "the engine calls from several goroutines, one per person and role; run the suite with the race detector"},
	}
}

func servesItsType(s *session) error {
	if !provision.Serves(s.Provisioner, s.Resource.Type) {
		return misbehaviour("the provisioner does not serve type %q", s.Resource.Type)
	}
	return nil
}

func peopleAreApart(s *session) error {
	if err := s.finishAll(s.grant(s.alice(), 1)); err != nil {
		return err
	}
	if err := s.expect(s.bob(), s.Role, false); err != nil {
		return err
	}
	if err := s.finishAll(s.grant(s.bob(), 1), s.revoke(s.alice(), 2)); err != nil {
		return err
	}
	return errors.Join(s.expect(s.alice(), s.Role, false), s.expect(s.bob(), s.Role, true))
}

func rolesAreApart(s *session) error {
	other := func(op provision.Operation) provision.Operation {
		op.Key, op.Role = op.Key+"/"+string(s.OtherRole), s.OtherRole
		return op
	}
	if err := s.finishAll(s.grant(s.alice(), 1)); err != nil {
		return err
	}
	if err := s.expect(s.alice(), s.OtherRole, false); err != nil {
		return err
	}
	if err := s.finishAll(other(s.grant(s.alice(), 1)), s.revoke(s.alice(), 2)); err != nil {
		return err
	}
	return errors.Join(s.expect(s.alice(), s.Role, false), s.expect(s.alice(), s.OtherRole, true))
}

// peopleAtOnce gives the role to everybody and takes it from every second person, all at the same time.
func peopleAtOnce(s *session) error {
	errs := make([]error, len(s.Subjects))
	last := make([]*session, len(s.Subjects))
	var people sync.WaitGroup
	for i, subject := range s.Subjects {
		own := *s // with an instant of its own
		last[i] = &own
		people.Go(func() {
			ops := []provision.Operation{own.grant(subject, 1), own.revoke(subject, 2)}
			errs[i] = own.finishAll(ops[:1+i%2]...)
		})
	}
	people.Wait()
	for i, subject := range s.Subjects {
		errs = append(errs, last[i].expect(subject, s.Role, i%2 == 0))
	}
	return errors.Join(errs...)
}
