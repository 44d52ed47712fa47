// Package check has checkers for the invariants of the rule book (I-…): what must always hold, whatever people, clocks,
// target systems and disks do.
//
// A Checker watches over one invariant. It looks where a violation would show: at each event and each commit, at each row
// among the rows around it, at a store as a whole, at the calls to target systems and at what people hold there. All of
// them work on a model of their own, made of the rows or of the event log alone; what the engine keeps to be fast, its
// indexes, queues and counters, is compared with that model.
//
// There are two ways to use them. A Follower sees every commit while it happens, and is cheap; Store looks at a whole store
// with its whole history. A Guard does both for a world of package sim and also looks at what lies outside the engine:
//
//	guard := check.Watch(&options)
//	w := sim.Test(t, options)
//	err := w.RunFor(90 * 24 * time.Hour)
//	guard.Expect(t, w)
//
// What is found is a Violation: the invariant, the object, what was seen and what is wanted.
package check
