package whatif_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim/scenario"
	"example.com/tenure/sim/whatif"
	"example.com/tenure/store/memstore"
)

// told is a story that was played: what it began with, and what its log tells.
type told struct {
	document spec.Document
	people   []entitlement.Subject
	groups   []directory.Group
	history  *whatif.History
}

// tell plays a story, in which texts are replaced.
func tell(t *testing.T, path string, changes ...string) told {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	story, err := scenario.Load(path, strings.NewReader(strings.NewReplacer(changes...).Replace(string(text))))
	require.NoError(t, err)
	s := memstore.New()
	defer func() { require.NoError(t, s.Close()) }()
	p, err := story.Play(t.Context(), scenario.Options{Store: s})
	require.NoError(t, err)
	defer func() { require.NoError(t, p.Close()) }()
	var out told
	out.document, err = p.World().Admin().Document(t.Context())
	require.NoError(t, err)
	out.readDirectory(t, p)
	for more := true; more; {
		_, more, err = p.Next(t.Context())
		require.NoError(t, err)
	}
	out.history, err = whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	return out
}

func (s *told) readDirectory(t *testing.T, p *scenario.Play) {
	t.Helper()
	view, err := p.World().Directory().At(t.Context(), p.World().Now())
	require.NoError(t, err)
	s.people, err = view.(lifecycle.People).People(t.Context(), "", 1000)
	require.NoError(t, err)
	members := map[entitlement.GroupID][]entitlement.SubjectID{}
	for i := range s.people {
		groups, err := view.Groups(t.Context(), s.people[i].ID)
		require.NoError(t, err)
		for _, g := range groups {
			members[g] = append(members[g], s.people[i].ID)
		}
	}
	for id, who := range members { // order: of a directory's groups there is none
		s.groups = append(s.groups, directory.Group{ID: id, Members: who})
	}
}

func (s *told) replay(t *testing.T, d spec.Document) *whatif.Replayed {
	t.Helper()
	got, err := whatif.Replay(t.Context(), whatif.ReplayQuestion{History: s.history, New: d, People: s.people, Groups: s.groups})
	require.NoError(t, err)
	return got
}

// Under the configuration and the directory of that time every request fares as it did, and nobody gains or loses anything.
func TestStoriesUnderTheirOwnConfiguration(t *testing.T) {
	t.Parallel()
	changing := map[string]bool{ // stories in which the directory or the configuration changes
		"incompatible-group.yaml": true, "manager-changes.yaml": true, "manager-missing.yaml": true, "not-in-scope.yaml": true,
		"third-stage.yaml": true, "domain-of-tenant.yaml": true,
	}
	paths, err := filepath.Glob("../scenarios/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			s := tell(t, path)
			compared, err := whatif.Compare(t.Context(), whatif.Question{Old: s.document, New: s.document, People: s.people, Groups: s.groups})
			require.NoError(t, err)
			require.Empty(t, compared.Gains)
			require.Empty(t, compared.Loses)
			require.Empty(t, compared.Approvers)
			differs := false
			for _, r := range s.replay(t, s.document).Requests {
				differs = differs || r.Effect != whatif.Unchanged
				require.True(t, r.Effect == whatif.Unchanged || changing[filepath.Base(path)], "%s of %s: %s: %v", r.Effect, r.Requestor, r.Package, r.Now)
			}
			require.Equal(t, changing[filepath.Base(path)], differs)
		})
	}
}

// Who approves where an extension says so is not known before it is asked, and not at all if it never said so. // R-161
func TestReplayWhereAnExtensionSaysWhoApproves(t *testing.T) {
	t.Parallel()
	s := tell(t, "../scenarios/extension-names-approver.yaml")
	with := func(stages ...entitlement.StageSettings) spec.Document {
		d := s.document.Clone()
		d.Catalogs[1].AccessPackages[0].AssignmentPolicies[0].RequestApprovalSettings = entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: len(stages) > 0, Stages: stages,
		}
		return d
	}
	by := func(who entitlement.SubjectID) entitlement.StageSettings {
		return entitlement.StageSettings{
			DurationBeforeAutomaticDenial: entitlement.Days(14), PrimaryApprovers: []entitlement.SubjectSet{entitlement.User(who)},
		}
	}
	require.Equal(t, "ann unchanged rex\nbob unchanged rex", effects(s.replay(t, with(by("rex")))))
	require.Equal(t, "ann otherApprovers meg\nbob unchanged meg", effects(s.replay(t, with(by("meg")))))
	require.Equal(t, "ann needsNone \nbob needsNone ", effects(s.replay(t, with())))
	var text bytes.Buffer
	require.NoError(t, s.replay(t, with()).WriteText(&text))
	require.Contains(t, text.String(), "ann asks for Sales/Sales Starter: rex, delivered; then: nobody has to approve\n")
	require.Contains(t, text.String(), "bob asks for Sales/Sales Starter: its approval was not reached, denied; then: nobody has to approve\n")
}

// A guest does not see approvers, nor that nobody knows them yet; who replays sees it. // R-078
func TestReplayForGuests(t *testing.T) {
	t.Parallel()
	s := tell(t, "../scenarios/extension-names-approver.yaml", "{name: Ann Lee,", "{name: Ann Lee, type: guest,")
	require.Equal(t, entitlement.UserGuest, s.people[0].UserType)
	const unknown = "not known yet: determined by the extension register"
	require.Equal(t, "ann unchanged "+unknown+"\nbob unchanged "+unknown, effects(s.replay(t, s.document)))
}

// A request that an extension ended before anybody was asked does not tell whether somebody would have been. // R-320
func TestReplayOfWhatWasEndedBeforeItsApproval(t *testing.T) {
	t.Parallel()
	s := tell(t, "../scenarios/extension-desk.yaml", "assignmentRequestApproved", "assignmentRequestCreated",
		"expect ann holds CRM/User", "expect ann's request for Sales Starter is pendingApproval")
	require.Equal(t, "ann unchanged meg\nbob unchanged meg\ncid unchanged meg", effects(s.replay(t, s.document)))
	var unrouted []bool
	for i := range s.history.Requests {
		unrouted = append(unrouted, s.history.Requests[i].Unrouted)
	}
	require.Equal(t, []bool{false, true, true}, unrouted)
}

// That approvers are not shown to who asks hides no change from who compares. // R-078
func TestApproversThatAreNotShown(t *testing.T) {
	t.Parallel()
	hidden := func(approver string) spec.Document {
		d := document(t, "sales", approver)
		d.Catalogs[0].AccessPackages[0].AssignmentPolicies[0].RequestApprovalSettings.Stages[0].ApproverInformationVisibility = entitlement.ApproversNotVisible
		return d
	}
	byTenant := func(approver string) spec.Document {
		d := document(t, "sales", approver)
		defaults := entitlement.DefaultSettings()
		defaults.ShowApproverDetailsToMembers = false
		settings := spec.SettingsOf(&defaults)
		d.Settings = &settings
		return d
	}
	for _, document := range []func(string) spec.Document{hidden, byTenant} {
		answer, err := whatif.Compare(t.Context(), question(document(manager), document(dan)))
		require.NoError(t, err)
		require.Len(t, answer.Approvers, 2)
		require.Equal(t, []string{"meg"}, answer.Approvers[0].Before)
		require.Equal(t, []string{"dan"}, answer.Approvers[0].After)
		none, err := whatif.Compare(t.Context(), question(document(manager), document(manager)))
		require.NoError(t, err)
		require.Empty(t, none.Approvers)
	}
}
