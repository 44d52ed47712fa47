package check_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes sure that nothing is left behind (I-119).
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
