// Package whatif says what would be different under another configuration. Nothing is stored anywhere.
//
// Compare takes two configurations over the same people: who could request what they cannot request now, who no longer could,
// and whose requests would go to other approvers. Foresee takes a store and the configuration that is to take the place of its
// own: which roles people would lose, which access could no longer be extended, which reviews would grow. Replay takes the log
// of a store, or an export of it, and asks the requests of the past again.
package whatif

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim"
)

// Question is what is compared.
type Question struct {
	Old, New spec.Document
	People   []entitlement.Subject
	Groups   []directory.Group
	At       time.Time          // when they ask; default is that of sim.Options
	Limits   entitlement.Limits // default entitlement.SeedLimits
}

// Answer is what would change, by person in the order of the question, then by package in that of the documents.
type Answer struct {
	Asked     int      // how many pairs of a person and a package were compared
	Gains     []Change // could not request, and could now
	Loses     []Change // could request, and could no longer
	Approvers []Change // could and can, and others decide
}

// Change is about one person and one access package.
type Change struct {
	Person  entitlement.SubjectID
	Catalog string
	Package string
	Before  []string // approvers of each stage, as the reasons name them; or why not
	After   []string
}

// Compare asks every question of every person under both configurations: whether a person may request an access package, now
// and for as long as the policy says, with a justification and all answers. Packages are the same if catalog and name
// are; one that only one configuration has counts as one that nobody may request in the other. Of a stage with more than ten
// approvers their number and the first ten are compared. It refuses configurations as
// lifecycle.Session.Apply does, and people and groups as directory.New does.
func Compare(ctx context.Context, q Question) (*Answer, error) {
	before, err := ask(ctx, &q, &q.Old)
	if err != nil {
		return nil, fmt.Errorf("the old configuration: %w", err)
	}
	after, err := ask(ctx, &q, &q.New)
	if err != nil {
		return nil, fmt.Errorf("the new configuration: %w", err)
	}
	var out Answer
	for _, person := range q.People {
		for _, pkg := range packages(&q.Old, &q.New) {
			out.Asked++
			key := pair{person.ID, pkg}
			was, is := verdictOf(before, key), verdictOf(after, key)
			change := Change{Person: person.ID, Catalog: pkg.catalog, Package: pkg.name, Before: was.why, After: is.why}
			switch {
			case !was.may && is.may:
				out.Gains = append(out.Gains, change)
			case was.may && !is.may:
				out.Loses = append(out.Loses, change)
			case was.may && !slices.Equal(was.why, is.why):
				out.Approvers = append(out.Approvers, change)
			}
		}
	}
	return &out, nil
}

type pkgName struct{ catalog, name string }

type pair struct {
	person entitlement.SubjectID
	pkg    pkgName
}

// verdict is whether somebody may request a package: who decides then, or why not.
type verdict struct {
	may bool
	why []string
}

// noSuchPackage is why a package that is not in a configuration cannot be requested.
const noSuchPackage = "there is no such access package"

// packages lists the access packages of both documents, each once.
func packages(documents ...*spec.Document) []pkgName {
	var out []pkgName
	seen := map[pkgName]bool{}
	for _, d := range documents {
		for i := range d.Catalogs {
			for j := range d.Catalogs[i].AccessPackages {
				name := pkgName{d.Catalogs[i].DisplayName, d.Catalogs[i].AccessPackages[j].DisplayName}
				if !seen[name] {
					seen[name] = true
					out = append(out, name)
				}
			}
		}
	}
	return out
}

func verdictOf(all map[pair]verdict, key pair) verdict {
	if v, known := all[key]; known {
		return v
	}
	return verdict{why: []string{noSuchPackage}}
}

// ask lets everybody ask for everything under one configuration.
func ask(ctx context.Context, q *Question, d *spec.Document) (_ map[pair]verdict, err error) {
	w, err := throwaway(ctx, d, sim.Options{Start: q.At, People: q.People, Groups: q.Groups}, q.Limits)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	stored, err := w.Admin().Document(ctx)
	if err != nil {
		return nil, err
	}
	out := map[pair]verdict{}
	for _, person := range q.People {
		for i := range stored.Catalogs {
			for j := range stored.Catalogs[i].AccessPackages {
				pkg := &stored.Catalogs[i].AccessPackages[j]
				v, err := askFor(ctx, w.Admin(), person.ID, pkg)
				if err != nil {
					return nil, err
				}
				out[pair{person.ID, pkgName{stored.Catalogs[i].DisplayName, pkg.DisplayName}}] = v
			}
		}
	}
	return out, nil
}

// askFor asks the host, who sees approvers that are not shown to who asks, whether a person may have a package. Who has to choose one of several policies may request it if one of them lets them; unless the
// same people decide under all that do, it is said for each who decides.
func askFor(
	ctx context.Context, session *lifecycle.Session, who entitlement.SubjectID, pkg *spec.AccessPackage,
) (verdict, error) {
	in := lifecycle.ExplainInput{Package: pkg.ID, For: who, Justification: "what if"}
	offer, err := session.Explain(ctx, in)
	if err != nil || offer.MayRequest || len(offer.Policies) == 0 {
		return judge(&offer), err
	}
	var may []verdict
	var each []string
	for i := range pkg.AssignmentPolicies {
		if in.Policy = pkg.AssignmentPolicies[i].ID; !slices.Contains(offer.Policies, in.Policy) {
			continue
		}
		chosen, err := session.Explain(ctx, in)
		if err != nil {
			return verdict{}, err
		}
		if v := judge(&chosen); v.may {
			may, each = append(may, v), append(each, pkg.AssignmentPolicies[i].DisplayName+": "+shown(v.why))
		}
	}
	switch {
	case len(may) == 0:
		return judge(&offer), nil
	case slices.ContainsFunc(may, func(v verdict) bool { return !slices.Equal(v.why, may[0].why) }):
		return verdict{may: true, why: each}, nil
	}
	return may[0], nil
}

// judge reads an offer.
func judge(offer *lifecycle.Offer) verdict {
	v := verdict{may: offer.MayRequest}
	if v.may {
		v.why = deciders(offer.Reasons)
		return v
	}
	for _, code := range entitlement.FailedCodes(offer.Reasons) {
		v.why = append(v.why, string(code))
	}
	return v
}

// deciders are the approvers of each stage.
func deciders(reasons []entitlement.Reason) []string {
	var out []string
	for _, reason := range reasons {
		if reason.Code == entitlement.NoApprover {
			out = append(out, reason.Got)
			continue
		}
		out = append(out, deciders(reason.Children)...)
	}
	return out
}
