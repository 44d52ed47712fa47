package spec_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// documents draws documents that Check accepts. Names are made unique by numbers; references lead to what was drawn.
func documents() *rapid.Generator[spec.Document] {
	return rapid.Custom(func(t *rapid.T) spec.Document {
		var d spec.Document
		if rapid.Bool().Draw(t, "schema") {
			d.Schema = "./schema.json"
		}
		d.ConnectedOrganizations = list(t, 2, func(i int) spec.ConnectedOrganization {
			return spec.ConnectedOrganization{
				ID: id[entitlement.ConnectedOrganization](t), DisplayName: name(t, i), Description: text(t),
				State: rapid.SampledFrom([]entitlement.OrganizationState{0, entitlement.OrganizationConfigured, entitlement.OrganizationProposed}).Draw(t, "state"),
				IdentitySources: []entitlement.IdentitySource{
					{Type: entitlement.SourceTenant, TenantID: fmt.Sprint("tenant-", i), DisplayName: name(t, i)},
					{Type: entitlement.SourceCloud, TenantID: fmt.Sprint("cloud-", i), CloudInstance: "microsoftonline.us"},
					{Type: entitlement.SourceFederation, DomainName: fmt.Sprintf("f%d.example", i), IssuerURI: rapid.SampledFrom([]string{"", "https://idp"}).Draw(t, "issuer")},
					{Type: entitlement.SourceSocial, SocialType: fmt.Sprint("provider", i)},
					{Type: entitlement.SourceDomain, DomainName: fmt.Sprintf("d%d.example", i)},
				}[rapid.IntRange(0, 4).Draw(t, "source"):],
				InternalSponsors: some(t, entitlement.User("sam")), ExternalSponsors: some(t, entitlement.GroupMembers("leads")),
			}
		})
		d.Catalogs = list(t, 3, func(i int) spec.Catalog { return catalog(t, i, &d) })
		d.RoleAssignments = some(t, spec.RoleAssignment{
			ID: id[entitlement.RoleAssignment](t), Role: entitlement.RoleCatalogCreator, Principal: entitlement.GroupMembers("leads"),
		})
		if rapid.Bool().Draw(t, "settings") {
			d.Settings = &spec.Settings{
				ExternalUserLifecycleAction: rapid.SampledFrom([]entitlement.ExternalUserAction{
					entitlement.ActionNone, entitlement.ActionBlockSignIn, entitlement.ActionBlockSignInAndDelete,
				}).Draw(t, "action"),
				DurationUntilExternalUserDeletedAfterBlocked: period(t), AllowedDomains: some(t, "contoso.example"),
				ResourceVisibility:           entitlement.ResourceVisibility(rapid.IntRange(0, 2).Draw(t, "resources")),
				RelatedPeopleInsightLevel:    entitlement.InsightLevel(rapid.IntRange(0, 2).Draw(t, "insight")),
				ShowApproverDetailsToMembers: rapid.Bool().Draw(t, "approvers"),
			}
		}
		return d
	})
}

func catalog(t *rapid.T, i int, d *spec.Document) spec.Catalog {
	c := spec.Catalog{
		ID: id[entitlement.Catalog](t), DisplayName: name(t, i), Description: "d" + text(t),
		State: rapid.SampledFrom([]entitlement.CatalogState{0, entitlement.CatalogPublished, entitlement.CatalogUnpublished}).Draw(t, "state"),
		Type:  rapid.SampledFrom([]entitlement.CatalogType{0, entitlement.CatalogUserManaged, entitlement.CatalogServiceManaged}).Draw(t, "type"),
	}
	if rapid.Bool().Draw(t, "visibility") {
		c.IsExternallyVisible = new(rapid.Bool().Draw(t, "visible"))
	}
	c.CustomExtensions = some(t,
		entitlement.CustomExtension{
			ID: "desk", DisplayName: name(t, 0), Description: text(t), Type: entitlement.ExtensionRequestWorkflow, Endpoint: "desk",
			ClientConfiguration:   entitlement.ClientConfiguration{TimeoutInMilliseconds: 200, MaximumRetries: 1},
			CallbackConfiguration: &entitlement.CallbackConfiguration{TimeoutDuration: entitlement.Days(3)},
		},
		entitlement.CustomExtension{ID: "bus", DisplayName: name(t, 1), Type: entitlement.ExtensionAssignmentWorkflow, Endpoint: "bus"},
	)
	c.Resources = list(t, 2, func(i int) spec.Resource {
		r := spec.Resource{
			ID: id[entitlement.Resource](t), DisplayName: name(t, i), Description: text(t), Type: entitlement.ResourceGroup,
			OriginID:    fmt.Sprint("origin ", i),
			UsableRoles: rapid.SampledFrom([]entitlement.ResourceUse{entitlement.UseAllRoles, entitlement.UseOwnerRole, entitlement.UseNoRole}).Draw(t, "use"),
		}
		r.Attributes = list(t, 2, func(i int) entitlement.ResourceAttribute {
			q := question(t, i)
			q.ID, q.IsMultipleSelectionAllowed = "", false
			return entitlement.ResourceAttribute{
				Name: fmt.Sprint("property ", i), Question: q, IsEditable: rapid.Bool().Draw(t, "editable"),
				IsPersistedOnAssignmentRemoval: rapid.Bool().Draw(t, "persisted"),
			}
		})
		if rapid.Bool().Draw(t, "roles") {
			r.Type, r.Roles = "app", []entitlement.ResourceRole{{OriginID: "Member", DisplayName: "User"}, {OriginID: "Admin"}}
		}
		return r
	})
	c.AccessPackages = list(t, 3, func(i int) spec.AccessPackage {
		p := spec.AccessPackage{
			ID: id[entitlement.AccessPackage](t), DisplayName: name(t, i), Description: text(t), IsHidden: rapid.Bool().Draw(t, "hidden"),
			IncompatibleGroups: some(t, entitlement.GroupID("auditors")),
		}
		for _, r := range c.Resources {
			p.ResourceRoleScopes = append(p.ResourceRoleScopes, some(t, spec.RoleScope{Resource: spec.Ref(r.DisplayName), Role: "Member"})...)
		}
		for _, other := range d.Catalogs {
			for _, q := range other.AccessPackages {
				p.IncompatibleAccessPackages = append(p.IncompatibleAccessPackages,
					some(t, spec.PackageRef{Catalog: spec.Ref(other.DisplayName), AccessPackage: spec.Ref(q.DisplayName)})...)
			}
		}
		p.AssignmentPolicies = list(t, 2, func(i int) spec.Policy {
			p := policy(t, i, d)
			for _, x := range c.CustomExtensions {
				stage := entitlement.StageRequestGranted
				if x.Type == entitlement.ExtensionAssignmentWorkflow {
					stage = entitlement.StageOneDayBeforeExpiration
				}
				if p.AutomaticRequestSettings == nil || stage == entitlement.StageRequestGranted {
					p.CustomExtensionStageSettings = append(p.CustomExtensionStageSettings,
						entitlement.CustomExtensionStageSetting{Stage: stage, CustomExtension: x.ID})
				}
				approval := &p.RequestApprovalSettings
				if x.CallbackConfiguration != nil && len(approval.Stages) > 0 && rapid.Bool().Draw(t, "determined") {
					approval.Stages[0] = entitlement.StageSettings{CustomExtension: x.ID}
				}
			}
			return p
		})
		return p
	})
	c.RoleAssignments = some(t, spec.RoleAssignment{Role: entitlement.RoleCatalogOwner, Principal: entitlement.User("meg")})
	d.Catalogs = append(d.Catalogs, c) // for those that come later
	return c
}

func policy(t *rapid.T, i int, d *spec.Document) spec.Policy {
	p := spec.Policy{
		ID: id[entitlement.AssignmentPolicy](t), DisplayName: name(t, i), Description: text(t), IsSuspended: rapid.Bool().Draw(t, "suspended"),
		NotificationSettings: entitlement.NotificationSettings{IsAssignmentNotificationDisabled: rapid.Bool().Draw(t, "quiet")},
	}
	if rapid.IntRange(0, 4).Draw(t, "automatic") == 0 {
		p.SpecificAllowedTargets = []spec.Target{{MembershipRule: `user.department -eq "Sales"`, Description: text(t)}}
		p.AutomaticRequestSettings = &entitlement.AutomaticRequestSettings{
			RequestAccessForAllowedTargets:             rapid.Bool().Draw(t, "assigns"),
			RemoveAccessWhenTargetLeavesAllowedTargets: rapid.Bool().Draw(t, "removes"),
			GracePeriodBeforeAccessRemoval:             entitlement.Days(rapid.IntRange(0, 30).Draw(t, "grace")),
		}
		return p
	}
	switch rapid.IntRange(0, 3).Draw(t, "scope") {
	case 1:
		p.SpecificAllowedTargets = []spec.Target{{GroupID: "staff", Description: text(t)}, {UserID: "ann"}}
	case 2:
		p.AllowedTargetScope = entitlement.ScopeAllMemberUsers
	case 3:
		for _, o := range d.ConnectedOrganizations {
			p.SpecificAllowedTargets = append(p.SpecificAllowedTargets, spec.Target{ConnectedOrganization: spec.Ref(o.DisplayName)})
		}
		if len(p.SpecificAllowedTargets) > 0 && rapid.Bool().Draw(t, "explicit") {
			p.AllowedTargetScope = entitlement.ScopeSpecificOrganizations
		}
	}
	if rapid.Bool().Draw(t, "requestor") {
		p.RequestorSettings = &entitlement.RequestorSettings{
			EnableTargetsToSelfAddAccess:    rapid.Bool().Draw(t, "add"),
			EnableTargetsToSelfRemoveAccess: rapid.Bool().Draw(t, "remove"), AllowCustomAssignmentSchedule: rapid.Bool().Draw(t, "schedule"),
			EnableOnBehalfRequestorsToAddAccess:    rapid.Bool().Draw(t, "add for others"),
			EnableOnBehalfRequestorsToUpdateAccess: rapid.Bool().Draw(t, "extend for others"),
			EnableOnBehalfRequestorsToRemoveAccess: rapid.Bool().Draw(t, "remove for others"),
			OnBehalfRequestors:                     some(t, entitlement.Manager(2)),
		}
	}
	if rapid.Bool().Draw(t, "reviews") {
		p.ReviewSettings = reviews(t)
	}
	p.RequestApprovalSettings.IsRequestorJustificationRequired = rapid.Bool().Draw(t, "justify")
	p.RequestApprovalSettings.Stages = list(t, 2, func(int) entitlement.StageSettings {
		s := entitlement.StageSettings{
			PrimaryApprovers:                []entitlement.SubjectSet{entitlement.User("meg"), entitlement.GroupMembers("leads")},
			IsApproverJustificationRequired: rapid.Bool().Draw(t, "explain"),
			ApproverInformationVisibility:   entitlement.ApproverVisibility(rapid.IntRange(0, 2).Draw(t, "visibility")),
			FallbackPrimaryApprovers:        some(t, entitlement.SubjectSet{Type: entitlement.SetInternalSponsors, Description: text(t)}),
		}
		if rapid.Bool().Draw(t, "escalation") {
			s.IsEscalationEnabled, s.DurationBeforeEscalation = true, entitlement.Hours(rapid.IntRange(1, 100).Draw(t, "hours"))
			s.EscalationApprovers = []entitlement.SubjectSet{{Type: entitlement.SetRequestorManager, ManagerLevel: rapid.IntRange(0, 2).Draw(t, "level")}}
		}
		return s
	})
	if len(p.RequestApprovalSettings.Stages) > 0 {
		p.RequestApprovalSettings.IsApprovalRequiredForAdd = rapid.Bool().Draw(t, "approval")
	}
	p.Expiration = rapid.SampledFrom([]entitlement.Expiration{
		{}, {Type: entitlement.ExpirationNone}, {Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(90)},
		{Type: entitlement.ExpirationAfterDateTime, EndDateTime: time.Date(2026, 12, 31, 23, 0, 0, 1000, time.UTC)},
	}).Draw(t, "expiration")
	p.Questions = list(t, 2, func(i int) entitlement.Question { return question(t, i) })
	p.VerifiableCredentialSettings.CredentialTypes = list(t, 2, func(i int) entitlement.VerifiableCredentialType {
		issuers := append([]string{"did:web:a.example"}, some(t, "did:web:b.example")...)
		return entitlement.VerifiableCredentialType{CredentialType: fmt.Sprint("c", i), Issuers: issuers}
	})
	return p
}

func question(t *rapid.T, i int) entitlement.Question {
	q := entitlement.Question{
		ID: entitlement.QuestionID(fmt.Sprint("q", i)), Type: entitlement.QuestionTextInput, Text: "Why?" + text(t),
		Localizations: some(t, entitlement.LocalizedText{LanguageCode: "de", Text: "Warum?"}),
		IsRequired:    rapid.Bool().Draw(t, "required"), IsAnswerEditable: rapid.Bool().Draw(t, "editable"),
		Sequence: rapid.IntRange(-3, 3).Draw(t, "sequence"),
	}
	if rapid.Bool().Draw(t, "choice") {
		q.Type, q.IsMultipleSelectionAllowed = entitlement.QuestionMultipleChoice, rapid.Bool().Draw(t, "several")
		q.Choices = []entitlement.AnswerChoice{
			{ActualValue: "a", Text: "A", Localizations: some(t, entitlement.LocalizedText{LanguageCode: "de", Text: "Ah"})},
			{ActualValue: "b", Text: "B"},
		}
		return q
	}
	q.IsSingleLineQuestion = rapid.Bool().Draw(t, "line")
	q.RegexPattern = rapid.SampledFrom([]string{"", `\d{4}`, "[a-z]+|\"x\""}).Draw(t, "pattern")
	return q
}

func reviews(t *rapid.T) *entitlement.ReviewSettings {
	s := &entitlement.ReviewSettings{
		IsEnabled: rapid.Bool().Draw(t, "enabled"), IsRecommendationEnabled: rapid.Bool().Draw(t, "recommend"),
		IsReviewerJustificationRequired: rapid.Bool().Draw(t, "say why"), IsSelfReview: rapid.Bool().Draw(t, "self"),
		Schedule: entitlement.ReviewSchedule{StartDateTime: time.Date(2026, 2, 1, 8, 0, 0, 0, time.UTC)},
	}
	if rapid.Bool().Draw(t, "remove") {
		s.ExpirationBehavior = entitlement.ReviewRemoveAccess
	}
	if !s.IsSelfReview {
		s.PrimaryReviewers = []entitlement.SubjectSet{entitlement.Manager(1)}
		s.FallbackReviewers = some(t, entitlement.User("meg"))
	}
	s.AdditionalNotificationRecipients = some(t, entitlement.User("sam"))
	if rapid.Bool().Draw(t, "quarterly") {
		s.Schedule.Recurrence, s.Schedule.Duration = entitlement.Period{Months: 3}, entitlement.Days(rapid.IntRange(1, 80).Draw(t, "open"))
		s.Schedule.EndDateTime = time.Date(2030, 2, 1, 8, 0, 0, 0, time.UTC)
	}
	return s
}

func list[T any](t *rapid.T, most int, item func(i int) T) []T {
	var out []T
	for i := range rapid.IntRange(0, most).Draw(t, "length") {
		out = append(out, item(i))
	}
	return out
}

func some[T any](t *rapid.T, values ...T) []T {
	if rapid.Bool().Draw(t, "there") {
		return values
	}
	return nil
}

func name(t *rapid.T, i int) string {
	return rapid.SampledFrom([]string{"Sales", "Größe", "<&>", `"quoted" \`, "日本 語", "a/b", "$schema"}).Draw(t, "name") + fmt.Sprint(" ", i)
}

func text(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "A line.", "Two\nlines\tand a tab.", "<b>&amp;</b>"}).Draw(t, "text")
}

func period(t *rapid.T) entitlement.Period {
	return entitlement.Period{
		Years: rapid.IntRange(0, 2).Draw(t, "years"), Months: rapid.IntRange(0, 20).Draw(t, "months"),
		Days: rapid.IntRange(0, 400).Draw(t, "days"), Clock: time.Duration(rapid.IntRange(0, 100_000).Draw(t, "clock")) * time.Second,
	}
}

// id is absent, or one that no other call draws.
func id[T any](t *rapid.T) entitlement.ID[T] {
	if rapid.Bool().Draw(t, "id") {
		return entitlement.ID[T](rapid.SliceOfN(rapid.Byte(), 16, 16).Filter(func(b []byte) bool { return b[0] != 0 }).Draw(t, "bytes"))
	}
	return entitlement.ID[T]{}
}
