package spec

import (
	"time"

	"example.com/tenure/entitlement"
)

var policyForm = object("assignmentPolicy", "Who may get an access package, who approves, and how long access lasts.",
	identity(func(p *Policy) *entitlement.PolicyID { return &p.ID }),
	displayName(func(p *Policy) *string { return &p.DisplayName }, "Unique in the access package."),
	description(func(p *Policy) *string { return &p.Description }),
	fieldOr("allowedTargetScope", "Who may request. Default: the specificAllowedTargets, or else nobody, so that administrators assign.",
		func(p *Policy) *entitlement.TargetScope { return &p.AllowedTargetScope }, enum[entitlement.TargetScope](),
		fixed[Policy](entitlement.ScopeNotSpecified)),
	field("specificAllowedTargets", "The people of a specific scope.",
		func(p *Policy) *[]Target { return &p.SpecificAllowedTargets }, set[Target](targetForm)),
	flag("isSuspended", "Takes no new requests at present.", func(p *Policy) *bool { return &p.IsSuspended }, false),
	field("requestorSettings", "Who may submit which requests.",
		func(p *Policy) **entitlement.RequestorSettings { return &p.RequestorSettings },
		optional[entitlement.RequestorSettings]{requestorForm}),
	field("requestApprovalSettings", "Who approves. Default: nobody has to.",
		func(p *Policy) *entitlement.ApprovalSettings { return &p.RequestApprovalSettings }, approvalForm),
	field("expiration", "When access ends. Default: after 30 days.",
		func(p *Policy) *entitlement.Expiration { return &p.Expiration }, expirationForm),
	field("notificationSettings", "Mails about assignments.",
		func(p *Policy) *entitlement.NotificationSettings { return &p.NotificationSettings },
		notificationForm),
	field("reviewSettings", "How access is looked at again. Default: not at all.",
		func(p *Policy) **entitlement.ReviewSettings { return &p.ReviewSettings },
		optional[entitlement.ReviewSettings]{reviewForm}),
	field("questions", "What requestors are asked.",
		func(p *Policy) *[]entitlement.Question { return &p.Questions }, sequence[entitlement.Question](questionForm)),
	field("automaticRequestSettings", "Makes the policy assign by itself whom the membershipRule of its target takes.",
		func(p *Policy) **entitlement.AutomaticRequestSettings { return &p.AutomaticRequestSettings },
		optional[entitlement.AutomaticRequestSettings]{automaticForm}),
	field("customExtensionStageSettings", "Which extensions of the catalog are called, and when.",
		func(p *Policy) *[]entitlement.CustomExtensionStageSetting { return &p.CustomExtensionStageSettings },
		sequence[entitlement.CustomExtensionStageSetting](extensionStageForm)),
	field("verifiableCredentialSettings", "Which verified credentials requestors have to present. Only global administrators may change it.",
		func(p *Policy) *entitlement.VerifiableCredentialSettings { return &p.VerifiableCredentialSettings }, credentialsForm),
)

var automaticForm = object("automaticRequestSettings", "What an automatic policy does.",
	flag("requestAccessForAllowedTargets", "Assigns whoever comes into the scope.",
		func(s *entitlement.AutomaticRequestSettings) *bool { return &s.RequestAccessForAllowedTargets }, true),
	flag("removeAccessWhenTargetLeavesAllowedTargets", "Removes whoever leaves the scope.",
		func(s *entitlement.AutomaticRequestSettings) *bool {
			return &s.RemoveAccessWhenTargetLeavesAllowedTargets
		}, true),
	field("gracePeriodBeforeAccessRemoval", "How long who left keeps access, such as P7D or PT12H. Default: not at all.",
		func(s *entitlement.AutomaticRequestSettings) *entitlement.Period {
			return &s.GracePeriodBeforeAccessRemoval
		}, period()),
)

var targetForm = object("target", "People whom a policy is for: a user, a group, a connected organization, or whom a rule takes.",
	field("userId", "One person.",
		func(t *Target) *entitlement.SubjectID { return &t.UserID }, text[entitlement.SubjectID]()),
	field("groupId", "The members of a group.",
		func(t *Target) *entitlement.GroupID { return &t.GroupID }, text[entitlement.GroupID]()),
	field("connectedOrganization", "The people of an organization, by display name or id.",
		func(t *Target) *Ref { return &t.ConnectedOrganization }, text[Ref]()),
	field("membershipRule", "The people whose attributes satisfy it, such as user.department -eq \"Sales\"; for automatic policies.",
		func(t *Target) *string { return &t.MembershipRule }, text[string]()),
	description(func(t *Target) *string { return &t.Description }),
)

var requestorForm = object("requestorSettings", "Who may submit which requests.",
	flag("enableTargetsToSelfAddAccess", "People in scope may ask for themselves.",
		func(s *entitlement.RequestorSettings) *bool { return &s.EnableTargetsToSelfAddAccess }, true),
	flag("enableTargetsToSelfUpdateAccess", "Whoever has access may extend it.",
		func(s *entitlement.RequestorSettings) *bool { return &s.EnableTargetsToSelfUpdateAccess }, false),
	flag("enableTargetsToSelfRemoveAccess", "Whoever has access may give it up.",
		func(s *entitlement.RequestorSettings) *bool { return &s.EnableTargetsToSelfRemoveAccess }, true),
	flag("allowCustomAssignmentSchedule", "Requestors may choose start and end within the policy.",
		func(s *entitlement.RequestorSettings) *bool { return &s.AllowCustomAssignmentSchedule }, false),
	flag("enableOnBehalfRequestorsToAddAccess", "The onBehalfRequestors may ask for others.",
		func(s *entitlement.RequestorSettings) *bool { return &s.EnableOnBehalfRequestorsToAddAccess }, false),
	flag("enableOnBehalfRequestorsToUpdateAccess", "The onBehalfRequestors may extend access of others.",
		func(s *entitlement.RequestorSettings) *bool { return &s.EnableOnBehalfRequestorsToUpdateAccess }, false),
	flag("enableOnBehalfRequestorsToRemoveAccess", "The onBehalfRequestors may give up access of others.",
		func(s *entitlement.RequestorSettings) *bool { return &s.EnableOnBehalfRequestorsToRemoveAccess }, false),
	people("onBehalfRequestors", "Who acts for others: users, groups, and managers of whom they act for. Default: the direct manager.",
		func(s *entitlement.RequestorSettings) *[]entitlement.SubjectSet { return &s.OnBehalfRequestors }),
)

var approvalForm = object("requestApprovalSettings", "Whether a request needs approval and by whom.",
	fieldOr("isApprovalRequiredForAdd", "Default: true if there are stages.",
		func(a *entitlement.ApprovalSettings) *bool { return &a.IsApprovalRequiredForAdd }, boolean(),
		func(a *entitlement.ApprovalSettings) bool { return len(a.Stages) > 0 }),
	flag("isApprovalRequiredForUpdate", "Extensions wait for the same stages.",
		func(a *entitlement.ApprovalSettings) *bool { return &a.IsApprovalRequiredForUpdate }, false),
	flag("isRequestorJustificationRequired", "Requestors have to say why.",
		func(a *entitlement.ApprovalSettings) *bool { return &a.IsRequestorJustificationRequired }, false),
	field("stages", "One after the other; one approver decides each.",
		func(a *entitlement.ApprovalSettings) *[]entitlement.StageSettings { return &a.Stages },
		sequence[entitlement.StageSettings](stageForm)),
)

var stageForm = object("approvalStage", "One stage of approval.",
	field("durationBeforeAutomaticDenial", "How long it waits for a decision. Default: P30D.",
		func(s *entitlement.StageSettings) *entitlement.Period { return &s.DurationBeforeAutomaticDenial }, period()),
	flag("isApproverJustificationRequired", "Approvers have to say why.",
		func(s *entitlement.StageSettings) *bool { return &s.IsApproverJustificationRequired }, false),
	people("primaryApprovers", "Who decides. At least one, unless a customExtension says so.",
		func(s *entitlement.StageSettings) *[]entitlement.SubjectSet { return &s.PrimaryApprovers }),
	people("fallbackPrimaryApprovers", "Who decides when no primary approver is found.",
		func(s *entitlement.StageSettings) *[]entitlement.SubjectSet { return &s.FallbackPrimaryApprovers }),
	fieldOr("isEscalationEnabled", "Default: true if escalation is described.",
		func(s *entitlement.StageSettings) *bool { return &s.IsEscalationEnabled }, boolean(),
		func(s *entitlement.StageSettings) bool {
			return !s.DurationBeforeEscalation.IsZero() || len(s.EscalationApprovers)+len(s.FallbackEscalationApprovers) > 0
		}),
	field("durationBeforeEscalation", "After how long the escalation approvers may decide too.",
		func(s *entitlement.StageSettings) *entitlement.Period { return &s.DurationBeforeEscalation }, period()),
	people("escalationApprovers", "Who may decide then.",
		func(s *entitlement.StageSettings) *[]entitlement.SubjectSet { return &s.EscalationApprovers }),
	people("fallbackEscalationApprovers", "Who may decide then when no escalation approver is found.",
		func(s *entitlement.StageSettings) *[]entitlement.SubjectSet { return &s.FallbackEscalationApprovers }),
	fieldOr("approverInformationVisibility", "Whether requestors see who is asked. Default: as the tenant's settings say.",
		func(s *entitlement.StageSettings) *entitlement.ApproverVisibility {
			return &s.ApproverInformationVisibility
		},
		enum[entitlement.ApproverVisibility](), fixed[entitlement.StageSettings](entitlement.ApproversByDefault)),
	field("customExtension", "For the first stage: an extension of the catalog, by its id, that says all the rest for each request.",
		func(s *entitlement.StageSettings) *entitlement.CustomExtensionID { return &s.CustomExtension },
		text[entitlement.CustomExtensionID]()),
)

var subjectSetForm = object("subjectSet", "People: a user, a group, or a relation such as the target's manager.",
	fieldOr("@odata.type", "Which people. Default: what userId or groupId says.",
		func(s *entitlement.SubjectSet) *entitlement.SubjectSetType { return &s.Type },
		oneOf(
			entitlement.SetSingleUser, entitlement.SetGroupMembers, entitlement.SetRequestorManager, entitlement.SetTargetManager,
			entitlement.SetInternalSponsors, entitlement.SetExternalSponsors, entitlement.SetTargetUserSponsors),
		func(s *entitlement.SubjectSet) entitlement.SubjectSetType {
			switch {
			case s.UserID != "":
				return entitlement.SetSingleUser
			case s.GroupID != "":
				return entitlement.SetGroupMembers
			}
			return 0
		}).must(),
	field("userId", "The person of a singleUser.",
		func(s *entitlement.SubjectSet) *entitlement.SubjectID { return &s.UserID }, text[entitlement.SubjectID]()),
	field("groupId", "The group of groupMembers.",
		func(s *entitlement.SubjectSet) *entitlement.GroupID { return &s.GroupID }, text[entitlement.GroupID]()),
	field("managerLevel", "For managers: 1 or 2 steps up. Default: 1.",
		func(s *entitlement.SubjectSet) *int { return &s.ManagerLevel }, integer()),
	description(func(s *entitlement.SubjectSet) *string { return &s.Description }),
)

var expirationForm = object("expiration", "When access ends.",
	fieldOr("type", "Default: afterDuration with a duration, afterDateTime with an endDateTime, or else after 30 days.",
		func(e *entitlement.Expiration) *entitlement.ExpirationType { return &e.Type }, enum[entitlement.ExpirationType](),
		func(e *entitlement.Expiration) entitlement.ExpirationType {
			switch {
			case !e.Duration.IsZero():
				return entitlement.ExpirationAfterDuration
			case !e.EndDateTime.IsZero():
				return entitlement.ExpirationAfterDateTime
			}
			return entitlement.ExpirationNotSpecified
		}),
	field("endDateTime", "The instant at which all access ends.",
		func(e *entitlement.Expiration) *time.Time { return &e.EndDateTime }, instant()),
	field("duration", "How long access lasts, such as P90D or PT8H.",
		func(e *entitlement.Expiration) *entitlement.Period { return &e.Duration }, period()),
)

var notificationForm = object("notificationSettings", "Mails about assignments.",
	flag("isAssignmentNotificationDisabled", "Sends none.",
		func(s *entitlement.NotificationSettings) *bool { return &s.IsAssignmentNotificationDisabled }, false),
)
