package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The experiment about concurrent commands needs a judge: does an order exist in which the answers make sense, one command
// after the other, where each comes between its call and its answer? (I-110)

// heard is one command or read about a person and a package, as its caller saw it.
type heard struct {
	verb         string
	about        string // the request or assignment that it names
	ok           bool   // it was done; otherwise it was refused
	answer       string // the request or assignment that it made or saw
	began, ended int64
}

// access is what one person has of one package, in the simplest words: nothing, a request that waits, or an assignment.
type access struct{ waits, has string }

// next returns what a call leaves, and whether its answer makes sense. It is the specification.
func (a access) next(c *heard) (access, bool) {
	switch c.verb {
	case "submit":
		free := a == access{}
		if free && c.ok {
			return access{waits: c.answer}, true
		}
		return a, free == c.ok
	case "approve", "deny", "cancel":
		waits := a.waits != "" && a.waits == c.about
		switch {
		case waits != c.ok:
			return a, false
		case waits && c.verb == "approve":
			return access{has: c.answer}, true
		case waits:
			return access{}, true
		}
		return a, true
	case "remove":
		has := a.has != "" && a.has == c.about
		if has && c.ok {
			return access{}, true
		}
		return a, has == c.ok
	case "read":
		return a, a.has == c.answer
	}
	return a, false
}

// linearizable searches for an order in which every answer makes sense.
func linearizable(history []heard) bool {
	type seen struct {
		done uint64
		now  access
	}
	dead := map[seen]bool{}
	var search func(done uint64, now access) bool
	search = func(done uint64, now access) bool {
		if done == 1<<len(history)-1 {
			return true
		}
		if dead[seen{done, now}] {
			return false
		}
		first := int64(1 << 62) // whoever began after this answer came later
		for i := range history {
			if done&(1<<i) == 0 {
				first = min(first, history[i].ended)
			}
		}
		for i := range history {
			if done&(1<<i) != 0 || history[i].began > first {
				continue
			}
			if next, sense := now.next(&history[i]); sense && search(done|1<<i, next) {
				return true
			}
		}
		dead[seen{done, now}] = true
		return false
	}
	return search(0, access{})
}

// A judge that lets everything pass is none.
func TestTheJudgeOfHistories(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		history []heard
		want    bool
	}{
		"one_after_the_other": {[]heard{
			{"submit", "", true, "r1", 1, 2}, {"approve", "r1", true, "a1", 3, 4}, {"read", "", true, "a1", 5, 6},
		}, true},
		"at_the_same_time_in_either_order": {[]heard{
			{"submit", "", true, "r1", 1, 2}, {"cancel", "r1", false, "", 3, 6}, {"approve", "r1", true, "a1", 4, 5},
		}, true},
		"both_won": {[]heard{
			{"submit", "", true, "r1", 1, 2}, {"cancel", "r1", true, "", 3, 6}, {"approve", "r1", true, "a1", 4, 5},
		}, false}, // I-19
		"nobody_won": {[]heard{
			{"submit", "", true, "r1", 1, 2}, {"cancel", "r1", false, "", 3, 6}, {"approve", "r1", false, "", 4, 5},
		}, false}, // I-19
		"two_requests": {[]heard{
			{"submit", "", true, "r1", 1, 4}, {"submit", "", true, "r2", 2, 3},
		}, false}, // I-13
		"a_read_of_the_past": {[]heard{
			{"submit", "", true, "r1", 1, 2}, {"approve", "r1", true, "a1", 3, 4}, {"read", "", true, "", 5, 6},
		}, false}, // I-117
		"a_read_of_then": {[]heard{
			{"submit", "", true, "r1", 1, 2}, {"read", "", true, "", 3, 6}, {"approve", "r1", true, "a1", 4, 5},
		}, true},
		"removed_twice": {[]heard{
			{"submit", "", true, "r1", 1, 2}, {"approve", "r1", true, "a1", 3, 4},
			{"remove", "a1", true, "", 5, 8}, {"remove", "a1", true, "", 6, 7},
		}, false},
		"refused_for_nothing": {[]heard{{"submit", "", false, "", 1, 2}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, linearizable(c.history))
		})
	}
}
