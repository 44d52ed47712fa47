package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store/storetest"
)

// lister is a target whose answers a test gets hold of.
type lister struct {
	*fake.Target

	asked int
	then  func()                                     // happens after the target has answered and before anybody compares
	list  func() iter.Seq2[provision.Holding, error] // what it says instead, if set
}

func (l *lister) List(ctx context.Context, resource provision.Resource, at time.Time) iter.Seq2[provision.Holding, error] {
	l.asked++
	if l.list != nil {
		return l.list()
	}
	return func(yield func(provision.Holding, error) bool) {
		for h, err := range l.Target.List(ctx, resource, at) {
			if !yield(h, err) {
				return
			}
		}
		if l.then != nil {
			l.then()
		}
	}
}

// listed lets a lister serve the rig from now on.
func (r *rig) listed() *lister {
	r.Helper()
	l := &lister{Target: r.target}
	r.config.Provisioner = l
	r.open()
	return l
}

// What changed after the target was asked is left out: the list says nothing about it. // I-61, I-71
func TestWhatChangesDuringAReconciliation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		then func(r *rig, pkg entitlement.AccessPackage, given lifecycle.SubmitResult)
		want []string
	}{
		"nothing": {
			func(*rig, entitlement.AccessPackage, lifecycle.SubmitResult) {},
			[]string{"missing ann club/Member, repaired", "extra bob club/Member, repaired"},
		},
		"somebody_is_granted": {
			func(r *rig, pkg entitlement.AccessPackage, _ lifecycle.SubmitResult) {
				r.submit("bob", pkg)
				r.settle()
			},
			[]string{"missing ann club/Member, repaired"},
		},
		"a_grant_is_on_its_way": {
			func(r *rig, pkg entitlement.AccessPackage, _ lifecycle.SubmitResult) { r.submit("bob", pkg) },
			[]string{"missing ann club/Member, repaired"},
		},
		"somebody_has_come_and_gone": {
			func(r *rig, pkg entitlement.AccessPackage, _ lifecycle.SubmitResult) {
				again := r.submit("bob", pkg)
				r.settle()
				r.remove(again.Assignment)
				r.settle()
			},
			[]string{"missing ann club/Member, repaired"},
		},
		"an_assignment_ends": {
			func(r *rig, _ entitlement.AccessPackage, given lifecycle.SubmitResult) { r.remove(given.Assignment) },
			[]string{"extra bob club/Member, repaired"},
		},
		"an_assignment_has_ended_unnoticed": {
			func(r *rig, _ entitlement.AccessPackage, _ lifecycle.SubmitResult) { r.clock.Add(20 * day) },
			[]string{"extra bob club/Member, repaired"},
		},
		"a_repair_was_on_its_way": { // since before the target was asked
			nil, []string{"extra bob club/Member, repaired"},
		},
		"it_is_repaired_already": {
			func(r *rig, _ entitlement.AccessPackage, given lifecycle.SubmitResult) {
				r.reprocess(given.Assignment)
				r.settle()
			},
			[]string{"extra bob club/Member, repaired"},
		},
	} {
		for _, discards := range []bool{false, true} {
			t.Run(name+map[bool]string{true: "_without_log"}[discards], func(t *testing.T) {
				t.Parallel()
				onRigs(t, func(r *rig) {
					pkg := r.simple("club", lasting(10))
					given, left := r.submit("ann", pkg), r.submit("bob", pkg)
					r.settle()
					r.keepsOnRevoke("club")
					r.remove(left.Assignment)
					r.settle()
					r.removesInTarget("ann", "club")
					r.pass(2 * time.Hour)
					l := r.listed()
					if test.then == nil {
						r.reprocess(given.Assignment)
					} else {
						l.then = func() { test.then(r, pkg, given) }
					}
					want := test.want
					if discards && test.then != nil && name != "nothing" { // nobody knows to whom it happened
						want = without(want, "extra bob club/Member, repaired")
					}
					require.Equal(r, want, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
				}, func(c *lifecycle.Config) { c.Log.Discard = discards })
			})
		}
	}
}

func without(list []string, word string) (out []string) {
	for _, w := range list {
		if w != word {
			out = append(out, w)
		}
	}
	return out
}

// A list that shows what was an hour ago finds drift that is none. Repairing it changes nothing.
func TestAListThatLagsDoesNoHarm(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("club")
		given := r.submit("bob", pkg)
		r.settle()
		r.pass(2 * time.Hour)
		r.submit("ann", pkg)
		r.remove(given.Assignment)
		r.settle()
		r.clock.Add(time.Minute)
		changes := len(r.target.Changes(0))
		require.NoError(r, r.target.InjectList(fake.ListFault{From: start, Until: start.Add(day), StaleBy: time.Hour}))
		require.Equal(r, []string{"missing ann club/Member, repaired", "extra bob club/Member, repaired"},
			r.reconcile(lifecycle.ReconcileInput{Policy: repairs})) // F14
		r.settle()
		require.Len(r, r.target.Changes(0), changes) // R-234, I-63
		require.True(r, r.has("ann", "club"))
	})
}

// A target that cannot say what it holds, or fails to, is refused when it is asked about by name, and reported among others.
// No answer is not an empty one: nothing is missing.
func TestATargetThatDoesNotList(t *testing.T) {
	t.Parallel()
	broken := func(err error) func(*lister) {
		return func(l *lister) {
			l.list = func() iter.Seq2[provision.Holding, error] {
				return func(yield func(provision.Holding, error) bool) {
					yield(provision.Holding{}, err)
				}
			}
		}
	}
	for name, test := range map[string]struct {
		breaks func(*lister)
		code   entitlement.Code // of the refusal
		cause  entitlement.Code // of the drift
	}{
		"it_fails":           {broken(errors.New("out of order")), entitlement.Unavailable, provision.TargetUnavailable},
		"the_resource_gone":  {broken(provision.Permanent(provision.ResourceMissing, "")), entitlement.Unavailable, provision.ResourceMissing},
		"no_list_of_a_type":  {broken(entitlement.Unsupported), entitlement.Unsupported, entitlement.Unsupported},
		"it_panics":          {func(l *lister) { l.list = func() iter.Seq2[provision.Holding, error] { panic("oh") } }, entitlement.Unavailable, provision.TargetUnavailable},
		"it_names_nobody":    {naming(provision.Holding{Role: "Member"}), entitlement.Unavailable, entitlement.InvalidArgument},
		"it_names_no_role":   {naming(provision.Holding{Subject: "ann"}), entitlement.Unavailable, entitlement.InvalidArgument},
		"it_names_who_can_t": {naming(provision.Holding{Subject: "a\x00nn", Role: "Member"}), entitlement.Unavailable, entitlement.InvalidArgument},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				group := r.addGroup("club")
				pkg := r.bundle("Club", member(group))
				r.allow(pkg)
				r.submit("ann", pkg)
				r.settle()
				test.breaks(r.listed())
				r.refuses(refusal{
					op: "reconcile", code: test.code, kind: entitlement.KindResource, id: group.ID.String(), detail: "the target",
				}, func() error {
					_, err := r.as("root").Reconcile(r.Context(), lifecycle.ReconcileInput{Resource: group.ID, Policy: repairs})
					return err
				})
				require.Equal(r, []string{"unlisted club: " + string(test.cause)},
					r.reconcile(lifecycle.ReconcileInput{Policy: repairs})) // R-035, I-73
			})
		})
	}
}

func naming(h provision.Holding) func(*lister) {
	return func(l *lister) {
		l.list = func() iter.Seq2[provision.Holding, error] {
			return func(yield func(provision.Holding, error) bool) { yield(h, nil) }
		}
	}
}

// Provisioners need not list.
func TestAProvisionerThatIsNoLister(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("club")
		r.unfinished(time.Hour)
		r.refuses(refusal{
			op: "reconcile", code: entitlement.Unsupported, kind: entitlement.KindResource, id: group.ID.String(), detail: "cannot say",
		}, func() error {
			_, err := r.as("root").Reconcile(r.Context(), lifecycle.ReconcileInput{Resource: group.ID})
			return err
		})
		require.Equal(r, []string{"unlisted club: unsupported"}, r.reconcile(lifecycle.ReconcileInput{}))
	})
}

// A reconciliation that is called off has found nothing.
func TestAReconciliationThatIsCalledOff(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.drifted("club")
		l := r.listed()
		ctx, cancel := context.WithCancel(r.Context())
		l.list = func() iter.Seq2[provision.Holding, error] {
			cancel()
			return l.Target.List(ctx, provision.Resource{}, r.now())
		}
		err := r.changesNothing(func() error {
			_, err := r.as("root").Reconcile(ctx, lifecycle.ReconcileInput{Policy: repairs})
			return err
		})
		require.ErrorIs(r, err, context.Canceled)
	})
}

func TestRefusedReconciliations(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("club")
		l := r.listed()
		nowhere := entitlement.ResourceID{1}
		for _, test := range []struct {
			in   lifecycle.ReconcileInput
			want refusal
		}{
			{lifecycle.ReconcileInput{Resource: nowhere}, refusal{
				code: entitlement.NotFound, kind: entitlement.KindResource, id: nowhere.String(), detail: "there is none",
			}},
			{lifecycle.ReconcileInput{Catalog: entitlement.CatalogID{1}}, refusal{
				code: entitlement.NotFound, kind: entitlement.KindCatalog, id: entitlement.CatalogID{1}.String(), detail: "there is none",
			}},
			{lifecycle.ReconcileInput{Policy: lifecycle.DriftPolicy{Extra: 9}}, refusal{
				code: entitlement.InvalidArgument, detail: "the unknown action 9",
			}},
			{lifecycle.ReconcileInput{Package: entitlement.AccessPackageID{1}, Resource: group.ID}, refusal{
				code: entitlement.InvalidArgument, detail: "not both",
			}},
			{lifecycle.ReconcileInput{Package: entitlement.AccessPackageID{1}, Catalog: group.Catalog}, refusal{
				code: entitlement.InvalidArgument, detail: "not both",
			}},
			{lifecycle.ReconcileInput{Resource: group.ID, Page: lifecycle.Page{Token: "b2xk"}}, refusal{
				code: entitlement.InvalidArgument, detail: "page token",
			}},
		} {
			test.want.op = "reconcile"
			r.refuses(test.want, func() error {
				_, err := r.as("root").Reconcile(r.Context(), test.in)
				return err
			})
		}
		require.Zero(r, l.asked, "nobody asked the target")
	})
}

// A guest's account is not the guest's name. Access that an administrator took and gave back is there, under either.
func TestDriftOfAGuest(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pat := outsider("pat", "fabrikam.example")
		r.visits(pat, r.partners("club"))
		r.settle()
		account := "account of " + string(pat.ID)
		require.True(r, r.has(account, "club"))
		require.Empty(r, r.reconcile(lifecycle.ReconcileInput{}))
		r.removesInTarget(account, "club")
		require.Equal(r, []string{"missing " + string(pat.ID) + " club/Member"}, r.reconcile(lifecycle.ReconcileInput{}))
		r.addsInTarget(account, "club")
		require.Empty(r, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}), "it is there, whoever gave it")
		r.removesInTarget(account, "club")
		require.Equal(r, []string{"missing " + string(pat.ID) + " club/Member, repaired"},
			r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
		r.settle()
		require.True(r, r.has(account, "club")) // I-58
	})
}

// Targets that remember accounts, and not people, list what a guest was granted under the account. It is the guest's.
func TestDriftUnderTheNameOfAnAccount(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pat := outsider("pat", "fabrikam.example")
		given := r.visits(pat, r.partners("club"))
		r.settle()
		account := "account of " + string(pat.ID)
		naming(provision.Holding{Subject: entitlement.SubjectID(account), Role: entitlement.RoleMember, Managed: true})(r.listed())
		require.Empty(r, r.reconcile(lifecycle.ReconcileInput{Policy: repairs})) // I-61
		r.keepsOnRevoke("club")
		r.remove(given.Assignment)
		r.pass(2 * time.Hour)
		require.Equal(r, []string{"extra " + string(pat.ID) + " club/Member, repaired"},
			r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
		r.settle()
		require.False(r, r.has(account, "club")) // I-57
	})
}

// However many people a target names, each transaction looks at a bounded number of them, and the target is asked once.
func TestAReconciliationOfACrowd(t *testing.T) {
	t.Parallel()
	const crowd = 25_000
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("club"))
		r.settle()
		l := r.listed()
		l.list = func() iter.Seq2[provision.Holding, error] {
			return func(yield func(provision.Holding, error) bool) {
				for i := range crowd {
					name := fmt.Sprintf("a%06d", crowd-i) // all before ann, in no order
					if !yield(provision.Holding{Subject: entitlement.SubjectID(name), Role: entitlement.RoleMember}, nil) {
						return
					}
				}
			}
		}
		counted := storetest.Count(r.config.Store)
		r.config.Store = counted
		r.open()
		counted.Reset()
		want := []string{"missing ann club/Member"}
		require.Equal(r, want, r.reconcile(lifecycle.ReconcileInput{Policy: lifecycle.DriftPolicy{Foreign: lifecycle.DriftIgnore}}))
		require.Equal(r, 1, l.asked)
		require.Equal(r, 1, counted.Counts().Commits, "of what was found")
		require.GreaterOrEqual(r, counted.Counts().Views, crowd/10_000, "in parts")
		require.Len(r, r.reconcile(lifecycle.ReconcileInput{Page: lifecycle.Page{Size: lifecycle.MaxPage}}), crowd+1)
	})
}
