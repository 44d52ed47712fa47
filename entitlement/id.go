package entitlement

import "encoding/hex"

// ID is the identity of an object that the engine keeps: sixteen bytes in UUID form, opaque, compared as bytes and never
// reused. The type parameter only keeps the kinds apart, so that a catalog's id cannot be passed for a package's.
//
// Ids made by the engine are time-ordered (UUID version 7); ids supplied from outside are kept as they are.
type ID[T any] [16]byte

// The kinds of ids. People, groups and roles are named by the host's own identifiers: see SubjectID, GroupID and RoleID.
type (
	// CatalogID identifies a Catalog.
	CatalogID = ID[Catalog]
	// ResourceID identifies a Resource.
	ResourceID = ID[Resource]
	// AccessPackageID identifies an AccessPackage.
	AccessPackageID = ID[AccessPackage]
	// PolicyID identifies an AssignmentPolicy.
	PolicyID = ID[AssignmentPolicy]
	// OrganizationID identifies a ConnectedOrganization.
	OrganizationID = ID[ConnectedOrganization]
	// RoleAssignmentID identifies a RoleAssignment.
	RoleAssignmentID = ID[RoleAssignment]
	// RequestID identifies a Request.
	RequestID = ID[Request]
	// AssignmentID identifies an Assignment.
	AssignmentID = ID[Assignment]
	// ReviewID identifies a Review.
	ReviewID = ID[Review]
)

// SubjectID is the host's immutable identifier of a person. A person has one for ever: for external people it names the
// home identity, so that it is the same before and after a guest account exists. It is compared as bytes.
type SubjectID string

// GroupID is the host's immutable identifier of a group.
type GroupID string

// RoleID identifies a role within its resource, in the words of the target system: "Member", "Owner", an application
// role's value, a site's permission level.
type RoleID string

// ParseID reads the text form of an id (8-4-4-4-12 hexadecimal digits, any case). It refuses everything else with
// InvalidArgument; the empty text is not an id.
func ParseID[T any](text string) (ID[T], error) {
	var id ID[T]
	err := id.UnmarshalText([]byte(text))
	return id, err
}

// IsZero reports whether the id is unset.
func (id ID[T]) IsZero() bool { return id == ID[T]{} }

// String returns the canonical text form in lower case, or "" for the zero id.
func (id ID[T]) String() string {
	if id.IsZero() {
		return ""
	}
	return string(id.appendText(make([]byte, 0, 36)))
}

// MarshalText returns the same text as String.
func (id ID[T]) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return []byte{}, nil
	}
	return id.appendText(make([]byte, 0, 36)), nil
}

// UnmarshalText is the inverse of MarshalText, except that the empty text is refused with InvalidArgument. So is the id of
// zeros only, which means "unset" and never names an object.
func (id *ID[T]) UnmarshalText(text []byte) error {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return badID(text)
	}
	var digits [32]byte
	n := 0
	for i, c := range text {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		digits[n] = c
		n++
	}
	var out ID[T]
	if _, err := hex.Decode(out[:], digits[:]); err != nil || out.IsZero() {
		return badID(text)
	}
	*id = out
	return nil
}

func (id ID[T]) appendText(dst []byte) []byte {
	var digits [32]byte
	hex.Encode(digits[:], id[:])
	dst = append(append(dst, digits[:8]...), '-')
	dst = append(append(dst, digits[8:12]...), '-')
	dst = append(append(dst, digits[12:16]...), '-')
	dst = append(append(dst, digits[16:20]...), '-')
	return append(dst, digits[20:]...)
}

func badID(text []byte) error {
	return &Error{Code: InvalidArgument, Detail: quoteStart(text) + " is not an id in the form 01234567-89ab-cdef-0123-456789abcdef"}
}
