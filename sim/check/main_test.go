package check_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes sure that nothing is left behind (I-119). Unless the command line says otherwise, random workloads are as
// many as fit a quick run: with -rapid.checks=5000 -rapid.steps=200 they find more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "60"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}
