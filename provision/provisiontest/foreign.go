package provisiontest

import "errors"

// foreignCases check what becomes of access that the engine did not give.
func foreignCases() []testCase {
	return []testCase{
		{name: "access_from_before_is_taken_over", needs: anEditor | takingOver, check: takenOver,
			why: "R-033: who held the role before the assignment loses it with the assignment"},
		{name: "access_from_before_is_left_alone", needs: anEditor | leavingAlone, check: leftAlone,
			why: "I-60: this target promised not to touch what others gave"},
		{name: "access_of_others_is_left_alone", needs: anEditor, check: othersLeftAlone,
			why: "I-60: people without assignment keep what they have"},
		{name: "a_new_generation_repairs", needs: anEditor, check: repairs,
			why: "R-229: reprocessing grants again what an administrator removed"},
	}
}

func takenOver(s *session) error {
	return errors.Join(s.Observer.(Editor).Add(s.ctx, s.at, s.alice(), s.Role),
		s.finishAll(s.grant(s.alice(), 1)), s.expect(s.alice(), s.Role, true),
		s.finishAll(s.revoke(s.alice(), 2)), s.expect(s.alice(), s.Role, false))
}

func leftAlone(s *session) error {
	return errors.Join(s.Observer.(Editor).Add(s.ctx, s.at, s.alice(), s.Role),
		s.finishAll(s.grant(s.alice(), 1)), s.expect(s.alice(), s.Role, true),
		s.finishAll(s.revoke(s.alice(), 2)), s.expect(s.alice(), s.Role, true))
}

func othersLeftAlone(s *session) error {
	return errors.Join(s.Observer.(Editor).Add(s.ctx, s.at, s.bob(), s.Role),
		s.finishAll(s.grant(s.alice(), 1), s.revoke(s.alice(), 2)), s.expect(s.bob(), s.Role, true))
}

func repairs(s *session) error {
	if err := s.finishAll(s.grant(s.alice(), 1)); err != nil {
		return err
	}
	return errors.Join(s.Observer.(Editor).Remove(s.ctx, s.at, s.alice(), s.Role),
		s.finishAll(s.grant(s.alice(), 2)), s.expect(s.alice(), s.Role, true))
}
