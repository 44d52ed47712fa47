package report_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/lifecycle/report"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

const day = 24 * time.Hour

// configuration offers two packages that share a role, one of them with approval, one reviewed, and names that spreadsheets
// would carry out.
const configuration = `{
	"catalogs": [{
		"displayName": "Revenue", "description": "What the sales people work with",
		"resources": [
			{"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}, {"originId": "Admin"}]}
		],
		"accessPackages": [
			{"displayName": "Sales", "resourceRoleScopes": [{"resource": "CRM", "role": "User"}], "assignmentPolicies": [{
				"displayName": "Staff", "allowedTargetScope": "allMemberUsers",
				"requestApprovalSettings": {"stages": [{"primaryApprovers": [{"@odata.type": "targetManager"}]}]},
				"expiration": {"duration": "P60D"}
			}]},
			{"displayName": "=Lead", "incompatibleAccessPackages": ["Sales"],
			 "resourceRoleScopes": [{"resource": "CRM", "role": "User"}, {"resource": "CRM", "role": "Admin"}],
			 "assignmentPolicies": [{"displayName": "Members", "allowedTargetScope": "allMemberUsers", "expiration": {"type": "noExpiration"}, "reviewSettings": {
				"primaryReviewers": [{"@odata.type": "singleUser", "userId": "meg"}],
				"schedule": {"startDateTime": "2026-02-01T00:00:00Z", "duration": "P14D"}}}]}
		]
	}],
	"connectedOrganizations": [{
		"displayName": "@Contoso", "description": "a, \"b\"", "identitySources": [{"domainName": "contoso.example"}],
		"internalSponsors": [{"@odata.type": "singleUser", "userId": "meg"}]
	}]
}`

// onWorlds runs a test in a world on every store.
func onWorlds(t *testing.T, test func(t *testing.T, w *sim.World)) {
	t.Helper()
	for name, open := range map[string]func(t *testing.T) store.Store{
		"memory": func(*testing.T) store.Store { return memstore.New() },
		"bbolt": func(t *testing.T) store.Store {
			s, err := boltstore.Open(filepath.Join(t.TempDir(), "tenure.db"), boltstore.Options{UnsafeNoSync: true})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document, err := spec.Parse([]byte(configuration), entitlement.SeedLimits())
			require.NoError(t, err)
			member := func(id, manager entitlement.SubjectID) entitlement.Subject {
				return entitlement.Subject{ID: id, DisplayName: string(id), UserType: entitlement.UserMember, Manager: manager}
			}
			w, err := sim.New(sim.Options{
				Store: open(t), Document: &document,
				People: []entitlement.Subject{member("meg", ""), member("ann", "meg"), member("bob", "meg"), member("hank", "")},
				Groups: []directory.Group{},
			})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, w.Close()) })
			test(t, w)
		})
	}
}

// table is what a report shows, by the names of its columns.
func table(t *testing.T, r report.Report) (rows []map[string]string) {
	t.Helper()
	var file bytes.Buffer
	n, err := r.WriteCSV(&file)
	require.NoError(t, err)
	written, err := csv.NewReader(&file).ReadAll()
	require.NoError(t, err)
	require.Equal(t, r.Header(), written[0])
	require.Len(t, written, n+1)
	for _, cells := range written[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[written[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// columns picks cells: "ann delivered".
func columns(rows []map[string]string, names ...string) (out []string) {
	for _, row := range rows {
		cells := make([]string, len(names))
		for i, name := range names {
			cells[i] = row[name]
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

func pkg(t *testing.T, w *sim.World, name string) entitlement.AccessPackageID {
	t.Helper()
	id, err := w.Package(name)
	require.NoError(t, err)
	return id
}

func ask(t *testing.T, w *sim.World, who entitlement.SubjectID, name string) lifecycle.SubmitResult {
	t.Helper()
	asked, err := w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg(t, w, name), Justification: "-1+1"})
	require.NoError(t, err)
	return asked
}

func approve(t *testing.T, w *sim.World, request entitlement.RequestID) {
	t.Helper()
	_, err := w.As("meg").Approve(t.Context(), lifecycle.DecideInput{Request: request, Justification: "she may"})
	require.NoError(t, err)
	require.NoError(t, w.Settle())
}

func TestWhoHasWhat(t *testing.T) {
	t.Parallel()
	onWorlds(t, func(t *testing.T, w *sim.World) {
		ctx, admin := t.Context(), w.Admin()
		approve(t, w, ask(t, w, "ann", "Sales").Request)
		ask(t, w, "bob", "=Lead")
		require.NoError(t, w.Settle())

		sales := lifecycle.PackageAssignmentsInput{Package: pkg(t, w, "Sales")}
		got := table(t, report.Assignments(ctx, admin, sales))
		require.Equal(t, []string{"ann|Sales|delivered|2026-01-05T09:00:00Z|2026-03-06T09:00:00Z|"},
			columns(got, "person", "packageName", "state", "start", "end", "ended"))
		sales.States = []entitlement.AssignmentState{entitlement.AssignmentDelivering}
		require.Empty(t, table(t, report.Assignments(ctx, admin, sales)))
		everybody := table(t, report.Assignments(ctx, admin, lifecycle.PackageAssignmentsInput{}))
		require.Equal(t, []string{"ann|Sales", "bob|'=Lead"}, columns(everybody, "person", "packageName")) // CWE-1236

		mine := table(t, report.Access(ctx, w.As("ann"), lifecycle.AccessInput{}))
		require.Equal(t, []string{"Sales|" + sales.Package.String()}, columns(mine, "packageName", "package")) // assigned
		offers := table(t, report.Offers(ctx, w.As("ann"), lifecycle.OffersInput{}))
		require.ElementsMatch(t, []string{"Sales||assignmentExists", "'=Lead||incompatible; incompatiblePackage"},
			columns(offers, "packageName", "mayRequest", "whyNot")) // can request
		offers = table(t, report.Offers(ctx, w.As("hank"), lifecycle.OffersInput{Search: "lead"}))
		require.Equal(t, []string{"'=Lead|yes|"}, columns(offers, "packageName", "mayRequest", "whyNot"))

		against := table(t, report.IncompatibleWith(ctx, admin, lifecycle.IncompatibleInput{Package: sales.Package}))
		require.Equal(t, []string{"'=Lead"}, columns(against, "packageName"))
		approve(t, w, ask(t, w, "bob", "Sales").Request)
		both := table(t, report.AdditionalAccess(ctx, admin, lifecycle.AdditionalAccessInput{
			Package: pkg(t, w, "=Lead"), Incompatible: sales.Package,
		}))
		require.Equal(t, []string{"bob|'=Lead"}, columns(both, "person", "packageName"))

		roles := table(t, report.Roles(ctx, admin, lifecycle.RolesInput{For: "bob"}))
		require.ElementsMatch(t, []string{
			"CRM|Admin|granted|'=Lead|", "CRM|User|granted|'=Lead|", "CRM|User|granted|Sales|2026-03-06T09:00:00Z",
		}, columns(roles, "resourceName", "role", "state", "packageName", "end")) // once for each package
		require.NoError(t, w.Target().Inject(fake.Fault{
			Verb: provision.Revoke, Answer: fake.AnswerError, Effect: fake.EffectNone, Until: w.Now().Add(90 * day),
		}))
		require.NoError(t, w.RunFor(61*day))
		roles = table(t, report.Roles(ctx, admin, lifecycle.RolesInput{For: "ann"}))
		require.Equal(t, []string{"User|removing||"}, columns(roles, "role", "state", "packageName", "assignment"))
	})
}

func TestWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	onWorlds(t, func(t *testing.T, w *sim.World) {
		ctx, admin := t.Context(), w.Admin()
		require.NoError(t, w.Target().Inject(fake.Fault{
			Role: "Admin", Answer: fake.AnswerError, Effect: fake.EffectNone, Err: provision.Permanent(provision.GroupFull, "Make room."),
		}))
		first := ask(t, w, "ann", "Sales").Request
		approve(t, w, first)
		ask(t, w, "bob", "=Lead")
		require.NoError(t, w.Settle())
		ask(t, w, "hank", "=Lead")
		want := []string{"person", "state", "justification", "stage", "approvers", "decidedBy", "decision", "failures"}
		sales := lifecycle.PackageRequestsInput{Package: pkg(t, w, "Sales")}
		require.Equal(t, []string{"ann|delivered|'-1+1|1|meg|meg|she may|"},
			columns(table(t, report.Requests(ctx, admin, sales)), want...))
		all := table(t, report.Requests(ctx, admin, lifecycle.PackageRequestsInput{
			States: []entitlement.RequestState{entitlement.RequestPartiallyDelivered},
		}))
		require.Equal(t, []string{"bob|partiallyDelivered|'-1+1|||||CRM Admin: groupFull"}, columns(all, want...))
		require.Equal(t, []string{"ann|meg"}, columns(table(t, report.RequestsOf(ctx, w.As("ann"), lifecycle.RequestsInput{
			Part: lifecycle.PartRequestor,
		})), "person", "decidedBy"))
		decisions := table(t, report.Decisions(ctx, w.As("meg"), lifecycle.ApprovalsInput{Decided: true}))
		require.Equal(t, []string{first.String() + "|1|2026-01-05T09:00:00Z"}, columns(decisions, "request", "stage", "decided"))

		activity := table(t, report.Activity(ctx, admin, lifecycle.EventsInput{Package: sales.Package}))
		require.Equal(t, sales.Package.String(), activity[0]["package"])
		require.Contains(t, columns(activity, "at", "actor", "person", "request"), "2026-01-05T09:00:00Z|ann|ann|"+first.String())
		for _, row := range activity {
			require.Equal(t, sales.Package.String(), row["package"])
			for name, cell := range row {
				require.NotContains(t, cell, "she may", name)
			}
		}
	})
}

func TestReviewsAndWhatTheyDecided(t *testing.T) {
	t.Parallel()
	onWorlds(t, func(t *testing.T, w *sim.World) {
		ctx, admin := t.Context(), w.Admin()
		for _, who := range []entitlement.SubjectID{"ann", "bob", "hank"} {
			ask(t, w, who, "=Lead")
		}
		require.NoError(t, w.RunFor(30*day))
		in := lifecycle.ReviewsInput{Package: pkg(t, w, "=Lead")}
		list, err := admin.Reviews(ctx, in)
		require.NoError(t, err)
		require.Len(t, list.Items, 1)
		review := list.Items[0].Review.ID
		for _, row := range table(t, report.ReviewItems(ctx, admin, lifecycle.ReviewItemsInput{Review: review})) {
			assignment, err := entitlement.ParseID[entitlement.Assignment](row["assignment"])
			require.NoError(t, err)
			decision := map[string]entitlement.ReviewDecision{"ann": entitlement.ReviewApprove, "bob": entitlement.ReviewDeny}[row["person"]]
			if decision == entitlement.ReviewNotReviewed {
				continue
			}
			_, err = w.As("meg").DecideReview(ctx, lifecycle.DecideReviewInput{
				Review: review, Assignment: assignment, Decision: decision, Justification: "seen",
			})
			require.NoError(t, err)
		}
		require.NoError(t, w.RunFor(20*day))
		require.Equal(t, []string{"Applied|3|1|1|0|1|1"}, columns(table(t, report.Reviews(ctx, admin, in)),
			"state", "people", "approved", "denied", "dontKnow", "notReviewed", "removed"))
		items := table(t, report.ReviewItems(ctx, admin, lifecycle.ReviewItemsInput{Review: review}))
		require.ElementsMatch(t, []string{"ann|Approve|meg|seen||", "bob|Deny|meg|seen|yes|yes", "hank|NotReviewed||||"},
			columns(items, "person", "decision", "decidedBy", "justification", "endsAccess", "removed"))
	})
}

func TestConnectedOrganizations(t *testing.T) {
	t.Parallel()
	onWorlds(t, func(t *testing.T, w *sim.World) {
		got := table(t, report.Organizations(t.Context(), w.Admin(), lifecycle.OrganizationsInput{}))
		require.Equal(t, []string{"'@Contoso|configured|domain contoso.example|a, \"b\""},
			columns(got, "name", "state", "identitySources", "description")) // CWE-1236
		require.Contains(t, got[0]["internalSponsors"], "meg")
		require.Empty(t, table(t, report.Organizations(t.Context(), w.Admin(), lifecycle.OrganizationsInput{Search: "Fabrikam"})))
	})
}

// Every report shows what its session may see, and says no otherwise. // R-358
func TestReportsAreRefused(t *testing.T) {
	t.Parallel()
	onWorlds(t, func(t *testing.T, w *sim.World) {
		ctx, ann, sales := t.Context(), w.As("ann"), pkg(t, w, "Sales")
		for name, r := range map[string]report.Report{
			"assignments":       report.Assignments(ctx, ann, lifecycle.PackageAssignmentsInput{Package: sales}),
			"every assignment":  report.Assignments(ctx, ann, lifecycle.PackageAssignmentsInput{}),
			"access":            report.Access(ctx, ann, lifecycle.AccessInput{For: "bob"}),
			"additional access": report.AdditionalAccess(ctx, ann, lifecycle.AdditionalAccessInput{Package: sales, Incompatible: sales}),
			"offers":            report.Offers(ctx, ann, lifecycle.OffersInput{For: "bob"}),
			"roles":             report.Roles(ctx, ann, lifecycle.RolesInput{For: "bob"}),
			"requests":          report.Requests(ctx, ann, lifecycle.PackageRequestsInput{Package: sales}),
			"requests of":       report.RequestsOf(ctx, ann, lifecycle.RequestsInput{For: "bob"}),
			"incompatible":      report.IncompatibleWith(ctx, ann, lifecycle.IncompatibleInput{Package: sales}),
			"organizations":     report.Organizations(ctx, ann, lifecycle.OrganizationsInput{}),
			"activity":          report.Activity(ctx, ann, lifecycle.EventsInput{Package: sales}),
			"reviews":           report.Reviews(ctx, ann, lifecycle.ReviewsInput{Package: sales}),
		} {
			var file bytes.Buffer
			rows, err := r.WriteCSV(&file)
			require.ErrorIs(t, err, entitlement.Forbidden, name)
			require.Zero(t, rows, name)
			require.Equal(t, strings.Join(r.Header(), ",")+"\n", file.String(), name)
		}
		_, err := report.ReviewItems(ctx, ann, lifecycle.ReviewItemsInput{}).WriteCSV(new(bytes.Buffer))
		require.ErrorIs(t, err, entitlement.NotFound)
		_, err = report.Decisions(ctx, w.Admin(), lifecycle.ApprovalsInput{}).WriteCSV(new(bytes.Buffer))
		require.ErrorIs(t, err, entitlement.InvalidArgument)
	})
}

// A walk may stop anywhere, and begin again.
func TestARowIsReadWhenItIsWanted(t *testing.T) {
	t.Parallel()
	onWorlds(t, func(t *testing.T, w *sim.World) {
		ask(t, w, "ann", "=Lead")
		ask(t, w, "bob", "=Lead")
		r := report.Assignments(t.Context(), w.Admin(), lifecycle.PackageAssignmentsInput{})
		for range 2 {
			for cells, err := range r.Rows() {
				require.NoError(t, err)
				require.Equal(t, "ann", cells[1])
				require.Equal(t, "=Lead", cells[3], "only a file needs guards")
				break
			}
		}
		_, err := w.Admin().Offboard(t.Context(), lifecycle.OffboardInput{Person: "ann"})
		require.NoError(t, err)
		require.Equal(t, []string{"bob"}, columns(table(t, r), "person"), "it is read again")
	})
}

func TestAFailingWriter(t *testing.T) {
	t.Parallel()
	onWorlds(t, func(t *testing.T, w *sim.World) {
		full := errors.New("the disk is full")
		_, err := report.Organizations(t.Context(), w.Admin(), lifecycle.OrganizationsInput{}).WriteCSV(broken{full})
		require.ErrorIs(t, err, entitlement.Unavailable)
		require.ErrorIs(t, err, full)
	})
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }
