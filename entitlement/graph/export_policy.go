package graph

import (
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

func (x *exporter) policy(at string, p *spec.Policy) record {
	scope := p.AllowedTargetScope
	if scope == entitlement.ScopeNotSpecified && len(p.SpecificAllowedTargets) > 0 {
		scope = entitlement.ScopeSpecificDirectoryUsers
		if p.SpecificAllowedTargets[0].ConnectedOrganization != "" {
			scope = entitlement.ScopeSpecificOrganizations
		}
	}
	if len(p.CustomExtensionStageSettings) > 0 {
		x.lost(at+".customExtensionStageSettings", p.CustomExtensionStageSettings, "they belong to extensions that Graph has not got")
	}
	out := record{
		{"id", p.ID.String()}, {"displayName", p.DisplayName}, {"description", p.Description},
		{"allowedTargetScope", x.word(scope)}, {"specificAllowedTargets", x.targets(at+".specificAllowedTargets", p.SpecificAllowedTargets)},
		{"expiration", x.expiration(p.Expiration)},
		{"requestorSettings", x.requestor(at, p)},
		{"requestApprovalSettings", x.approval(at+".requestApprovalSettings", &p.RequestApprovalSettings)},
		{"notificationSettings", record{{"isAssignmentNotificationDisabled", p.NotificationSettings.IsAssignmentNotificationDisabled}}},
		{"questions", all(p.Questions, func(_ int, q *entitlement.Question) record { return x.question(q) })},
	}
	if r := p.ReviewSettings; r != nil {
		out = append(out, field{"reviewSettings", x.reviews(at+".reviewSettings", r)})
	}
	if a := p.AutomaticRequestSettings; a != nil {
		out = append(out, field{"automaticRequestSettings", record{
			{"requestAccessForAllowedTargets", a.RequestAccessForAllowedTargets},
			{"removeAccessWhenTargetLeavesAllowedTargets", a.RemoveAccessWhenTargetLeavesAllowedTargets},
			{"gracePeriodBeforeAccessRemoval", lasting(a.GracePeriodBeforeAccessRemoval)},
		}})
	}
	return out
}

func (x *exporter) targets(at string, list []spec.Target) []record {
	out := []record{}
	for i, t := range list {
		switch {
		case t.UserID != "":
			out = append(out, record{typed("singleUser"), {"userId", string(t.UserID)}, {"description", t.Description}})
		case t.GroupID != "":
			out = append(out, record{typed("groupMembers"), {"groupId", string(t.GroupID)}, {"description", t.Description}})
		case t.MembershipRule != "":
			out = append(out, record{typed("attributeRuleMembers"), {"membershipRule", t.MembershipRule}, {"description", t.Description}})
		default:
			id := string(t.ConnectedOrganization)
			if o := x.organizations[strings.ToLower(id)]; o != nil {
				id = o.ID.String()
			}
			if id == "" {
				x.lost(fmt.Sprintf("%s[%d]", at, i), t.ConnectedOrganization, "Graph refers to organizations by id, and it has none")
				continue
			}
			out = append(out, record{typed("connectedOrganizationMembers"), {"connectedOrganizationId", id}, {"description", t.Description}})
		}
	}
	return out
}

// requestor writes who may ask for what. Graph has no word for a policy that is suspended, nor v1.0 for one that demands
// credentials; one under which nobody may ask is nearest.
func (x *exporter) requestor(at string, p *spec.Policy) record {
	s := (&entitlement.AssignmentPolicy{
		RequestorSettings: p.RequestorSettings, AutomaticRequestSettings: p.AutomaticRequestSettings,
	}).Requestor()
	const nobody = ": nobody may ask, which stays so until that is switched on"
	if p.IsSuspended {
		x.lost(at+".isSuspended", true, "Graph has no word for it"+nobody)
	}
	if !p.VerifiableCredentialSettings.IsZero() {
		x.lost(at+".verifiableCredentialSettings", p.VerifiableCredentialSettings, "Graph has it in beta only"+nobody)
	}
	if p.IsSuspended || !p.VerifiableCredentialSettings.IsZero() {
		s.EnableTargetsToSelfAddAccess, s.EnableOnBehalfRequestorsToAddAccess = false, false
	}
	return record{
		{"enableTargetsToSelfAddAccess", s.EnableTargetsToSelfAddAccess},
		{"enableTargetsToSelfUpdateAccess", s.EnableTargetsToSelfUpdateAccess},
		{"enableTargetsToSelfRemoveAccess", s.EnableTargetsToSelfRemoveAccess},
		{"allowCustomAssignmentSchedule", s.AllowCustomAssignmentSchedule},
		{"enableOnBehalfRequestorsToAddAccess", s.EnableOnBehalfRequestorsToAddAccess},
		{"enableOnBehalfRequestorsToUpdateAccess", s.EnableOnBehalfRequestorsToUpdateAccess},
		{"enableOnBehalfRequestorsToRemoveAccess", s.EnableOnBehalfRequestorsToRemoveAccess},
		{"onBehalfRequestors", x.people(at+".requestorSettings.onBehalfRequestors", s.OnBehalfRequestors)},
	}
}

func (x *exporter) approval(at string, a *entitlement.ApprovalSettings) record {
	return record{
		{"isApprovalRequiredForAdd", a.IsApprovalRequiredForAdd}, {"isApprovalRequiredForUpdate", a.IsApprovalRequiredForUpdate},
		{"isRequestorJustificationRequired", a.IsRequestorJustificationRequired},
		{"stages", all(a.Stages, func(i int, s *entitlement.StageSettings) record {
			return x.stage(fmt.Sprintf("%s.stages[%d]", at, i), s)
		})},
	}
}

func (x *exporter) stage(at string, s *entitlement.StageSettings) record {
	if s.IsDetermined() {
		x.lost(at+".customExtension", s.CustomExtension, "it belongs to extensions that Graph has not got: name one there")
		return record{typed("accessPackageDynamicApprovalStage")}
	}
	return record{
		{"durationBeforeAutomaticDenial", lasting(s.Timeout())},
		{"isApproverJustificationRequired", s.IsApproverJustificationRequired},
		{"isEscalationEnabled", s.IsEscalationEnabled}, {"durationBeforeEscalation", lasting(s.DurationBeforeEscalation)},
		{"primaryApprovers", x.people(at+".primaryApprovers", s.PrimaryApprovers)},
		{"fallbackPrimaryApprovers", x.people(at+".fallbackPrimaryApprovers", s.FallbackPrimaryApprovers)},
		{"escalationApprovers", x.people(at+".escalationApprovers", s.EscalationApprovers)},
		{"fallbackEscalationApprovers", x.people(at+".fallbackEscalationApprovers", s.FallbackEscalationApprovers)},
		{"approverInformationVisibility", x.word(s.ApproverInformationVisibility)},
	}
}

// people writes sets of people. Only users and groups have descriptions in Graph.
func (x *exporter) people(at string, list []entitlement.SubjectSet) []record {
	return all(list, func(i int, s *entitlement.SubjectSet) record {
		out := record{typed(s.Type.String()), {"userId", string(s.UserID)}, {"groupId", string(s.GroupID)}}
		if s.ManagerLevel != 0 {
			out = append(out, field{"managerLevel", s.ManagerLevel})
		}
		switch {
		case s.Type == entitlement.SetSingleUser || s.Type == entitlement.SetGroupMembers:
			out = append(out, field{"description", s.Description})
		case s.Description != "":
			x.add(Loss{
				Path: fmt.Sprintf("%s[%d].description", at, i), Value: brief(quote(s.Description)),
				Why: "Graph describes users and groups only", IsRecord: true,
			})
		}
		return out
	})
}

func (x *exporter) expiration(e entitlement.Expiration) record {
	out := record{{"type", x.word(e.Type)}, {"duration", lasting(e.Duration)}}
	if !e.EndDateTime.IsZero() {
		out = append(out, field{"endDateTime", e.EndDateTime.UTC().Format(time.RFC3339Nano)})
	}
	return out
}

func (x *exporter) question(q *entitlement.Question) record {
	out := record{
		typed(q.Type.String()), {"id", string(q.ID)}, {"isRequired", q.IsRequired}, {"isAnswerEditable", q.IsAnswerEditable},
		{"sequence", q.Sequence}, {"text", q.Text}, {"localizations", localizations(q.Localizations)},
	}
	x.word(q.Type)
	if q.Type != entitlement.QuestionMultipleChoice {
		return append(out, field{"isSingleLineQuestion", q.IsSingleLineQuestion}, field{"regexPattern", q.RegexPattern})
	}
	return append(out, field{"isMultipleSelectionAllowed", q.IsMultipleSelectionAllowed},
		field{"choices", all(q.Choices, func(_ int, c *entitlement.AnswerChoice) record {
			return record{{"actualValue", c.ActualValue}, {"text", c.Text}, {"localizations", localizations(c.Localizations)}}
		})})
}

func localizations(list []entitlement.LocalizedText) []record {
	return all(list, func(_ int, l *entitlement.LocalizedText) record {
		return record{{"languageCode", l.LanguageCode}, {"text", l.Text}}
	})
}
