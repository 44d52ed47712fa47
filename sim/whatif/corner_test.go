package whatif_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/sim/whatif"
	"example.com/tenure/store/memstore"
)

// Who may choose between two policies may request. // R-054
func TestSeveralPoliciesApply(t *testing.T) {
	t.Parallel()
	one, two := document(t, "sales", manager), document(t, "sales", manager)
	also := two.Clone().Catalogs[0].AccessPackages[0].AssignmentPolicies[0]
	also.DisplayName = "Also"
	pkg := &two.Catalogs[0].AccessPackages[0]
	pkg.AssignmentPolicies = append(pkg.AssignmentPolicies, also)
	got, err := whatif.Compare(t.Context(), question(one, two))
	require.NoError(t, err)
	require.Empty(t, got.Loses, "they choose one of them")
	back, err := whatif.Compare(t.Context(), question(two, one))
	require.NoError(t, err)
	require.Empty(t, back.Gains, "they could before")
}

// Two resources may have one name, and one may get another: what counts is which resource it is.
func TestRolesAreNotTheirNames(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("EXTEND", "true", "STAGES", "false", "STAGE", "", "REVIEWS", "", "GROUP", "sales").Replace(office)
	d, err := spec.Parse([]byte(text), entitlement.SeedLimits())
	require.NoError(t, err)
	other := d.Clone().Catalogs[0]
	other.DisplayName = "Service"
	other.Resources[0].OriginID = "crm2"
	other.AccessPackages[0].DisplayName = "Second"
	d.Catalogs = append(d.Catalogs, other)
	s := memstore.New()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	q := question(d, d)
	w := sim.Test(t, sim.Options{Store: s, Document: &d, People: q.People, Groups: q.Groups})
	for _, name := range []string{"Starter", "Second"} {
		pkg, err := w.Package(name)
		require.NoError(t, err)
		_, err = w.As("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
		require.NoError(t, err)
	}
	require.NoError(t, w.RunFor(day))
	fork, err := sim.Fork(s, sim.Options{})
	require.NoError(t, err)
	stored, err := fork.Admin().Document(t.Context())
	require.NoError(t, err)
	require.NoError(t, fork.Close())
	p := whatif.Proposal{Store: s, New: stored.Clone(), People: q.People, Groups: q.Groups, Prune: true}
	for i := range p.New.Catalogs {
		if p.New.Catalogs[i].DisplayName == "Service" {
			p.New.Catalogs[i].AccessPackages[0].ResourceRoleScopes = nil
			p.New.Catalogs[i].Resources = nil
		}
	}
	got, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, []whatif.Role{{Person: "ann", Role: "CRM/User"}}, got.Losses)

	p.New = stored.Clone()
	for i := range p.New.Catalogs {
		if len(p.New.Catalogs[i].Resources) == 0 {
			continue
		}
		p.New.Catalogs[i].Resources[0].DisplayName = "Customers"
		p.New.Catalogs[i].AccessPackages[0].ResourceRoleScopes[0].Resource = "Customers"
	}
	got, err = whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Empty(t, got.Losses, "a name is no access")
}

// Somebody who has access and left the directory does not keep the others from an answer.
func TestSomebodyHasLeft(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann", "bob")
	p := proposal(t, s, "EXTEND", "false")
	p.People = p.People[1:] // without ann
	for i := range p.Groups {
		p.Groups[i].Members = without(p.Groups[i].Members, "ann")
	}
	got, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, []entitlement.SubjectID{"bob"}, people(got.Fixed))
}

// Trying to extend does not use up what the tenant allows.
func TestForeseeAtTheLimit(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann", "bob")
	p := proposal(t, s, "EXTEND", "false")
	p.Config = func(c *lifecycle.Config) {
		c.Limits = entitlement.SeedLimits()
		c.Limits.RequestsInThreeMonths = 3
	}
	got, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, []entitlement.SubjectID{"ann", "bob"}, people(got.Fixed))
}

// What the host's configuration calls is not called: it would be told of what is not so.
func TestForeseeCallsNobody(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann", "bob")
	p := proposal(t, s, "EXTEND", "false", "REVIEWS", quarterly)
	p.New.Catalogs[0].AccessPackages[0].ResourceRoleScopes = nil
	p.Prune = true
	host := fake.New(fake.Options{})
	mails := sim.NewMailbox(sim.NewClock(time.Time{}))
	p.Config = func(c *lifecycle.Config) { c.Provisioner, c.Notifier = host, mails }
	_, err := whatif.Foresee(t.Context(), p)
	require.NoError(t, err)
	require.Empty(t, host.Calls(0))
	require.Empty(t, mails.Mails(sim.MailFilter{}))
}

func without(ids []entitlement.SubjectID, id entitlement.SubjectID) (out []entitlement.SubjectID) {
	for _, other := range ids {
		if other != id {
			out = append(out, other)
		}
	}
	return out
}
