package sim

import (
	"example.com/tenure/entitlement"
)

// delegationTexts tell events about delegations of approvals.
var delegationTexts = map[entitlement.Activity]string{
	entitlement.ActivitySetDelegation:    "{who} lets {delegate} decide in their place from {start}, {until}",
	entitlement.ActivityUpdateDelegation: "{who} lets {delegate} decide in their place from {start}, {until}",
	entitlement.ActivityRemoveDelegation: "{who} takes it back that {delegate} decides in their place",
}

// tellDelegation tells an event about the delegation of an approver.
func (c *chronicle) tellDelegation(ev *entitlement.Event, e *Entry) error {
	var d entitlement.ApprovalDelegation
	_, found, err := decode(&c.schema.Delegations, ev, &d)
	if err != nil || !found {
		return err
	}
	e.involved = append(e.involved, d.Delegate)
	e.Text = fill(ev, delegationTexts,
		"{who}", c.who(ev), "{delegate}", c.name(d.Delegate, ev.At), "{start}", date(d.Schedule.Start), "{until}", until(d.Schedule.End))
	return nil
}
