package fake

import (
	"context"
	"fmt"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// DefaultMembersPerGroup is the size limit of a Microsoft 365 group.
const DefaultMembersPerGroup = 50_000

// Options are the habits of a Target. The zero value answers at once and has the limits and manners of the real
// product.
type Options struct {
	// Latency says how long an operation takes. Nil means no time at all.
	Latency Latency
	// MembersPerGroup is how many may hold one role of a resource of type group; other types have no limit. 0 means
	// DefaultMembersPerGroup, a negative number no limit.
	MembersPerGroup int
	// LeaveForeign leaves alone what people held before they were granted it, or got from others: a grant does not take
	// it over and a revoke does not remove it. By default both happen.
	LeaveForeign bool
	// Forgetful makes the target forget keys and generations once it has said that an operation is done, as plain
	// directories do: a repeated call, a late effect or a replay changes things again, whatever has been asked since.
	Forgetful bool
}

// Target is a target system in memory. It is a provision.Provisioner and a provision.Lister for every type of resource,
// and is safe for concurrent use. Make it with New.
type Target struct {
	options Options

	mu         sync.Mutex
	resources  map[resourceKey]*resource
	records    map[string]*record // by idempotency key
	latest     map[wishKey]uint64 // the newest generation accepted
	jobs       jobs               // what will happen
	faults     []Fault            // scripted, in the order of injection
	listFaults []ListFault        // likewise
	calls      []Call             // the ledger
	changes    []Change           // likewise
}

var (
	_ provision.Provisioner = (*Target)(nil)
	_ provision.Lister      = (*Target)(nil)
)

// New returns an empty target. Resources and roles need no set-up: every one exists until it is removed.
func New(options Options) *Target {
	if options.MembersPerGroup == 0 {
		options.MembersPerGroup = DefaultMembersPerGroup
	}
	if options.Latency == nil {
		options.Latency = Fixed(0)
	}
	return &Target{
		options:   options,
		resources: map[resourceKey]*resource{},
		records:   map[string]*record{},
		latest:    map[wishKey]uint64{},
	}
}

// Apply carries out the operation, now or after the target's latency, unless a scripted fault is in the way.
//
// A grant is refused, permanently, with provision.ResourceMissing, RoleMissing or GroupFull. A revoke of what is gone
// is a success. An operation of an older generation than one that was accepted is refused with provision.Superseded. An
// incomplete operation and a token of another operation are refused with entitlement.InvalidArgument, a key that was
// used for another operation with entitlement.KeyReused. A context that is done before the call leaves no trace.
func (t *Target) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	if err := ctx.Err(); err != nil {
		return provision.Result{}, provision.Transient(err, "")
	}
	call := t.receive(op)
	switch call.Answer {
	case AnswerHang:
		<-ctx.Done()
		return provision.Result{}, provision.Transient(ctx.Err(), "")
	case AnswerPanic:
		panic(fmt.Sprintf("fake: scripted panic in call %q", op.Key))
	case AnswerAsUsual, AnswerError:
	}
	return call.Result, call.Err
}

// Advance lets the target work up to the instant, as every call with that instant does. An earlier instant than one it
// was told before changes nothing.
func (t *Target) Advance(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.advance(at)
}

// receive answers the call and writes it into the ledger.
func (t *Target) receive(op provision.Operation) Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	call := t.respond(op)
	call.Operation = op
	t.calls = append(t.calls, call)
	return call
}

func (t *Target) respond(op provision.Operation) Call {
	if field := missingField(op); field != "" {
		return Call{Err: defect(entitlement.InvalidArgument, "the operation has no valid "+field)}
	}
	if op.Token != "" && op.Token != token(op) {
		return Call{Err: defect(entitlement.InvalidArgument, "the token belongs to another operation")}
	}
	t.advance(op.At)
	r, known := t.records[op.Key]
	if !known {
		r = &record{}
		t.records[op.Key] = r
		return t.attempt(r, op, 1)
	}
	switch last := t.calls[r.last]; {
	case !sameWish(last.Operation, op):
		return Call{Err: defect(entitlement.KeyReused, "the key was used for another operation")}
	case op.At.After(last.Operation.At):
		return t.attempt(r, op, last.Attempt+1)
	default:
		return last // a repetition gets the answer that was given: it may have been lost in a crash
	}
}

func defect(code entitlement.Code, detail string) error {
	err := &entitlement.Error{Op: "apply", Code: code, Kind: entitlement.KindGrant, Detail: detail}
	return provision.Permanent(err, "Report a defect of the engine.")
}

// missingField names the first field without which nobody can act on the operation, or "".
func missingField(op provision.Operation) string {
	switch {
	case op.Key == "":
		return "key"
	case op.Verb != provision.Grant && op.Verb != provision.Revoke:
		return "verb"
	case op.Subject == "":
		return "subject"
	case op.Resource.Type == "" || op.Resource.OriginID == "":
		return "resource"
	case op.Role == "":
		return "role"
	case op.At.IsZero():
		return "instant"
	}
	return ""
}
