package entitlement

import (
	"strings"
	"time"
)

// GeneralCatalogID returns the id of the catalog "General", which exists from the start, cannot be deleted, and takes the
// packages that name no catalog. It is the same in every tenant.
func GeneralCatalogID() CatalogID { return CatalogID{15: 1} }

// GeneralCatalogName is the display name that the catalog General starts with.
const GeneralCatalogName = "General"

// Catalog is a container of resources and access packages, and the unit of delegation.
type Catalog struct {
	ID CatalogID `json:"id,omitzero"`
	Stamp
	DisplayName         string       `json:"displayName"` // unique in the tenant
	Description         string       `json:"description"` // required, shown to requestors
	Type                CatalogType  `json:"catalogType,omitzero"`
	State               CatalogState `json:"state,omitzero"`
	IsExternallyVisible bool         `json:"isExternallyVisible"` // external people may request from it
	// CustomExtensions can be called by the policies of its packages.
	CustomExtensions []CustomExtension `json:"customWorkflowExtensions,omitempty"`

	CreatedAt  time.Time `json:"createdDateTime,omitzero"`
	ModifiedAt time.Time `json:"modifiedDateTime,omitzero"`
}

// CatalogType tells who made a catalog.
type CatalogType uint8

// Catalog types.
const (
	CatalogUserManaged    CatalogType = iota + 1 // created by a person; the default
	CatalogServiceDefault                        // the catalog General
	CatalogServiceManaged                        // created by the host for its own use
)

var catalogTypes = words[CatalogType]{
	CatalogUserManaged: "userManaged", CatalogServiceDefault: "serviceDefault", CatalogServiceManaged: "serviceManaged",
}

// String returns Graph's word.
func (t CatalogType) String() string { return catalogTypes.text(t) }

// MarshalText returns Graph's word.
func (t CatalogType) MarshalText() ([]byte, error) { return catalogTypes.marshal("catalogType", t) }

// UnmarshalText accepts Graph's words only.
func (t *CatalogType) UnmarshalText(text []byte) error {
	return catalogTypes.unmarshal("catalogType", text, t)
}

// CatalogState tells whether anybody may request the catalog's packages.
type CatalogState uint8

// Catalog states. Unpublishing blocks new requests only; what is pending or assigned goes on.
const (
	CatalogUnpublished CatalogState = iota + 1
	CatalogPublished
)

var catalogStates = words[CatalogState]{CatalogUnpublished: "unpublished", CatalogPublished: "published"}

// String returns Graph's word.
func (s CatalogState) String() string { return catalogStates.text(s) }

// MarshalText returns Graph's word.
func (s CatalogState) MarshalText() ([]byte, error) { return catalogStates.marshal("state", s) }

// UnmarshalText accepts Graph's words only.
func (s *CatalogState) UnmarshalText(text []byte) error {
	return catalogStates.unmarshal("state", text, s)
}

// Validate refuses a catalog that no engine would accept, with InvalidArgument or LimitExceeded. The name and the
// description are required.
func (c *Catalog) Validate(limits Limits) error {
	if strings.TrimSpace(c.Description) == "" {
		return invalid("description", "is missing; requestors see it")
	}
	return firstError(
		limits.checkName("displayName", c.DisplayName),
		limits.checkDescription("description", c.Description),
		checkEnum("catalogType", c.Type, catalogTypes),
		checkEnum("state", c.State, catalogStates),
		validateCustomExtensions(limits, c.CustomExtensions),
	)
}

// Clone returns a copy that shares no memory with the receiver.
func (c Catalog) Clone() Catalog {
	c.CustomExtensions = CloneCustomExtensions(c.CustomExtensions)
	return c
}
