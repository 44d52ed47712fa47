package lifecycle_test

import (
	"context"
	"slices"
	"sync"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// processes are custom extensions: what they were told, in order, and how they take it.
type processes struct {
	mu     sync.Mutex
	calls  []lifecycle.Callout
	launch func(ctx context.Context, c lifecycle.Callout) error // nil accepts
}

func (p *processes) Launch(ctx context.Context, c lifecycle.Callout) error {
	p.mu.Lock()
	p.calls = append(p.calls, c)
	launch := p.launch
	p.mu.Unlock()
	if launch == nil {
		return nil
	}
	return launch(ctx, c)
}

// take says how calls are taken from now on.
func (p *processes) take(launch func(ctx context.Context, c lifecycle.Callout) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.launch = launch
}

// told returns the stages that were called about, in order.
func (p *processes) told() []entitlement.CustomExtensionStage {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []entitlement.CustomExtensionStage
	for _, c := range p.calls {
		out = append(out, c.Stage)
	}
	return out
}

// last returns the last call.
func (p *processes) last() lifecycle.Callout {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[len(p.calls)-1]
}

// The extensions that the tests' catalogs have.
func extensions() []entitlement.CustomExtension {
	return []entitlement.CustomExtension{
		{ID: "tell", DisplayName: "Tell", Type: entitlement.ExtensionRequestWorkflow, Endpoint: "bus"},
		{
			ID: "ask", DisplayName: "Ask", Type: entitlement.ExtensionRequestWorkflow, Endpoint: "desk",
			CallbackConfiguration: &entitlement.CallbackConfiguration{TimeoutDuration: entitlement.Days(2)},
		},
		{
			ID: "vet", DisplayName: "Vet", Type: entitlement.ExtensionRequestWorkflow, Endpoint: "office",
			ClientConfiguration:   entitlement.ClientConfiguration{MaximumRetries: 1, TimeoutInMilliseconds: 200},
			CallbackConfiguration: &entitlement.CallbackConfiguration{TimeoutDuration: entitlement.Days(5)},
		},
		{ID: "remind", DisplayName: "Remind", Type: entitlement.ExtensionAssignmentWorkflow, Endpoint: "bus"},
	}
}

// extended makes a catalog with extensions.
func (r *rig) extended() entitlement.Catalog {
	r.Helper()
	c := catalogNamed("Hall")
	c.CustomExtensions = extensions()
	made, err := r.as("root").CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: c})
	require.NoError(r, err)
	return made.Catalog
}

// calling has extensions called at stages: "created ask".
func calling(settings ...entitlement.CustomExtensionStageSetting) policyChange {
	return func(p *entitlement.AssignmentPolicy) { p.CustomExtensionStageSettings = settings }
}

func when(stage entitlement.CustomExtensionStage, id entitlement.CustomExtensionID) entitlement.CustomExtensionStageSetting {
	return entitlement.CustomExtensionStageSetting{Stage: stage, CustomExtension: id}
}

// resume answers a callout as root.
func (r *rig) resume(c lifecycle.Callout, change ...func(*lifecycle.ResumeInput)) lifecycle.ResumeResult {
	r.Helper()
	out, err := r.as("root").Resume(r.Context(), answerTo(c, change...))
	require.NoError(r, err)
	return out
}

func answerTo(c lifecycle.Callout, change ...func(*lifecycle.ResumeInput)) lifecycle.ResumeInput {
	in := lifecycle.ResumeInput{Request: c.Request, StageInstance: c.StageInstance, Stage: c.Stage}
	for _, f := range change {
		f(&in)
	}
	return in
}

func denying(in *lifecycle.ResumeInput) { in.Deny = true }

// callouts returns the states of the callouts about a request, in order, and checks that a read before settling says the same.
func (r *rig) callouts(id entitlement.RequestID) []string {
	r.Helper()
	var out []string
	for _, c := range r.request(id).Callouts {
		out = append(out, string(c.Extension)+" "+c.State.String())
	}
	return out
}

// call returns the last callout of a stage that was made.
func (p *processes) call(stage entitlement.CustomExtensionStage) lifecycle.Callout {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.calls, func(c lifecycle.Callout) bool { return c.Stage == stage })
	return p.calls[i]
}
