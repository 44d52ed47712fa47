package provisiontest

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/provision"
)

// repeatCases check calls that are repeated, overtaken or take their time.
func repeatCases() []testCase {
	return []testCase{
		{name: "the_same_key_twice_is_one_grant", check: sameKeyTwice,
			why: "R-234: after a crash the engine does not know whether the target heard it, and repeats the call"},
		{name: "the_same_key_has_no_second_effect", needs: aMemory | anEditor, check: sameKeyLater,
			why: "I-63: a call that is repeated days later must not undo what people decided since"},
		{name: "a_repeated_call_gets_the_same_answer", needs: logicalTime, check: sameAnswer,
			why: "a simulation that crashes between call and answer must go on as if it had not"},
		{name: "a_pending_operation_finishes", check: pendingFinishes,
			why: "R-222: targets take their time, and an operation that never finishes is never delivered"},
		{name: "a_lost_token_does_not_matter", check: lostToken,
			why: "a crash may lose the token; the key is what names the call"},
		{name: "an_older_grant_does_not_undo_a_newer_revoke", needs: aMemory, check: func(s *session) error {
			return errors.Join(s.finishAll(s.revoke(s.alice(), 2)), s.late(s.grant(s.alice(), 1)),
				s.expect(s.alice(), s.Role, false))
		}, why: "I-64: a delayed message would give back access that was taken"},
		{name: "an_older_revoke_does_not_undo_a_newer_grant", needs: aMemory, check: func(s *session) error {
			return errors.Join(s.finishAll(s.grant(s.alice(), 2)), s.late(s.revoke(s.alice(), 1)),
				s.expect(s.alice(), s.Role, true))
		}, why: "I-64: a delayed message would take access that was given back"},
		{name: "a_replayed_grant_does_not_undo_a_revoke", needs: aMemory, check: replayedGrant,
			why: "I-64: messages are delivered twice, days later, too"},
		{name: "a_done_context_fails_at_once_and_later_succeeds", check: doneContext,
			why: "an engine that is closing must not wait for targets, and must be able to repeat the call"},
	}
}

func sameKeyTwice(s *session) error {
	op := s.grant(s.alice(), 1)
	return errors.Join(s.finishAll(op, op, op), s.expect(s.alice(), s.Role, true),
		s.finishAll(s.revoke(s.alice(), 2)), s.expect(s.alice(), s.Role, false))
}

func sameKeyLater(s *session) error {
	op := s.grant(s.alice(), 1)
	if err := s.finishAll(op); err != nil {
		return err
	}
	if err := s.Observer.(Editor).Remove(s.ctx, s.at, s.alice(), s.Role); err != nil {
		return err
	}
	return errors.Join(s.finishAll(op), s.expect(s.alice(), s.Role, false))
}

func sameAnswer(s *session) error {
	op := s.grant(s.alice(), 1)
	first, err := s.apply(op)
	if err != nil {
		return err
	}
	again, err := s.apply(op)
	if err != nil {
		return err
	}
	if first != again {
		return misbehaviour("the first answer is %+v, the repeated one at the same instant %+v", first, again)
	}
	return errors.Join(s.finish(op), s.expect(s.alice(), s.Role, true))
}

// pendingFinishes relies on finish, which checks every answer on the way.
func pendingFinishes(s *session) error {
	grant := s.grant(s.alice(), 1)
	if err := s.finish(grant); err != nil {
		return err
	}
	if result, err := s.apply(grant); err != nil || result.Pending {
		return errors.Join(err, misbehaviour("an operation that was done is %+v", result))
	}
	return errors.Join(s.finishAll(s.revoke(s.alice(), 2)), s.expect(s.alice(), s.Role, false))
}

func lostToken(s *session) error {
	op := s.grant(s.alice(), 1)
	for range patience {
		result, err := s.apply(op) // never with the token
		if err != nil {
			return err
		}
		if !result.Pending {
			return s.expect(s.alice(), s.Role, true)
		}
		if err := s.pass(result.CheckAfter); err != nil {
			return err
		}
	}
	return misbehaviour("the grant is still pending after %d checks without token", patience)
}

func replayedGrant(s *session) error {
	old := s.grant(s.alice(), 1)
	if err := s.finishAll(old, s.revoke(s.alice(), 2)); err != nil {
		return err
	}
	if s.Wait == nil {
		s.at = s.at.Add(5 * 24 * time.Hour)
	}
	return errors.Join(s.late(old), s.expect(s.alice(), s.Role, false))
}

func doneContext(s *session) error {
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	op := s.grant(s.alice(), 1)
	if _, err := s.Provisioner.Apply(ctx, op); err == nil {
		return misbehaviour("a call whose context was done succeeded")
	} else if class := provision.Classify(err).Class; class != provision.ClassTransient {
		return misbehaviour("a call whose context was done failed with a %s error: %v", class, err)
	}
	if err := s.pass(time.Minute); err != nil {
		return err
	}
	return errors.Join(s.finish(op), s.expect(s.alice(), s.Role, true))
}
