//go:build race

package lifecycle_test

// raced says that the race detector is on. It makes a sync.Pool forget one of four at random, to find those who rely on it.
const raced = true
