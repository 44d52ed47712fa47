package random

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// heal ends everything that is wrong with the world: the clock shows the time, every port works, and what has failed is tried
// again, and target systems are held against what is wanted of them. What is under way then arrives, in a bounded number of steps (I-122 to I-125), and everything is as it is to be.
func (s *story) heal() error {
	s.reel = nil
	s.w.Target().Heal()
	s.w.Clock().Set(s.now())
	const outages = 4 * day // longer than any that may have begun just now
	if err := s.w.RunFor(outages); err != nil {
		return err
	}
	if err := s.repair(); err != nil {
		return err
	}
	if err := s.drain(); err != nil {
		return err
	}
	if err := s.reconcile(); err != nil {
		return err
	}
	if err := s.drain(); err != nil {
		return err
	}
	if err := s.atRest(); err != nil {
		return err
	}
	if err := s.w.RunUntilIdle(400 * day); err != nil { // I-125
		return err
	}
	return s.atRest()
}

// drain lets what is under way arrive.
func (s *story) drain() error {
	const most = 1000
	for i := 0; ; i++ {
		underWay, err := s.isUnderWay()
		if err != nil || !underWay {
			return err
		}
		if i == most {
			return differs("liveness", "after %d instants something is still under way (I-123)", most)
		}
		if _, err := s.w.RunNext(); err != nil {
			return err
		}
	}
}

// atRest looks at a world in which nothing is left to do but to wait.
func (s *story) atRest() error {
	err := s.compare(true)
	if err == nil {
		err = s.compareHoldings()
	}
	if err == nil {
		err = s.compareDrift()
	}
	if err != nil {
		return err
	}
	return broken(s.guard.Rest(s.ctx, s.w))
}

// repair lets the host try again whatever could not be delivered, as long as that is possible.
func (s *story) repair() error {
	_, assignments, err := s.read()
	if err != nil {
		return err
	}
	for _, a := range s.facts().assignments {
		switch assignments[a.id].State {
		case entitlement.AssignmentDeliveryFailed, entitlement.AssignmentPartiallyDelivered:
			_, err := s.w.Admin().Reprocess(s.ctx, lifecycle.ReprocessInput{Key: s.key(), Assignment: a.id})
			if !isAnswer(err) {
				return err
			}
		case entitlement.AssignmentDelivering, entitlement.AssignmentDelivered, entitlement.AssignmentExpired:
		}
	}
	return s.w.Settle()
}

// isUnderWay reports whether anything is to be done outside.
func (s *story) isUnderWay() (waits bool, err error) {
	err = s.view(func(tx *store.Txn) error {
		next, err := tx.NextEffect()
		waits = !next.IsZero()
		return err
	})
	return waits, err
}
