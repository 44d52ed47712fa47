package whatif_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim"
	"example.com/tenure/sim/whatif"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

const byManager = `{"primaryApprovers": [{"@odata.type": "targetManager"}]}`

// replay reads a store's log and asks its requests again.
func replay(t *testing.T, s store.Store, changes ...string) *whatif.Replayed {
	t.Helper()
	history, err := whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	d := officeDocument(t, changes...)
	q := question(d, d)
	got, err := whatif.Replay(t.Context(), whatif.ReplayQuestion{History: history, New: d, People: q.People, Groups: q.Groups})
	require.NoError(t, err)
	return got
}

func effects(r *whatif.Replayed) string {
	var out []string
	for _, request := range r.Requests {
		out = append(out, fmt.Sprintf("%s %s %s", request.Target, request.Effect, strings.Join(request.Now, "+")))
	}
	return strings.Join(out, "\n")
}

func TestReplay(t *testing.T) {
	t.Parallel()
	open := staffed(t, officeDocument(t), "ann", "cid")
	require.Equal(t, "ann unchanged \ncid unchanged ", effects(replay(t, open)))
	require.Equal(t, "ann needsApproval meg\ncid refused noApprover+approverSet+managerMissing",
		effects(replay(t, open, "STAGES", "true", "STAGE", byManager)))
	require.Equal(t, "ann refused noPolicyApplies+policyApplies+notInScope+scopeClause\ncid unchanged ",
		effects(replay(t, open, "GROUP", "others")))

	approved := staffed(t, officeDocument(t, "STAGES", "true", "STAGE", byManager), "ann", "bob")
	require.Equal(t, "ann unchanged meg\nbob unchanged meg", effects(replay(t, approved, "STAGES", "true", "STAGE", byManager)))
	require.Equal(t, "ann needsNone \nbob needsNone ", effects(replay(t, approved)))
	byDan := strings.Replace(byManager, `"targetManager"`, `"singleUser", "userId": "dan"`, 1)
	require.Equal(t, "ann otherApprovers dan\nbob otherApprovers dan", effects(replay(t, approved, "STAGES", "true", "STAGE", byDan)))
	require.Equal(t, "ann otherApprovers meg+dan\nbob otherApprovers meg+dan",
		effects(replay(t, approved, "STAGES", "true", "STAGE", byManager+", "+byDan)))
	require.Equal(t, "unknown", whatif.Effect(9).String())

	var text bytes.Buffer
	require.NoError(t, replay(t, approved, "GROUP", "others").WriteText(&text))
	require.Equal(t, `2 requests asked again: 1 refused, 0 need approval, 1 need none any more, 0 get other approvers, 0 as they were; 0 others left out

Would be refused:
  5 January 2026: ann asks for Sales/Starter: meg, delivered; then: noPolicyApplies; policyApplies; notInScope; scopeClause

Would need no approval:
  5 January 2026: bob asks for Sales/Starter: meg, delivered; then: nobody has to approve
`, text.String())
}

// An export tells what the store tells, as long as it has the whole log.
func TestReplayOfAnExport(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann", "bob")
	stored, err := whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	fork, err := sim.Fork(s, sim.Options{})
	require.NoError(t, err)
	var text bytes.Buffer
	_, err = fork.Admin().ExportLog(t.Context(), &text, lifecycle.ExportLogInput{})
	require.NoError(t, err)
	require.NoError(t, fork.Close())
	exported, err := whatif.ReadExport(t.Context(), bytes.NewReader(text.Bytes()))
	require.NoError(t, err)
	require.Equal(t, stored, exported)
	require.Equal(t, "Starter", exported.Requests[0].Package)
	require.Equal(t, "Staff", exported.Requests[0].Policy)

	forged := strings.Replace(text.String(), `"seq":9,`, `"seq":8,`, 1)
	_, err = whatif.ReadExport(t.Context(), strings.NewReader(forged))
	require.ErrorIs(t, err, store.ErrLogDamaged)
}

// Only what people asked to get, within the time that is looked at, is asked again, each at its own instant.
func TestWhatIsReplayed(t *testing.T) {
	t.Parallel()
	s := memstore.New()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	d := officeDocument(t)
	q := question(d, d)
	w := sim.Test(t, sim.Options{Store: s, Document: &d, People: q.People, Groups: q.Groups})
	pkg, err := w.Package("Starter")
	require.NoError(t, err)
	_, err = w.Admin().Assign(t.Context(), lifecycle.AssignInput{Package: pkg, Target: "ann"})
	require.NoError(t, err)
	for _, who := range []entitlement.SubjectID{"bob", "cid"} {
		_, err = w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
		require.NoError(t, err)
		require.NoError(t, w.RunFor(10*day))
	}
	history, err := whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	again := whatif.ReplayQuestion{History: history, New: d, People: q.People, Groups: q.Groups}
	all, err := whatif.Replay(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, "bob unchanged \ncid unchanged ", effects(all))
	require.Equal(t, 1, all.Skipped)
	again.Since = w.Now().Add(-15 * day)
	again.Until = w.Now().Add(-10 * day)
	none, err := whatif.Replay(t.Context(), again)
	require.NoError(t, err)
	require.Empty(t, none.Requests)
	again.Until = again.Until.Add(1)
	one, err := whatif.Replay(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, "cid unchanged ", effects(one))
	require.Zero(t, one.Skipped)

	again.New.Catalogs[0].DisplayName = ""
	_, err = whatif.Replay(t.Context(), again)
	require.ErrorIs(t, err, entitlement.InvalidArgument)
}

// A package is found again by its id, also under another name, and otherwise by its name.
func TestPackagesThatAreReplayed(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann")
	fork, err := sim.Fork(s, sim.Options{})
	require.NoError(t, err)
	d, err := fork.Admin().Document(t.Context())
	require.NoError(t, err)
	require.NoError(t, fork.Close())
	history, err := whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	q := question(d, d)
	again := whatif.ReplayQuestion{History: history, New: d, People: q.People, Groups: q.Groups}
	for i := range d.Catalogs {
		for j := range d.Catalogs[i].AccessPackages {
			d.Catalogs[i].AccessPackages[j].DisplayName = "Renamed"
		}
	}
	renamed, err := whatif.Replay(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, "ann unchanged ", effects(renamed))

	again.New = officeDocument(t)
	again.New.Catalogs[0].AccessPackages[0].DisplayName = "Renamed"
	lost, err := whatif.Replay(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, "ann refused there is no such access package", effects(lost))
}

// Many approvers, some with odd names, are recognized.
func TestApproversOfTheReplay(t *testing.T) {
	t.Parallel()
	var many, others []entitlement.SubjectID
	for i := range 12 {
		many = append(many, entitlement.SubjectID(fmt.Sprintf("approver %d", i)))
	}
	others = append(others, many[:11]...)
	for _, c := range []struct {
		name   string
		before []entitlement.SubjectID
		now    []entitlement.SubjectID
		want   string
	}{
		{"twelve", many, many, "unchanged"},
		{"eleven", many, others, "otherApprovers"},
		{"odd", []entitlement.SubjectID{"a, b", "c and d", `"e"`}, []entitlement.SubjectID{`"e"`, "c and d", "a, b"}, "unchanged"},
		{"odd_others", []entitlement.SubjectID{"a, b"}, []entitlement.SubjectID{"a", "b"}, "otherApprovers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := officeDocument(t, "STAGES", "true", "STAGE", `{"primaryApprovers": [{"@odata.type": "groupMembers", "groupId": "deciders"}]}`)
			q := question(d, d)
			for _, id := range append(many, "a, b", "c and d", `"e"`, "a", "b") {
				q.People = append(q.People, entitlement.Subject{ID: id, UserType: entitlement.UserMember})
			}
			s := memstore.New()
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			w := sim.Test(t, sim.Options{
				Store: s, Document: &d, People: q.People, Groups: append(q.Groups, directory.Group{ID: "deciders", Members: c.before}),
			})
			pkg, err := w.Package("Starter")
			require.NoError(t, err)
			_, err = w.As("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
			require.NoError(t, err)
			history, err := whatif.ReadStore(t.Context(), s)
			require.NoError(t, err)
			got, err := whatif.Replay(t.Context(), whatif.ReplayQuestion{
				History: history, New: d, People: q.People, Groups: append(q.Groups, directory.Group{ID: "deciders", Members: c.now}),
			})
			require.NoError(t, err)
			require.Equal(t, c.want, got.Requests[0].Effect.String(), got.Requests[0].Now)
		})
	}
}

// failing is a writer that fails.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

func TestWritingFails(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, (&whatif.Replayed{}).WriteText(failing{}), errors.ErrUnsupported)
	require.ErrorIs(t, (&whatif.Consequences{}).WriteText(failing{}), errors.ErrUnsupported)
	require.ErrorIs(t, (&whatif.Answer{}).WriteText(failing{}), errors.ErrUnsupported)
}

// Who asked for somebody else asks for them again, if that is still allowed; of several policies the one of that time is chosen.
func TestReplayForOthers(t *testing.T) {
	t.Parallel()
	d := officeDocument(t)
	policy := &d.Catalogs[0].AccessPackages[0].AssignmentPolicies[0]
	policy.RequestorSettings.EnableOnBehalfRequestorsToAddAccess = true
	q := question(d, d)
	s := memstore.New()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	w := sim.Test(t, sim.Options{Store: s, Document: &d, People: q.People, Groups: q.Groups})
	pkg, err := w.Package("Starter")
	require.NoError(t, err)
	_, err = w.As("meg").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg, Target: "ann"})
	require.NoError(t, err)
	require.NoError(t, w.Settle())
	history, err := whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	ask := func(d spec.Document) *whatif.Replayed {
		got, err := whatif.Replay(t.Context(), whatif.ReplayQuestion{History: history, New: d, People: q.People, Groups: q.Groups})
		require.NoError(t, err)
		return got
	}
	require.Equal(t, "ann unchanged ", effects(ask(d)))
	two := d.Clone()
	pkgs := two.Catalogs[0].AccessPackages
	pkgs[0].AssignmentPolicies = append(pkgs[0].AssignmentPolicies, d.Clone().Catalogs[0].AccessPackages[0].AssignmentPolicies[0])
	pkgs[0].AssignmentPolicies[1].DisplayName = "Also"
	require.Equal(t, "ann unchanged ", effects(ask(two)), "Staff is chosen")
	pkgs[0].AssignmentPolicies[0].DisplayName = "Too"
	require.Equal(t, whatif.Refused, ask(two).Requests[0].Effect)
	require.Contains(t, ask(two).Requests[0].Now, string(entitlement.PolicyChoiceNeeded))

	var text bytes.Buffer
	require.NoError(t, ask(officeDocument(t)).WriteText(&text))
	require.Contains(t, text.String(), "meg, for ann, asks for Sales/Starter: nobody has to approve, delivered; then: ")
	require.Contains(t, text.String(), "Would be refused:")
}

// A request is asked again at its own instant: here the policy ends between two of them.
func TestRequestsAreReplayedAtTheirInstants(t *testing.T) {
	t.Parallel()
	d := officeDocument(t)
	q := question(d, d)
	s := memstore.New()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	w := sim.Test(t, sim.Options{Store: s, Document: &d, People: q.People, Groups: q.Groups})
	pkg, err := w.Package("Starter")
	require.NoError(t, err)
	end := w.Now().Add(5 * day)
	for _, who := range []entitlement.SubjectID{"ann", "bob"} {
		_, err := w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
		require.NoError(t, err)
		require.NoError(t, w.RunFor(10*day))
	}
	d.Catalogs[0].AccessPackages[0].AssignmentPolicies[0].Expiration = entitlement.Expiration{
		Type: entitlement.ExpirationAfterDateTime, EndDateTime: end,
	}
	history, err := whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	got, err := whatif.Replay(t.Context(), whatif.ReplayQuestion{History: history, New: d, People: q.People, Groups: q.Groups})
	require.NoError(t, err)
	require.Equal(t, whatif.Unchanged, got.Requests[0].Effect)
	require.Equal(t, whatif.Refused, got.Requests[1].Effect)
	require.Contains(t, got.Requests[1].Now, string(entitlement.PolicyEnded))
}

// Questions that the new configuration asks count as answered, those of resources too.
func TestQuestionsCountAsAnswered(t *testing.T) {
	t.Parallel()
	s := staffed(t, officeDocument(t), "ann")
	history, err := whatif.ReadStore(t.Context(), s)
	require.NoError(t, err)
	d := officeDocument(t)
	why := entitlement.Question{Type: entitlement.QuestionTextInput, Text: "Why?", IsRequired: true}
	d.Catalogs[0].AccessPackages[0].AssignmentPolicies[0].Questions = []entitlement.Question{why}
	d.Catalogs[0].Resources[0].Attributes = []entitlement.ResourceAttribute{{Name: "floor", Question: why}}
	q := question(d, d)
	got, err := whatif.Replay(t.Context(), whatif.ReplayQuestion{History: history, New: d, People: q.People, Groups: q.Groups})
	require.NoError(t, err)
	require.Equal(t, "ann unchanged ", effects(got))
	answer, err := whatif.Compare(t.Context(), question(officeDocument(t), d))
	require.NoError(t, err)
	require.Empty(t, answer.Loses)
}
