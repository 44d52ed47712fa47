// Package fake is a target system in memory: who holds which role of which resource, with the habits of real targets.
// It takes its time, has a limit of members per group, loses resources, throttles, hangs, and says things that are not
// true, all on demand and all the same in every run.
//
// # Time
//
// The only clock is the logical instant of a call: Operation.At, or the instant given to a method. The target works on
// its own between calls: what it has accepted takes effect at its due instant, whether or not somebody asks again, and
// that instant is what Changes shows. An answer is a function of the operation's key and generation, of the logical
// instant and of what happened before, so that a call that is repeated after a crash gets the answer that was lost.
//
// # Memory
//
// A Target remembers keys and generations: a key has at most one effect, also days later (I-63), and an older
// generation does not undo a newer one (I-64). Options.Forgetful takes that memory away.
//
// # Observing
//
// Access and Holdings say who holds what; Calls and Changes are the ledger of everything that was asked and everything
// that happened. All of them show the target as of the latest instant it has been told; Advance tells it a later one.
package fake
