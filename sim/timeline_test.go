package sim_test

import (
	"bufio"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
)

func TestTimelines(t *testing.T) {
	t.Parallel()
	for _, s := range append(scenarios(), oddsAndEnds()) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := s.begin(t, closing(t, memstore.New()))
			require.NoError(t, w.RunUntil(after(s.length)))
			timeline, err := w.Timeline(sim.Filter{})
			require.NoError(t, err)
			golden.Check(t, filepath.Join("testdata", "timelines", s.name+".txt"), []byte(timeline.String()))
			for _, e := range timeline {
				require.NotContains(t, e.Text, "00000000", "an object without a name")
			}
		})
	}
}

// oddsAndEnds is what the other scenarios have no place for.
func oddsAndEnds() scenario {
	crm := provision.Resource{Type: entitlement.ResourceApplication, OriginID: "CRM"}
	return scenario{
		name: "odds_and_ends", length: 40 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(90 * time.Second)}, func(o *sim.Options) {
			o.Target.Forgetful = true
		}),
		script: func(s *script) {
			ctx := background()
			s.offer("Sales", []string{"CRM/User"}, forStaff(by(entitlement.Manager(1))))
			s.partner()
			s.offer("Open", []string{"CRM/User", "Wiki/Reader"}, entitlement.AssignmentPolicy{
				AllowedTargetScope: entitlement.ScopeAllConfiguredOrganizations,
				RequestApprovalSettings: entitlement.ApprovalSettings{
					IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{by(entitlement.User("meg"))},
				},
			})
			s.at(0, "configure", func() error {
				_, err := s.Admin().CreateCatalog(ctx, lifecycle.CatalogInput{
					Catalog: entitlement.Catalog{DisplayName: "Old", Description: "To be removed"},
				})
				return err
			})
			s.at(time.Hour, "appoint", func() error {
				for _, role := range []entitlement.RoleAssignment{
					{Role: entitlement.RoleCatalogOwner, Catalog: entitlement.GeneralCatalogID(), Principal: entitlement.User("olga")},
					{Role: entitlement.RoleGovernanceAdministrator, Principal: entitlement.GroupMembers("staff")},
				} {
					if _, err := s.Admin().AssignRole(ctx, lifecycle.RoleInput{Role: role}); err != nil {
						return err
					}
				}
				return nil
			})
			s.at(2*time.Hour, "deny domains", func() error {
				settings := entitlement.DefaultSettings()
				settings.BlockedDomains = []string{"partner.example"}
				_, err := s.Admin().UpdateSettings(ctx, lifecycle.SettingsInput{Settings: settings})
				return err
			})
			s.at(2*time.Hour, "remove the catalog", func() error {
				list, err := s.Admin().Catalogs(ctx, lifecycle.CatalogsInput{})
				if err != nil {
					return err
				}
				_, err = s.Admin().DeleteCatalog(ctx, lifecycle.DeleteCatalogInput{Catalog: list.Items[1].ID})
				return err
			})
			s.ask(day, "ann", "Sales")
			s.ask(day, "gil", "Open")
			s.at(2*day, "an administrator of the target", func() error {
				s.Target().AdminRemoves(after(2*day), "ann", crm, "User")
				return s.Target().AdminAdds(after(2*day), "bob", crm, "User")
			})
			s.at(3*day, "ann gives it up", func() error {
				a, err := s.assignment("ann", "Sales")
				if err != nil {
					return err
				}
				_, err = s.As("ann").Remove(ctx, lifecycle.RemoveInput{Assignment: a.ID})
				return err
			})
			s.at(4*day, "the target repeats itself", func() error {
				return s.Target().Inject(fake.Fault{Subject: "cem", Effect: fake.EffectRepeated, After: day})
			})
			s.ask(5*day, "cem", "Sales")
			s.at(6*day, "the request is withdrawn", func() error {
				id, err := s.As("bob").Submit(ctx, lifecycle.SubmitInput{Package: s.packages["Sales"]})
				if err != nil {
					return err
				}
				_, err = s.As("bob").Cancel(ctx, lifecycle.CancelInput{Request: id.Request})
				return err
			})
			s.at(7*day, "the clock was wrong", func() error {
				return s.Admin().LowerTime(ctx, lifecycle.LowerTimeInput{To: after(6*day - time.Hour)})
			})
			s.at(7*day, "the clock is right", func() error {
				return s.Admin().ConfirmTime(ctx, lifecycle.ConfirmTimeInput{UpTo: after(7 * day)})
			})
			s.at(8*day, "dora joins", func() error {
				dora := entitlement.Subject{ID: "dora", UserType: entitlement.UserMember, Manager: "meg"}
				return s.Directory().Join(after(8*day), dora, "staff")
			})
			s.ask(9*day, "dora", "Sales")
			s.ask(9*day, "hal", "Open")
		},
	}
}

func TestTimelinesCanBeFiltered(t *testing.T) {
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)})
	first := ask(t, w, "ann", "Sales")
	require.NoError(t, w.RunFor(5*day))
	ask(t, w, "bob", "Sales")
	require.NoError(t, w.RunFor(5*day))

	tell := func(f sim.Filter) string {
		t.Helper()
		timeline, err := w.Timeline(f)
		require.NoError(t, err)
		return timeline.String()
	}
	ann, bob := tell(sim.Filter{Person: "ann"}), tell(sim.Filter{Person: "bob"})
	meg, boss := tell(sim.Filter{Person: "meg"}), tell(sim.Filter{Person: "boss"})
	require.Contains(t, ann, "Ann Berg asks for Sales")
	require.Contains(t, ann, "Mail N18 to Ann Berg")
	require.Contains(t, ann, "Call: grant CRM/User to Ann Berg")
	require.Contains(t, ann, "Meg Olsen approves")
	require.NotContains(t, ann, "Bob")
	require.NotContains(t, ann, "makes the resource", "the configuration is about nobody")
	require.NotContains(t, bob, "Ann Berg")
	require.Contains(t, meg, "Meg Olsen can decide before 4 February 2026, 09:00 about Ann Berg's request")
	require.Contains(t, meg, "Mail N02 to Meg Olsen: Bob Unger's request")
	require.NotContains(t, meg, "Call: ")
	require.Empty(t, boss)

	request := tell(sim.Filter{Request: first})
	require.Contains(t, request, "Mail N02")
	require.NotContains(t, request, "Bob")
	require.NotContains(t, tell(sim.Filter{From: after(day)}), "Monday, 5 January 2026")
	require.NotContains(t, tell(sim.Filter{Until: after(day)}), "Tuesday, 6 January 2026")
	require.Equal(t, tell(sim.Filter{}), tell(sim.Filter{Until: after(5 * day)})+"\n"+tell(sim.Filter{From: after(5 * day)}))
}

func TestTimelinesAreJSONToo(t *testing.T) {
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)})
	id := ask(t, w, "ann", "Sales")
	require.NoError(t, w.RunFor(2*day))
	timeline, err := w.Timeline(sim.Filter{})
	require.NoError(t, err)
	text := jsonOf(t, w)
	lines := bufio.NewScanner(strings.NewReader(text))
	for i := range timeline {
		require.True(t, lines.Scan())
		var e sim.Entry
		require.NoError(t, json.Unmarshal(lines.Bytes(), &e))
		require.Equal(t, timeline[i].Text, e.Text)
		require.True(t, timeline[i].At.Equal(e.At))
		require.Equal(t, timeline[i].Source, e.Source)
		require.Equal(t, timeline[i].Activity, e.Activity)
	}
	require.False(t, lines.Scan())
	require.Contains(t, text, `{"at":"2026-01-05T09:00:00Z","source":"log","text":"Ann Berg asks for Sales","person":"ann",`+
		`"actor":"ann","request":"`+id.String()+`","seq":`)
	require.Contains(t, text, `"activity":"User requests access package assignment"`)
}

func TestTimelinesEndWhereNobodyReads(t *testing.T) {
	t.Parallel()
	w := office(t, nil)
	timeline, err := w.Timeline(sim.Filter{})
	require.NoError(t, err)
	require.ErrorIs(t, timeline.WriteJSON(broken{}), errCrash)
}

// broken is a writer that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errCrash }

func TestAnEngineWithoutLogHasOnlyItsPortsToTell(t *testing.T) {
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)}, func(o *sim.Options) {
		o.Config = func(c *lifecycle.Config) { c.Log.Discard = true }
	})
	ask(t, w, "ann", "Sales")
	require.NoError(t, w.RunFor(2*day))
	timeline, err := w.Timeline(sim.Filter{})
	require.NoError(t, err)
	require.NotEmpty(t, timeline)
	for _, e := range timeline {
		require.NotEqual(t, sim.SourceLog, e.Source)
	}
}
