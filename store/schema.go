package store

import (
	"encoding/json"
	"strings"

	"example.com/tenure/entitlement"
)

// SchemaVersion is the version of the rows and keys below. A store with a newer one is refused.
const SchemaVersion = 1

// The tables. A number is never used for anything else again.
const (
	tagMeta byte = iota + 1
	tagCatalog
	tagCatalogName
	tagResource
	tagResourceLast
	tagTarget          // target → type, origin and last name
	tagResourceCatalog // (catalog, id)
	tagResourceOrigin  // (catalog, type, origin) → id
	tagPackage
	tagPackageVersion
	tagPackageCatalog // (catalog, id)
	tagPackageName    // (catalog, name) → id
	tagPackageRole    // (resource, role, package)
	tagPolicy
	tagPolicyVersion
	tagPolicyPackage // (package, id)
	tagPolicyName    // (package, name) → id
	tagOrganization
	tagOrganizationName   // name → id
	tagOrganizationSource // identity source → id
	tagRole
	tagRoleCatalog // (catalog, id)
	tagSettings
	tagRequest
	tagRequestText
	tagRequestSubject // (person, id), for the target and the requestor
	tagRequestPackage // (package, waiting or not, policy, id)
	tagRequestOpen    // (target, package) → id of the open request to add access
	tagStage
	tagStageText
	tagStageApprover // (approver, request, stage), of open stages
	tagAssignment
	tagAssignmentSubject // (target, live or not, package or zero, id)
	tagAssignmentPackage // (package, live or not, policy, end if not live, id)
	tagGrant
	tagGuest
	tagMail
	tagTimer
	tagQueue
	tagAttempt
	tagJob
	tagEvent
	tagLastSeen // person → last event
	tagKey
	tagKeyAge
	tagRing
	tagCheckpoint
	tagBaseline        // (person or "", kind, key) → the row that the removed events left
	tagPackageConflict // (package, package that lists it as incompatible)
	tagRequestUpdate   // assignment → id of the open request to extend it
	tagCatalogLast     // what was last known of a catalog, so that its id is never used again
	tagOrganizationLast
	tagRoleLast
	tagReviewSeries
	tagReview
	tagReviewPackage // (package, going on or not, id)
	tagReviewItem
	tagReviewText
	tagReviewAssignment  // assignment → id of the review whose results were not applied to it yet
	tagReviewReviewer    // (reviewer, review, assignment), of such items
	tagReviewPeople      // (review, reviewer, assignment), of such items
	tagResourceAttribute // (catalog, attribute, resource)
	tagDelegation
	tagAutomaticPolicy // (automatic policy)
	tagAutomaticScope
	tagAutomaticMember
	tagAutomaticLeaving // (policy, person), of members whose removal waits
	tagAutomaticWaiting // (person, policy), of members who wait for an assignment
	tagDeparture
	tagCount        // (counter) → how many rows
	tagEventPackage // (package, last event of a run) → how many numbers before it the run begins
	tagStageDecided // (who decided, request, stage)
	tagGrantTarget  // (target, person, role)
	tagGuestAccount // (account, person), where they differ
	tagCallout
	tagCalloutText
	tagCalloutRequest // (request, callout)
	tagExtension      // (catalog, custom extension)
)

// EventTable is the table byte of the event log. Its keys only ever ascend, and leave from the beginning: name it in
// boltstore.Options.AppendOnly, unless tenants share the store.
const EventTable = tagEvent

// Schema is the set of tables. It has no state; an engine makes one and keeps it.
type Schema struct {
	Catalogs      Table[entitlement.CatalogID, entitlement.Catalog]
	Resources     Table[entitlement.ResourceID, entitlement.Resource]
	Packages      Table[entitlement.AccessPackageID, entitlement.AccessPackage]
	Policies      Table[entitlement.PolicyID, entitlement.AssignmentPolicy]
	Organizations Table[entitlement.OrganizationID, entitlement.ConnectedOrganization]
	Roles         Table[entitlement.RoleAssignmentID, entitlement.RoleAssignment]
	Settings      Table[struct{}, entitlement.Settings]
	Requests      Table[entitlement.RequestID, entitlement.Request]
	RequestTexts  Table[entitlement.RequestID, RequestText]
	Stages        Table[entitlement.StageKey, entitlement.ApprovalStage]
	StageTexts    Table[entitlement.StageKey, StageText]
	Assignments   Table[entitlement.AssignmentID, entitlement.Assignment]
	Grants        Table[entitlement.GrantKey, entitlement.Grant]
	Guests        Table[entitlement.SubjectID, entitlement.GuestAccount]
	Mails         Table[uint64, entitlement.Mail]
	Jobs          Table[uint64, Job]
	ReviewSeries  Table[entitlement.PolicyID, entitlement.ReviewSeries]
	Reviews       Table[entitlement.ReviewID, entitlement.Review]
	ReviewItems   Table[entitlement.ReviewItemKey, entitlement.ReviewItem]
	ReviewTexts   Table[entitlement.ReviewItemKey, ReviewText]
	Delegations   Table[entitlement.SubjectID, entitlement.ApprovalDelegation]
	Scopes        Table[entitlement.PolicyID, entitlement.AutomaticScope]
	Members       Table[entitlement.AutomaticMemberKey, entitlement.AutomaticMember]
	Departures    Table[entitlement.SubjectID, entitlement.Departure]
	Callouts      Table[entitlement.CalloutKey, entitlement.Callout]
	CalloutTexts  Table[entitlement.CalloutKey, CalloutText]
}

// Cold rows with the key they belong to.
type (
	// RequestText is the free text of a request.
	RequestText struct {
		Request entitlement.RequestID
		entitlement.RequestText
	}
	// StageText is the free text of an approval stage.
	StageText struct {
		Stage entitlement.StageKey
		entitlement.StageText
	}
)

// NewSchema returns the tables.
func NewSchema() *Schema {
	s := &Schema{
		Catalogs: Table[entitlement.CatalogID, entitlement.Catalog]{
			tag: tagCatalog, versions: tagCatalogLast, kind: entitlement.KindCatalog,
			version: func(*entitlement.Catalog) uint32 { return 0 },
			of:      func(c *entitlement.Catalog) entitlement.CatalogID { return c.ID },
			entries: func(e *entries, c *entitlement.Catalog) {
				e.name(tagCatalogName, nil, c.DisplayName, c.ID)
				for i := range c.CustomExtensions {
					e.begin(tagExtension)
					e.buf = AppendText(AppendID(e.buf, c.ID), c.CustomExtensions[i].ID)
					e.end(nil)
				}
			},
		},
		Resources: Table[entitlement.ResourceID, entitlement.Resource]{
			// One version is kept: what was last known of a resource, for revokes after it left its catalog.
			tag: tagResource, versions: tagResourceLast, kind: entitlement.KindResource, entries: resourceEntries,
			version: func(*entitlement.Resource) uint32 { return 0 },
			of:      func(r *entitlement.Resource) entitlement.ResourceID { return r.ID },
		},
		Packages: Table[entitlement.AccessPackageID, entitlement.AccessPackage]{
			tag: tagPackage, versions: tagPackageVersion, kind: entitlement.KindAccessPackage, entries: packageEntries,
			of:      func(p *entitlement.AccessPackage) entitlement.AccessPackageID { return p.ID },
			version: func(p *entitlement.AccessPackage) uint32 { return p.Version },
		},
		Policies: Table[entitlement.PolicyID, entitlement.AssignmentPolicy]{
			tag: tagPolicy, versions: tagPolicyVersion, kind: entitlement.KindPolicy, entries: policyEntries,
			of:      func(p *entitlement.AssignmentPolicy) entitlement.PolicyID { return p.ID },
			version: func(p *entitlement.AssignmentPolicy) uint32 { return p.Version },
		},
		Organizations: Table[entitlement.OrganizationID, entitlement.ConnectedOrganization]{
			tag: tagOrganization, versions: tagOrganizationLast, kind: entitlement.KindOrganization, entries: organizationEntries,
			version: func(*entitlement.ConnectedOrganization) uint32 { return 0 },
			of:      func(o *entitlement.ConnectedOrganization) entitlement.OrganizationID { return o.ID },
		},
		Roles: Table[entitlement.RoleAssignmentID, entitlement.RoleAssignment]{
			tag: tagRole, versions: tagRoleLast, kind: entitlement.KindRoleAssignment,
			version: func(*entitlement.RoleAssignment) uint32 { return 0 },
			of:      func(a *entitlement.RoleAssignment) entitlement.RoleAssignmentID { return a.ID },
			entries: func(e *entries, a *entitlement.RoleAssignment) {
				e.begin(tagRoleCatalog)
				e.buf = AppendID(AppendID(e.buf, a.Catalog), a.ID)
				e.end(nil)
			},
		},
		Settings: Table[struct{}, entitlement.Settings]{
			tag: tagSettings, kind: entitlement.KindSettings,
			of:    func(*entitlement.Settings) struct{} { return struct{}{} },
			key:   func(dst []byte, _ struct{}) []byte { return append(dst, 0) },
			parse: func(r *KeyReader) struct{} { r.Uint8(); return struct{}{} },
		},
	}
	s.lifeTables()
	s.reviewTables()
	s.delegationTable()
	s.automaticTables()
	s.calloutTables()
	idTable(&s.Catalogs)
	idTable(&s.Resources)
	idTable(&s.Packages)
	idTable(&s.Policies)
	idTable(&s.Organizations)
	idTable(&s.Roles)
	idTable(&s.Requests)
	idTable(&s.Assignments)
	jsonTable(&s.Catalogs)
	jsonTable(&s.Resources)
	jsonTable(&s.Packages)
	jsonTable(&s.Policies)
	jsonTable(&s.Organizations)
	jsonTable(&s.Roles)
	jsonTable(&s.Settings)
	return s
}

// idTable gives a table keys of sixteen bytes.
func idTable[K ~[16]byte, T any](t *Table[K, T]) {
	t.key = func(dst []byte, k K) []byte { return AppendID(dst, k) }
	t.parse = func(r *KeyReader) K { return K(r.ID()) }
}

// jsonTable gives a table of configuration its codec: JSON in Graph's words. Configuration rows are few and read through a
// cache.
func jsonTable[K, T any](t *Table[K, T]) {
	t.encode = func(dst []byte, row *T) []byte {
		data, err := json.Marshal(row)
		if err != nil {
			// Every row was validated before it came here, and what is valid can be marshalled: see the round-trip test.
			panic("store: a valid row cannot be encoded: " + err.Error())
		}
		return append(dst, data...)
	}
	kind := t.kind
	t.decode = func(_ K, data []byte, _ *memory, row *T) error {
		var out T
		if err := json.Unmarshal(data, &out); err != nil {
			return damaged(kind, "the stored row is not valid JSON")
		}
		*row = out
		return nil
	}
}

// name adds a unique name within a scope. Names that differ only in case are the same name.
func (e *entries) name(tag byte, scope []byte, name string, id [16]byte) {
	e.begin(tag)
	e.buf = AppendText(append(e.buf, scope...), strings.ToLower(name))
	e.end(id[:])
}

func resourceEntries(e *entries, r *entitlement.Resource) {
	e.begin(tagResourceCatalog)
	e.buf = AppendID(AppendID(e.buf, r.Catalog), r.ID)
	e.end(nil)
	e.begin(tagResourceOrigin)
	e.buf = AppendText(AppendText(AppendID(e.buf, r.Catalog), r.Type), r.OriginID)
	e.end(r.ID[:])
	for i := range r.Attributes {
		e.begin(tagResourceAttribute)
		e.buf = AppendID(AppendText(AppendID(e.buf, r.Catalog), r.Attributes[i].Name), r.ID)
		e.end(nil)
	}
}

func packageEntries(e *entries, p *entitlement.AccessPackage) {
	e.begin(tagPackageCatalog)
	e.buf = AppendID(AppendID(e.buf, p.Catalog), p.ID)
	e.end(nil)
	e.name(tagPackageName, p.Catalog[:], p.DisplayName, p.ID)
	for _, ref := range p.Roles {
		e.begin(tagPackageRole)
		e.buf = AppendID(AppendText(AppendID(e.buf, ref.Resource), ref.Role), p.ID)
		e.end(nil)
	}
	for _, other := range p.IncompatiblePackages {
		e.begin(tagPackageConflict)
		e.buf = AppendID(AppendID(e.buf, other), p.ID)
		e.end(nil)
	}
}

func policyEntries(e *entries, p *entitlement.AssignmentPolicy) {
	e.begin(tagPolicyPackage)
	e.buf = AppendID(AppendID(e.buf, p.Package), p.ID)
	e.end(nil)
	e.name(tagPolicyName, p.Package[:], p.DisplayName, p.ID)
	if p.IsAutomatic() {
		e.begin(tagAutomaticPolicy)
		e.buf = AppendID(e.buf, p.ID)
		e.end(nil)
	}
}

func organizationEntries(e *entries, o *entitlement.ConnectedOrganization) {
	e.name(tagOrganizationName, nil, o.DisplayName, o.ID)
	for _, source := range o.IdentitySources {
		e.begin(tagOrganizationSource)
		e.buf = AppendText(e.buf, source.Key())
		e.end(o.ID[:])
	}
}
