package sim

import (
	"cmp"
	"fmt"

	"example.com/tenure/entitlement"
)

// stageTexts say when an extension is called.
var stageTexts = map[entitlement.CustomExtensionStage]string{
	entitlement.StageRequestCreated:               "that {request} was made",
	entitlement.StageRequestApproved:              "that {request} is approved",
	entitlement.StageRequestGranted:               "that {access} is there",
	entitlement.StageRequestRemoved:               "that {access} has ended",
	entitlement.StageFourteenDaysBeforeExpiration: "that {access} ends in 14 days",
	entitlement.StageOneDayBeforeExpiration:       "that {access} ends in 1 day",
	entitlement.StageDeterminingApproval:          "that {request} needs approvers",
}

// tellCallout tells an event about a callout of a custom extension.
func (c *chronicle) tellCallout(ev *entitlement.Event, e *Entry) error {
	var row entitlement.Callout
	_, found, err := decode(&c.schema.Callouts, ev, &row)
	if err != nil || !found {
		return err
	}
	request := c.request(row.Request, ev)
	access := c.name(row.Target, ev.At) + "'s access to " + c.pkg(row.Package.ID)
	about := fill(&entitlement.Event{Activity: ev.Activity}, map[entitlement.Activity]string{ev.Activity: stageTexts[row.Stage]},
		"{request}", request, "{access}", access)
	it := string(row.Extension)
	switch row.State {
	case entitlement.CalloutSent:
		e.Text = it + " is told " + about
		if ev.Activity == entitlement.ActivityUpdateCallout {
			e.Text = it + " has taken note " + about
		} else if !row.Deadline.IsZero() {
			e.Text += ", and can answer before " + date(row.Deadline)
		}
	case entitlement.CalloutWaiting:
		e.Text = it + " has taken note " + about + "; its answer is waited for"
	case entitlement.CalloutReceived:
		e.Text = it + " answers: " + request + " may go on"
		switch {
		case row.Denied:
			e.Text = it + " denies " + request
		case row.Stage == entitlement.StageDeterminingApproval:
			e.Text = it + " says who approves " + request
		case !row.Stage.Decides():
			e.Text = it + " answers, having been told " + about
		}
	case entitlement.CalloutFailed:
		e.Text = fmt.Sprintf("%s cannot be told %s: %s", it, about, codeWords(row.Failure))
		if row.Failure == entitlement.RequestEnded {
			e.Text = "Nobody waits for the answer of " + it + " any more"
		}
	case entitlement.CalloutTimedOut:
		e.Text = it + " has not answered in time"
	}
	e.involved = append(e.involved, cmp.Or(c.requests[row.Request].Requestor, row.Target))
	return nil
}

// callouts tells what custom extensions were told.
func (c *chronicle) callouts(w *World) []Entry {
	var out []Entry
	told := map[callID]bool{}
	for _, call := range w.processes.Calls(0) {
		id := callID{call.Key, call.Called}
		if told[id] {
			continue
		}
		told[id] = true
		out = append(out, Entry{
			At: call.Called, Source: SourceExtension, Person: call.Target, Request: call.Request,
			Text: fmt.Sprintf("Call: %s at %s about %s: %s", call.Extension, call.Stage, c.name(call.Target, call.Called), outcome(call.Err)),
		})
	}
	return out
}
