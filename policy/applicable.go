package policy

import "example.com/tenure/entitlement"

// Applicable returns the policies under which the target could get the package, in the order of Ask.Policies: what a request
// form has to offer. None, if the package cannot be requested, the person is not somebody who may ask, or no policy
// takes them. Whether something is pending or held already, and what a policy demands, does not matter; neither does
// Ask.Choice.
//
// The ruling is Allowed if there are any, and has no Codes. While it has needs the list may be incomplete.
func Applicable(ask *Ask, facts *Facts, options Options) ([]*entitlement.AssignmentPolicy, Ruling) {
	all := *ask
	all.Choice = entitlement.PolicyID{}
	w := walk{trace: trace{facts: facts, all: yes}, ask: &all, options: options}
	w.packageChecks()
	w.somebody()
	if w.all == no {
		return nil, Ruling{}
	}
	best, open := w.bestTiers(), w.all == unknown
	var out []*entitlement.AssignmentPolicy
	for _, p := range all.Policies {
		if p == nil {
			continue
		}
		switch w.applies(p, best) {
		case yes:
			out = append(out, p)
		case unknown:
			open = true
		case no:
		}
	}
	if open {
		return out, Ruling{Needs: w.missing(), Final: !w.more}
	}
	return out, Ruling{Allowed: len(out) > 0}
}
