package spec_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// Whatever is read is refused with places inside it, or comes back from print as it was.
func FuzzParse(f *testing.F) {
	written, err := os.ReadFile("testdata/handwritten.json")
	require.NoError(f, err)
	f.Add(written)
	f.Add([]byte(in()))
	for _, seed := range []string{
		"", "{}", "[]", "null", `{"catalogs":[{},1,"",null,[]]}`, `{"a":{"b":[{"c":"\"\\"}]},"a":1}`, `{"settings":{"allowedDomains":["a.b"]}}`,
		`{"connectedOrganizations":[{"displayName":"C","identitySources":[{"tenantId":"t"}]}]}`, "{\"\xff\":1}", `{"catalogs":`, `1e9`, `"\ud800"`,
		`{"roleAssignments":[{"role":"catalogCreator","principal":{"@odata.type":"singleUser","userId":"` + "\u200d" + `"}}]}`,
	} {
		f.Add([]byte(seed))
	}
	limits := entitlement.SeedLimits()
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := spec.Parse(text, limits)
		if err != nil {
			require.NotEmpty(t, problemsOf(t, err))
			return
		}
		printed, err := spec.Print(d)
		require.NoError(t, err)
		back, err := spec.Parse(printed, limits)
		require.NoError(t, err, "%s", printed)
		require.Equal(t, d, back)
	})
}
