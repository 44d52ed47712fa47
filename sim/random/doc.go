// Package random lets anything happen to a world of package sim, in any order, and finds out whether everything was right.
//
// A run is drawn from a Tape: a tenant with a few people, packages and policies, some of what can be done, and some of what can
// go wrong, at the Sites; then steps, in which people ask, decide, extend and give up, administrators edit, the directory
// changes, clocks jump, and calls, commits and mails fail. After each step three things are compared with what there is:
//
//   - a naive model, which has the list of everything that was accepted and works out from it, from the beginning and without
//     the engine's code, where each request stands, who has what until when, and how the engine has to answer: accepted, or
//     refused for exactly these reasons;
//   - the checkers of package sim/check, and now and then all of the store;
//   - at the end, when everything is healed, that what was under way comes to its end, that everybody holds what they are to have
//     and nothing else, and that nothing happens any more when nothing is left to do.
//
// A run that comes out wrong is a Failure, which Shrink makes short: fewer steps, simpler choices, the same kind of failure. It
// prints what happened, in the timeline of package sim, and the one command that plays it again:
//
//	go run ./sim/cmd/tenure-sim replay '1-40-k3,5-c0,3,5-s0.4=2,5.0=13,5.3=4'
//
// That string is good for the build that printed it: what a choice means changes with what there is to choose from.
//
// Sites lists what can go wrong, by fault of the list of faults (F1 to F36). What is not among them has tests of its own:
//
//   - F6: TestOpenRefusesATruncatedFile and TestOpenRefusesDamagedPages of store/boltstore, TestABackupOpens and
//     TestALogIsComparedWithAKnownPoint of lifecycle.
//   - F7: there are no replicas. A commit that a decision was planned without makes it look again: commit.conflict.
//   - F8: only a defect could tear a row from its effect. TestPlantedBugsAreFound of sim/check plants such defects.
//   - F9, F18 and F31: a store has one engine, and nobody claims work; TestAnotherProcessIsRefused of store/boltstore.
//   - F19: TestEndOfDay and TestRecurrenceDoesNotDrift of entitlement have the calendar; runs know times in UTC only.
//   - F32: TestStoredRows and TestVersionsOfTheStore of store, TestOpenRefuses of store/boltstore.
//   - F33: TestTheVerifierNamesTheFirstWrongEvent and TestAFileThatWasChanged of lifecycle.
//   - F35: there is no generator to put in: identifiers follow from the seed, a counter and the instant. Checkers look at each
//     (I-1), and TestPlantedBugsAreFound of sim/check plants one that comes again.
//   - F36: TestTheLimitsOfTheRuleBook and TestTheLimitsOfTheConfiguration of lifecycle, and its benchmarks.
//
// What the model does not have does not happen in a run: external people, automatic policies, delegates, more
// than one policy of a package. Reviews are not stopped, deleted or reset by hand. The workloads of sim/check have some of that, without a model.
package random
