package sim_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes sure that worlds leave no goroutine behind (I-119).
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
