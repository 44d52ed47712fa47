package lifecycle_test

import (
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// What the tests configure, as root, and what they do and see.

type policyChange = func(*entitlement.AssignmentPolicy)

// addGroup adds a group of the target system to a catalog, General if none is given.
func (r *rig) addGroup(origin string, catalog ...entitlement.CatalogID) entitlement.Resource {
	r.Helper()
	group := entitlement.Resource{DisplayName: "Group " + origin, Type: entitlement.ResourceGroup, OriginID: origin}
	if len(catalog) > 0 {
		group.Catalog = catalog[0]
	}
	return r.add(group)
}

func (r *rig) add(resource entitlement.Resource) entitlement.Resource {
	r.Helper()
	added, err := r.as("root").AddResource(r.Context(), lifecycle.ResourceInput{Resource: resource})
	require.NoError(r, err)
	return added.Resource
}

// addCatalog makes a catalog.
func (r *rig) addCatalog(name string) entitlement.Catalog {
	r.Helper()
	made, err := r.as("root").CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: catalogNamed(name)})
	require.NoError(r, err)
	return made.Catalog
}

func catalogNamed(name string) entitlement.Catalog {
	return entitlement.Catalog{DisplayName: name, Description: "For " + name, IsExternallyVisible: true}
}

func member(of entitlement.Resource) entitlement.RoleRef {
	return entitlement.RoleRef{Resource: of.ID, Role: entitlement.RoleMember}
}

// bundle makes a package of roles in General.
func (r *rig) bundle(name string, roles ...entitlement.RoleRef) entitlement.AccessPackage {
	r.Helper()
	return r.bundleIn(entitlement.GeneralCatalogID(), name, roles...)
}

func (r *rig) bundleIn(catalog entitlement.CatalogID, name string, roles ...entitlement.RoleRef) entitlement.AccessPackage {
	r.Helper()
	made, err := r.as("root").CreatePackage(r.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
		Catalog: catalog, DisplayName: name, Description: "Everything for " + name, Roles: roles,
	}})
	require.NoError(r, err)
	return made.Package
}

// setRoles replaces the roles of a package.
func (r *rig) setRoles(pkg entitlement.AccessPackage, roles ...entitlement.RoleRef) entitlement.AccessPackage {
	r.Helper()
	pkg.Version, pkg.Roles = 0, roles
	changed, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
	require.NoError(r, err)
	return changed.Package
}

// allow adds a policy to a package: all members may ask, and nobody has to approve.
func (r *rig) allow(pkg entitlement.AccessPackage, change ...policyChange) entitlement.AssignmentPolicy {
	r.Helper()
	made, err := r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{Policy: policyFor(pkg.ID, change...)})
	require.NoError(r, err)
	return made.Policy
}

func policyFor(pkg entitlement.AccessPackageID, change ...policyChange) entitlement.AssignmentPolicy {
	policy := entitlement.AssignmentPolicy{
		Package: pkg, DisplayName: "Members", AllowedTargetScope: entitlement.ScopeAllMemberUsers,
	}
	for _, c := range change {
		c(&policy)
	}
	return policy
}

func called(name string) policyChange {
	return func(p *entitlement.AssignmentPolicy) { p.DisplayName = name }
}

func scoped(scope entitlement.TargetScope, targets ...entitlement.SubjectSet) policyChange {
	return func(p *entitlement.AssignmentPolicy) { p.AllowedTargetScope, p.SpecificAllowedTargets = scope, targets }
}

// approvedBy makes a policy wait for approval in stages.
func approvedBy(stages ...entitlement.StageSettings) policyChange {
	return func(p *entitlement.AssignmentPolicy) {
		p.RequestApprovalSettings.IsApprovalRequiredForAdd, p.RequestApprovalSettings.Stages = true, stages
	}
}

// stage is a stage that any of the approvers decides.
func stage(approvers ...entitlement.SubjectSet) entitlement.StageSettings {
	return entitlement.StageSettings{PrimaryApprovers: approvers}
}

// lasting makes assignments end after a number of days.
func lasting(days int) policyChange {
	return func(p *entitlement.AssignmentPolicy) {
		p.Expiration = entitlement.Expiration{
			Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(days),
		}
	}
}

// scheduled lets requestors choose the time.
func scheduled(p *entitlement.AssignmentPolicy) {
	p.RequestorSettings = &entitlement.RequestorSettings{
		EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: true, AllowCustomAssignmentSchedule: true,
	}
}

// offer makes a package "Sales" with two roles and a policy that change may alter: staff may ask, the manager approves.
func (r *rig) offer(change ...policyChange) (entitlement.AccessPackage, entitlement.AssignmentPolicy) {
	r.Helper()
	crm := r.add(entitlement.Resource{
		DisplayName: "CRM", Type: entitlement.ResourceApplication, OriginID: "crm",
		Roles: []entitlement.ResourceRole{{OriginID: "User"}, {OriginID: "Admin"}},
	})
	pkg := r.bundle("Sales", member(r.addGroup("sales")), entitlement.RoleRef{Resource: crm.ID, Role: "User"})
	policy := append([]policyChange{
		called("Staff"), scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff")),
		approvedBy(stage(entitlement.Manager(1))),
	}, change...)
	return pkg, r.allow(pkg, policy...)
}

// simple makes a package of one group, called like it, that all members get without approval.
func (r *rig) simple(name string, change ...policyChange) entitlement.AccessPackage {
	r.Helper()
	pkg := r.bundle(name, member(r.addGroup(name)))
	r.allow(pkg, change...)
	return pkg
}

func (r *rig) submit(who entitlement.SubjectID, pkg entitlement.AccessPackage) lifecycle.SubmitResult {
	r.Helper()
	return r.ask(who, lifecycle.SubmitInput{Package: pkg.ID})
}

func (r *rig) ask(who entitlement.SubjectID, in lifecycle.SubmitInput) lifecycle.SubmitResult {
	r.Helper()
	submitted, err := r.as(who).Submit(r.Context(), in)
	require.NoError(r, err)
	return submitted
}

func (r *rig) assign(in lifecycle.AssignInput) lifecycle.SubmitResult {
	r.Helper()
	assigned, err := r.as("root").Assign(r.Context(), in)
	require.NoError(r, err)
	return assigned
}

func (r *rig) approve(who entitlement.SubjectID, request entitlement.RequestID) lifecycle.DecideResult {
	r.Helper()
	decided, err := r.as(who).Approve(r.Context(), lifecycle.DecideInput{Request: request})
	require.NoError(r, err)
	return decided
}

func (r *rig) deny(who entitlement.SubjectID, request entitlement.RequestID) lifecycle.DecideResult {
	r.Helper()
	decided, err := r.as(who).Deny(r.Context(), lifecycle.DecideInput{Request: request})
	require.NoError(r, err)
	return decided
}

func (r *rig) remove(assignment entitlement.AssignmentID) {
	r.Helper()
	_, err := r.as("root").Remove(r.Context(), lifecycle.RemoveInput{Assignment: assignment})
	require.NoError(r, err)
}

func (r *rig) reprocess(assignment entitlement.AssignmentID) lifecycle.ReprocessResult {
	r.Helper()
	done, err := r.as("root").Reprocess(r.Context(), lifecycle.ReprocessInput{Assignment: assignment})
	require.NoError(r, err)
	return done
}

// request is a request as root sees it.
func (r *rig) request(id entitlement.RequestID) lifecycle.RequestView {
	r.Helper()
	view, err := r.as("root").Request(r.Context(), lifecycle.RequestInput{Request: id})
	require.NoError(r, err)
	return view
}

// stageOf is a stage of a request, counted from 1.
func (r *rig) stageOf(id entitlement.RequestID, index int) entitlement.ApprovalStage {
	r.Helper()
	return r.request(id).Stages[index-1].Stage
}

// ends requires a request to be in a state for a reason.
func (r *rig) ends(id entitlement.RequestID, state entitlement.RequestState, reason entitlement.EndReason) {
	r.Helper()
	request := r.request(id).Request
	require.Equal(r, state, request.State)
	require.Equal(r, reason, request.Reason)
}

// live returns the live assignments of a person.
func (r *rig) live(who entitlement.SubjectID) []entitlement.Assignment {
	r.Helper()
	return r.access(lifecycle.AccessInput{For: who})
}

func (r *rig) access(in lifecycle.AccessInput) []entitlement.Assignment {
	r.Helper()
	var out []entitlement.Assignment
	for view, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		in.Page = p
		return r.as("root").Access(r.Context(), in)
	}) {
		require.NoError(r, err)
		out = append(out, view.Assignment)
	}
	return out
}

// made returns the assignment that a request made.
func (r *rig) made(id entitlement.RequestID) entitlement.Assignment {
	r.Helper()
	request := r.request(id).Request
	require.False(r, request.Assigned.IsZero(), "the request made an assignment")
	for _, a := range r.access(lifecycle.AccessInput{For: request.Target, Ended: true}) {
		if a.ID == request.Assigned {
			return a
		}
	}
	require.Fail(r, "the assignment is not listed")
	return entitlement.Assignment{}
}

// has reports whether an account holds a member's role of a group in the target system.
func (r *rig) has(account, group string) bool {
	return r.target.Access(account, inTarget(group), entitlement.RoleMember) != fake.None
}

func inTarget(group string) provision.Resource {
	return provision.Resource{Type: entitlement.ResourceGroup, OriginID: group}
}

// events returns the log from an event on.
func (r *rig) events(from uint64) []lifecycle.LoggedEvent {
	r.Helper()
	var out []lifecycle.LoggedEvent
	for ev, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
		return r.as("root").Events(r.Context(), lifecycle.EventsInput{Page: p, From: from})
	}) {
		require.NoError(r, err)
		out = append(out, ev)
	}
	return out
}

// seq is the number of the next event.
func (r *rig) seq() uint64 {
	r.Helper()
	events := r.events(0)
	return events[len(events)-1].Seq + 1 // the log may have been truncated
}

// since returns what happened from an event on.
func (r *rig) since(from uint64) []entitlement.Activity {
	r.Helper()
	var out []entitlement.Activity
	for _, ev := range r.events(from) {
		out = append(out, ev.Activity)
	}
	return out
}
