package population

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// A wish ends when it is confirmed, or with the opposite wish.
func TestWishes(t *testing.T) {
	t.Parallel()
	tally, begin := newTally(), time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	for hour, activity := range []entitlement.Activity{
		entitlement.ActivityWantGrant, entitlement.ActivityWantGrant, // by a second assignment: the first wish counts
		entitlement.ActivityFulfillGrant, entitlement.ActivityUnwantGrant,
		entitlement.ActivityWantGrant, entitlement.ActivityFulfillGrant, entitlement.ActivityUnwantGrant,
		entitlement.ActivityUpdateGrant, entitlement.ActivityUpdateGrant, entitlement.ActivityRemoveGrant,
		entitlement.ActivityWantGrant, entitlement.ActivityFailGrant, entitlement.ActivityWantGrant,
	} {
		tally.Observe([]entitlement.Event{{
			At: begin.Add(time.Duration(hour) * time.Hour), Activity: activity,
			Object: entitlement.ObjectRef{Kind: entitlement.KindGrant, Key: "ann's"},
		}})
		tally.sample()
	}
	require.NoError(t, tally.err)
	require.Equal(t, []time.Duration{2 * time.Hour, time.Hour}, tally.wanted.done)
	require.Equal(t, 1, tally.wanted.gone)
	require.Equal(t, []int{1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1}, tally.wanted.days)
	require.Equal(t, []time.Duration{3 * time.Hour}, tally.unwanted.done)
	require.Equal(t, 1, tally.unwanted.gone)
	require.Equal(t, []int{0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0}, tally.unwanted.days)
}

// An event that cannot be read fails the report.
func TestAnEventThatCannotBeRead(t *testing.T) {
	t.Parallel()
	p := population{tally: newTally()}
	p.tally.Observe([]entitlement.Event{{Object: entitlement.ObjectRef{Kind: entitlement.KindRequest, Key: "no key"}}})
	_, err := p.report()
	require.Error(t, err)
}

func TestTimes(t *testing.T) {
	t.Parallel()
	var list []time.Duration
	for hours := range 100 {
		list = append(list, time.Duration(99-hours)*time.Hour)
	}
	require.Equal(t, Times{100, 49 * time.Hour, 94 * time.Hour, 99 * time.Hour}, timesOf(list))
	require.Equal(t, "half take 2d 1h, 95% take 3d 22h, the longest 4d 3h", timesOf(list).String())
	require.Equal(t, Times{1, time.Hour, time.Hour, time.Hour}, timesOf([]time.Duration{time.Hour}))
	require.Equal(t, Times{2, time.Hour, 2 * time.Hour, 2 * time.Hour}, timesOf([]time.Duration{2 * time.Hour, time.Hour}))
	require.Equal(t, Times{3, 2, 3, 3}, timesOf([]time.Duration{3, 1, 2}))
	require.Equal(t, "half take 0h 0m, 95% take 0h 0m, the longest 0h 0m", timesOf(nil).String())
}
