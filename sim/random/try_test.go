package random

import (
	"os"
	"strconv"
	"testing"
)

func TestTry(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("N"))
	first, _ := strconv.Atoi(os.Getenv("FIRST"))
	sites := Report{}
	bad := 0
	for seed := first; seed < first+max(n, 1); seed++ {
		r, err := Run(t.Context(), NewTape(uint64(seed), 40))
		if err != nil {
			t.Fatal(seed, err)
		}
		sites.Add(r.Sites)
		if r.Failure != nil {
			bad++
			if os.Getenv("LONG") != "" {
				t.Error(r.Failure)
			} else {
				t.Errorf("%x step %d %s: %.400s", seed, r.Failure.Step, r.Failure.Kind, r.Failure.Detail)
			}
			if bad > 12 {
				break
			}
		}
	}
	sites.Write(os.Stdout)
}
