// Package graph reads and writes a tenant's configuration as Microsoft Graph has it: catalogs with resources and access
// packages, assignment policies, connected organizations and settings, as JSON of Graph v1.0. The other side is the document
// of package spec, which the engine plans and applies.
//
// # What is read
//
// Import takes an object, a list, a collection ({"value": […]}), or a bundle, whose members are named like Graph's collections
// ("catalogs", "accessPackages", …; an expanded entitlementManagement is one), with $expand-ed children to any depth. The same
// object may stand in several places: what they say is put together. Several files can be read as one.
//
// It reads what real exports have:
//
//   - annotations of answers, null for absence, names in any case, a byte order mark;
//   - enumerations in any case; type tags with and without "#" and "microsoft.graph.";
//   - numbers and switches as texts; instants with any number of digits, with any offset or none (UTC);
//   - beta: its names, its approvals in days and minutes, isBackup, scopeType, durationInDays, canExtend, its reviews, its texts
//     with translations.
//
// # What is lost
//
// A document cannot say everything that Graph can, nor Graph everything that a document can. Nothing is dropped silently: what
// was not understood or cannot be represented is in the list of losses, with its path, its value and the reason. Only what says
// nothing is not listed: null, empty texts and lists, annotations, and what another member says as well.
//
// Where Import cannot read something, it takes the side that gives less access: an unknown scope is nobody, a role of a part
// of a resource is not given at all, approval that is not understood is needed, a switch that is not there is off, and where a demand for credentials is not understood nobody may ask.
//
// # Ids
//
// Graph's ids stay the ids of the objects; the built-in catalog has its own. References to objects of the same files become
// names.
package graph
