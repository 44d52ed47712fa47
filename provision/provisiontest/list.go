package provisiontest

import (
	"context"
	"errors"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// listCases check what reconciliation relies on.
func listCases() []testCase {
	return []testCase{
		{name: "a_list_shows_who_was_granted", needs: aLister, check: listShowsManaged,
			why: "I-71: what is missing from the list is granted again, what is too much is revoked"},
		{name: "a_list_shows_what_others_gave_as_such", needs: aLister | anEditor, check: listShowsForeign,
			why: "I-60: reconciliation must tell what the engine gave from what it did not"},
		{name: "a_list_may_be_left", needs: aLister, check: listIsLeft,
			why: "a reader that has seen enough must not be called again"},
		{name: "a_list_with_a_done_context_is_an_error", needs: aLister, check: listDone,
			why: "I-71: a list that silently ends early looks like missing access"},
		{name: "a_list_of_a_missing_resource_is_an_error", needs: aLister | aMissingResource, check: listMissing,
			why: "R-035: no answer is not an empty answer"},
	}
}

// list reads the whole list and checks that an error ends it.
func (s *session) list(ctx context.Context, resource provision.Resource) ([]provision.Holding, error) {
	var out []provision.Holding
	var failure error
	for holding, err := range s.Provisioner.(provision.Lister).List(ctx, resource, s.at) {
		if failure != nil {
			return out, misbehaviour("the list goes on after the error: %v", failure)
		}
		if failure = err; err == nil {
			out = append(out, holding)
		}
	}
	return out, failure
}

// expectListed checks that the person is listed with the role exactly once, or not at all.
func (s *session) expectListed(subject entitlement.SubjectID, want, managed bool) error {
	holdings, err := s.list(s.ctx, s.Resource)
	if err != nil {
		return err
	}
	times := 0
	for _, h := range holdings {
		if h.Subject != subject || h.Role != s.Role {
			continue
		}
		times++
		if h.Managed != managed {
			return misbehaviour("the list says managed=%t for %s", h.Managed, subject)
		}
	}
	switch {
	case want && times != 1:
		return misbehaviour("%s is listed %d times, not once", subject, times)
	case !want && times != 0:
		return misbehaviour("%s is listed without holding the role", subject)
	}
	return nil
}

func listShowsManaged(s *session) error {
	return errors.Join(s.expectListed(s.alice(), false, false),
		s.finishAll(s.grant(s.alice(), 1), s.grant(s.bob(), 1)),
		s.expectListed(s.alice(), true, true), s.expectListed(s.bob(), true, true),
		s.finishAll(s.revoke(s.alice(), 2)),
		s.expectListed(s.alice(), false, false), s.expectListed(s.bob(), true, true))
}

func listShowsForeign(s *session) error {
	return errors.Join(s.finishAll(s.grant(s.alice(), 1)),
		s.Observer.(Editor).Add(s.ctx, s.at, s.bob(), s.Role),
		s.expectListed(s.alice(), true, true), s.expectListed(s.bob(), true, false))
}

func listIsLeft(s *session) error {
	if err := s.finishAll(s.grant(s.alice(), 1), s.grant(s.bob(), 1)); err != nil {
		return err
	}
	calls := 0
	s.Provisioner.(provision.Lister).List(s.ctx, s.Resource, s.at)(func(provision.Holding, error) bool {
		calls++
		return false
	})
	if calls != 1 {
		return misbehaviour("a reader that left after the first of two holdings was called %d times", calls)
	}
	return nil
}

func listDone(s *session) error {
	if err := s.finishAll(s.grant(s.alice(), 1)); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if _, err := s.list(ctx, s.Resource); err == nil {
		return misbehaviour("a list whose context was done ended without error")
	} else if errors.Is(err, errMisbehaviour) {
		return err
	}
	return nil
}

func listMissing(s *session) error {
	_, err := s.list(s.ctx, s.MissingResource)
	if errors.Is(err, errMisbehaviour) {
		return err
	}
	return expectFailure("the list", err)
}
