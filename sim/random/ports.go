package random

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// provisioner is what a world's target systems are for the engine.
type provisioner interface {
	provision.Provisioner
	provision.Lister
}

// targets are target systems with which a call can go wrong.
type targets struct {
	provisioner

	story *story
}

// Apply implements provision.Provisioner.
func (t *targets) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	names := []string{
		"target.error-before", "target.error-after", "target.throttled", "target.refused", "target.hang", "target.panic",
		"target.repeated", "target.silent",
	}
	if op.Verb == provision.Grant {
		names = append(names, "target.late")
	}
	switch t.story.strike(names...) {
	case "target.error-before":
		return provision.Result{}, provision.Transient(provision.TargetUnavailable, "")
	case "target.error-after":
		if _, err := t.provisioner.Apply(ctx, op); err != nil {
			return provision.Result{}, err
		}
		return provision.Result{}, provision.Transient(provision.TargetUnavailable, "the answer was lost")
	case "target.throttled":
		return provision.Result{}, provision.TransientAfter(provision.Throttled, 3*time.Hour, "")
	case "target.refused":
		return provision.Result{}, provision.Permanent(provision.PermissionMissing, "")
	case "target.hang":
		return provision.Result{}, context.DeadlineExceeded
	case "target.panic":
		panic("a defect of the provisioner")
	case "target.repeated":
		return t.with(ctx, op, fake.Fault{Effect: fake.EffectRepeated, After: 40 * time.Minute, Times: 2})
	case "target.silent":
		return t.with(ctx, op, fake.Fault{Effect: fake.EffectNone})
	case "target.late":
		return t.with(ctx, op, fake.Fault{Answer: fake.AnswerError, Effect: fake.EffectLate, After: 3 * time.Hour})
	}
	return t.provisioner.Apply(ctx, op)
}

// with makes a call that meets a fault of the target itself.
func (t *targets) with(ctx context.Context, op provision.Operation, f fake.Fault) (provision.Result, error) {
	f.Subject, f.Resource, f.Role, f.Verb = op.Subject, op.Resource.OriginID, op.Role, op.Verb
	f.From, f.Until = op.At, op.At.Add(time.Microsecond)
	if err := t.story.w.Target().Inject(f); err != nil {
		return provision.Result{}, err
	}
	return t.provisioner.Apply(ctx, op)
}

// mailbox is a mailbox to which a mail can fail to get.
type mailbox struct {
	lifecycle.Notifier

	story *story
}

// Notify implements lifecycle.Notifier.
func (m *mailbox) Notify(ctx context.Context, message lifecycle.Message) error {
	switch m.story.strike("mail.error", "mail.lost") {
	case "mail.error":
		return provision.Transient(provision.TargetUnavailable, "")
	case "mail.lost":
		if err := m.Notifier.Notify(ctx, message); err != nil {
			return err
		}
		return &entitlement.Error{Code: entitlement.Unavailable, Detail: "the answer was lost"}
	}
	return m.Notifier.Notify(ctx, message)
}
