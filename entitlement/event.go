package entitlement

import "time"

// Actor is who acts: a person, the system itself (timers and deliveries), or a job of the host.
type Actor struct {
	Kind    ActorKind `json:"kind"`
	Subject SubjectID `json:"subject,omitempty"` // for a person
	Job     string    `json:"job,omitempty"`     // for the host: why it acts
}

// ActorKind tells persons from machines.
type ActorKind uint8

// Actor kinds.
const (
	ActorSystem ActorKind = iota // a timer, a delivery: the engine itself
	ActorPerson
	ActorHost // a job of the host, with a reason
)

var actorKinds = words[ActorKind]{"system", "person", "host"}

// String returns the word for the kind.
func (k ActorKind) String() string { return actorKinds.text(k) }

// MarshalText returns the same text as String.
func (k ActorKind) MarshalText() ([]byte, error) { return actorKinds.marshal("actorKind", k) }

// UnmarshalText accepts the texts of String only.
func (k *ActorKind) UnmarshalText(text []byte) error {
	return actorKinds.unmarshal("actorKind", text, k)
}

// String returns who acts, for people.
func (a Actor) String() string {
	switch a.Kind {
	case ActorPerson:
		return string(a.Subject)
	case ActorHost:
		return "host (" + a.Job + ")"
	case ActorSystem:
	}
	return "system"
}

// Event records one change of one object, in the transaction that made it. Events are never changed; together they are the
// audit log and replay to the same state.
type Event struct {
	Seq        uint64    // 1, 2, 3, … without gaps
	At         time.Time // the logical instant: of a timer its due instant, of a command the clock's
	Activity   Activity
	Actor      Actor
	OnBehalfOf SubjectID // the person for whom the actor acted, if another
	Object     ObjectRef // what changed
	Version    uint32    // its version after the change
	Previous   uint64    // the event before this one about the same object; 0 for the first
	Subject    SubjectID // whose access it is about, or ""
	LastSeen   uint64    // the event before this one about the same subject; 0 for the first
	Package    PackageRef
	Policy     PolicyRef
	Request    RequestID
	Assignment AssignmentID
	Codes      []Code // why: reason codes and failure codes, outermost first
	Facts      []Fact // the few facts that decided
	After      []byte // the stored form of the object after the change; nil when it was removed
	Link       [32]byte
}

// Fact is something that was true when a decision was made.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ObjectRef names an object of any kind. Key is its stored key: an id's sixteen bytes, or for stages, grants and guests the
// encoded composite key.
type ObjectRef struct {
	Kind Kind
	Key  string
}

// Activity names what happened, in the words of Entra's audit log where it has them. The values are stored: append
// only.
type Activity uint8

// Activities.
const (
	_ Activity = iota
	ActivityCreateCatalog
	ActivityUpdateCatalog
	ActivityDeleteCatalog
	ActivityCreatePackage
	ActivityUpdatePackage
	ActivityDeletePackage
	ActivityCreatePolicy
	ActivityUpdatePolicy
	ActivityDeletePolicy
	ActivityCreateOrganization
	ActivityUpdateOrganization
	ActivityDeleteOrganization
	ActivityAddResource
	ActivityUpdateResource
	ActivityRemoveResource
	ActivityAddRole
	ActivityRemoveRole
	ActivityUpdateSettings
	ActivityUserRequests
	ActivityUserRequestsRemoval
	ActivityAdminAssigns
	ActivityAdminRemoves
	ActivityAutoApprove
	ActivityCreateApproval
	ActivityStageCompleted
	ActivityApprove
	ActivityDeny
	ActivityTimeout
	ActivityEscalate
	ActivityCancelRequest
	ActivitySchedule
	ActivityReadyToFulfill
	ActivityFulfillRequest
	ActivityPartiallyFulfill
	ActivityFailRequest
	ActivityReprocess
	ActivityCreateAssignment
	ActivityUpdateAssignment
	ActivityRemoveAssignment
	ActivityWantGrant
	ActivityFulfillGrant
	ActivityFailGrant
	ActivityUnwantGrant
	ActivityRemoveGrant
	ActivityStuckRevoke
	ActivityInviteGuest
	ActivityGuestActive
	ActivityBlockGuest
	ActivityDeleteGuest
	ActivityGuestDone
	ActivityTimeConfirmed
	ActivityTimeLowered
	ActivityUpdateRequest
	ActivityLogTruncated
)

var activities = words[Activity]{
	ActivityCreateCatalog: "Create catalog", ActivityUpdateCatalog: "Update catalog", ActivityDeleteCatalog: "Delete catalog",
	ActivityCreatePackage: "Create access package", ActivityUpdatePackage: "Update access package",
	ActivityDeletePackage: "Delete access package",
	ActivityCreatePolicy:  "Create access package assignment policy", ActivityUpdatePolicy: "Update access package assignment policy",
	ActivityDeletePolicy:       "Delete access package assignment policy",
	ActivityCreateOrganization: "Create connected organization", ActivityUpdateOrganization: "Update connected organization",
	ActivityDeleteOrganization: "Delete connected organization",
	ActivityAddResource:        "Create resource request", ActivityUpdateResource: "Update access package catalog resource",
	ActivityRemoveResource: "Create resource remove request",
	ActivityAddRole:        "Add Entitlement Management role assignment", ActivityRemoveRole: "Remove Entitlement Management role assignment",
	ActivityUpdateSettings:      "Update tenant setting",
	ActivityUserRequests:        "User requests access package assignment",
	ActivityUserRequestsRemoval: "User requests to remove access package assignment",
	ActivityAdminAssigns:        "Administrator directly assigns user to access package",
	ActivityAdminRemoves:        "Administrator directly removes user access package assignment",
	ActivityAutoApprove:         "Auto approve access package assignment request",
	ActivityCreateApproval:      "Create request approval",
	ActivityStageCompleted:      "Approval stage completed for access package assignment request",
	ActivityApprove:             "Approve access package assignment request",
	ActivityDeny:                "Deny access package assignment request",
	ActivityTimeout:             "Access package assignment request timed out (no approver action taken)",
	ActivityEscalate:            "Escalate access package assignment request",
	ActivityCancelRequest:       "Cancel access package assignment request",
	ActivitySchedule:            "Schedule a future access package assignment",
	ActivityReadyToFulfill:      "Ready to fulfill access package assignment request",
	ActivityFulfillRequest:      "Fulfill access package assignment request",
	ActivityPartiallyFulfill:    "Partially fulfill access package assignment request",
	ActivityFailRequest:         "Failed access package assignment request",
	ActivityReprocess:           "Reprocess access package assignment request",
	ActivityCreateAssignment:    "Create access package assignment",
	ActivityUpdateAssignment:    "Update access package assignment",
	ActivityRemoveAssignment:    "Remove access package assignment",
	ActivityWantGrant:           "Ready to fulfill access package resource assignment",
	ActivityFulfillGrant:        "Fulfill access package resource assignment",
	ActivityFailGrant:           "Failed access package resource assignment",
	ActivityUnwantGrant:         "Ready to remove access package resource assignment",
	ActivityRemoveGrant:         "Remove access package resource assignment",
	ActivityStuckRevoke:         "Stuck removal of access package resource assignment",
	ActivityInviteGuest:         "Invite external user", ActivityGuestActive: "Unblock external user",
	ActivityBlockGuest: "Block external user", ActivityDeleteGuest: "Delete external user",
	ActivityGuestDone:     "External user account changed",
	ActivityTimeConfirmed: "Confirm clock change", ActivityTimeLowered: "Lower engine time",
	ActivityUpdateRequest: "Update access package assignment request", ActivityLogTruncated: "Truncate event log",
}

// Activities returns all activities.
func Activities() []Activity { return activities.all() }

// String returns the activity's name.
func (a Activity) String() string { return activities.text(a) }

// MarshalText returns the same text as String.
func (a Activity) MarshalText() ([]byte, error) { return activities.marshal("activity", a) }

// UnmarshalText accepts the texts of String only.
func (a *Activity) UnmarshalText(text []byte) error { return activities.unmarshal("activity", text, a) }

// MailKind is a numbered mail of the rule book.
type MailKind uint8

// The mails that are sent so far.
const (
	MailDecideByDate   MailKind = 2  // N02: stage 1 starts, to its approvers, escalation off
	MailDecideByTime   MailKind = 4  // N04: stage 1 starts, to its approvers, escalation on
	MailApproved       MailKind = 7  // N07: the request is finished and approved, to stage-1 approvers and alternates
	MailDenied         MailKind = 9  // N09: to the requestor
	MailAccessGiven    MailKind = 18 // N18: to the requestor
	MailAccessEnded    MailKind = 20 // N20: to the requestor
	maxDocumentedMails MailKind = 25
)

// String returns the mail's number in the rule book, such as "N02".
func (k MailKind) String() string {
	if k == 0 || k > maxDocumentedMails {
		return "N??"
	}
	return "N" + string(rune('0'+k/10)) + string(rune('0'+k%10))
}
