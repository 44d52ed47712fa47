package lifecycle_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store/memstore"
)

// book is a list of the engine as a test reads it: a page of it, as the texts of its items.
type book struct {
	name string
	page func(lifecycle.Page) (lifecycle.List[string], error)
}

// listing makes a book of a query.
func listing[T any](name string, query func(lifecycle.Page) (lifecycle.List[T], error), text func(T) string) book {
	return book{name, func(p lifecycle.Page) (out lifecycle.List[string], err error) {
		list, err := query(p)
		for _, item := range list.Items {
			out.Items = append(out.Items, text(item))
		}
		out.Next = list.Next
		return out, err
	}}
}

// library fills a tenant with five of everything and returns every list there is.
func (r *rig) library() []book {
	r.Helper()
	hall := r.addCatalog("Hall")
	shared := r.kit(hall.ID, "shared")
	for i := range 5 {
		name := fmt.Sprint("shelf ", i)
		person := entitlement.SubjectID(fmt.Sprint("p", i))
		r.hire(entitlement.Subject{ID: person, UserType: entitlement.UserMember})
		r.addCatalog(name)
		r.partner(name, fmt.Sprintf("p%d.example", i))
		r.appoint(entitlement.User(person), entitlement.RoleCatalogReader, hall.ID)
		r.submit(person, shared.pkg)
		kit := r.kit(hall.ID, name)
		r.submit("ann", kit.pkg)
		r.against(kit.pkg, []entitlement.AccessPackage{shared.pkg})
		r.submit("bob", r.kit(hall.ID, "asked "+name, approvedBy(stage(entitlement.User("hank")))).pkg)
	}
	root, ctx := r.as("root"), r.Context()
	access := func(in lifecycle.AccessInput) func(lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		return func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
			in.Page = p
			return root.Access(ctx, in)
		}
	}
	assignment := func(v lifecycle.AssignmentView) string { return v.Assignment.ID.String() }
	request := func(v lifecycle.RequestView) string { return v.Request.ID.String() }
	event := func(e lifecycle.LoggedEvent) string { return fmt.Sprint(e.Seq) }
	return []book{
		listing("catalogs", func(p lifecycle.Page) (lifecycle.List[entitlement.Catalog], error) {
			return root.Catalogs(ctx, lifecycle.CatalogsInput{Page: p})
		}, func(c entitlement.Catalog) string { return c.ID.String() }),
		listing("resources", func(p lifecycle.Page) (lifecycle.List[entitlement.Resource], error) {
			return root.Resources(ctx, lifecycle.InCatalogInput{Page: p, Catalog: hall.ID})
		}, func(c entitlement.Resource) string { return c.ID.String() }),
		listing("packages", func(p lifecycle.Page) (lifecycle.List[entitlement.AccessPackage], error) {
			return root.Packages(ctx, lifecycle.InCatalogInput{Page: p, Catalog: hall.ID})
		}, func(c entitlement.AccessPackage) string { return c.ID.String() }),
		listing("roles", func(p lifecycle.Page) (lifecycle.List[entitlement.RoleAssignment], error) {
			return root.Roles(ctx, lifecycle.RolesInCatalogInput{Page: p, Catalog: hall.ID})
		}, func(a entitlement.RoleAssignment) string { return a.ID.String() }),
		listing("organizations", func(p lifecycle.Page) (lifecycle.List[entitlement.ConnectedOrganization], error) {
			return root.Organizations(ctx, lifecycle.OrganizationsInput{Page: p})
		}, func(o entitlement.ConnectedOrganization) string { return o.ID.String() }),
		listing("offers", func(p lifecycle.Page) (lifecycle.List[lifecycle.Offer], error) {
			return r.as("meg").Offers(ctx, lifecycle.OffersInput{Page: p})
		}, func(o lifecycle.Offer) string { return o.Package.ID.String() }),
		listing("offers to another", func(p lifecycle.Page) (lifecycle.List[lifecycle.Offer], error) {
			return root.Offers(ctx, lifecycle.OffersInput{Page: p, For: "hank"})
		}, func(o lifecycle.Offer) string { return o.Package.ID.String() }),
		listing("everything", func(p lifecycle.Page) (lifecycle.List[lifecycle.Offer], error) {
			return root.Offers(ctx, lifecycle.OffersInput{Page: p, Everything: true})
		}, func(o lifecycle.Offer) string { return o.Package.ID.String() }),
		listing("requests", func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
			return r.as("ann").Requests(ctx, lifecycle.RequestsInput{Page: p})
		}, request),
		listing("requests of another", func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
			return root.Requests(ctx, lifecycle.RequestsInput{Page: p, For: "bob"})
		}, request),
		listing("package requests", func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
			return root.PackageRequests(ctx, lifecycle.PackageRequestsInput{Page: p, Package: shared.pkg.ID})
		}, request),
		listing("approvals", func(p lifecycle.Page) (lifecycle.List[lifecycle.ApprovalView], error) {
			return r.as("hank").Approvals(ctx, lifecycle.ApprovalsInput{Page: p})
		}, func(v lifecycle.ApprovalView) string { return v.Request.ID.String() }),
		listing("access", access(lifecycle.AccessInput{For: "ann"}), assignment),
		listing("ended access", access(lifecycle.AccessInput{For: "ann", Ended: true}), assignment),
		listing("access at an instant", access(lifecycle.AccessInput{For: "ann", AsOf: start}), assignment),
		listing("package assignments", func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
			return root.PackageAssignments(ctx, lifecycle.PackageAssignmentsInput{Page: p, Package: shared.pkg.ID})
		}, assignment),
		listing("additional access", func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
			return root.AdditionalAccess(ctx, lifecycle.AdditionalAccessInput{
				Page: p, Package: shared.pkg.ID, Incompatible: shared.pkg.ID,
			})
		}, assignment),
		listing("incompatible packages", func(p lifecycle.Page) (lifecycle.List[entitlement.AccessPackage], error) {
			return root.IncompatibleWith(ctx, lifecycle.IncompatibleInput{Page: p, Package: shared.pkg.ID})
		}, func(c entitlement.AccessPackage) string { return c.ID.String() }),
		listing("events", func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
			return root.Events(ctx, lifecycle.EventsInput{Page: p})
		}, event),
		listing("events about a person", func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
			return root.Events(ctx, lifecycle.EventsInput{Page: p, Subject: "ann"})
		}, event),
	}
}

// pages reads a list in pages of a size; between is called before every page but the first.
func (b book) pages(r *rig, size int, between func()) []string {
	r.Helper()
	var out []string
	page := lifecycle.Page{Size: size}
	for {
		list, err := b.page(page)
		require.NoError(r, err, b.name)
		require.LessOrEqual(r, len(list.Items), size, b.name)
		out = append(out, list.Items...)
		if list.Next == "" {
			return out
		}
		require.NotEqual(r, page.Token, list.Next, b.name)
		page.Token = list.Next
		between()
	}
}

// Every list is the same in pages of any size as it is in one.
func TestEveryListComesInPages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for _, b := range r.library() {
			all, err := b.page(lifecycle.Page{Size: lifecycle.MaxPage})
			require.NoError(r, err, b.name)
			require.GreaterOrEqual(r, len(all.Items), 5, b.name)
			require.Empty(r, all.Next, b.name)
			for _, size := range []int{1, 2, 5, len(all.Items), len(all.Items) + 1, lifecycle.MaxPage} {
				require.Equal(r, all.Items, b.pages(r, size, func() {}), "%s in pages of %d", b.name, size)
			}
		}
	})
}

// What is made between pages may be listed or not; what was there before and stays is listed once, at its place.
func TestListsThatGrowBetweenPages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		made := 0
		for _, b := range r.library() {
			before := b.pages(r, lifecycle.MaxPage, func() {})
			begin := made
			walked := b.pages(r, len(before)/3, func() {
				if made == begin+2 {
					return // a log that grows as fast as it is read has no end
				}
				made++
				name := fmt.Sprint("new ", made)
				r.addCatalog(name)
				r.partner(name, fmt.Sprintf("n%d.example", made))
				r.submit("ann", r.simple(name))
				r.submit("bob", r.simple("asked "+name, approvedBy(stage(entitlement.User("hank")))))
			})
			require.Len(r, slices.Compact(slices.Sorted(slices.Values(walked))), len(walked), "%s: nothing twice", b.name)
			kept := slices.DeleteFunc(slices.Clone(walked), func(s string) bool { return !slices.Contains(before, s) })
			require.Equal(r, before, kept, "%s: nothing left out", b.name)
		}
	})
}

// A page goes on where the one before ended, even if what stood there is gone.
func TestListsThatShrinkBetweenPages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		var ids []string
		for i := range 6 {
			ids = append(ids, r.bundle(fmt.Sprint("package ", i)).ID.String())
		}
		root, in := r.as("root"), lifecycle.InCatalogInput{Page: lifecycle.Page{Size: 2}, Catalog: entitlement.GeneralCatalogID()}
		first, err := root.Packages(t.Context(), in)
		require.NoError(r, err)
		for _, gone := range first.Items {
			r.delete(gone)
		}
		in.Page = lifecycle.Page{Token: first.Next}
		rest, err := root.Packages(t.Context(), in)
		require.NoError(r, err)
		var left []string
		for _, p := range rest.Items {
			left = append(left, p.ID.String())
		}
		require.Equal(r, ids[2:], left)
		require.Empty(r, rest.Next)
	})
}

// A token belongs to the list that returned it: another list, and what nobody returned, refuses it.
func TestTokensOfOtherLists(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		books := r.library()
		tokens := make([]string, len(books))
		for i, b := range books {
			first, err := b.page(lifecycle.Page{Size: 2})
			require.NoError(r, err)
			require.NotEmpty(r, first.Next, b.name)
			tokens[i] = first.Next
		}
		for i, b := range books {
			bad := append(slices.Delete(slices.Clone(tokens), i, i+1),
				"?", "A", "====", base64.RawURLEncoding.EncodeToString([]byte("nobody returned this")),
				base64.RawURLEncoding.EncodeToString(make([]byte, 5000)), tokens[i]+"AAAA", tokens[i][4:])
			for _, token := range bad {
				list, err := b.page(lifecycle.Page{Token: token})
				require.ErrorIs(r, err, entitlement.InvalidArgument, "%s with the token %q", b.name, token)
				require.ErrorContains(r, err, "the page token is not one that this list returned")
				require.Empty(r, list)
			}
		}
	})
}

// The loop over a list calls the engine, which makes more of what is being listed, and ends when it is left. // I-72
func TestALoopOverAListMayCallTheEngine(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for i := range 3 {
			r.submit("ann", r.simple(fmt.Sprint("shop ", i)))
		}
		seen := 0
		for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
			p.Size = 1
			return r.as("ann").Access(t.Context(), lifecycle.AccessInput{Page: p})
		}) {
			require.NoError(r, err)
			r.remove(v.Assignment.ID)
			r.clock.Add(time.Minute)
			r.settle()
			seen++
		}
		require.Equal(r, 3, seen)
		require.Empty(r, r.live("ann"))

		pages := 0
		for _, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
			pages++
			p.Size = 1
			return r.as("root").Events(t.Context(), lifecycle.EventsInput{Page: p})
		}) {
			require.NoError(r, err)
			break
		}
		require.Equal(r, 1, pages, "nothing is read ahead")

		require.NoError(r, r.engine.Close())
		var failures []error
		for _, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[entitlement.Catalog], error) {
			return r.as("root").Catalogs(t.Context(), lifecycle.CatalogsInput{Page: p})
		}) {
			failures = append(failures, err)
		}
		require.Len(r, failures, 1, "the first error ends the walk")
		require.ErrorIs(r, failures[0], entitlement.Closed)
	})
}

// Page sizes: 100 unless asked otherwise, 1,000 at most.
func TestPageSizes(t *testing.T) {
	t.Parallel()
	r := newRig(t, memstore.New())
	for range lifecycle.MaxPage {
		r.set(func(*entitlement.Settings) {})
	}
	for size, want := range map[int]int{0: 100, -1: 100, 1: 1, 99: 99, 999: 999, 1000: 1000, 1001: 1000, 1 << 40: 1000} {
		list, err := r.as("root").Events(t.Context(), lifecycle.EventsInput{Page: lifecycle.Page{Size: size}})
		require.NoError(t, err)
		require.Len(t, list.Items, want, "size %d", size)
		require.NotEmpty(t, list.Next)
	}
}
