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
	// VerifiedCredentials are those that were presented and demanded; none if there are none, or they were erased.
	VerifiedCredentials []entitlement.VerifiedCredential
	Stages              []StageView
	Callouts            []CalloutView                 // of custom extensions about the request until its access was given, in their order
	Progress            entitlement.ExtensionProgress // of those that the request waits for, or waited for
	// Failures says what its delivery is missing. Only PackageRequests tells.
	Failures []DeliveryFailure
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
	Part RequestPart           // what the person has to do with them
}

// RequestPart is what a person has to do with a request. What they decided is in Approvals.
type RequestPart uint8

// Parts in a request.
const (
	PartAny       RequestPart = iota // who asks, or whom it is for
	PartTarget                       // whom it is for
	PartRequestor                    // who asks
	PartForOthers                    // who asks, for somebody else
)

// has reports whether a person has that part in a request.
func (p RequestPart) has(who entitlement.SubjectID, r *entitlement.Request) bool {
	switch p {
	case PartAny:
		return true
	case PartTarget:
		return r.Target == who
	case PartRequestor:
		return r.Requestor == who
	case PartForOthers:
		return r.Requestor == who && r.Target != who
	}
	return false
}

// String names the part.
func (p RequestPart) String() string {
	switch p {
	case PartAny:
		return "any"
	case PartTarget:
		return "target"
	case PartRequestor:
		return "requestor"
	case PartForOthers:
		return "for others"
	}
	return "unknown"
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
		name := "requests " + string(who)
		if in.Part != PartAny {
			name += " as " + in.Part.String()
		}
		return listed(u, name, store.RequestsOf(who), in.Page, func(id [16]byte) (RequestView, bool, error) {
			v, found, err := u.requestView(id)
			if err != nil || !found || !in.Part.has(who, &v.Request) {
				return v, false, err
			}
			err = u.hideApprovers(&v)
			return v, true, err
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
	Page Page
	// Package is what was asked for. Zero lists the requests for all packages, oldest first, which needs a role in the whole
	// tenant.
	Package entitlement.AccessPackageID
	States  []entitlement.RequestState // only the requests in one of these states; none lists all
}

// PackageRequests lists the requests for an access package, those that wait first, with their history and what their delivery is
// missing. It needs a role in the package's catalog.
func (s *Session) PackageRequests(ctx context.Context, in PackageRequestsInput) (List[RequestView], error) {
	return ask(ctx, s, "package requests", func(u *unit) (List[RequestView], error) {
		if err := u.viewPackageOrAll(in.Package); err != nil {
			return List[RequestView]{}, err
		}
		name, index := "requests for "+in.Package.String()+stateNames(in.States), store.RequestsFor(in.Package)
		if in.Package.IsZero() {
			index = store.RequestsIndex()
		}
		return listed(u, name, index, in.Page, func(id [16]byte) (RequestView, bool, error) {
			v, found, err := u.requestView(id)
			if err != nil || !found || !isOneOf(v.Request.State, in.States) {
				return v, false, err
			}
			v.Failures, err = u.deliveryFailures(&v.Request)
			return v, true, err
		})
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
	v.Justification, v.VerifiedCredentials = text.Justification, text.VerifiedCredentials
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
	err = u.viewCallouts(&v, r)
	return v, true, err
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
		if c.Stage > entitlement.StageRequestGranted && c.Stage != entitlement.StageDeterminingApproval {
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
	// Decided lists instead the requests that the actor decided, once for each stage.
	Decided bool
}

// ApprovalView is a request that waits for the actor's decision, or has it.
type ApprovalView struct {
	RequestView
	Stage    uint8 // the stage to decide: pass it to Decide; or the one that was decided
	DecideBy time.Time
}

// Approvals lists the requests that the actor may decide now, or has decided, oldest first. Nobody finds requests of their own
// among them.
func (s *Session) Approvals(ctx context.Context, in ApprovalsInput) (List[ApprovalView], error) {
	return ask(ctx, s, "approvals", func(u *unit) (List[ApprovalView], error) {
		if !s.isPerson() {
			return List[ApprovalView]{}, invalid("a host job decides nothing")
		}
		return u.approvals(in)
	})
}

func (u *unit) approvals(in ApprovalsInput) (out List[ApprovalView], err error) {
	list, stages := "approvals "+string(u.actor.Subject), u.tx.StagesOpenTo
	if in.Decided {
		list, stages = "decided "+list, u.tx.StagesDecidedBy
	}
	position, err := in.Page.position(list)
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
	size := in.Page.size()
	err = stages(u.actor.Subject, from, func(k entitlement.StageKey) (bool, error) {
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
		isOpen := v.Request.State == entitlement.RequestPendingApproval && v.Request.Stage == key.Index
		if !found || !in.Decided && !isOpen {
			continue // its deadline has come
		}
		out.Items = append(out.Items, ApprovalView{
			RequestView: v, Stage: key.Index, DecideBy: v.Stages[key.Index-1].Stage.Deadline,
		})
	}
	return out, nil
}
