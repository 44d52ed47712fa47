package report_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/report"
	"example.com/tenure/sim"
)

// must returns the value, or ends an example that did not go as planned.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// asked is a company in which Ann and Bob have asked for an access package, and Meg has let Ann have it.
func asked() *sim.World {
	document := must(spec.Parse([]byte(configuration), entitlement.SeedLimits()))
	w := must(sim.New(sim.Options{Document: &document, People: []entitlement.Subject{
		{ID: "meg", UserType: entitlement.UserMember},
		{ID: "ann", UserType: entitlement.UserMember, Manager: "meg"},
		{ID: "bob", UserType: entitlement.UserMember, Manager: "meg"},
	}}))
	ctx, sales := context.Background(), must(w.Package("Sales"))
	for _, who := range []entitlement.SubjectID{"ann", "bob"} {
		request := must(w.As(who).Submit(ctx, lifecycle.SubmitInput{Package: sales, Justification: "=2+3, please"}))
		if who == "ann" {
			must(w.As("meg").Approve(ctx, lifecycle.DecideInput{Request: request.Request}))
		}
	}
	if err := w.Settle(); err != nil {
		panic(err)
	}
	return w
}

// A report can be walked, row by row: here the requests of a package, of which a part of the columns is shown.
func Example() {
	w := asked()
	requests := report.Requests(context.Background(), w.Admin(), lifecycle.PackageRequestsInput{Package: must(w.Package("Sales"))})
	wanted := map[string]bool{"person": true, "state": true, "approvers": true, "decidedBy": true, "decided": true}
	header := requests.Header()
	for cells, err := range requests.Rows() {
		if err != nil {
			panic(err)
		}
		var line []string
		for i, cell := range cells {
			if wanted[header[i]] {
				line = append(line, header[i]+"="+cell)
			}
		}
		fmt.Println(strings.Join(line, " "))
	}
	// Output:
	// state=pendingApproval person=bob approvers=meg decidedBy= decided=
	// state=delivered person=ann approvers=meg decidedBy=meg decided=2026-01-05T09:00:00Z
}

// As a CSV file a report can be opened in a spreadsheet, which carries out nothing of what people wrote.
func ExampleReport_WriteCSV() {
	w := asked()
	var file bytes.Buffer
	rows := must(report.RequestsOf(context.Background(), w.As("bob"), lifecycle.RequestsInput{}).WriteCSV(&file))
	header, _, _ := strings.Cut(file.String(), "\n")
	fmt.Println(rows, "row below", header)
	fmt.Println(strings.Contains(file.String(), `"'=2+3, please"`))
	// Output:
	// 1 row below request,type,state,reason,requestor,person,package,policy,created,completed,justification,stage,stageState,approvers,decidedBy,decided,decision,assignment,failures
	// true
}
