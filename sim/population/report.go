package population

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// Report is how the years were.
type Report struct {
	Seed                    uint64
	People, Packages, Years int
	Hired                   int // people who came for others who left
	Events                  int // changes of objects in the engine

	Requests  Requests
	Approvals Approvals
	Reviews   Reviews
	Grants    Delivery
	Revokes   Delivery
	Live      int // assignments at the end
	MostLive  int
}

// Requests is what became of requests.
type Requests struct {
	Submitted int // for new access
	Extended  int // for a later end
	Refused   int // refused at once: held or waited for already, nobody to approve
	Automatic int // needed no approval
	Approved  int
	Denied    int // by an approver
	TimedOut  int // nobody decided in time
	Canceled  int
	Delivered int
	Failed    int // not delivered, or in part
}

// Approvals is what requests cost approvers.
type Approvals struct {
	Escalated int   // stages for which alternates were asked
	Decisions Times // from the opening of a stage to its decision
	People    int   // who decided
	Busiest   int   // decisions of whoever made the most
	Waiting   []int // requests that wait at the end of each day
}

// Reviews is what reviews cost reviewers.
type Reviews struct {
	Held       int // that closed, with somebody's access in them
	Items      int // each somebody's access to be looked at
	Unassigned int // of these, that nobody was found for
	Decided    int // decisions that were made
	Undecided  int // items that nobody had decided about at the close
	Moot       int // likewise, and the access had ended by then
	Open       int // items of reviews that go on at the end that nobody has decided about
	Ended      int // access that results took away
	People     int // who decided
	Busiest    int // decisions of whoever made the most
}

// Delivery is how target systems followed.
type Delivery struct {
	Times   Times // from the wish to the confirmation
	GivenUp int   // wishes that ended unconfirmed: failed for good, or somebody changed their mind
	Open    []int // wishes that are not confirmed at the end of each day
}

// Times describes many durations. At least half of them are not longer than the Median, and at least 95 of 100 not longer than
// P95: both are among them.
type Times struct {
	Count                int
	Median, P95, Longest time.Duration
}

func timesOf(list []time.Duration) Times {
	if len(list) == 0 {
		return Times{}
	}
	sorted := slices.Sorted(slices.Values(list))
	rank := func(percent int) time.Duration { return sorted[(len(sorted)*percent+99)/100-1] }
	return Times{len(sorted), rank(50), rank(95), sorted[len(sorted)-1]}
}

func deliveryOf(l *lags) Delivery { return Delivery{timesOf(l.done), l.gone, l.days} }

// busiest returns how many people did something, and how much whoever did the most.
func busiest(did map[entitlement.SubjectID]int) (people, most int) {
	for _, n := range did { // order: the largest number
		most = max(most, n)
	}
	return len(did), most
}

// report sums up.
func (p *population) report() (*Report, error) {
	t := p.tally
	if t.err != nil {
		return nil, t.err
	}
	out := &Report{
		Seed: p.Seed, People: p.People, Packages: p.Packages, Years: p.Years, Hired: p.hired - p.People, Events: t.events,
		Requests: Requests{
			Submitted: t.submitted, Extended: t.extended, Refused: p.refusals, Automatic: t.automatic, Approved: t.approved,
			Denied: t.denied, TimedOut: t.timedOut, Canceled: t.canceled, Delivered: t.delivered, Failed: t.failed,
		},
		Approvals: Approvals{Escalated: t.escalated, Decisions: timesOf(t.decisions), Waiting: t.queue},
		Reviews: Reviews{
			Held: t.reviews, Items: t.items, Unassigned: t.unassigned, Decided: t.decided, Undecided: t.undecided, Ended: t.ended,
			Moot: t.moot, Open: t.items - t.unassigned - t.decided - t.undecided - t.moot,
		},
		Grants: deliveryOf(&t.wanted), Revokes: deliveryOf(&t.unwanted), Live: t.live, MostLive: t.most,
	}
	out.Approvals.People, out.Approvals.Busiest = busiest(t.approvals)
	out.Reviews.People, out.Reviews.Busiest = busiest(t.reviewed)
	return out, nil
}

// WriteText writes the report for people to read. Equal reports give equal texts.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s"+format+"\n", append([]any{name}, args...)...)
	}
	line("Population", "%d people, %d access packages, years: %d, seed: %d; %d left and were replaced", r.People, r.Packages, r.Years,
		r.Seed, r.Hired)
	line("Access", "%d live at the end, %d at most; %d events", r.Live, r.MostLive, r.Events)

	b.WriteString("\n")
	q := &r.Requests
	line("Requests", "%d for access, %d for more time; %d others refused at once", q.Submitted, q.Extended, q.Refused)
	line("", "%d needed no approval, %d approved, %d denied, %d not decided in time, %d canceled", q.Automatic, q.Approved,
		q.Denied, q.TimedOut, q.Canceled)
	line("", "%d delivered, %d not or in part", q.Delivered, q.Failed)
	a := &r.Approvals
	line("Approvals", "%d decisions by %d people, at most %d by one; %d escalations", a.Decisions.Count, a.People, a.Busiest, a.Escalated)
	line("", "%s until a decision", a.Decisions)
	v := &r.Reviews
	line("Reviews", "%d held, %d items, %d of them without a reviewer", v.Held, v.Items, v.Unassigned)
	line("", "%d decisions by %d people, at most %d by one; %d items undecided, %d ended access", v.Decided, v.People, v.Busiest,
		v.Undecided+v.Moot, v.Ended)
	line("Grants", "%d confirmed, %d given up", r.Grants.Times.Count, r.Grants.GivenUp)
	line("", "%s until confirmed", r.Grants.Times)
	line("Revokes", "%d confirmed, %d overtaken by a new grant", r.Revokes.Times.Count, r.Revokes.GivenUp)
	line("", "%s until confirmed", r.Revokes.Times)

	r.writeQueues(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeQueues writes how long the queues were, quarter by quarter.
func (r *Report) writeQueues(b *strings.Builder) {
	b.WriteString("\nWaiting at the end of a day, on average and at most:\n\n               approvals      grants     revokes\n")
	const quarters = 4
	for n := range r.Years * quarters {
		begin, end := n*daysOfYear/quarters, (n+1)*daysOfYear/quarters
		fmt.Fprintf(b, "to day %-5d", end)
		for _, queue := range [][]int{r.Approvals.Waiting, r.Grants.Open, r.Revokes.Open} {
			sum := 0
			for _, n := range queue[begin:end] {
				sum += n
			}
			fmt.Fprintf(b, "%7.1f %4d", float64(sum)/float64(end-begin), slices.Max(queue[begin:end]))
		}
		b.WriteString("\n")
	}
}

// String tells the times in days, hours and minutes.
func (t Times) String() string {
	return fmt.Sprintf("half take %s, 95%% take %s, the longest %s", span(t.Median), span(t.P95), span(t.Longest))
}

func span(d time.Duration) string {
	d = d.Round(time.Minute)
	if d >= day {
		return fmt.Sprintf("%dd %dh", d/day, d%day/time.Hour)
	}
	return fmt.Sprintf("%dh %dm", d/time.Hour, d%time.Hour/time.Minute)
}
