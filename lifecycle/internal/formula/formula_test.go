package formula_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/lifecycle/internal/formula"
)

func TestWhatASpreadsheetWouldCarryOutIsGuarded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Sales": "Sales", "a=b": "a=b", "'quoted'": "'quoted'", " =1": " =1",
		"=1+2": "'=1+2", "+49 1": "'+49 1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "'=1": "''=1",
	} {
		require.Equal(t, want, formula.Guard(text), "%q", text)
	}
}

func TestUnguardIsTheInverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+@\-]*[a-z]*`)).Draw(t, "text")
		require.Equal(t, text, formula.Unguard(formula.Guard(text)))
	})
}
