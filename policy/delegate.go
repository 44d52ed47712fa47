package policy

import "example.com/tenure/entitlement"

// Delegation says who decides a stage in the place of its people.
type Delegation struct {
	Delegates []entitlement.StageDelegate // in the order of the appointments
	Needs     []Need                      // the facts that are missing, sorted; nil if there are none
	Final     bool                        // see Ruling
}

// Delegates returns which of the appointments take effect on a stage that is assigned now. A delegate who is the
// requestor or the target, under any identity (R-159, I-23), or who does not exist or whose account is disabled, gets
// nothing. Delegates have no delegates.
func Delegates(appointed []entitlement.StageDelegate, r Routing, facts *Facts) Delegation {
	t := trace{facts: facts}
	return t.delegates(appointed, r)
}

// ExplainDelegates is Delegates with reasons: who was left out, and why.
func ExplainDelegates(
	appointed []entitlement.StageDelegate, r Routing, facts *Facts,
) (Delegation, []entitlement.Reason) {
	t := trace{facts: facts, rec: newRecorder()}
	d := t.delegates(appointed, r)
	return d, t.rec.reasons()
}

func (t *trace) delegates(appointed []entitlement.StageDelegate, r Routing) (out Delegation) {
	if len(appointed) == 0 {
		return out
	}
	res := resolver{trace: *t, Routing: r}
	res.parties()
	for _, a := range appointed {
		if res.mayDecide(a.Delegate) {
			out.Delegates = append(out.Delegates, a)
		}
	}
	if res.partial {
		out.Delegates, out.Needs, out.Final = nil, res.missing(), true // people name nobody else here
	}
	*t = res.trace
	return out
}
