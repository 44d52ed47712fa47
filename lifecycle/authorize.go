package lifecycle

import (
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// task is something that needs a role.
type task uint8

const (
	taskAppointAdministrators task = iota
	taskAppointCreators
	taskOrganizations
	taskCreateCatalog
	taskAddResource
	taskManageCatalog
	taskManagePackages
	taskManagePolicies
	taskAssign
	taskView
	taskSettings
	taskReviews
	taskOffboard
	taskAutomatic // automatic policies, and the people in their scopes
	taskErase
	taskReconcile         // what targets really hold: one target may serve several catalogs
	taskDemandCredentials // which verified credentials a policy demands
	taskViewReviews
)

// The role matrix: which roles permit a task. Global administrators may do everything, governance
// administrators everything but make administrators and demand credentials.
func (t task) roles() []entitlement.Role {
	if t == taskAppointAdministrators || t == taskDemandCredentials {
		return []entitlement.Role{entitlement.RoleGlobalAdministrator}
	}
	return append([]entitlement.Role{entitlement.RoleGlobalAdministrator, entitlement.RoleGovernanceAdministrator}, t.delegates()...)
}

// delegates returns the roles that permit a task besides the administrators of the whole tenant.
func (t task) delegates() []entitlement.Role {
	switch t {
	case taskAppointAdministrators, taskAppointCreators, taskSettings, taskAutomatic, taskOffboard, taskErase, taskReconcile, taskDemandCredentials:
		return nil
	case taskOrganizations:
		return []entitlement.Role{entitlement.RoleOrganizationAdministrator}
	case taskCreateCatalog:
		return []entitlement.Role{entitlement.RoleCatalogCreator}
	case taskAddResource, taskManageCatalog:
		return []entitlement.Role{entitlement.RoleCatalogOwner}
	case taskManagePackages, taskManagePolicies, taskReviews:
		return []entitlement.Role{entitlement.RoleCatalogOwner, entitlement.RolePackageManager}
	case taskAssign:
		return []entitlement.Role{
			entitlement.RoleCatalogOwner, entitlement.RolePackageManager, entitlement.RoleAssignmentManager,
		}
	case taskView:
		return []entitlement.Role{
			entitlement.RoleCatalogOwner, entitlement.RolePackageManager, entitlement.RoleAssignmentManager,
			entitlement.RoleCatalogReader,
		}
	case taskViewReviews:
		return append(taskView.delegates(),
			entitlement.RoleGlobalReader, entitlement.RoleSecurityReader, entitlement.RoleUserAdministrator)
	}
	return nil
}

// authorize refuses an actor without a role that permits the task in the catalog; the zero catalog stands for the tenant.
// The refusal names the roles that would do and those that the actor has.
func (u *unit) authorize(t task, catalog entitlement.CatalogID) error {
	if u.actor.Kind == entitlement.ActorHost {
		return nil
	}
	allowed := t.roles()
	held, err := u.rolesHeld(catalog)
	if err != nil {
		return err
	}
	for _, role := range held {
		if slices.Contains(allowed, role) {
			return nil
		}
	}
	reason := entitlement.Reason{
		Code: entitlement.RoleMissing, Principal: string(u.actor.Subject), Attribute: "roles", Want: roleNames(allowed, " or "),
		Got: roleNames(held, ", "),
	}
	e := &entitlement.Error{Code: entitlement.Forbidden, Detail: "the actor lacks a role", Reasons: []entitlement.Reason{reason}}
	if !catalog.IsZero() {
		e.Kind, e.ID = entitlement.KindCatalog, catalog.String()
	}
	return e
}

// rolesHeld returns the roles that the actor has in the tenant and in the catalog, sorted. Membership through groups counts,
// nested ones too, at the moment of the decision.
func (u *unit) rolesHeld(catalog entitlement.CatalogID) ([]entitlement.Role, error) {
	var held []entitlement.Role
	for _, a := range u.e.config.Administrators {
		is, err := u.isPrincipal(a)
		if err != nil {
			return nil, err
		}
		if is {
			held = append(held, entitlement.RoleGlobalAdministrator)
			break
		}
	}
	scopes := []entitlement.CatalogID{{}}
	if !catalog.IsZero() {
		scopes = append(scopes, catalog)
	}
	for _, scope := range scopes {
		assignments, err := u.rolesIn(scope)
		if err != nil {
			return nil, err
		}
		for _, a := range assignments {
			if slices.Contains(held, a.Role) {
				continue
			}
			is, err := u.isPrincipal(a.Principal)
			if err != nil {
				return nil, err
			}
			if is {
				held = append(held, a.Role)
			}
		}
	}
	slices.Sort(held)
	return held, nil
}

// isPrincipal reports whether the actor is the user or belongs to the group.
func (u *unit) isPrincipal(p entitlement.SubjectSet) (bool, error) {
	if u.actor.Kind != entitlement.ActorPerson {
		return false, nil
	}
	if p.Type == entitlement.SetSingleUser {
		return p.UserID == u.actor.Subject, nil
	}
	return u.memberOf(u.actor.Subject, p.GroupID)
}

func roleNames(roles []entitlement.Role, separator string) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.String()
	}
	return strings.Join(names, separator)
}
