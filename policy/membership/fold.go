package membership

import "unicode"

// fold returns the same character for all that differ in case only, as strings.EqualFold and regular expressions see it.
func fold(r rune) rune {
	if r < 'A' {
		return r
	}
	least := r
	if r > unicode.MaxASCII {
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
	}
	if 'A' <= least && least <= 'Z' {
		least += 'a' - 'A'
	}
	return least
}

func folded(text string) []rune {
	out := []rune(text)
	for i, r := range out {
		out[i] = fold(r)
	}
	return out
}

// containing tests for a folded part, in time linear in the value: a hostile rule must not make long values expensive. It
// is the algorithm of Knuth, Morris and Pratt.
type containing struct {
	part []rune
	back []int // back[n]: after n characters fitted and the next does not, so many still do
}

func newContaining(text string) containing {
	t := containing{part: folded(text)}
	t.back = make([]int, len(t.part)+1)
	n := 0
	for i := 1; i < len(t.part); i++ {
		n = t.step(n, t.part[i])
		t.back[i+1] = n
	}
	return t
}

// step returns how many characters fit after one more was read.
func (t containing) step(n int, r rune) int {
	for n > 0 && t.part[n] != r {
		n = t.back[n]
	}
	if t.part[n] == r {
		n++
	}
	return n
}

func (t containing) passes(value string) bool {
	n := 0
	for _, r := range value {
		if n = t.step(n, fold(r)); n == len(t.part) {
			return true
		}
	}
	return false
}
