// Package entitlement is the vocabulary of entitlement management: its objects, their states and the legal moves between
// them, limits, errors and events. It decides nothing and does nothing: no I/O, no context, no clock.
//
// The words are those of Microsoft Entra ID Entitlement Management, so that what is known about one is true of the other:
//
//	Term                    Type                   Microsoft Graph
//	catalog                 Catalog                accessPackageCatalog
//	resource                Resource               accessPackageResource
//	resource role           ResourceRole, RoleRef  accessPackageResourceRole, accessPackageResourceRoleScope
//	access package          AccessPackage          accessPackage
//	assignment policy       AssignmentPolicy       accessPackageAssignmentPolicy
//	requestor scope         TargetScope            allowedTargetScope
//	set of people           SubjectSet             subjectSet
//	approval settings       ApprovalSettings       accessPackageAssignmentApprovalSettings
//	approval stage, as set  StageSettings          accessPackageApprovalStage
//	approval stage, as run  ApprovalStage          approvalStage
//	expiration              Expiration             expirationPattern
//	assignment request      Request                accessPackageAssignmentRequest
//	assignment              Assignment             accessPackageAssignment
//	grant                   Grant                  (ours) a role as one person is to hold it
//	guest account           GuestAccount           (ours) an external person's account as it is to be
//	connected organization  ConnectedOrganization  connectedOrganization
//	person                  Subject                accessPackageSubject
//	delegated role          RoleAssignment         unifiedRoleAssignment
//	tenant settings         Settings               entitlementManagementSettings
//	audit entry             Event, Activity        directoryAudit
//
// # Conventions
//
// Configuration types (catalogs, resources, packages, policies, organizations, role assignments, settings) have a JSON form
// with Graph's property names, and a Validate method that names the field that is wrong. The other types are rows that the
// engine writes.
//
// Enumerations are small integers with a text form, the exact word of Graph where it has one; an unknown word is refused.
// State machines are rule tables: see RequestMachine, StageMachine, AssignmentMachine and GuestMachine.
//
// Instants are UTC and at most as fine as a microsecond; the zero time means "none". Intervals include their start and
// exclude their end. Values that were handed out are never changed by the engine; Clone copies what holds slices or maps.
//
// Every error is, or wraps, an *Error. Its Code is itself an error value, so that errors.Is(err, entitlement.NotFound)
// works, for classes and for the reasons of a refusal alike.
package entitlement
