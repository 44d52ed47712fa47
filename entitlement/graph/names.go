package graph

import "strings"

// canonical returns the folded name that Graph v1.0 has for a member: names are compared without regard to case, because
// some programs capitalise them, and beta has other names for many of them.
func canonical(name string) string {
	folded := strings.ToLower(name)
	switch folded {
	case "accesspackagecatalogs":
		return "catalogs"
	case "accesspackagecatalog":
		return "catalog"
	case "catalogstatus":
		return "state"
	case "accesspackageresources":
		return "resources"
	case "accesspackageresource":
		return "resource"
	case "accesspackageresourceroles":
		return "roles"
	case "accesspackageresourcerole":
		return "role"
	case "accesspackageresourcescopes":
		return "scopes"
	case "accesspackageresourcescope":
		return "scope"
	case "accesspackageresourceenvironment":
		return "environment"
	case "accesspackageresourcerolescopes":
		return "resourcerolescopes"
	case "accesspackageassignmentpolicies":
		return "assignmentpolicies"
	case "accesspackagenotificationsettings":
		return "notificationsettings"
	}
	return canonicalOfPolicy(folded)
}

// canonicalOfPolicy knows the parts of policies, questions and attributes.
func canonicalOfPolicy(folded string) string {
	switch folded {
	case "isapprovalrequired":
		return "isapprovalrequiredforadd"
	case "isapprovalrequiredforextension":
		return "isapprovalrequiredforupdate"
	case "approvalstages":
		return "stages"
	case "accessreviewsettings":
		return "reviewsettings"
	case "accessreviewtimeoutbehavior":
		return "expirationbehavior"
	case "isaccessrecommendationenabled":
		return "isrecommendationenabled"
	case "isapprovaljustificationrequired":
		return "isreviewerjustificationrequired"
	case "allowsmultipleselection":
		return "ismultipleselectionallowed"
	case "attributename":
		return "name"
	case "attributesource":
		return "source"
	case "attributedestination":
		return "destination"
	}
	return folded
}

// bare returns the name of a type without what Graph writes before it: "#microsoft.graph.singleUser" is singleuser.
func bare(tag string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(tag), "#"), "microsoft.graph.")
}
