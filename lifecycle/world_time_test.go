package lifecycle_test

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store"
	"example.com/tenure/store/storetest"
)

// What the tests about time, approval and delivery do and see.

// jump moves time without stopping anywhere and lets the timers fire: nobody looked for a while.
func (r *rig) jump(d time.Duration) {
	r.Helper()
	r.clock.Set(r.clock.Now().Add(d))
	_, err := r.engine.RunDue(r.Context())
	require.NoError(r, err)
}

// now is what the clock says.
func (r *rig) now() time.Time { return r.clock.Now().UTC() }

// waiting makes a stage wait for a number of days.
func waiting(days int, s entitlement.StageSettings) entitlement.StageSettings {
	s.DurationBeforeAutomaticDenial = entitlement.Days(days)
	return s
}

// orElse gives a stage approvers for when nobody else is found.
func orElse(s entitlement.StageSettings, fallback ...entitlement.SubjectSet) entitlement.StageSettings {
	s.FallbackPrimaryApprovers = fallback
	return s
}

// escalating makes a stage ask others too after a number of days.
func escalating(days int, s entitlement.StageSettings, alternates ...entitlement.SubjectSet) entitlement.StageSettings {
	s.IsEscalationEnabled, s.DurationBeforeEscalation = true, entitlement.Days(days)
	s.EscalationApprovers = alternates
	return s
}

func expiring(e entitlement.Expiration) policyChange {
	return func(p *entitlement.AssignmentPolicy) { p.Expiration = e }
}

// answers tries a decision and returns what it was refused for: the failed reasons, or nothing.
func (r *rig) answers(who entitlement.SubjectID, in lifecycle.DecideInput) []entitlement.Code {
	r.Helper()
	if in.Decision == 0 {
		in.Decision = entitlement.Approve
	}
	_, err := r.as(who).Decide(r.Context(), in)
	if err == nil {
		return nil
	}
	var refused *entitlement.Error
	require.ErrorAs(r, err, &refused)
	codes := entitlement.FailedCodes(refused.Reasons)
	require.NotEmpty(r, codes, "%v", err)
	return codes
}

// asked returns the requests that wait for somebody's decision.
func (r *rig) asked(who entitlement.SubjectID) []entitlement.RequestID {
	r.Helper()
	list, err := r.as(who).Approvals(r.Context(), lifecycle.ApprovalsInput{})
	require.NoError(r, err)
	var out []entitlement.RequestID
	for _, a := range list.Items {
		out = append(out, a.Request.ID)
	}
	return out
}

// happened returns the events with an activity from a number on.
func (r *rig) happened(from uint64, activity entitlement.Activity) []lifecycle.LoggedEvent {
	r.Helper()
	var out []lifecycle.LoggedEvent
	for _, ev := range r.events(from) {
		if ev.Activity == activity {
			out = append(out, ev)
		}
	}
	return out
}

// operations returns the calls about a resource of the target system.
func (r *rig) operations(origin string) []fake.Call {
	r.Helper()
	var out []fake.Call
	for _, c := range r.target.Calls(0) {
		if c.Operation.Resource.OriginID == origin {
			out = append(out, c)
		}
	}
	return out
}

// verbs returns what a resource of the target system was asked to do, each idempotency key once.
func (r *rig) verbs(origin string) []provision.Verb {
	r.Helper()
	var out []provision.Verb
	seen := map[string]bool{}
	for _, c := range r.operations(origin) {
		if !seen[c.Operation.Key] {
			out = append(out, c.Operation.Verb)
		}
		seen[c.Operation.Key] = true
	}
	return out
}

// breaks makes the target system misbehave.
func (r *rig) breaks(faults ...fake.Fault) {
	r.Helper()
	require.NoError(r, r.target.Inject(faults...))
}

// failing is the fault of a group that answers with an error.
func failing(group string, err error) fake.Fault {
	return fake.Fault{Resource: group, Answer: fake.AnswerError, Effect: fake.EffectNone, Err: err}
}

func (r *rig) stuck() []lifecycle.StuckItem {
	r.Helper()
	items, err := r.as("root").Stuck(r.Context(), lifecycle.StuckInput{})
	require.NoError(r, err)
	return items
}

// role returns the state of a member's role of a group for a person, and its failure.
func (r *rig) role(who entitlement.SubjectID, group string) (lifecycle.EffectiveState, string) {
	r.Helper()
	roles, err := r.as("root").EffectiveRoles(r.Context(), lifecycle.RolesInput{For: who})
	require.NoError(r, err)
	for _, role := range roles {
		if role.Target.OriginID == group && role.Role == entitlement.RoleMember {
			return role.State, role.Failure
		}
	}
	return 0, ""
}

// interceptor calls a function around each call of a provisioner: before it goes out, and after the answer.
type interceptor struct {
	provision.Provisioner
	before, after func(op provision.Operation)
}

func (i *interceptor) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	if i.before != nil {
		i.before(op)
	}
	result, err := i.Provisioner.Apply(ctx, op)
	if i.after != nil {
		i.after(op)
	}
	return result, err
}

// intercept puts an interceptor in front of the rig's target system and opens the engine again.
func (r *rig) intercept() *interceptor {
	r.Helper()
	i := &interceptor{Provisioner: r.target}
	r.config.Provisioner = i
	r.open()
	return i
}

// commits lets a plan decide what becomes of commits from now on, counted from 1, and opens the engine again. The function
// that it returns opens the engine on the store itself, as after a crash.
func (r *rig) commits(plan func(n int) storetest.Outcome) (restart func()) {
	r.Helper()
	inner, opened := r.config.Store, false
	r.config.Store = storetest.Fault(inner, storetest.Plan{Commit: func(n int) storetest.Outcome {
		if !opened {
			return storetest.Outcome{} // the opening itself
		}
		return plan(n - 1)
	}})
	r.open()
	opened = true
	return func() {
		r.Helper()
		r.config.Store = inner
		r.open()
	}
}

// table calls fn for the rows of a table.
func table[K, T any](r *rig, of func(*store.Schema) *store.Table[K, T], fn func(row *T)) {
	r.Helper()
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		return of(store.NewSchema()).Each(store.Reading(reader), nil, func(row *T) (bool, error) {
			fn(row)
			return true, nil
		})
	}))
}

// lagging gives the engine target systems that take a fixed time.
func lagging(d time.Duration) func(*lifecycle.Config) {
	return func(c *lifecycle.Config) { c.Provisioner = fake.New(fake.Options{Latency: fake.Fixed(d)}) }
}

// endingAt asks for a package until an instant.
func endingAt(pkg entitlement.AccessPackage, end time.Time) lifecycle.SubmitInput {
	return lifecycle.SubmitInput{Package: pkg.ID, Schedule: entitlement.Schedule{End: end.UTC().Truncate(time.Microsecond)}}
}

// assignTo gives a package to somebody from outside.
func assignTo(pkg entitlement.AccessPackage, who entitlement.Subject) lifecycle.AssignInput {
	return lifecycle.AssignInput{Package: pkg.ID, Target: who.ID, TargetClaims: &who}
}

// busyAccounts is a resource directory that takes so long to delete somebody that other things happen meanwhile.
type busyAccounts struct {
	*accounts
	during func()
}

func (b *busyAccounts) Delete(ctx context.Context, call lifecycle.AccountCall) error {
	b.during()
	return b.accounts.Delete(ctx, call)
}
