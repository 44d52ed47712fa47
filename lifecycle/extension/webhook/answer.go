package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Answer reads the answer of an extension from a request: it verifies the message as Request does, and reads its body, for
// lifecycle.Session.Resume. The Key is the identifier of the message, so that a repetition changes nothing. The body is one
// JSON object:
//
//	requestId                           as in the call
//	customExtensionStageInstanceId      as in the call
//	stage                               as in the call; it may be left out
//	source                              who or what answers
//	customExtensionStageInstanceDetail  what approvers are to know
//	deny                                true ends the request
//	approvalStage                       where the stage of the call is assignmentRequestDeterminingApprovalRequirements: the
//	                                    stage of approval, with the members of Graph's accessPackageApprovalStage
//
// Members that are not known or come twice are refused with entitlement.InvalidArgument, and so is what is no such object.
// Whether the answer fits the request is for Resume to say.
func (v *Verifier) Answer(r *http.Request) (lifecycle.ResumeInput, error) {
	id, body, err := v.Request(r)
	if err != nil {
		return lifecycle.ResumeInput{}, err
	}
	if err := unique(json.NewDecoder(bytes.NewReader(body))); err != nil {
		return lifecycle.ResumeInput{}, malformed(err)
	}
	var in *answer
	if err := strict(body, &in); err != nil {
		return lifecycle.ResumeInput{}, malformed(err)
	}
	if in == nil {
		return lifecycle.ResumeInput{}, malformed(errors.New("it is null"))
	}
	out := lifecycle.ResumeInput{
		Key: id, Request: in.Request, StageInstance: in.StageInstance, Stage: in.Stage,
		Source: in.Source, Detail: in.Detail, Deny: in.Deny,
	}
	if in.ApprovalStage != nil {
		out.ApprovalStage = in.ApprovalStage.settings()
	}
	return out, nil
}

// answer is the body of an answer.
type answer struct {
	Request       entitlement.RequestID            `json:"requestId"`
	StageInstance entitlement.CalloutID            `json:"customExtensionStageInstanceId"`
	Stage         entitlement.CustomExtensionStage `json:"stage"`
	Source        string                           `json:"source"`
	Detail        string                           `json:"customExtensionStageInstanceDetail"`
	Deny          bool                             `json:"deny"`
	ApprovalStage *approvalStage                   `json:"approvalStage"`
}

// approvalStage is a stage with its people read strictly: these lists stand for those of the settings.
type approvalStage struct {
	Type stageType `json:"@odata.type"`
	entitlement.StageSettings
	PrimaryApprovers            []person `json:"primaryApprovers"`
	FallbackPrimaryApprovers    []person `json:"fallbackPrimaryApprovers"`
	EscalationApprovers         []person `json:"escalationApprovers"`
	FallbackEscalationApprovers []person `json:"fallbackEscalationApprovers"`
}

func (s *approvalStage) settings() *entitlement.StageSettings {
	out := s.StageSettings
	out.PrimaryApprovers, out.FallbackPrimaryApprovers = people(s.PrimaryApprovers), people(s.FallbackPrimaryApprovers)
	out.EscalationApprovers, out.FallbackEscalationApprovers = people(s.EscalationApprovers), people(s.FallbackEscalationApprovers)
	return &out
}

// stageType is the type of a stage in Graph's words, which goes without saying.
type stageType struct{}

// UnmarshalText accepts Graph's name, with or without "#microsoft.graph.".
func (*stageType) UnmarshalText(text []byte) error {
	const name = "accessPackageApprovalStage"
	if strings.TrimPrefix(string(text), "#microsoft.graph.") != name {
		return errors.New("the approvalStage is no " + name)
	}
	return nil
}

// person is a set of people that is read strictly.
type person struct{ entitlement.SubjectSet }

// UnmarshalJSON reads Graph's form.
func (p *person) UnmarshalJSON(data []byte) error {
	var known struct {
		Type         string `json:"@odata.type"`
		UserID       string `json:"userId"`
		GroupID      string `json:"groupId"`
		ManagerLevel int    `json:"managerLevel"`
		Description  string `json:"description"`
	}
	if err := strict(data, &known); err != nil {
		return err
	}
	return json.Unmarshal(data, &p.SubjectSet)
}

func people(list []person) []entitlement.SubjectSet {
	var out []entitlement.SubjectSet
	for _, p := range list {
		out = append(out, p.SubjectSet)
	}
	return out
}

// strict reads one JSON value that has no member unknown to the target, and nothing behind it.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the object")
	}
	return nil
}

// unique refuses members that come twice in an object, in whatever case: two readers could understand them differently. No
// member has other letters than those of ASCII, though encoding/json takes some for one of these.
func unique(d *json.Decoder) error {
	opened, err := d.Token()
	if err != nil || opened != json.Delim('{') && opened != json.Delim('[') {
		return err
	}
	seen := map[string]bool{}
	for d.More() {
		if opened == json.Delim('{') {
			name, err := d.Token()
			if err != nil {
				return err
			}
			key := strings.ToLower(fmt.Sprint(name))
			switch {
			case strings.ContainsFunc(fmt.Sprint(name), func(r rune) bool { return r > unicode.MaxASCII }):
				return fmt.Errorf("the member %q is not known", name)
			case seen[key]:
				return errors.New("the member " + key + " comes twice")
			}
			seen[key] = true
		}
		if err := unique(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

func malformed(err error) error {
	return &entitlement.Error{Op: "webhook", Code: entitlement.InvalidArgument, Detail: "the answer cannot be read", Err: err}
}
