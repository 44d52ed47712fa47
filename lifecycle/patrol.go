package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
)

// patrols starts the goroutine that reconciles from time to time, if it is wanted, and returns what ends it.
func (r *Runner) patrols(ctx context.Context) (stop func()) {
	if r.e.config.ReconcileEvery == 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.patrol(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// patrol reconciles every target once a period until the context is done. It is a goroutine of its own,
// because a target may take its time to say what it holds, and nobody's access waits for that.
func (r *Runner) patrol(ctx context.Context) {
	for {
		if err := r.e.reconcileAll(ctx); err != nil && ctx.Err() == nil {
			r.e.config.Logger.ErrorContext(ctx, "reconciliation failed", "error", err, "again in", r.e.config.ReconcileEvery)
		}
		timer := r.e.config.Clock.Timer(r.e.config.ReconcileEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// reconcileAll reconciles every target as the host.
func (e *Engine) reconcileAll(ctx context.Context) error {
	s := &Session{e: e, actor: entitlement.Actor{Kind: entitlement.ActorHost, Job: "reconciliation"}}
	in := ReconcileInput{Page: Page{Size: MaxPage}, Policy: e.config.Drift}
	for {
		found, err := s.Reconcile(ctx, in)
		if err != nil {
			return err
		}
		for i := range found.Items {
			if d := &found.Items[i]; d.Kind == DriftUnlisted {
				e.config.Logger.WarnContext(ctx, "target not reconciled", "origin", d.Target.OriginID, "code", d.Code, "hint", d.Hint)
			}
		}
		if in.Page.Token = found.Next; found.Next == "" {
			return nil
		}
	}
}
