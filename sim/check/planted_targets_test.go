package check_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim/check"
)

// plantedOutside are bugs in what target systems were told and hold.
func plantedOutside() map[string]planted {
	return looked(step, map[string]planted{
		"the_revoke_of_a_key_nobody_made": {want: []int{63}, plant: func(f *forge) { // I-63
			op := f.called()
			op.Key, op.Verb, op.Generation = "another", provision.Revoke, 1_000_000
			op.Subject = "eli" // who holds nothing
			f.apply(op)
		}},
		"a_key_for_somebody_else": {want: []int{63}, plant: func(f *forge) { // I-63
			op := f.called()
			op.Subject = "eli"
			f.apply(op)
		}},
		"an_effect_twice": {want: []int{63}, plant: func(f *forge) { // I-65, I-63
			op := f.called()
			f.w.Target().AdminRemoves(f.now(), "dot", op.Resource, op.Role)
			op.At = f.now()
			f.apply(op)
			f.must(f.w.RunFor(time.Hour))
		}},
		"a_call_of_the_past": {want: []int{64}, plant: func(f *forge) { // I-64
			op := f.called()
			_, err := f.w.Admin().Reprocess(f.Context(), lifecycle.ReprocessInput{Assignment: f.assignment("dot", 1).ID})
			f.must(err)
			f.must(f.w.RunFor(time.Hour))
			f.apply(op)
		}},
		"an_effect_of_the_past": {want: []int{59, 63, 64, 68}, plant: func(f *forge) { // I-59, I-63, I-64, I-68
			op := f.called()
			_, err := f.w.Admin().Remove(f.Context(), lifecycle.RemoveInput{Assignment: f.assignment("dot", 1).ID})
			f.must(err)
			f.must(f.w.RunFor(time.Hour))
			op.At = f.now()
			f.apply(op)
			f.must(f.w.RunFor(time.Hour))
		}},
		"an_attempt_before_the_last": {want: []int{66}, plant: func(f *forge) { // I-66
			op := f.called()
			op.At = op.At.Add(-time.Second)
			f.apply(op)
		}},
		"a_grant_after_the_end": {want: []int{68}, plant: func(f *forge) { // I-68
			op := f.called()
			op.At = f.assignment("dot", 1).Schedule.End
			f.apply(op)
		}},
		"a_grant_before_the_start": {want: []int{76}, plant: func(f *forge) { // I-76
			op := f.called()
			op.Key, op.At = "another", start.Add(-time.Second)
			f.apply(op)
		}},
		"a_revoke_that_is_a_lie": {want: []int{59}, plant: func(f *forge) { // F14, I-59
			f.must(f.w.Target().Inject(fake.Fault{Verb: provision.Revoke, Effect: fake.EffectNone}))
			_, err := f.w.Admin().Remove(f.Context(), lifecycle.RemoveInput{Assignment: f.assignment("dot", 1).ID})
			f.must(err)
			f.must(f.w.RunFor(time.Hour))
		}},
	})
}

// plantedUndone are bugs that show where nothing is left to do.
func plantedUndone() map[string]planted {
	return looked(rest, map[string]planted{
		"nothing": {want: nil, plant: func(*forge) {}},
		"somebody_holds_what_was_revoked": {want: []int{57, 59}, plant: func(f *forge) { // I-57, I-59
			f.must(f.w.Target().Inject(fake.Fault{Verb: provision.Revoke, Effect: fake.EffectNone}))
			_, err := f.w.Admin().Remove(f.Context(), lifecycle.RemoveInput{Assignment: f.assignment("dot", 1).ID})
			f.must(err)
			f.must(f.w.RunFor(time.Hour))
		}},
		"somebody_does_not_hold_what_was_granted": {want: []int{58}, plant: func(f *forge) { // I-58
			f.must(f.w.Target().Inject(fake.Fault{Verb: provision.Grant, Effect: fake.EffectNone}))
			f.ask("dot", 0, entitlement.Schedule{})
			f.must(f.w.RunFor(time.Hour))
		}},
		"an_account_is_not_what_it_should_be": {want: []int{71}, plant: func(f *forge) { // I-71
			f.must(f.w.Accounts().Block(f.Context(), lifecycle.AccountCall{
				Key: "another", Generation: 1_000_000, Subject: "gil", At: f.now(),
			}))
		}},
		"a_delivery_goes_on_for_ever": {want: []int{122, 123, 125}, plant: func(f *forge) { // I-122, I-123, I-125
			f.must(targetFault(f.story, op{a: 0, b: 2, c: 3}))
			f.ask("dot", 0, entitlement.Schedule{})
			f.must(f.w.RunFor(time.Hour))
		}},
		"a_revoke_goes_on_for_ever": {want: []int{57, 123, 125}, plant: func(f *forge) { // I-57, I-123, I-125
			f.must(targetFault(f.story, op{a: 0, b: 2, c: 3}))
			_, err := f.w.Admin().Remove(f.Context(), lifecycle.RemoveInput{Assignment: f.assignment("dot", 1).ID})
			f.must(err)
			f.must(f.w.RunFor(time.Hour))
		}},
		"a_mail_is_not_sent": {want: []int{125, 128}, plant: func(f *forge) { // I-125, I-128
			f.must(mailFault(f.story, op{a: 1})) // meg's
			f.ask("dot", 2, entitlement.Schedule{})
			f.must(f.w.RunFor(time.Hour))
		}},
	})
}

// looked gives bugs the look that finds them.
func looked(look func(*forge) ([]check.Violation, error), bugs map[string]planted) map[string]planted {
	for name, bug := range bugs {
		if bug.look == nil {
			bug.look = look
		}
		bugs[name] = bug
	}
	return bugs
}

// called returns the last call that was made for dot.
func (f *forge) called() provision.Operation {
	f.Helper()
	var last provision.Operation
	for _, c := range f.w.Target().Calls(0) {
		if c.Operation.Subject == "dot" {
			last = c.Operation
		}
	}
	require.NotEmpty(f, last.Key)
	return last
}

// apply calls the target system as an engine with a bug would.
func (f *forge) apply(op provision.Operation) {
	f.Helper()
	_, _ = f.w.Target().Apply(f.Context(), op) // whatever it says
}
