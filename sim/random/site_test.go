package random

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSitesAreNamedOnce(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, s := range Sites() {
		require.False(t, names[s.Name], s.Name)
		require.Regexp(t, `^F\d+$`, s.Fault)
		names[s.Name] = true
	}
	for _, a := range acts() {
		if a.isFault() {
			require.True(t, names[a.name], "%s strikes, and is no site", a.name)
		}
	}
}

func TestAReportSaysWhatNeverStruck(t *testing.T) {
	t.Parallel()
	r := Report{}
	r.reached("store.full")
	r.fired("commit.conflict")
	r.Add(Report{"commit.conflict": {Reached: 2, Fired: 1}})
	require.Contains(t, r.Silent(), "store.full")
	require.NotContains(t, r.Silent(), "commit.conflict")
	require.Len(t, r.Silent(), len(Sites())-1)
	var out strings.Builder
	require.NoError(t, r.Write(&out))
	require.Regexp(t, `(?m)^commit.conflict +F4 +3 +2$`, out.String())
	require.Regexp(t, `(?m)^store.full +F5 +1 +0$`, out.String())
}
