package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// Offer is an access package as a person who might ask for it sees it.
type Offer struct {
	Package    entitlement.AccessPackage // without its roles where the person does not see them
	CatalogID  entitlement.CatalogID
	Resources  []OfferedRole // what is in it, where the person sees that
	MayRequest bool
	// Policies are those to choose from, where several apply.
	Policies []entitlement.PolicyID
	// Codes and Reasons say why not; the reasons also say why.
	Codes   []entitlement.Code
	Reasons []entitlement.Reason
}

// OffersInput asks what a person may request.
type OffersInput struct {
	Page Page
	For  entitlement.SubjectID // who; "" means the actor
	// Everything lists packages too that the person cannot see: why somebody could not find one. It needs an
	// administrator of the tenant.
	Everything bool
	// Search lists only packages that have the text in their name, in their description, or in the name of a resource or role
	// that the person sees in them, in whatever case. "" lists all.
	Search string
}

// Offers lists the access packages that a person sees, by id, and tells for each whether it can be requested now
// and why not: pending already, held already, choice needed. Hidden packages are not listed.
func (s *Session) Offers(ctx context.Context, in OffersInput) (List[Offer], error) {
	return ask(ctx, s, "offers", func(u *unit) (List[Offer], error) {
		who, err := u.whose(in.For)
		if err != nil {
			return List[Offer]{}, err
		}
		if in.Everything {
			if err := u.authorize(taskView, entitlement.CatalogID{}); err != nil {
				return List[Offer]{}, err
			}
		}
		if len(in.Search) > maxSearch {
			return List[Offer]{}, invalid("search: is longer than %d bytes", maxSearch)
		}
		name := "offers " + string(who)
		if in.Everything {
			name = "all " + name
		}
		list, err := listed(u, name, store.PackagesIndex(), in.Page, func(id [16]byte) (Offer, bool, error) {
			o, visible, err := u.offer(id, who, policy.Ask{Requestor: who})
			if err == errNeedFacts { //nolint:errorlint // collected below, so that one round fetches what the page needs
				return o, false, nil
			}
			return o, (visible || in.Everything) && o.has(in.Search), err
		})
		if err == nil && len(u.facts.wanted) > 0 {
			err = errNeedFacts
		}
		return list, err
	})
}

// ExplainInput asks about one access package.
type ExplainInput struct {
	Package       entitlement.AccessPackageID
	Policy        entitlement.PolicyID  // the policy chosen, or zero
	For           entitlement.SubjectID // who; "" means the actor
	OnBehalf      bool                  // whether the actor may request it for them
	Schedule      entitlement.Schedule
	Justification string
	Answers       []entitlement.Answer

	VerifiedCredentials []entitlement.VerifiedCredential // presented and verified, as in a SubmitInput
}

// Explain tells whether a person may request an access package now, and why or why not, without requesting it. Who has the
// link of a hidden package may ask.
func (s *Session) Explain(ctx context.Context, in ExplainInput) (Offer, error) {
	return ask(ctx, s, "explain", func(u *unit) (Offer, error) {
		requestor, who, err := u.askers(in.Package, in.Policy, in.For, in.OnBehalf)
		if err != nil {
			return Offer{}, err
		}
		limits := &u.e.config.Limits
		if err := firstError(
			limits.CheckAnswers(in.Answers), limits.CheckVerifiedCredentials(in.VerifiedCredentials),
		); err != nil {
			return Offer{}, err
		}
		asked := policy.Ask{
			Requestor: requestor, Choice: in.Policy, Schedule: in.Schedule, HasJustification: in.Justification != "",
			Answers: entitlement.GivenAnswers(in.Answers), VerifiedCredentials: in.VerifiedCredentials,
		}
		o, _, err := u.offer(in.Package, who, asked)
		return o, err
	})
}

// offer evaluates one package for one person. It reports whether the person would find the package in a list.
func (u *unit) offer(id [16]byte, who entitlement.SubjectID, asked policy.Ask) (o Offer, visible bool, err error) {
	pkg, err := u.pkg(id)
	if err != nil {
		return o, false, err
	}
	if pkg == nil {
		return o, false, notFound(entitlement.KindAccessPackage, entitlement.AccessPackageID(id).String())
	}
	person, err := u.subject(who)
	if err != nil {
		return o, false, err
	}
	question, err := u.askFor(pkg, who, person)
	if err != nil {
		return o, false, err
	}
	question.Requestor, question.Choice = asked.Requestor, asked.Choice
	question.Schedule, question.HasJustification = asked.Schedule, asked.HasJustification
	question.Answers, question.VerifiedCredentials = asked.Answers, asked.VerifiedCredentials
	if err := u.settledConflicts(question); err != nil {
		return o, false, err
	}
	verdict, reasons := policy.Explain(question, &u.facts.known, u.e.config.Policy)
	if len(verdict.Needs) > 0 {
		return o, false, u.need(verdict.Final, verdict.Needs...)
	}
	if reasons, err = u.discreet(reasons, pkg.Catalog, question.Policies...); err != nil {
		return o, false, err
	}
	o = Offer{
		Package: pkg.Clone(), CatalogID: pkg.Catalog, MayRequest: verdict.Allowed, Policies: verdict.Candidates,
		Codes: verdict.Codes, Reasons: reasons,
	}
	o.Package.Stamp = entitlement.Stamp{Version: pkg.Version}
	sees := seen(verdict, u.shownToMembers(question, person))
	err = u.showResources(&o, person, sees)
	return o, !pkg.IsHidden && sees, err
}

// settledConflicts drops an open request or live assignment that settling would end.
func (u *unit) settledConflicts(q *policy.Ask) error {
	if !q.OpenRequest.IsZero() {
		r, stages, err := u.requestWithStages(q.OpenRequest)
		if err != nil {
			return err
		}
		if r, _, err = u.settledRequest(r, stages); err != nil {
			return err
		}
		if !r.IsOpen() {
			q.OpenRequest = entitlement.RequestID{}
		}
	}
	if q.LiveAssignment.IsZero() {
		return nil
	}
	a, err := u.assignment(q.LiveAssignment)
	if err != nil || a == nil {
		return err
	}
	live, err := u.isLive(a, u.at)
	if !live {
		q.LiveAssignment = entitlement.AssignmentID{}
	}
	return err
}

// seen reports whether a package appears in browse and search for a person: its catalog is enabled, for external
// people too if the person is one, and an enabled policy takes the person, or shows it to people like them anyway. Whether the person could submit a request at
// this moment is another matter.
func seen(v policy.Verdict, anyway bool) bool {
	for _, code := range v.Codes {
		switch code {
		case entitlement.CatalogNotPublished, entitlement.CatalogNotExternal, entitlement.SubjectUnknown, entitlement.PackageHasNoPolicy:
			return false
		case entitlement.NoPolicyApplies:
			if !anyway {
				return false
			}
		}
	}
	return true
}
