package report

import (
	"context"
	"fmt"
	"strconv"

	"example.com/tenure/lifecycle"
)

// Requests tells what was asked for of an access package, or of all of them, with who decided, what was written, and what delivery
// is missing: see Session.PackageRequests. A request has a row for each of its stages, or one without a stage.
func Requests(ctx context.Context, s *lifecycle.Session, in lifecycle.PackageRequestsInput) Report {
	return of(requestHeader(), func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
		in.Page = p
		return s.PackageRequests(ctx, in)
	}, requestRows)
}

// RequestsOf tells what a person asked for, or what was asked for them: see Session.Requests. It shows stages as the
// session may see them, and no failures of delivery.
func RequestsOf(ctx context.Context, s *lifecycle.Session, in lifecycle.RequestsInput) Report {
	return of(requestHeader(), func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
		in.Page = p
		return s.Requests(ctx, in)
	}, requestRows)
}

func requestHeader() []string {
	return []string{
		"request", "type", "state", "reason", "requestor", "person", "package", "policy", "created", "completed", "justification",
		"stage", "stageState", "approvers", "decidedBy", "decided", "decision", "assignment", "failures",
	}
}

func requestRows(v *lifecycle.RequestView) (rows [][]string, err error) {
	r := &v.Request
	head := []string{
		id(r.ID), r.Type.String(), r.State.String(), r.Reason.String(), string(r.Requestor), string(r.Target), id(r.Package.ID),
		id(r.Policy.ID), instant(r.Created), instant(r.Completed), v.Justification,
	}
	tail := []string{id(r.Assigned), failures(v.Failures)}
	row := func(stage ...string) {
		rows = append(rows, append(append(head[:len(head):len(head)], stage...), tail...))
	}
	for i := range v.Stages {
		stage := &v.Stages[i].Stage
		row(
			strconv.Itoa(int(stage.Index)), stage.State.String(), joined(stage.People()), string(stage.DecidedBy),
			instant(stage.Decided), v.Stages[i].Justification,
		)
	}
	if len(rows) == 0 {
		row("", "", "", "", "", "")
	}
	return rows, nil
}

// failures says what is missing of a delivery, such as "CRM User: groupFull".
func failures(list []lifecycle.DeliveryFailure) string {
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = fmt.Sprintf("%s %s: %s", list[i].ResourceName, list[i].Role, list[i].Code)
	}
	return joined(texts)
}

// Decisions tells what the actor has to decide, or with Decided what the actor decided: see Session.Approvals.
func Decisions(ctx context.Context, s *lifecycle.Session, in lifecycle.ApprovalsInput) Report {
	header := []string{"request", "requestor", "person", "package", "created", "justification", "state", "stage", "decideBy", "decided"}
	return of(header, func(p lifecycle.Page) (lifecycle.List[lifecycle.ApprovalView], error) {
		in.Page = p
		return s.Approvals(ctx, in)
	}, func(v *lifecycle.ApprovalView) ([][]string, error) {
		r := &v.Request
		return one(
			id(r.ID), string(r.Requestor), string(r.Target), id(r.Package.ID), instant(r.Created), v.Justification, r.State.String(),
			strconv.Itoa(int(v.Stage)), instant(v.DecideBy), instant(v.Stages[v.Stage-1].Stage.Decided),
		)
	})
}
