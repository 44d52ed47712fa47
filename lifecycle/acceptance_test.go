package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// The acceptance scenarios of the rule book.

// leisurely gives the engine target systems that take up to an hour.
func leisurely(c *lifecycle.Config) {
	c.Provisioner = fake.New(fake.Options{Latency: fake.Spread(time.Hour)})
}

// a new hire opens the link of a package and asks; the manager approves; everything else happens by itself.
func TestANewHireHasEverythingWithinTheHour(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		r.hire(entitlement.Subject{ID: "newt", UserType: entitlement.UserMember, Manager: "meg"})
		r.gather("staff", "ann", "bob", "newt")

		link, err := r.as("newt").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID})
		require.NoError(r, err)
		require.True(r, link.MayRequest)
		asked := r.submit("newt", pkg)
		require.Equal(r, entitlement.RequestPendingApproval, asked.State)

		waiting, err := r.as("meg").Approvals(t.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		require.Len(r, waiting.Items, 1)
		r.approve("meg", waiting.Items[0].Request.ID)

		r.pass(time.Hour)
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
		roles, err := r.as("newt").EffectiveRoles(t.Context(), lifecycle.RolesInput{})
		require.NoError(r, err)
		require.Len(r, roles, len(pkg.Roles))
		for _, role := range roles {
			require.Equal(r, lifecycle.RoleGranted, role.State)
		}
		require.Len(r, r.target.Holdings(), len(pkg.Roles))
	}, leisurely)
}

// a partner's people get a group and an application for 90 days; nobody else does.
func TestAPartnerProject(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.partner("Fabrikam", "fabrikam.example")
		app := r.add(entitlement.Resource{
			DisplayName: "Planner", Type: entitlement.ResourceApplication, OriginID: "planner",
		})
		pkg := r.bundle("Project", member(r.addGroup("project")),
			entitlement.RoleRef{Resource: app.ID, Role: entitlement.RoleDefaultAccess})
		approval := stage(entitlement.Manager(1))
		approval.FallbackPrimaryApprovers = []entitlement.SubjectSet{entitlement.User("hank")}
		r.allow(pkg, scoped(entitlement.ScopeAllConfiguredOrganizations), approvedBy(approval), lasting(90))

		asked := r.visits(pat(), pkg)
		stranger := outsider("sam", "contoso.example")
		_, err := r.visit(stranger).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID})
		require.ErrorIs(r, err, entitlement.NotInScope)

		r.pass(day)
		require.Empty(r, r.accounts.verbs())
		r.approve("hank", asked.Request)
		r.pass(time.Hour)
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
		require.Len(r, r.target.Holdings(), 2)
		for _, held := range r.target.Holdings() {
			require.Equal(r, patsAccount, held.Account)
		}

		end := start.Add(91 * day)
		r.passTo(end.Add(-time.Microsecond))
		require.Len(r, r.target.Holdings(), 2)
		r.passTo(end.Add(time.Hour))
		require.Empty(r, r.target.Holdings())
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		r.passTo(end.Add(30 * day))
		require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs())
	}, leisurely)
}

// the manager, then the director of human resources; a year, in which the access is reviewed every quarter.
func TestAPackageOfHumanResources(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(lasting(365), reviewed(), approvedBy(stage(entitlement.Manager(1)), stage(entitlement.User("hank"))))
		asked := r.submit("ann", pkg)
		require.Equal(r, entitlement.StageWaiting, r.stageOf(asked.Request, 2).State)
		_, err := r.as("hank").Approve(t.Context(), lifecycle.DecideInput{Request: asked.Request})
		require.ErrorIs(r, err, entitlement.NotApprover) // one after the other

		r.pass(day)
		decided := r.approve("meg", asked.Request)
		require.Equal(r, entitlement.RequestPendingApproval, decided.State)
		require.Equal(r, uint8(2), decided.Stage)
		require.Empty(r, r.target.Calls(0)) // I-15
		r.pass(day)
		require.Equal(r, entitlement.RequestDelivering, r.approve("hank", asked.Request).State)

		end := start.Add(2*day + 365*day)
		r.passTo(end.Add(-time.Microsecond))
		require.Len(r, r.target.Holdings(), 2)
		require.Len(r, r.live("ann"), 1)
		r.passTo(end)
		require.Empty(r, r.target.Holdings())
		require.Equal(r, entitlement.AssignmentExpired, r.made(asked.Request).State)
		require.Equal(r, entitlement.ReasonExpired, r.made(asked.Request).Reason)
		reviews := r.reviews(pkg)
		require.Len(r, reviews, 4)
		for _, v := range reviews {
			require.Equal(r, entitlement.ReviewApplied, v.State)
			require.EqualValues(r, 1, v.Items)
		}
	})
}

// nobody answers.
func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		asked := r.submit("ann", pkg)
		r.pass(30*day - time.Microsecond)
		require.Equal(r, entitlement.RequestPendingApproval, r.request(asked.Request).Request.State)
		r.pass(time.Microsecond)
		r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
		require.Equal(r, start.Add(30*day), r.request(asked.Request).Request.Completed)
		require.Equal(r, entitlement.StageTimedOut, r.stageOf(asked.Request, 1).State)
		r.pass(30 * day)
		require.Empty(r, r.target.Calls(0)) // I-15
		require.Empty(r, r.access(lifecycle.AccessInput{For: "ann", Ended: true}))
	})
}

// there is no manager.
func TestNobodyToAsk(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer(scoped(entitlement.ScopeAllMemberUsers))
		r.refuses(refusal{
			op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
			detail:  "nobody can approve",
			reasons: []entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.ManagerMissing},
		}, r.submission("hank", lifecycle.SubmitInput{Package: pkg.ID}))

		policy.RequestApprovalSettings.Stages[0].FallbackPrimaryApprovers = []entitlement.SubjectSet{entitlement.User("boss")}
		_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policy})
		require.NoError(r, err)
		asked := r.submit("hank", pkg)
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(asked.Request, 1).Approvers)
		require.True(r, r.stageOf(asked.Request, 1).Fallback)
		r.approve("boss", asked.Request)
		r.settle()
		require.Len(r, r.target.Holdings(), 2)
	})
}

// employees pass two stages, contractors one; who is both chooses.
func TestTwoAudiencesOfOnePackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.hire(entitlement.Subject{ID: "carl", UserType: entitlement.UserMember})
		r.gather("contractors", "carl", "bob")
		pkg, employees := r.offer(approvedBy(stage(entitlement.Manager(1)), stage(entitlement.User("hank"))))
		contractors := r.allow(pkg, called("Contractors"), approvedBy(stage(entitlement.User("hank"))),
			scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("contractors")))

		ann, carl := r.submit("ann", pkg), r.submit("carl", pkg)
		require.Equal(r, employees.ID, r.request(ann.Request).Request.Policy.ID)
		require.Len(r, r.request(ann.Request).Stages, 2)
		require.Equal(r, contractors.ID, r.request(carl.Request).Request.Policy.ID)
		require.Len(r, r.request(carl.Request).Stages, 1)

		r.refuses(refusal{
			op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
			detail: "choose one of them", reasons: []entitlement.Code{entitlement.PolicyChoiceNeeded},
		}, r.submission("bob", lifecycle.SubmitInput{Package: pkg.ID}))
		offer, err := r.as("bob").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID})
		require.NoError(r, err)
		require.ElementsMatch(r, []entitlement.PolicyID{employees.ID, contractors.ID}, offer.Policies)
		bob := r.ask("bob", lifecycle.SubmitInput{Package: pkg.ID, Policy: contractors.ID})
		require.Len(r, r.request(bob.Request).Stages, 1)

		require.Equal(r, entitlement.RequestDelivering, r.approve("hank", carl.Request).State)
		require.Equal(r, entitlement.RequestPendingApproval, r.approve("meg", ann.Request).State)
		require.Equal(r, entitlement.RequestDelivering, r.approve("hank", ann.Request).State)
	})
}

// a package is deleted while people have it.
func TestDeletingAPackageLeavesItsHoldersTheirTime(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(lasting(20))
		given, pending := r.submit("ann", pkg), r.submit("bob", pkg)
		r.approve("meg", given.Request)
		r.pass(day)
		_, err := r.as("root").DeletePackage(t.Context(), lifecycle.DeletePackageInput{Package: pkg.ID})
		require.NoError(r, err)
		r.ends(pending.Request, entitlement.RequestCanceled, entitlement.ReasonPackageDeleted) // reads see it at once
		r.settle()
		r.ends(pending.Request, entitlement.RequestCanceled, entitlement.ReasonPackageDeleted)
		require.Len(r, r.target.Holdings(), 2)

		r.passTo(start.Add(20*day - time.Microsecond))
		require.Len(r, r.target.Holdings(), 2)
		list, err := r.as("ann").Access(t.Context(), lifecycle.AccessInput{})
		require.NoError(r, err)
		require.True(r, list.Items[0].Orphaned)
		require.Equal(r, "Sales", list.Items[0].PackageName)
		r.passTo(start.Add(20 * day))
		require.Empty(r, r.target.Holdings())
		require.Empty(r, r.live("ann"))
	})
}

// a resource is gone, a group is full; both are seen in the log, repaired and delivered.
func TestADeliveryIsRepaired(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		sales := r.bundle("Sales", member(r.addGroup("sales")), member(r.addGroup("full")))
		r.allow(sales)
		lost := r.simple("lost")
		require.NoError(r, r.target.AdminAdds(start, "somebody", inTarget("full"), entitlement.RoleMember))
		require.NoError(r, r.target.AdminAdds(start, "somebody else", inTarget("full"), entitlement.RoleMember))
		r.target.RemoveResource(start, inTarget("lost"))

		begin := r.seq()
		partial, failed := r.submit("ann", sales), r.submit("ann", lost)
		r.settle()
		require.Equal(r, entitlement.RequestPartiallyDelivered, r.request(partial.Request).Request.State)
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(failed.Request).Request.State)
		var codes []entitlement.Code
		for _, ev := range r.events(begin) {
			if ev.Activity == entitlement.ActivityFailGrant {
				codes = append(codes, ev.Codes...)
			}
		}
		require.ElementsMatch(r, []entitlement.Code{provision.GroupFull, provision.ResourceMissing}, codes)
		roles, err := r.as("ann").EffectiveRoles(t.Context(), lifecycle.RolesInput{})
		require.NoError(r, err)
		failures := map[string]string{}
		for _, role := range roles {
			failures[role.ResourceName] = role.Failure
		}
		require.Equal(r, map[string]string{
			"Group sales": "", "Group full": string(provision.GroupFull), "Group lost": string(provision.ResourceMissing),
		}, failures)

		r.pass(day)
		r.target.AdminRemoves(r.clock.Now(), "somebody", inTarget("full"), entitlement.RoleMember)
		r.target.RestoreResource(r.clock.Now(), inTarget("lost"))
		require.Equal(r, entitlement.AssignmentDelivering, r.reprocess(partial.Assignment).State)
		r.reprocess(failed.Assignment)
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(partial.Request).Request.State)
		require.Equal(r, entitlement.RequestDelivered, r.request(failed.Request).Request.State)
		for _, group := range []string{"sales", "full", "lost"} {
			require.True(r, r.has("ann", group), group)
		}
	}, func(c *lifecycle.Config) { c.Provisioner = fake.New(fake.Options{MembersPerGroup: 2}) })
}

// a policy says nothing about time.
func TestAccessEndsAfterThirtyDays(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("shop"))
		require.Equal(r, entitlement.Schedule{Start: start, End: start.Add(30 * day)}, r.made(asked.Request).Schedule)
		r.pass(30*day - time.Microsecond)
		require.True(r, r.has("ann", "shop"))
		r.pass(time.Microsecond)
		require.False(r, r.has("ann", "shop"))
	})
}

// the owner of a catalog works there, and nowhere else.
func TestTheOwnerOfACatalog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		sales, other := r.addCatalog("Sales"), r.addCatalog("Other")
		_, err := r.as("root").AssignRole(t.Context(), lifecycle.RoleInput{Role: entitlement.RoleAssignment{
			Role: entitlement.RoleCatalogOwner, Catalog: sales.ID, Principal: entitlement.User("ann"),
		}})
		require.NoError(r, err)
		ann := r.as("ann")
		group, err := ann.AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
			Catalog: sales.ID, DisplayName: "Leads", Type: entitlement.ResourceGroup, OriginID: "leads",
		}})
		require.NoError(r, err)
		pkg, err := ann.CreatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
			Catalog: sales.ID, DisplayName: "Leads", Roles: []entitlement.RoleRef{member(group.Resource)},
		}})
		require.NoError(r, err)
		_, err = ann.CreatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policyFor(pkg.Package.ID)})
		require.NoError(r, err)
		r.submit("bob", pkg.Package)
		r.settle()
		require.True(r, r.has("bob", "leads"))

		for _, catalog := range []entitlement.CatalogID{other.ID, entitlement.GeneralCatalogID()} { // I-131
			r.refuses(refusal{
				op: "create package", code: entitlement.Forbidden, kind: entitlement.KindCatalog, id: catalog.String(),
				detail: "lacks a role", reasons: []entitlement.Code{entitlement.RoleMissing},
			}, func() error {
				_, err := ann.CreatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
					Catalog: catalog, DisplayName: "Mine",
				}})
				return err
			})
		}
		mine, err := ann.Catalogs(t.Context(), lifecycle.CatalogsInput{})
		require.NoError(r, err)
		require.Len(r, mine.Items, 1)
		require.Equal(r, sales.ID, mine.Items[0].ID)
	})
}

// a guest has two packages.
func TestAGuestStaysUntilTheLastPackageEnds(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.visits(pat(), r.partners("shop", lasting(10)))
		r.visits(pat(), r.partners("wiki", lasting(20)))
		r.pass(11 * day)
		require.False(r, r.has(patsAccount, "shop"))
		require.True(r, r.has(patsAccount, "wiki"))
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
		r.passTo(start.Add(20*day + time.Hour))
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		r.pass(30 * day)
		require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs())
	}, leisurely)
}
