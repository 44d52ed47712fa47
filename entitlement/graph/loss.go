package graph

import (
	"fmt"
	"strings"
)

// MaxLosses is how many losses are listed; the last one of a longer list says how many more there are.
const MaxLosses = 10_000

// Loss is something that was in what was converted and is not in the result, or not as it was.
type Loss struct {
	File  string // the name of the file; "" for a document or a file without name
	Path  string // such as value[2].assignmentPolicies[0].expiration; "" for all of it
	Value string // what was there, as JSON, shortened
	Why   string // for the person who has to decide whether it matters
	// IsRecord is set for what only records where an object comes from and what others know about it: dates, authors, the
	// display name of a group. It never decides who has access.
	IsRecord bool
}

// String returns "file: path: why (value)", leaving out what is empty.
func (l Loss) String() string {
	parts := make([]string, 0, 3)
	for _, part := range []string{l.File, l.Path, l.Why} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	out := strings.Join(parts, ": ")
	if l.Value != "" {
		out += " (" + l.Value + ")"
	}
	return out
}

// losses collects what is lost.
type losses struct {
	list []Loss
	more int
}

func (l *losses) add(loss Loss) {
	if len(l.list) >= MaxLosses-1 {
		l.more++
		return
	}
	l.list = append(l.list, loss)
}

// all returns the losses, in the order in which they were found.
func (l *losses) all() []Loss {
	if l.more > 0 {
		l.list = append(l.list, Loss{Why: fmt.Sprintf("%d more losses are not listed", l.more)})
	}
	return l.list
}

// leftovers reports what nobody has understood, in the order of the file.
func (l *losses) leftovers(v *value) {
	if v.note != "" {
		l.add(Loss{File: v.file(), Path: v.path(), Value: v.String(), Why: v.note})
	}
	switch {
	case v.isEmpty() || isAnnotation(v):
	case v.isRead:
		for _, child := range v.inside {
			l.leftovers(child)
		}
	default:
		why, isRecord := reason(v)
		l.add(Loss{File: v.file(), Path: v.path(), Value: v.String(), Why: why, IsRecord: isRecord})
	}
}

// isEmpty reports whether there is nothing to lose.
func (v *value) isEmpty() bool {
	switch v.kind {
	case kindNull:
		return true
	case kindText:
		return v.text == ""
	case kindList, kindObject:
		return len(v.inside) == 0
	case kindNumber, kindFlag:
	}
	return false
}

// isAnnotation reports whether a member tells about the answer that a server gave and not about an object. What tells of
// more that the answer does not have is none.
func isAnnotation(v *value) bool {
	_, annotation, found := strings.Cut(v.key, "@")
	switch annotation {
	case "odata.context", "odata.count", "odata.etag", "odata.id", "odata.editlink", "odata.readlink", "odata.navigationlink",
		"odata.associationlink", "odata.type", "microsoft.graph.tips":
		return found
	}
	return false
}

// reason says why a value is lost that nobody has understood.
func reason(v *value) (why string, isRecord bool) {
	if v.why != "" {
		return v.why, v.isRecord
	}
	switch v.key {
	case "createddatetime", "modifieddatetime", "lastmodifieddatetime", "createdby", "modifiedby", "lastmodifiedby", "addedby", "addedon":
		return "the engine keeps its own record of changes", true
	case "@odata.nextlink", "value@odata.nextlink":
		return "there are more pages: put them all into the import", false
	case "assignments", "assignmentrequests", "accesspackageassignments", "accesspackageassignmentrequests",
		"accesspackageassignmentapprovals":
		return "it is what happened, not how it is set up", false
	case "customworkflowextensions", "customextensionstagesettings", "accesspackagecustomworkflowextensions",
		"customaccesspackageworkflowextensions", "customextensionhandlers":
		return "it is a workflow of Azure: configure a custom extension with an endpoint of your own", false
	case "isrolescopesvisible":
		return "who sees the resources is a setting of the tenant", false
	case "environment":
		return "the engine knows no environments of resources", false
	case "resourcerolescopes":
		return "they stand in no access package", false
	case "roleassignments", "roledefinitions":
		return "delegation is not a part of Graph's entitlement management objects: write it in the document", false
	}
	if strings.HasSuffix(v.key, "@odata.nextlink") {
		return "there are more pages: put them all into the import", false
	}
	return "it is not understood", false
}
