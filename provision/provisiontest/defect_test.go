package provisiontest

import (
	"context"
	"iter"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// mutants are the planted defects, by name, with the cases that must find them.
var mutants = []struct {
	name    string
	options fake.Options
	make    func() *mutant
	found   string
}{
	{name: "serves_nothing", found: "its_resource_type_is_served",
		make: func() *mutant { return &mutant{serves: func() bool { return false }} }},
	{name: "grants_nothing", found: "a_grant_gives_the_role granting_what_is_there_succeeds",
		make: skips(func(op provision.Operation, _ *fake.Target) bool { return op.Verb == provision.Grant })},
	{name: "revokes_nothing", found: "a_revoke_takes_the_role the_same_key_twice_is_one_grant a_pending_operation_finishes",
		make: skips(func(op provision.Operation, _ *fake.Target) bool { return op.Verb == provision.Revoke })},
	{name: "cannot_grant_what_is_there", found: "granting_what_is_there_succeeds",
		make: breaks(errStrange, func(op provision.Operation, honest *fake.Target) bool {
			return op.Verb == provision.Grant && honest.Access(op.Account(), op.Resource, op.Role) != fake.None
		})},
	{name: "cannot_revoke_what_is_absent", found: "revoking_what_is_absent_succeeds",
		make: breaks(errStrange, func(op provision.Operation, honest *fake.Target) bool {
			return op.Verb == provision.Revoke && honest.Access(op.Account(), op.Resource, op.Role) == fake.None
		})},
	{name: "refuses_everything", found: "a_grant_gives_the_role people_are_apart roles_are_apart a_list_may_be_left",
		make: breaks(errStrange, func(provision.Operation, *fake.Target) bool { return true })},
	{name: "cannot_revoke", found: "a_revoke_takes_the_role people_are_apart roles_are_apart a_list_shows_who_was_granted",
		make: breaks(errStrange, func(op provision.Operation, _ *fake.Target) bool { return op.Verb == provision.Revoke })},
	{name: "acts_twice_and_no_more", found: "grant_revoke_grant_ends_present revoke_grant_revoke_ends_absent",
		make: skips(func(op provision.Operation, _ *fake.Target) bool { return op.Generation > 2 })},
	{name: "believes_its_memory_more_than_the_target", found: "a_new_generation_repairs",
		make: func() *mutant {
			last := map[string]provision.Verb{}
			return skips(func(op provision.Operation, _ *fake.Target) bool {
				wish := op.Account() + " " + string(op.Role)
				known := last[wish] == op.Verb
				last[wish] = op.Verb
				return known
			})()
		}},
	{name: "revokes_from_everybody", found: "people_are_apart access_of_others_is_left_alone",
		make: also(func(op provision.Operation, honest *fake.Target) {
			for _, h := range honest.Holdings() {
				if op.Verb == provision.Revoke && h.Role == op.Role {
					honest.AdminRemoves(op.At, h.Account, op.Resource, op.Role)
				}
			}
		})},
	{name: "grants_to_bob_too", found: "people_are_apart",
		make: also(func(op provision.Operation, honest *fake.Target) {
			if op.Verb == provision.Grant {
				_ = honest.AdminAdds(op.At, "bob", op.Resource, op.Role)
			}
		})},
	{name: "revokes_every_role", found: "roles_are_apart",
		make: also(func(op provision.Operation, honest *fake.Target) {
			if op.Verb == provision.Revoke {
				honest.AdminRemoves(op.At, op.Account(), op.Resource, entitlement.RoleOwner)
			}
		})},
	{name: "grants_the_other_role_too", found: "roles_are_apart",
		make: also(func(op provision.Operation, honest *fake.Target) {
			if op.Verb == provision.Grant {
				_ = honest.AdminAdds(op.At, op.Account(), op.Resource, entitlement.RoleOwner)
			}
		})},
	{name: "knows_two_people", found: "people_can_be_served_at_once",
		make: skips(func(op provision.Operation, _ *fake.Target) bool { return op.Subject == "carol" })},
	{name: "refuses_a_known_key", found: "the_same_key_twice_is_one_grant " +
		"a_repeated_call_gets_the_same_answer a_pending_operation_finishes",
		make: func() *mutant {
			known := map[string]bool{}
			return breaks(errStrange, func(op provision.Operation, _ *fake.Target) bool {
				seen := known[op.Key]
				known[op.Key] = true
				return seen
			})()
		}},
	{name: "is_forgetful", options: fake.Options{Forgetful: true}, make: func() *mutant { return &mutant{} },
		found: "the_same_key_has_no_second_effect an_older_grant_does_not_undo_a_newer_revoke " +
			"an_older_revoke_does_not_undo_a_newer_grant a_replayed_grant_does_not_undo_a_revoke"},
	{name: "breaks_on_late_calls", found: "an_older_grant_does_not_undo_a_newer_revoke " +
		"an_older_revoke_does_not_undo_a_newer_grant",
		make: func() *mutant {
			newest := uint64(0)
			return breaks(errStrange, func(op provision.Operation, _ *fake.Target) bool {
				newest = max(newest, op.Generation)
				return op.Generation < newest
			})()
		}},
	{name: "is_pending_until_the_second_call", found: "a_repeated_call_gets_the_same_answer",
		make: func() *mutant {
			known := map[string]bool{}
			return applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
				if !known[op.Key] {
					known[op.Key] = true
					return provision.Result{Pending: true, CheckAfter: time.Minute}, nil
				}
				return honest.Apply(ctx, op)
			})()
		}},
	{name: "never_finishes", found: "a_grant_gives_the_role a_pending_operation_finishes a_lost_token_does_not_matter " +
		"an_older_grant_does_not_undo_a_newer_revoke",
		make: applies(func(context.Context, provision.Operation, *fake.Target) (provision.Result, error) {
			return provision.Result{Pending: true, CheckAfter: time.Minute}, nil
		})},
	{name: "forgets_that_it_was_done", found: "a_pending_operation_finishes",
		make: func() *mutant {
			calls := map[string]int{}
			return applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
				if calls[op.Key]++; calls[op.Key]%2 == 0 {
					return provision.Result{Pending: true, CheckAfter: time.Minute}, nil
				}
				return honest.Apply(ctx, op)
			})()
		}},
	{name: "wants_to_be_asked_at_once", found: "a_grant_gives_the_role a_pending_operation_finishes",
		make: applies(func(context.Context, provision.Operation, *fake.Target) (provision.Result, error) {
			return provision.Result{Pending: true}, nil
		})},
	{name: "is_done_with_a_token", found: "a_grant_gives_the_role a_pending_operation_finishes",
		make: applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
			result, err := honest.Apply(ctx, op)
			result.Token = "done"
			return result, err
		})},
	{name: "begins_anew_without_token", found: "a_lost_token_does_not_matter",
		make: applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
			if op.Token == "" {
				return provision.Result{Pending: true, CheckAfter: time.Minute, Token: "t"}, nil
			}
			op.Token = ""
			return honest.Apply(ctx, op)
		})},
	{name: "ignores_the_context", found: "a_done_context_fails_at_once_and_later_succeeds",
		make: applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
			return honest.Apply(context.WithoutCancel(ctx), op)
		})},
	{name: "gives_up_with_the_context", found: "a_done_context_fails_at_once_and_later_succeeds",
		make: applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
			if ctx.Err() != nil {
				return provision.Result{}, provision.Permanent(provision.TargetRefused, "")
			}
			return honest.Apply(ctx, op)
		})},
	{name: "grants_what_is_not_there", found: "a_missing_resource_is_a_classified_error a_missing_role_is_a_classified_error",
		make: skips(isGone)},
	{name: "fails_without_class", found: "a_missing_resource_is_a_classified_error a_missing_role_is_a_classified_error",
		make: breaks(errStrange, isGone)},
	{name: "fails_without_code", found: "a_missing_resource_is_a_classified_error",
		make: breaks(&provision.Error{Hint: "Look."}, isGone)},
	{name: "fails_without_hint", found: "a_missing_resource_is_a_classified_error",
		make: breaks(&provision.Error{Code: provision.ResourceMissing, Hint: "no sentence"}, isGone)},
	{name: "revokes_what_is_not_there_without_class", found: "a_missing_resource_is_a_classified_error",
		make: breaks(errStrange, func(op provision.Operation, honest *fake.Target) bool {
			return op.Verb == provision.Revoke && isGone(op, honest)
		})},
	{name: "takes_any_verb_for_a_grant", found: "an_unknown_verb_is_refused", make: takes(provision.Grant)},
	{name: "takes_any_verb_for_a_revoke", found: "an_unknown_verb_is_refused", make: takes(provision.Revoke)},
	{name: "leaves_foreign_access", options: fake.Options{LeaveForeign: true}, found: "access_from_before_is_taken_over",
		make: func() *mutant { return &mutant{} }},
	{name: "lists_nobody", found: "a_list_shows_who_was_granted a_list_may_be_left",
		make: listsWith(func(yield, holdings) {})},
	{name: "lists_everybody_from_the_start", found: "a_list_shows_who_was_granted",
		make: listsWith(func(yield yield, _ holdings) {
			yield(provision.Holding{Subject: "alice", Role: entitlement.RoleMember}, nil)
		})},
	{name: "lists_twice", found: "a_list_shows_who_was_granted",
		make: listsWith(func(yield yield, all holdings) {
			for h, err := range all {
				if !yield(h, err) || err == nil && !yield(h, err) {
					return
				}
			}
		})},
	{name: "lists_everything_as_managed", found: "a_list_shows_what_others_gave_as_such",
		make: listsWith(func(yield yield, all holdings) {
			for h, err := range all {
				h.Managed = true
				if !yield(h, err) {
					return
				}
			}
		})},
	{name: "lists_the_revoked", found: "a_list_shows_who_was_granted",
		make: listsWith(func(yield yield, all holdings) {
			for h, err := range all {
				if h.Subject == "bob" {
					h.Subject = "alice"
				}
				if !yield(h, err) {
					return
				}
			}
		})},
	{name: "lists_on_to_nobody", found: "a_list_may_be_left",
		make: listsWith(func(yield yield, all holdings) {
			for h, err := range all {
				_ = yield(h, err)
			}
		})},
	{name: "lists_less_when_told_to_stop", found: "a_list_with_a_done_context_is_an_error " +
		"a_list_of_a_missing_resource_is_an_error",
		make: listsWith(func(yield yield, all holdings) {
			for h, err := range all {
				if err != nil || !yield(h, nil) {
					return
				}
			}
		})},
	{name: "lists_on_after_an_error", found: "a_list_with_a_done_context_is_an_error " +
		"a_list_of_a_missing_resource_is_an_error",
		make: listsWith(func(yield yield, all holdings) {
			for h, err := range all {
				if !yield(h, err) || err != nil && !yield(h, nil) {
					return
				}
			}
		})},
	{name: "cannot_list", found: "a_list_shows_who_was_granted",
		make: listsWith(func(yield yield, _ holdings) {
			yield(provision.Holding{}, errStrange)
		})},
}

type (
	yield    = func(provision.Holding, error) bool
	holdings = iter.Seq2[provision.Holding, error]
)

type hook = func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error)

// skips says done to what it does not like, and does nothing.
func skips(dislike func(op provision.Operation, honest *fake.Target) bool) func() *mutant {
	return applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
		if dislike(op, honest) {
			return provision.Result{}, nil
		}
		return honest.Apply(ctx, op)
	})
}

// breaks fails with what it does not like.
func breaks(err error, dislike func(op provision.Operation, honest *fake.Target) bool) func() *mutant {
	return applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
		if dislike(op, honest) {
			return provision.Result{}, err
		}
		return honest.Apply(ctx, op)
	})
}

// also does something more before every honest call.
func also(more func(op provision.Operation, honest *fake.Target)) func() *mutant {
	return applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
		more(op, honest)
		return honest.Apply(ctx, op)
	})
}

func applies(h hook) func() *mutant { return func() *mutant { return &mutant{apply: h} } }

// listsWith changes what is listed.
func listsWith(h func(yield yield, all holdings)) func() *mutant {
	return func() *mutant {
		return &mutant{list: func(honest holdings) holdings {
			return func(yield yield) { h(yield, honest) }
		}}
	}
}

func isGone(op provision.Operation, _ *fake.Target) bool {
	return op.Resource.OriginID == "gone" || op.Role == "Gone"
}

// takes a verb that does not exist for another one.
func takes(verb provision.Verb) func() *mutant {
	return applies(func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error) {
		if op.Verb != provision.Grant && op.Verb != provision.Revoke {
			op.Verb = verb
			_, _ = honest.Apply(ctx, op)
			return provision.Result{}, provision.Permanent(provision.TargetRefused, "")
		}
		return honest.Apply(ctx, op)
	})
}
