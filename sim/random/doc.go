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
// What the model does not have does not happen in a run: external people, reviews, automatic policies, questions, delegates,
// requests for others. The workloads of sim/check have some of that, without a model.
package random
