// Package policy decides: who may get an access package and under which policy, when access starts and ends, who approves,
// and whether a decision counts. And it explains: every decision can be had with the tree of checks that led to it.
//
// Everything here is a function of its arguments. Nothing reads a clock, a store or a directory; time is a field of the
// question, and what the directory says about people is a Facts value. Whoever asks starts with the facts at hand. Where
// they do not suffice, the answer is never positive; it names what is missing as Needs, and is asked again with more facts
// until it has none:
//
//	var facts policy.Facts
//	verdict := policy.Evaluate(&ask, &facts, options)
//	for len(verdict.Needs) > 0 {
//		read(verdict.Needs, &facts) // outside any transaction
//		verdict = policy.Evaluate(&ask, &facts, options)
//	}
//
// A request for one policy with a manager as approver takes two such rounds.
//
// Evaluate, Approvers, Alternates and MayDecide answer fast; Explain, ExplainApprovers, ExplainAlternates and
// ExplainDecision take the same walk with a recorder and return the same answer together with its reasons. Neither stops at
// the first failure, so a refusal names everything that has to change.
//
// InScope, Opening and package policy/lint look ahead: at what a policy means for people before anybody has asked.
package policy
