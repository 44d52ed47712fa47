package sim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// BenchmarkYear is a year of a hundred people, each of whom asks for two roles every month and loses them again.
func BenchmarkYear(b *testing.B) {
	const people = 100
	options := sim.Options{
		Context: b.Context(), Start: start, Target: fake.Options{Latency: fake.Spread(time.Hour)},
		People: []entitlement.Subject{{ID: "meg", UserType: entitlement.UserMember}},
		Groups: []directory.Group{{ID: "staff"}},
		Habits: map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(time.Hour).Within(2 * day)},
	}
	for i := range people {
		id := entitlement.SubjectID(fmt.Sprintf("p%03d", i))
		options.People = append(options.People, entitlement.Subject{ID: id, UserType: entitlement.UserMember, Manager: "meg"})
		options.Groups[0].Members = append(options.Groups[0].Members, id)
	}
	policy := forStaff(by(entitlement.Manager(1)))
	policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(20)}
	events := 0
	b.ReportAllocs()
	for b.Loop() {
		w := sim.Test(b, options)
		pkg, err := w.Offer(sim.Offer{Name: "Sales", Roles: []string{"CRM/User", "Wiki/Reader"}, Policy: policy})
		require.NoError(b, err)
		for month := range 12 {
			for i, id := range options.Groups[0].Members {
				at := after(time.Duration(month)*30*day + time.Duration(i)*time.Hour)
				w.Schedule(at, string(id)+" asks", func() error {
					_, err := w.As(id).Submit(b.Context(), lifecycle.SubmitInput{Package: pkg})
					return err
				})
			}
		}
		require.NoError(b, w.RunFor(365*day))
		timeline, err := w.Timeline(sim.Filter{})
		require.NoError(b, err)
		events = len(timeline)
	}
	b.ReportMetric(float64(events), "entries")
}
