// Package archtest checks what a compiler does not: who may import whom, that packages keep no state of their own, that
// nothing depends on the order of a map, that files and folders stay small and known, and that the tests exist which the
// documents name.
//
// A finding names the place and the rule; the rule's reason stands beside its check.
package archtest
