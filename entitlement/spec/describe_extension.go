package spec

import "example.com/tenure/entitlement"

var customExtensionForm = object("customExtension", "A process outside that policies of the catalog have called.",
	field("id", "What policies refer to it by. Unique in the catalog; keep it when the name changes.",
		func(x *entitlement.CustomExtension) *entitlement.CustomExtensionID { return &x.ID },
		text[entitlement.CustomExtensionID]()).must(),
	displayName(func(x *entitlement.CustomExtension) *string { return &x.DisplayName }, "What people call it."),
	description(func(x *entitlement.CustomExtension) *string { return &x.Description }),
	fieldOr("@odata.type", "When it is called. Default: when a request or its assignment moves on.",
		func(x *entitlement.CustomExtension) *entitlement.CustomExtensionType { return &x.Type },
		enum[entitlement.CustomExtensionType](), fixed[entitlement.CustomExtension](entitlement.ExtensionRequestWorkflow)),
	field("endpoint", "What the host knows the other side by. No secret.",
		func(x *entitlement.CustomExtension) *string { return &x.Endpoint }, text[string]()).must(),
	field("clientConfiguration", "How it is called.",
		func(x *entitlement.CustomExtension) *entitlement.ClientConfiguration { return &x.ClientConfiguration }, clientForm),
	field("callbackConfiguration", "Makes requests wait until it has answered. Default: they do not wait.",
		func(x *entitlement.CustomExtension) **entitlement.CallbackConfiguration {
			return &x.CallbackConfiguration
		},
		optional[entitlement.CallbackConfiguration]{callbackForm}),
)

var clientForm = object("clientConfiguration", "How an extension is called.",
	field("timeoutInMilliseconds", "How long a call may take, 200 to 2000. Default: 1000.",
		func(c *entitlement.ClientConfiguration) *int { return &c.TimeoutInMilliseconds }, integer()),
	field("maximumRetries", "Calls after one that failed in a way that may pass, 0 or 1. Default: 0.",
		func(c *entitlement.ClientConfiguration) *int { return &c.MaximumRetries }, integer()),
)

var callbackForm = object("callbackConfiguration", "How long an answer is waited for.",
	field("timeoutDuration", "5 minutes to 14 days, such as PT4H or P7D.",
		func(c *entitlement.CallbackConfiguration) *entitlement.Period { return &c.TimeoutDuration }, period()).must(),
)

var extensionStageForm = object("customExtensionStageSetting", "Has an extension called at a stage.",
	field("stage", "When: a request was created or approved, its access granted or removed, or ends in 14 days or 1 day.",
		func(s *entitlement.CustomExtensionStageSetting) *entitlement.CustomExtensionStage { return &s.Stage },
		oneOf(
			entitlement.StageRequestCreated, entitlement.StageRequestApproved, entitlement.StageRequestGranted,
			entitlement.StageRequestRemoved, entitlement.StageFourteenDaysBeforeExpiration, entitlement.StageOneDayBeforeExpiration)).must(),
	field("customExtension", "The extension, by its id in the catalog.",
		func(s *entitlement.CustomExtensionStageSetting) *entitlement.CustomExtensionID {
			return &s.CustomExtension
		},
		text[entitlement.CustomExtensionID]()).must(),
)
