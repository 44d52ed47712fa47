package lifecycle

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// AssignmentView is an assignment as its readers see it.
type AssignmentView struct {
	Assignment  entitlement.Assignment
	Status      entitlement.AssignmentStatus // the state, and which notification about the end came
	PackageName string
	// Orphaned says that the access package was deleted: the assignment lives to its end and is not extended.
	Orphaned bool
}

// AccessInput asks for the assignments of a person.
type AccessInput struct {
	Page  Page
	For   entitlement.SubjectID // whose; "" means the actor's own
	Ended bool                  // include assignments that have ended
	// AskedFor lists instead what the person asked for, for whomever, in the order of the requests.
	AskedFor bool
	// OfReports lists instead what the person's direct reports have now, report by report. A directory that does not
	// implement Reports refuses it with Unsupported.
	OfReports bool
	// AsOf asks how things were at an instant in the past; the zero time means now. It is answered from the event log.
	AsOf time.Time
}

// Access lists the assignments of a person, the live ones first. Other people's are shown to administrators of the tenant;
// those that a person has now also to the person's manager.
// An instant before the log begins is refused with Unsupported.
func (s *Session) Access(ctx context.Context, in AccessInput) (List[AssignmentView], error) {
	return ask(ctx, s, "access", func(u *unit) (List[AssignmentView], error) {
		who, err := u.whoseAccess(in)
		if err != nil {
			return List[AssignmentView]{}, err
		}
		switch {
		case in.OfReports:
			return u.accessOfReports(who, in)
		case in.AskedFor && !in.AsOf.IsZero():
			return List[AssignmentView]{}, invalid("askedFor: is told for now only, not as of an instant")
		case in.AskedFor:
			return u.askedFor(who, in)
		case !in.AsOf.IsZero():
			return u.accessAsOf(who, in)
		}
		if !in.Ended {
			return u.liveAccess(who, in.Page)
		}
		return listed(u, "ended access "+string(who), store.AssignmentsOf(who), in.Page, u.assignmentView)
	})
}

// PackageAssignmentsInput asks for who has an access package.
type PackageAssignmentsInput struct {
	Page Page
	// Package is whose assignments are listed. Zero lists those of all packages, which needs a role in the whole tenant
	//
	Package entitlement.AccessPackageID
	Ended   bool // include assignments that have ended
	// States lists only the assignments in one of these states; expired ones if Ended is set too. None lists all.
	States []entitlement.AssignmentState
}

// PackageAssignments lists the assignments of an access package, also of a deleted one. It needs a role in the
// package's catalog.
func (s *Session) PackageAssignments(ctx context.Context, in PackageAssignmentsInput) (List[AssignmentView], error) {
	return ask(ctx, s, "package assignments", func(u *unit) (List[AssignmentView], error) {
		if err := u.viewPackageOrAll(in.Package); err != nil {
			return List[AssignmentView]{}, err
		}
		name, index := "assignments "+in.Package.String(), store.LiveAssignmentsFor(in.Package, entitlement.PolicyID{})
		if in.Ended {
			name, index = "ended "+name, store.AssignmentsFor(in.Package)
		}
		if in.Package.IsZero() {
			index = store.AssignmentsIndex()
		}
		return listed(u, name+stateNames(in.States), index, in.Page, func(id [16]byte) (AssignmentView, bool, error) {
			v, found, err := u.assignmentView(id)
			state := v.Assignment.State
			return v, found && (in.Ended || state != entitlement.AssignmentExpired) && isOneOf(state, in.States), err
		})
	})
}

// stateNames tells lists of some states from lists of others.
func stateNames[S fmt.Stringer](states []S) string {
	var b strings.Builder
	for _, s := range states {
		b.WriteString(" " + s.String())
	}
	return b.String()
}

// isOneOf reports whether a filter lets something pass. An empty one does.
func isOneOf[T comparable](is T, wanted []T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, is)
}

// assignmentView shows an assignment as it is at the instant of the read.
func (u *unit) assignmentView(id [16]byte) (v AssignmentView, found bool, err error) {
	a, err := u.assignment(id)
	if err != nil || a == nil {
		return v, false, err
	}
	if a, err = u.settledAssignment(a); err != nil {
		return v, false, err
	}
	return u.assignmentViewOf(a)
}

func (u *unit) assignmentViewOf(a *entitlement.Assignment) (v AssignmentView, found bool, err error) {
	v.Assignment = *a
	v.Assignment.Stamp, v.Assignment.Prompt = entitlement.Stamp{}, zeroTime
	pkg, err := u.pkg(a.Package.ID)
	if err != nil {
		return v, false, err
	}
	switch {
	case pkg == nil:
		v.Orphaned = true
		if pkg, err = u.pkgVersion(a.Package); err != nil {
			return v, false, err
		}
	case a.State != entitlement.AssignmentExpired:
		v.Assignment.Package.Version = pkg.Version // changes of the package count at once
	}
	v.PackageName = pkg.DisplayName
	v.Status, err = u.statusOf(a)
	return v, true, err
}

// statusOf returns the status of an assignment at the instant of the read, under its policy as it is now.
func (u *unit) statusOf(a *entitlement.Assignment) (entitlement.AssignmentStatus, error) {
	p, err := u.policy(a.Policy.ID)
	return a.Status(u.at, err == nil && p != nil && p.Requestor().EnableTargetsToSelfUpdateAccess), err
}

// EffectiveRole is a role that a person holds, is about to get, or is about to lose, and why.
type EffectiveRole struct {
	Target       entitlement.Target
	ResourceName string // as the catalog that added the resource last calls it
	Role         entitlement.RoleID
	State        EffectiveState
	Failure      string       // the failure code, where granting failed or a removal is stuck
	Sources      []RoleSource // the assignments that justify it; none when it is being removed
}

// EffectiveState tells how far a role got.
type EffectiveState uint8

// Effective states.
const (
	RoleGranted   EffectiveState = iota + 1 // the target system has confirmed it
	RoleDelivered                           // wanted; the target system has not confirmed it yet
	RoleFailed                              // wanted; the attempts ended without success
	RoleRemoved                             // not wanted any more; the target system has not confirmed that yet
)

// String returns the word for the state.
func (s EffectiveState) String() string {
	switch s {
	case RoleGranted:
		return "granted"
	case RoleDelivered:
		return "delivering"
	case RoleFailed:
		return "failed"
	case RoleRemoved:
		return "removing"
	}
	return "unknown"
}

// RoleSource is a reason why somebody holds a role.
type RoleSource struct {
	Assignment  entitlement.AssignmentID
	Request     entitlement.RequestID
	Package     entitlement.AccessPackageID
	PackageName string
	Policy      entitlement.PolicyID
	Since       time.Time
	End         time.Time // zero means without end
}

// RolesInput asks for the effective roles of a person.
type RolesInput struct {
	For  entitlement.SubjectID // whose; "" means the actor's own
	AsOf time.Time             // how it was at an instant in the past; the zero time means now
}

// EffectiveRoles returns the roles that a person has through access packages, ordered by type, origin and role, each with the
// assignments that justify it. Its cost does not depend on other people. Other people's roles are shown to
// administrators of the tenant.
func (s *Session) EffectiveRoles(ctx context.Context, in RolesInput) ([]EffectiveRole, error) {
	return ask(ctx, s, "effective roles", func(u *unit) ([]EffectiveRole, error) {
		who, err := u.whose(in.For)
		if err != nil {
			return nil, err
		}
		if in.AsOf.IsZero() {
			return u.effectiveRoles(who)
		}
		then, err := u.asOf(who, in.AsOf)
		if err != nil {
			return nil, err
		}
		u.at = in.AsOf
		return u.rolesFrom(then.liveAt(in.AsOf), then.grants, false)
	})
}

func (u *unit) effectiveRoles(who entitlement.SubjectID) ([]EffectiveRole, error) {
	ids, err := u.list(store.LiveAssignmentsOf(who))
	if err != nil {
		return nil, err
	}
	live := make([]entitlement.Assignment, 0, len(ids))
	for _, id := range ids {
		a, err := u.assignment(id)
		if err != nil {
			return nil, err
		}
		if a == nil {
			continue
		}
		is, err := u.isLive(a, u.at)
		if err != nil {
			return nil, err
		}
		if is {
			live = append(live, *a)
		}
	}
	u.held = u.held[:0]
	err = u.e.schema.GrantsOf(u.tx, who, func(g *entitlement.Grant) (bool, error) {
		u.held = append(u.held, *g) // the row is reused, its sources are not
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return u.rolesFrom(live, u.held, true)
}

// rolesFrom derives the roles of a person from live assignments and grants. With current set, a change of a package's roles
// counts before it has reached the assignment.
func (u *unit) rolesFrom(live []entitlement.Assignment, grants []entitlement.Grant, current bool) ([]EffectiveRole, error) {
	out := make([]EffectiveRole, 0, len(grants))
	sources := make([]RoleSource, 0, len(grants)) // one for each role; who has more gets a list of their own
	find := func(t entitlement.Target, role entitlement.RoleID) *EffectiveRole {
		for i := range out {
			if out[i].Target == t && out[i].Role == role {
				return &out[i]
			}
		}
		return nil
	}
	for i := range live {
		a := &live[i]
		pkg, err := u.rolesSource(a, current)
		if err != nil {
			return nil, err
		}
		for _, ref := range pkg.Roles {
			r, err := u.resourceLast(ref.Resource)
			if err != nil {
				return nil, err
			}
			role := find(r.Target(), ref.Role)
			if role == nil {
				out = append(out, EffectiveRole{Target: r.Target(), ResourceName: r.DisplayName, Role: ref.Role, State: RoleDelivered})
				role = &out[len(out)-1]
			}
			source := RoleSource{
				Assignment: a.ID, Request: a.Request, Package: pkg.ID, PackageName: pkg.DisplayName, Policy: a.Policy.ID,
				Since: a.Schedule.Start, End: a.Schedule.End,
			}
			if n := len(sources); role.Sources == nil && n < cap(sources) {
				sources = append(sources, source)
				role.Sources = sources[n : n+1 : n+1]
				continue
			}
			role.Sources = append(role.Sources, source)
		}
	}
	for i := range grants {
		g := &grants[i]
		t, err := u.target(g.Key.Target)
		if err != nil {
			return nil, err
		}
		if t.Type == entitlement.ResourceUserAttribute {
			continue // a property of the person, and no role
		}
		role := find(t.Target, g.Key.Role)
		acc := accountReady
		if role == nil && g.IsWanted() && g.Observed == entitlement.ObservedUnknown {
			if acc, err = u.accountOf(g.Key.Subject); err != nil {
				return nil, err
			}
		}
		switch {
		case acc != accountReady:
			// Settling drops what was never sent.
		case role == nil:
			removed := EffectiveRole{Target: t.Target, ResourceName: t.DisplayName, Role: g.Key.Role, State: RoleRemoved}
			if !g.IsWanted() {
				removed.Failure = g.Failure // otherwise of granting: settling begins the removal afresh
			}
			out = append(out, removed)
		case g.Observed == entitlement.ObservedPresent && g.IsWanted():
			role.State = RoleGranted
		case g.Failure != "":
			role.State, role.Failure = RoleFailed, g.Failure
		}
	}
	slices.SortFunc(out, func(a, b EffectiveRole) int {
		return cmp.Or(
			cmp.Compare(a.Target.Type, b.Target.Type), cmp.Compare(a.Target.OriginID, b.Target.OriginID), cmp.Compare(a.Role, b.Role),
		)
	})
	return out, nil
}

// rolesSource returns the package version whose roles an assignment gives.
func (u *unit) rolesSource(a *entitlement.Assignment, current bool) (*entitlement.AccessPackage, error) {
	if current {
		pkg, err := u.pkg(a.Package.ID)
		if err != nil || pkg != nil {
			return pkg, err
		}
	}
	return u.pkgVersion(a.Package)
}
