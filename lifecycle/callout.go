package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// extensionsAt returns the extensions that a policy has called at a stage, in its order. The policy is looked up live; a
// deleted one's last word stands.
func (u *unit) extensionsAt(
	stage entitlement.CustomExtensionStage, ref entitlement.PolicyRef, pkg entitlement.PackageRef,
) (catalog entitlement.CatalogID, list []*entitlement.CustomExtension, err error) {
	if stage == entitlement.StageDeterminingApproval {
		return u.determiners(ref, pkg)
	}
	p, err := u.policy(ref.ID)
	if err == nil && p == nil {
		p, err = u.policyAt(ref)
	}
	if err != nil || len(p.CustomExtensionStageSettings) == 0 {
		return catalog, nil, err
	}
	in, err := u.pkgVersion(pkg)
	if err != nil {
		return catalog, nil, err
	}
	c, err := u.catalog(in.Catalog)
	if err != nil || c == nil {
		return catalog, nil, err
	}
	for _, setting := range p.CustomExtensionStageSettings {
		if setting.Stage != stage {
			continue
		}
		if x := c.CustomExtension(setting.CustomExtension); x != nil {
			list = append(list, x)
		}
	}
	return in.Catalog, list, nil
}

// waitsAt returns how many extensions a request has to wait for at a stage.
func (u *unit) waitsAt(stage entitlement.CustomExtensionStage, r *entitlement.Request) (n uint8, err error) {
	_, list, err := u.extensionsAt(stage, r.Policy, r.Package)
	for _, x := range list {
		if x.Waits() {
			n++
		}
	}
	return n, err
}

// launch makes the callouts of a stage that was reached. They are called after the commit.
func (u *unit) launch(at *call) error {
	catalog, list, err := u.extensionsAt(at.stage, at.policy, at.pkg)
	if err != nil {
		return err
	}
	for _, x := range list {
		c := entitlement.Callout{
			Catalog: catalog, ID: u.newID(u.when), Stage: at.stage, Extension: x.ID, Request: at.request, Assignment: at.assignment,
			Target: at.target, Package: at.pkg, Policy: at.policy, Endpoint: x.Endpoint, Client: x.ClientConfiguration,
			Pending: true, Created: u.when,
		}
		if x.Waits() {
			c.Deadline = x.CallbackConfiguration.TimeoutDuration.AddTo(u.when)
		}
		if err := u.applyChange(&change{activity: entitlement.ActivityStartCallout, after: &c}); err != nil {
			return err
		}
	}
	return nil
}

// applyCallouts makes the callouts of the stages that an outcome reached, and drops those whose request it ended.
func (u *unit) applyCallouts() error {
	for i := range u.out.calls {
		if err := u.launch(&u.out.calls[i]); err != nil {
			return err
		}
	}
	for i := range u.out.changes {
		before, ok := u.out.changes[i].before.(*entitlement.Request)
		if !ok || before.Callouts == 0 {
			continue
		}
		if after, ok := u.out.changes[i].after.(*entitlement.Request); ok && after.IsOpen() {
			continue
		}
		if err := u.dropCallouts(before.ID); err != nil {
			return err
		}
	}
	return nil
}

// dropCallouts ends the callouts that a request has waited for. One whose deadline is this very instant times out by itself.
func (u *unit) dropCallouts(id entitlement.RequestID) error {
	list, err := u.calloutsOf(id)
	if err != nil {
		return err
	}
	for i := range list {
		if !list[i].Stage.Decides() || !list[i].IsOpen() || !list[i].Deadline.After(u.when) {
			continue
		}
		after, err := u.out.dropped(&list[i], u.when)
		if err != nil {
			return err
		}
		c := change{
			activity: entitlement.ActivityUpdateCallout, before: &list[i], after: after, codes: []entitlement.Code{after.Failure},
		}
		if err := u.applyChange(&c); err != nil {
			return err
		}
	}
	return nil
}

// calloutsOf returns the callouts about a request and its assignment, in the order in which their stages were reached.
func (u *unit) calloutsOf(id entitlement.RequestID) (list []entitlement.Callout, err error) {
	var keys []entitlement.CalloutKey
	err = u.tx.CalloutsOf(id, func(k entitlement.CalloutKey) (bool, error) {
		keys = append(keys, k)
		return true, nil
	})
	for _, k := range keys {
		c, err := u.callout(k)
		if err != nil {
			return nil, err
		}
		if c != nil {
			list = append(list, *c)
		}
	}
	slices.SortStableFunc(list, func(a, b entitlement.Callout) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(turnOf(a.Stage), turnOf(b.Stage)))
	})
	return list, err
}

// turnOf orders stages as they are reached: approval is determined after a request was created and before it is approved.
func turnOf(stage entitlement.CustomExtensionStage) int {
	if stage == entitlement.StageDeterminingApproval {
		return 2*int(entitlement.StageRequestCreated) + 1
	}
	return 2 * int(stage)
}

func (u *unit) callout(k entitlement.CalloutKey) (*entitlement.Callout, error) {
	c, _, err := load(u, &u.e.schema.Callouts, k)
	return c, err
}

// waiter returns the request that waits for a callout, with its stages, or nil when none does.
func (u *unit) waiter(c *entitlement.Callout) (*entitlement.Request, []entitlement.ApprovalStage, error) {
	if !c.Stage.Decides() || c.Deadline.IsZero() {
		return nil, nil, nil
	}
	r, stages, err := u.requestWithStages(c.Request)
	if err != nil || r == nil || !r.IsWaitingForCallback() {
		return nil, nil, err
	}
	return r, stages, nil
}

// calloutDue ends a callout that has no answer at its deadline.
func (u *unit) calloutDue(k entitlement.CalloutKey, due time.Time) error {
	c, err := u.callout(k)
	if err != nil || c == nil || !c.IsOpen() || !c.Deadline.Equal(due) {
		return err
	}
	r, stages, err := u.waiter(c)
	if err != nil {
		return err
	}
	return stepCalloutTimesOut(&u.out, c, r, stages, due)
}

// calloutOverdue returns the first callout that a request waits for, by its deadline, if that has come; otherwise nil.
func (u *unit) calloutOverdue(r *entitlement.Request) (*entitlement.Callout, error) {
	list, err := u.calloutsOf(r.ID)
	if err != nil {
		return nil, err
	}
	var first *entitlement.Callout
	for i := range list {
		c := &list[i]
		if c.Stage.Decides() && c.IsOpen() && !c.Deadline.After(u.at) && (first == nil || c.Deadline.Before(first.Deadline)) {
			first = c
		}
	}
	return first, nil
}

// settledCallouts returns the callouts about a request as settling would leave them.
func (u *unit) settledCallouts(r *entitlement.Request) ([]entitlement.Callout, error) {
	list, err := u.calloutsOf(r.ID)
	if err != nil {
		return nil, err
	}
	o := outcome{rows: &u.rows}
	for i := range list {
		c := &list[i]
		overdue := c.IsOpen() && !c.Deadline.After(u.at)
		ended := c.IsOpen() && c.Stage.Decides() && !r.IsWaitingForCallback()
		switch {
		case overdue && (!ended || !r.Completed.Before(c.Deadline)):
			after, err := o.moveCallout(c, entitlement.CalloutTimesOut)
			if err != nil {
				return nil, err
			}
			after.Completed = c.Deadline
			list[i] = *after
		case ended:
			after, err := o.dropped(c, r.Completed)
			if err != nil {
				return nil, err
			}
			list[i] = *after
		}
	}
	return list, nil
}

// prepareCallout reads what an extension is told.
func (u *unit) prepareCallout(t *effectTask) (bool, error) {
	key, err := u.e.schema.Callouts.ParseKey(t.effect.Key)
	if err != nil {
		return false, err
	}
	c, err := u.callout(key)
	if err != nil || c == nil || !c.Pending {
		return false, err
	}
	if c.IsOpen() && !c.Deadline.After(u.at) {
		return false, nil // settling makes it time out
	}
	t.callout = c
	t.launch = &Callout{
		Key: u.calloutKey(c.ID), Stage: c.Stage, StageInstance: c.ID, Catalog: c.Catalog, Extension: c.Extension,
		Endpoint: c.Endpoint, Wait: !c.Deadline.IsZero(), ResumeBy: c.Deadline, Request: c.Request, Assignment: c.Assignment,
		Target: c.Target, Package: c.Package.ID, Policy: c.Policy.ID, At: c.Created,
	}
	r, err := u.request(c.Request)
	if err == nil && r != nil {
		t.launch.Type, t.launch.Requestor = r.Type, r.Requestor
	}
	return true, err
}

// answerCallout records what became of a call.
func (u *unit) answerCallout(t *effectTask) error {
	c, err := u.callout(t.callout.Key())
	if err != nil || c == nil || !c.Pending {
		return err
	}
	failure := calloutFailure(t.err)
	if failure == "" {
		if err := stepAccepted(&u.out, c, t.at); err != nil {
			return err
		}
		return u.apply()
	}
	r, stages, err := u.waiter(c)
	if err != nil {
		return err
	}
	if err := stepCalloutFails(&u.out, c, failure, r, stages, t.at); err != nil {
		return err
	}
	return u.apply()
}

// keepAnswer writes what an extension answered beside its callout.
func (u *unit) keepAnswer(c *entitlement.Callout, text entitlement.CalloutText) error {
	if !u.write || text == (entitlement.CalloutText{}) {
		return nil
	}
	_, err := u.e.schema.CalloutTexts.Write(u.tx, nil, &store.CalloutText{Callout: c.Key(), CalloutText: text})
	return err
}
