package membership

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// Folding sees characters as equal exactly if strings.EqualFold does.
func TestFold(t *testing.T) {
	t.Parallel()
	orbits := map[rune]rune{} // a member of each, by what it folds to
	for r := rune(0); r <= unicode.MaxRune; r++ {
		f := fold(r)
		if f != fold(unicode.SimpleFold(r)) {
			t.Fatalf("%U and %U differ in case only", r, unicode.SimpleFold(r))
		}
		member, seen := orbits[f]
		if !seen {
			orbits[f] = r
		} else if !strings.EqualFold(string(member), string(r)) {
			t.Fatalf("%U and %U are different characters", member, r)
		}
	}
	require.Equal(t, []rune("kelvin"), folded("\u212aELVIN"))
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "ac", 1}, {"ac", "abc", 1},
		{"abc", "acb", 1}, {"abcd", "badc", 2}, {"kitten", "sitting", 3},
	} {
		require.Equal(t, c.want, distance(c.a, c.b), "%s %s", c.a, c.b)
	}
}

// The tables are what they say: sorted, and each name once.
func TestTables(t *testing.T) {
	t.Parallel()
	for i := 1; i < len(properties); i++ {
		require.Less(t, properties[i-1].name, properties[i].name)
	}
	for o := Eq; o <= NotIn; o++ {
		require.Equal(t, o, o.opposite().opposite())
		require.NotEqual(t, o.isNegative(), o.opposite().isNegative())
		require.Equal(t, int(o), findWord(strings.ToUpper(o.String()[1:]), operators[:]))
	}
}
