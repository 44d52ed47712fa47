package population_test

import (
	"fmt"

	"example.com/tenure/sim/population"
)

// What if every second approver never answers? The same organization lives through the same year twice.
func ExampleRun() {
	for _, absent := range []float64{0.05, 0.5} {
		report, err := population.Run(population.Options{Seed: 1, People: 50, Habits: population.Habits{Absent: absent}})
		if err != nil {
			panic(err)
		}
		fmt.Printf("%d escalations, %d requests not decided in time\n", report.Approvals.Escalated, report.Requests.TimedOut)
	}
	// Output:
	// 41 escalations, 6 requests not decided in time
	// 81 escalations, 20 requests not decided in time
}
