package sim

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// ProcessReaction is how a custom extension takes a call. The zero ProcessReaction accepts it and never answers.
type ProcessReaction struct {
	Err     error         // the call is not accepted
	Answers bool          // it answers, where an answer is waited for
	After   time.Duration // from the call to the answer
	Deny    bool          // the answer denies the request
	Detail  string        // of the answer
	// Stage is the answer where the extension determines a stage of approval; what is answered elsewhere does not have it.
	Stage *entitlement.StageSettings
}

// A Process is the habit of a custom extension: called once for every callout. It must be a function of its argument.
type Process func(lifecycle.Callout) ProcessReaction

// Resumes returns the process that lets everything go on after a while.
func Resumes(after time.Duration) Process {
	return func(lifecycle.Callout) ProcessReaction { return ProcessReaction{Answers: true, After: after} }
}

// Declines returns the process that denies everything after a while.
func Declines(after time.Duration) Process {
	return func(lifecycle.Callout) ProcessReaction {
		return ProcessReaction{Answers: true, After: after, Deny: true}
	}
}

// Names returns the process that says, after a while, who approves and how: for extensions that determine a stage of approval.
// It lets everything else go on. An answer that comes to nobody counts as none.
func Names(after time.Duration, stage entitlement.StageSettings) Process {
	return func(lifecycle.Callout) ProcessReaction {
		return ProcessReaction{Answers: true, After: after, Stage: &stage}
	}
}

// StaysSilent returns the process that accepts everything and never answers.
func StaysSilent() Process {
	return func(lifecycle.Callout) ProcessReaction { return ProcessReaction{} }
}

// Breaks returns the process that accepts nothing.
func Breaks() Process {
	return func(lifecycle.Callout) ProcessReaction {
		return ProcessReaction{Err: provision.Permanent(provision.TargetRefused, "")}
	}
}

// About returns the process with another one for what concerns a person.
func (p Process) About(id entitlement.SubjectID, other Process) Process {
	return func(c lifecycle.Callout) ProcessReaction {
		if c.Target == id {
			return other(c)
		}
		return p(c)
	}
}

// Saying returns the process with a detail in its answers.
func (p Process) Saying(detail string) Process {
	return func(c lifecycle.Callout) ProcessReaction {
		r := p(c)
		r.Detail = detail
		return r
	}
}

// Processes are the custom extensions of a world: a lifecycle.Extension that keeps a ledger. Each takes calls as its Process
// says; one that has none stays silent. What is called again with the key of a call that was accepted is accepted, and answered
// once. It is safe for concurrent use.
type Processes struct {
	habits map[entitlement.CustomExtensionID]Process

	mu     sync.Mutex
	calls  []ProcessCall
	taken  map[string]bool // keys of calls that were accepted
	script script
	fresh  []ProcessCall // accepted since the world looked last
}

// ProcessCall is an entry of the ledger: a call and its answer.
type ProcessCall struct {
	lifecycle.Callout

	Called time.Time // the instant of the call
	Err    error
}

func newProcesses(habits map[entitlement.CustomExtensionID]Process) *Processes {
	p := &Processes{habits: map[entitlement.CustomExtensionID]Process{}, taken: map[string]bool{}}
	for id, habit := range habits { // order: a copy of a map
		p.habits[id] = habit
	}
	return p
}

// reaction returns how an extension takes a call.
func (p *Processes) reaction(c *lifecycle.Callout) ProcessReaction {
	if habit := p.habits[c.Extension]; habit != nil {
		return habit(*c)
	}
	return ProcessReaction{}
}

// extensions is the world's lifecycle.Extension.
type extensions struct{ w *World }

// Launch implements lifecycle.Extension.
func (e extensions) Launch(ctx context.Context, c lifecycle.Callout) error {
	if err := ctx.Err(); err != nil {
		return provision.Transient(err, "")
	}
	p, now := e.w.processes, e.w.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.reaction(&c).Err
	fault := p.script.next(c.Key, now, c.Target)
	call := ProcessCall{Callout: c, Called: now, Err: err}
	if err == nil && (fault == nil || fault.Late) && !p.taken[c.Key] {
		p.taken[c.Key] = true
		p.fresh = append(p.fresh, call)
	}
	if fault != nil {
		call.Err = fault.err()
	}
	p.calls = append(p.calls, call)
	return call.Err
}

// Inject adds faults to the script; Person is whom the callout is about. Of several that match a call the first strikes. It
// refuses, with InvalidArgument, faults that never strike.
func (p *Processes) Inject(faults ...Fault) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.script.add(faults)
}

// Calls returns the ledger from an entry on, in the order of arrival; 0 returns all.
func (p *Processes) Calls(from int) []ProcessCall {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls[min(max(from, 0), len(p.calls)):])
}

// Processes returns the custom extensions.
func (w *World) Processes() *Processes { return w.processes }

// lookProcesses lets extensions decide when to answer what they have accepted.
func (w *World) lookProcesses() {
	p := w.processes
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, call := range p.fresh {
		r := p.reaction(&call.Callout)
		if !call.Wait || !r.Answers {
			continue
		}
		at := call.Called.Add(max(r.After, 0).Truncate(time.Microsecond))
		w.agenda.add(at, fmt.Sprintf("%s answers", call.Extension), func() error { return w.answer(&call.Callout, r) })
	}
	p.fresh = nil
}

// answer gives the answer of an extension, unless nothing waits for it any more.
func (w *World) answer(c *lifecycle.Callout, r ProcessReaction) error {
	in := lifecycle.ResumeInput{
		Key: "answer to " + c.StageInstance.String(), Request: c.Request, StageInstance: c.StageInstance, Stage: c.Stage,
		Source: string(c.Extension), Detail: r.Detail, Deny: r.Deny && c.Stage.Decides(),
	}
	if c.Stage == entitlement.StageDeterminingApproval && !in.Deny {
		in.ApprovalStage = r.Stage
	}
	_, err := w.Admin().Resume(w.options.Context, in)
	switch {
	case errors.Is(err, entitlement.Unavailable), errors.Is(err, entitlement.StaleFacts):
		w.agenda.add(w.Now().Add(whenUnavailable), fmt.Sprintf("%s answers again", c.Extension), func() error { return w.answer(c, r) })
		return nil
	case errors.Is(err, entitlement.IllegalState), errors.Is(err, entitlement.NoApprover), errors.Is(err, entitlement.NotFound):
		return nil // it waits no more, nobody could decide, or its record was removed
	}
	return err
}
