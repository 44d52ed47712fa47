package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// RequestView is a request as its readers see it.
type RequestView struct {
	Request       entitlement.Request
	Justification string       // "" if there is none, or it was erased
	Answers       []AnswerView // in display order; none if there are none, or they were erased
	Stages        []StageView
	Callouts      []CalloutView                 // of custom extensions about the request until its access was given, in their order
	Progress      entitlement.ExtensionProgress // of those that the request waits for, or waited for
}

// CalloutView is a callout as the readers of its request see it. Where it is made to is not shown.
type CalloutView struct {
	ID        entitlement.CalloutID // what an answer names
	Stage     entitlement.CustomExtensionStage
	Extension entitlement.CustomExtensionID
	State     entitlement.CalloutState
	Created   time.Time
	Deadline  time.Time // zero if no answer is waited for
	Completed time.Time
	Denied    bool
	Failure   entitlement.Code
	Source    string // who or what answered; "" if it was not said or erased, and for who asked and whom it is for
	Detail    string // the same of what was answered
}

// StageView is a stage of approval as its readers see it.
type StageView struct {
	Stage         entitlement.ApprovalStage
	Justification string
}

// RequestsInput asks for the requests of a person.
type RequestsInput struct {
	Page Page
	For  entitlement.SubjectID // whose; "" means the actor's own
}

// Requests lists the requests that a person made or that were made for them, oldest first, as Request shows them. A request of
// the system to remove access that a review took away is listed once that was settled. Other people's requests are
// shown to administrators of the tenant; everybody else is refused with Forbidden.
func (s *Session) Requests(ctx context.Context, in RequestsInput) (List[RequestView], error) {
	return ask(ctx, s, "requests", func(u *unit) (List[RequestView], error) {
		who, err := u.whose(in.For)
		if err != nil {
			return List[RequestView]{}, err
		}
		return listed(u, "requests "+string(who), store.RequestsOf(who), in.Page, func(id [16]byte) (RequestView, bool, error) {
			v, found, err := u.requestView(id)
			if err == nil && found {
				err = u.hideApprovers(&v)
			}
			return v, found, err
		})
	})
}

// RequestInput names a request.
type RequestInput struct {
	Request entitlement.RequestID
}

// Request shows one request, to who made it or is its target, to its approvers, and to who may view its catalog. Who made it
// and its target see who approves, while it waits, if the policy's stages or the tenant's settings let them.
func (s *Session) Request(ctx context.Context, in RequestInput) (RequestView, error) {
	return ask(ctx, s, "request", func(u *unit) (RequestView, error) {
		v, found, err := u.requestView(in.Request)
		if err == nil && !found {
			err = notFound(entitlement.KindRequest, in.Request.String())
		}
		if err != nil {
			return v, err
		}
		if u.mayRead(&v) {
			err := u.hideApprovers(&v)
			return v, err
		}
		return v, u.authorizeFor(taskView, v.Request.Package)
	})
}

// mayRead reports whether the actor is a party or an approver of a request.
func (u *unit) mayRead(v *RequestView) bool {
	if u.actor.Kind != entitlement.ActorPerson {
		return false
	}
	me := u.actor.Subject
	if me == v.Request.Requestor || me == v.Request.Target {
		return true
	}
	for i := range v.Stages {
		if v.Stages[i].Stage.MayDecide(me) {
			return true
		}
	}
	return false
}

// PackageRequestsInput asks for the requests for an access package.
type PackageRequestsInput struct {
	Page    Page
	Package entitlement.AccessPackageID
}

// PackageRequests lists the requests for an access package, those that wait first, with their history. It needs a
// role in the package's catalog.
func (s *Session) PackageRequests(ctx context.Context, in PackageRequestsInput) (List[RequestView], error) {
	return ask(ctx, s, "package requests", func(u *unit) (List[RequestView], error) {
		if err := u.viewPackage(in.Package); err != nil {
			return List[RequestView]{}, err
		}
		return listed(u, "requests for "+in.Package.String(), store.RequestsFor(in.Package), in.Page, u.requestView)
	})
}

// requestView shows a request as it is at the instant of the read.
func (u *unit) requestView(id [16]byte) (v RequestView, found bool, err error) {
	r, stages, err := u.requestWithStages(id)
	if err != nil || r == nil {
		return v, false, err
	}
	if r, stages, err = u.settledRequest(r, stages); err != nil {
		return v, false, err
	}
	v.Request = *r
	v.Request.Stamp = entitlement.Stamp{}
	var text store.RequestText
	if _, err := u.e.schema.RequestTexts.Get(u.tx, r.ID, &text); err != nil {
		return v, false, err
	}
	v.Justification = text.Justification
	if v.Answers, err = u.answerViews(r.Policy, text.Answers); err != nil {
		return v, false, err
	}
	v.Stages = make([]StageView, len(stages))
	for i := range stages {
		stage := stages[i].Clone() // the view outlives the transaction
		stage.Stamp = entitlement.Stamp{}
		var text store.StageText
		if _, err := u.e.schema.StageTexts.Get(u.tx, stage.Key(), &text); err != nil {
			return v, false, err
		}
		v.Stages[i] = StageView{Stage: stage, Justification: text.Justification}
	}
	return v, true, u.viewCallouts(&v, r)
}

// viewCallouts adds the callouts of custom extensions to the view of a request. Those about the end of its access are left to
// the log: who settles an end makes them, and a read must not depend on that.
func (u *unit) viewCallouts(v *RequestView, r *entitlement.Request) error {
	list, err := u.settledCallouts(r)
	if err != nil {
		return err
	}
	v.Progress = entitlement.ProgressOf(list)
	for i := range list {
		c := &list[i]
		if c.Stage > entitlement.StageRequestGranted {
			continue
		}
		var text store.CalloutText
		if _, err := u.e.schema.CalloutTexts.Get(u.tx, c.Key(), &text); err != nil {
			return err
		}
		v.Callouts = append(v.Callouts, CalloutView{
			ID: c.ID, Stage: c.Stage, Extension: c.Extension, State: c.State, Created: c.Created, Deadline: c.Deadline,
			Completed: c.Completed, Denied: c.Denied, Failure: c.Failure, Source: text.Source, Detail: text.Detail,
		})
	}
	return nil
}

// ApprovalsInput asks for what waits for the actor's decision.
type ApprovalsInput struct {
	Page Page
}

// ApprovalView is a request that waits for the actor's decision.
type ApprovalView struct {
	RequestView
	Stage    uint8 // the stage to decide: pass it to Decide
	DecideBy time.Time
}

// Approvals lists the requests that the actor may decide now, oldest first. Nobody finds requests of their own among them
//
func (s *Session) Approvals(ctx context.Context, in ApprovalsInput) (List[ApprovalView], error) {
	return ask(ctx, s, "approvals", func(u *unit) (List[ApprovalView], error) {
		if !s.isPerson() {
			return List[ApprovalView]{}, invalid("a host job decides nothing")
		}
		return u.approvals(in.Page)
	})
}

func (u *unit) approvals(page Page) (out List[ApprovalView], err error) {
	list := "approvals " + string(u.actor.Subject)
	position, err := page.position(list)
	if err != nil {
		return out, err
	}
	var from *entitlement.StageKey
	if position != nil {
		key, err := u.e.schema.Stages.ParseKey(position)
		if err != nil {
			return out, errToken
		}
		from = &key
	}
	var keys []entitlement.StageKey
	size := page.size()
	err = u.tx.StagesOpenTo(u.actor.Subject, from, func(k entitlement.StageKey) (bool, error) {
		keys = append(keys, k)
		return len(keys) <= size, nil
	})
	if err != nil {
		return out, err
	}
	for i, key := range keys {
		if i == size {
			stage := entitlement.ApprovalStage{Request: key.Request, Index: key.Index}
			out.Next = tokenOf(list, u.e.schema.Stages.AppendKey(nil, &stage))
			break
		}
		v, found, err := u.requestView(key.Request)
		if err != nil {
			return out, err
		}
		if !found || v.Request.State != entitlement.RequestPendingApproval || v.Request.Stage != key.Index {
			continue // its deadline has come
		}
		out.Items = append(out.Items, ApprovalView{
			RequestView: v, Stage: key.Index, DecideBy: v.Stages[key.Index-1].Stage.Deadline,
		})
	}
	return out, nil
}
