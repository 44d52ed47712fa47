package entitlement

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// CustomExtensionID names a custom extension within its catalog, in the words of who configured it: "ticketing". Policies of
// the catalog refer to it, so it does not change.
type CustomExtensionID string

// CustomExtension is a process outside that is called at stages of the policies of its catalog.
type CustomExtension struct {
	ID          CustomExtensionID   `json:"id"` // unique in the catalog
	DisplayName string              `json:"displayName"`
	Description string              `json:"description,omitempty"`
	Type        CustomExtensionType `json:"@odata.type"`
	// Endpoint is what the host knows the other side by. The engine hands it to the port as it is; it is no secret.
	Endpoint            string              `json:"endpoint"`
	ClientConfiguration ClientConfiguration `json:"clientConfiguration,omitzero"`
	// CallbackConfiguration makes it one that is waited for (launch and wait, R-316); nil goes on at once (launch and
	// continue, R-315).
	CallbackConfiguration *CallbackConfiguration `json:"callbackConfiguration,omitempty"`
}

// ClientConfiguration says how an extension is called.
type ClientConfiguration struct {
	TimeoutInMilliseconds int `json:"timeoutInMilliseconds,omitzero"` // 200 to 2000; 0 is 1000
	MaximumRetries        int `json:"maximumRetries,omitzero"`        // 0 or 1
}

// CallbackConfiguration says how long the answer of an extension is waited for.
type CallbackConfiguration struct {
	TimeoutDuration Period `json:"timeoutDuration"` // 5 minutes to 14 days, in days or hours and minutes
}

// The bounds of. They are exact.
const (
	MinCallbackTimeout = 5 * time.Minute
	MaxCallbackTimeout = 14 * 24 * time.Hour

	MinClientTimeout     = 200 // milliseconds
	MaxClientTimeout     = 2000
	DefaultClientTimeout = 1000
	MaxClientRetries     = 1
)

// Timeout returns how long one call may take.
func (c ClientConfiguration) Timeout() time.Duration {
	if c.TimeoutInMilliseconds == 0 {
		return DefaultClientTimeout * time.Millisecond
	}
	return time.Duration(c.TimeoutInMilliseconds) * time.Millisecond
}

// Waits reports whether a request waits until the extension has answered.
func (x *CustomExtension) Waits() bool { return x.CallbackConfiguration != nil }

// CustomExtensionType says at which stages an extension can be called. The zero value is none.
type CustomExtensionType uint8

// Custom extension types.
const (
	ExtensionRequestWorkflow    CustomExtensionType = iota + 1 // when a request or its assignment moves on; it may be waited for
	ExtensionAssignmentWorkflow                                // before an assignment ends; it is never waited for
)

var customExtensionTypes = words[CustomExtensionType]{
	ExtensionRequestWorkflow:    "accessPackageAssignmentRequestWorkflowExtension",
	ExtensionAssignmentWorkflow: "accessPackageAssignmentWorkflowExtension",
}

// String returns Graph's name of the type, without "#microsoft.graph.".
func (t CustomExtensionType) String() string { return customExtensionTypes.text(t) }

// MarshalText returns Graph's name of the type, with "#microsoft.graph." as Graph writes it.
func (t CustomExtensionType) MarshalText() ([]byte, error) {
	name, err := customExtensionTypes.marshal("@odata.type", t)
	if err != nil {
		return nil, err
	}
	return append([]byte(graphType), name...), nil
}

// UnmarshalText accepts Graph's names, with or without "#microsoft.graph.".
func (t *CustomExtensionType) UnmarshalText(text []byte) error {
	name := strings.TrimPrefix(string(text), graphType)
	return customExtensionTypes.unmarshal("@odata.type", []byte(name), t)
}

// CustomExtensionStage is where in the life of a request or an assignment an extension is called. The values are
// stored. The zero value is none.
type CustomExtensionStage uint8

// Stages of custom extensions.
const (
	StageRequestCreated               CustomExtensionStage = iota + 1 // submitted, before anybody is asked to approve
	StageRequestApproved                                              // by the last stage, or because no approval is needed
	StageRequestGranted                                               // everything is delivered
	StageRequestRemoved                                               // the assignment has ended, whatever for
	StageFourteenDaysBeforeExpiration                                 // of the assignment
	StageOneDayBeforeExpiration
	StageDeterminingApproval // the first stage of approval is about to open, and the extension says who decides
)

var customExtensionStages = words[CustomExtensionStage]{
	StageRequestCreated: "assignmentRequestCreated", StageRequestApproved: "assignmentRequestApproved",
	StageRequestGranted: "assignmentRequestGranted", StageRequestRemoved: "assignmentRequestRemoved",
	StageFourteenDaysBeforeExpiration: "assignmentFourteenDaysBeforeExpiration",
	StageOneDayBeforeExpiration:       "assignmentOneDayBeforeExpiration",
	StageDeterminingApproval:          "assignmentRequestDeterminingApprovalRequirements",
}

// CustomExtensionStages returns all stages, in their order.
func CustomExtensionStages() []CustomExtensionStage { return customExtensionStages.all() }

// String returns Graph's word.
func (s CustomExtensionStage) String() string { return customExtensionStages.text(s) }

// MarshalText returns Graph's word.
func (s CustomExtensionStage) MarshalText() ([]byte, error) {
	return customExtensionStages.marshal("stage", s)
}

// UnmarshalText accepts Graph's words only.
func (s *CustomExtensionStage) UnmarshalText(text []byte) error {
	return customExtensionStages.unmarshal("stage", text, s)
}

// Type returns which extensions can be called at the stage.
func (s CustomExtensionStage) Type() CustomExtensionType {
	if s == StageFourteenDaysBeforeExpiration || s == StageOneDayBeforeExpiration {
		return ExtensionAssignmentWorkflow
	}
	return ExtensionRequestWorkflow
}

// Decides reports whether a request can wait, and be denied, at the stage.
func (s CustomExtensionStage) Decides() bool {
	return s == StageRequestCreated || s == StageRequestApproved || s == StageDeterminingApproval
}

// CustomExtensionStageSetting has an extension called at a stage under a policy.
type CustomExtensionStageSetting struct {
	Stage           CustomExtensionStage `json:"stage"`
	CustomExtension CustomExtensionID    `json:"customExtension"` // of the policy's catalog
}

// EndNotices say when something happens before an assignment ends.
type EndNotices struct{ FourteenDays, OneDay bool }

// EndNotices returns when something happens under the policy before an assignment ends: holders are asked whether to extend it
// or an extension is called.
func (p *AssignmentPolicy) EndNotices() EndNotices {
	asks := p.Requestor().EnableTargetsToSelfUpdateAccess
	calls := func(stage CustomExtensionStage) bool {
		return slices.ContainsFunc(p.CustomExtensionStageSettings, func(s CustomExtensionStageSetting) bool { return s.Stage == stage })
	}
	return EndNotices{
		FourteenDays: asks || calls(StageFourteenDaysBeforeExpiration), OneDay: asks || calls(StageOneDayBeforeExpiration),
	}
}

// CustomExtension returns an extension of the catalog, or nil.
func (c *Catalog) CustomExtension(id CustomExtensionID) *CustomExtension {
	i := slices.IndexFunc(c.CustomExtensions, func(x CustomExtension) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	return &c.CustomExtensions[i]
}

// CloneCustomExtensions returns a copy that shares no memory with the list.
func CloneCustomExtensions(list []CustomExtension) []CustomExtension {
	list = slices.Clone(list)
	for i := range list {
		if callback := list[i].CallbackConfiguration; callback != nil {
			own := *callback
			list[i].CallbackConfiguration = &own
		}
	}
	return list
}

// validateCustomExtensions refuses more than Limits.ExtensionsPerCatalog extensions, two of the same id, and malformed ones.
func validateCustomExtensions(limits Limits, list []CustomExtension) error {
	const path = "customWorkflowExtensions"
	if err := checkLimit(path, "ExtensionsPerCatalog", len(list), limits.ExtensionsPerCatalog); err != nil {
		return err
	}
	for i := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if err := list[i].validate(at, limits); err != nil {
			return err
		}
		if slices.ContainsFunc(list[:i], func(o CustomExtension) bool { return o.ID == list[i].ID }) {
			return invalid(at+".id", "extension %q is listed twice", list[i].ID)
		}
	}
	return nil
}

func (x *CustomExtension) validate(path string, limits Limits) error {
	if err := firstError(
		checkKey(path+".id", string(x.ID)),
		limits.checkName(path+".displayName", x.DisplayName),
		limits.checkDescription(path+".description", x.Description),
		checkEnum(path+".@odata.type", x.Type, customExtensionTypes),
		checkKey(path+".endpoint", x.Endpoint),
		x.ClientConfiguration.validate(path+".clientConfiguration"),
	); err != nil || !x.Waits() {
		return err
	}
	at := path + ".callbackConfiguration"
	if x.Type == ExtensionAssignmentWorkflow {
		return invalid(at, "nothing waits for %s", x.Type)
	}
	timeout := x.CallbackConfiguration.TimeoutDuration
	if timeout.Years != 0 || timeout.Months != 0 {
		return invalid(at+".timeoutDuration", "%s is not in days, hours and minutes", timeout)
	}
	if err := timeout.check(at + ".timeoutDuration"); err != nil {
		return err
	}
	start := time.Unix(0, 0)
	if length := timeout.AddTo(start).Sub(start); length < MinCallbackTimeout || length > MaxCallbackTimeout {
		return invalid(at+".timeoutDuration", "%s is not from 5 minutes to 14 days", timeout)
	}
	return nil
}

// validate refuses what R-321 does not allow.
func (c ClientConfiguration) validate(path string) error {
	switch {
	case c.TimeoutInMilliseconds != 0 && (c.TimeoutInMilliseconds < MinClientTimeout || c.TimeoutInMilliseconds > MaxClientTimeout):
		return invalid(path+".timeoutInMilliseconds", "%d is not from %d to %d", c.TimeoutInMilliseconds, MinClientTimeout, MaxClientTimeout)
	case c.MaximumRetries < 0 || c.MaximumRetries > MaxClientRetries:
		return invalid(path+".maximumRetries", "%d is not 0 or 1", c.MaximumRetries)
	}
	return nil
}

// validateExtensionStages refuses more than Limits.ExtensionsPerPolicy settings, and one that is listed twice. Whether the
// catalog has the extensions is for the engine to say.
func (p *AssignmentPolicy) validateExtensionStages(limits Limits) error {
	const path = "customExtensionStageSettings"
	list := p.CustomExtensionStageSettings
	if err := checkLimit(path, "ExtensionsPerPolicy", len(list), limits.ExtensionsPerPolicy); err != nil {
		return err
	}
	for i, s := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if err := firstError(
			checkEnum(at+".stage", s.Stage, customExtensionStages), checkKey(at+".customExtension", string(s.CustomExtension)),
		); err != nil {
			return err
		}
		if slices.Contains(list[:i], s) {
			return invalid(at, "extension %q is listed twice at %s", s.CustomExtension, s.Stage)
		}
		if s.Stage == StageDeterminingApproval {
			return invalid(at+".stage", "%s is for the stage of approval that names the extension", s.Stage)
		}
		if p.IsAutomatic() && s.Stage != StageRequestGranted && s.Stage != StageRequestRemoved {
			return invalid(at+".stage", "%s does not come under an automatic policy", s.Stage)
		}
	}
	return nil
}
