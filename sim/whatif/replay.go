package whatif

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim"
)

// ReplayQuestion is what requests of the past are asked again under.
type ReplayQuestion struct {
	History *History
	New     spec.Document
	People  []entitlement.Subject
	Groups  []directory.Group
	Since   time.Time          // the first instant of a request that counts; zero is open
	Until   time.Time          // the first instant that counts no more; zero is open
	Limits  entitlement.Limits // default entitlement.SeedLimits
}

// Replayed is what would become of the requests of the past.
type Replayed struct {
	Requests []Redecided // those that were asked again, in their order
	Skipped  int         // those of administrators and the system, and those about access that somebody has: see Replay
}

// Redecided is a request of the past and what would become of it.
type Redecided struct {
	PastRequest

	Effect Effect
	Now    []string // who would approve each stage, as the reasons name them; or why it would be refused
}

// Effect is how a request would fare in comparison with the past.
type Effect uint8

// The effects.
const (
	Unchanged      Effect = iota // it would be allowed, and as far as the past tells the same people would approve it, or nobody
	Refused                      // it would be refused
	NeedsApproval                // it needed no approval, and would
	NeedsNone                    // it needed approval, and would not
	OtherApprovers               // others would approve it, or in other stages
)

var effectNames = [...]string{"unchanged", "refused", "needsApproval", "needsNone", "otherApprovers"}

// String returns the effect in one word.
func (e Effect) String() string {
	if int(e) < len(effectNames) {
		return effectNames[e]
	}
	return "unknown"
}

// Replay asks the requests of a history again, each at its instant, under another configuration and with the directory as it
// is given: whether it would be allowed, and who would approve. Asked again is what people asked for themselves or for
// others to get; what administrators and the system did, and what changed or ended access, is not. Access packages are the same if
// their ids are, or else the names of catalog and package; of several policies that apply the one with the name of that time is
// chosen.
//
// Each request stands for itself: nobody holds or waits for anything when it is asked, so what depends on other requests, such as
// incompatible packages, counts as allowed. Justifications, answers and credentials count as given. It refuses configurations as
// lifecycle.Session.Apply does, and people and groups as directory.New does.
func Replay(ctx context.Context, q ReplayQuestion) (_ *Replayed, err error) {
	var asked []PastRequest
	out := &Replayed{}
	for _, past := range q.History.Requests {
		switch {
		case past.At.Before(q.Since) || !q.Until.IsZero() && !past.At.Before(q.Until):
		case past.Type == entitlement.RequestUserAdd || past.Type == entitlement.RequestOnBehalfAdd:
			asked = append(asked, past)
		default:
			out.Skipped++
		}
	}
	if len(asked) == 0 {
		return out, nil
	}
	w, err := throwaway(ctx, &q.New, sim.Options{Start: asked[0].At, People: q.People, Groups: q.Groups}, q.Limits)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	r, err := newReplayer(ctx, w, &q.New)
	if err != nil {
		return nil, err
	}
	for _, past := range asked {
		again, err := r.ask(ctx, past)
		if err != nil {
			return nil, err
		}
		out.Requests = append(out.Requests, again)
	}
	return out, nil
}

// throwaway makes a world with a configuration to which all questions are answered already: there are none. Nor is it hidden from
// who asks who would approve.
func throwaway(ctx context.Context, d *spec.Document, options sim.Options, limits entitlement.Limits) (*sim.World, error) {
	asked := d.Clone()
	for i := range asked.Catalogs {
		c := &asked.Catalogs[i]
		for j := range c.Resources {
			c.Resources[j].Attributes = nil
		}
		for j := range c.AccessPackages {
			for k := range c.AccessPackages[j].AssignmentPolicies {
				p := &c.AccessPackages[j].AssignmentPolicies[k]
				p.Questions, p.VerifiableCredentialSettings = nil, entitlement.VerifiableCredentialSettings{}
				for i := range p.RequestApprovalSettings.Stages {
					if s := &p.RequestApprovalSettings.Stages[i]; !s.IsDetermined() {
						s.ApproverInformationVisibility = entitlement.ApproversVisible
					}
				}
			}
		}
	}
	if asked.Settings != nil {
		asked.Settings.ShowApproverDetailsToMembers = true
	}
	options.Context, options.Document = ctx, &asked
	options.Config = func(c *lifecycle.Config) { c.Limits = limits }
	return sim.New(options)
}

// replayer asks requests again in a world.
type replayer struct {
	world *sim.World
	ids   map[entitlement.AccessPackageID]*spec.AccessPackage // those that the document says
	names map[pkgName]*spec.AccessPackage
}

func newReplayer(ctx context.Context, w *sim.World, said *spec.Document) (*replayer, error) {
	d, err := w.Admin().Document(ctx)
	if err != nil {
		return nil, err
	}
	r := &replayer{
		world: w, ids: map[entitlement.AccessPackageID]*spec.AccessPackage{}, names: map[pkgName]*spec.AccessPackage{},
	}
	for i := range d.Catalogs {
		for j := range d.Catalogs[i].AccessPackages {
			pkg := &d.Catalogs[i].AccessPackages[j]
			r.names[pkgName{d.Catalogs[i].DisplayName, pkg.DisplayName}] = pkg
		}
	}
	for i := range said.Catalogs {
		for j := range said.Catalogs[i].AccessPackages {
			if pkg := &said.Catalogs[i].AccessPackages[j]; !pkg.ID.IsZero() {
				r.ids[pkg.ID] = r.names[pkgName{said.Catalogs[i].DisplayName, pkg.DisplayName}]
			}
		}
	}
	return r, nil
}

// ask asks a request again at its instant.
func (r *replayer) ask(ctx context.Context, past PastRequest) (Redecided, error) {
	out := Redecided{PastRequest: past}
	pkg := r.ids[past.PackageID]
	if pkg == nil {
		pkg = r.names[pkgName{past.Catalog, past.Package}]
	}
	if pkg == nil {
		out.Effect, out.Now = Refused, []string{noSuchPackage}
		return out, nil
	}
	if past.At.After(r.world.Now()) {
		r.world.Clock().Set(past.At)
	}
	in := lifecycle.ExplainInput{
		Package: pkg.ID, For: past.Target, OnBehalf: past.Type == entitlement.RequestOnBehalfAdd, Schedule: past.Schedule,
		Justification: "what if",
	}
	now, err := r.verdict(ctx, past.Requestor, in)
	if err == nil && slices.Contains(now.why, string(entitlement.PolicyChoiceNeeded)) {
		for i := range pkg.AssignmentPolicies {
			if p := &pkg.AssignmentPolicies[i]; p.DisplayName == past.Policy {
				in.Policy = p.ID
				now, err = r.verdict(ctx, past.Requestor, in)
			}
		}
	}
	out.Effect, out.Now = effectOn(&past, &now), now.why
	return out, err
}

// verdict asks for a request's requestor, or for oneself the host, who sees approvers that are not shown.
func (r *replayer) verdict(ctx context.Context, who entitlement.SubjectID, in lifecycle.ExplainInput) (verdict, error) {
	session := r.world.Admin()
	if in.OnBehalf {
		session = r.world.As(who)
	}
	offer, err := session.Explain(ctx, in)
	if refusal, ok := errors.AsType[*entitlement.Error](err); ok && errors.Is(err, entitlement.Refused) { // may not ask for others
		return judge(&lifecycle.Offer{Reasons: refusal.Reasons}), nil
	}
	return judge(&offer), err
}

// effectOn compares what would become of a request with what became of it.
func effectOn(past *PastRequest, now *verdict) Effect {
	switch {
	case !now.may:
		return Refused
	case past.Unrouted && (past.Determiner == "" || len(now.why) > 0):
		return Unchanged
	case past.Unrouted:
		return NeedsNone
	case len(past.Approvers) == 0 && len(now.why) > 0:
		return NeedsApproval
	case len(past.Approvers) > 0 && len(now.why) == 0:
		return NeedsNone
	case len(past.Approvers) != len(now.why):
		return OtherApprovers
	}
	for i, approvers := range past.Approvers {
		same := len(approvers) == 0 || namesAre(now.why[i], approvers) ||
			i == 0 && past.Determiner != "" && now.why[0] == determinedBy(past.Determiner)
		if !same {
			return OtherApprovers
		}
	}
	return Unchanged
}
