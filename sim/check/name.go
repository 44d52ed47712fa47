package check

import (
	"cmp"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store"
)

// name names an object for people. What is text already stays as it is.
func (m *model) name(o any) string {
	switch o := o.(type) {
	case string:
		return o
	case *entitlement.Request:
		return fmt.Sprintf("%s's request for %s (%s)", o.Target, m.packageName(o.Package), o.ID)
	case *entitlement.ApprovalStage:
		if r := m.requestOf(o.Request); r != nil {
			return fmt.Sprintf("stage %d of %s", o.Index, m.name(r))
		}
		return fmt.Sprintf("stage %d of request %s", o.Index, o.Request)
	case *entitlement.Assignment:
		return fmt.Sprintf("%s's assignment of %s (%s)", o.Target, m.packageName(o.Package), o.ID)
	case *entitlement.Grant:
		return m.grantName(o.Key)
	case *entitlement.GuestAccount:
		return fmt.Sprintf("%s's account", o.Subject)
	case *entitlement.Review:
		return fmt.Sprintf("review %d of policy %s (%s)", o.Number, o.Policy.ID, o.ID)
	case *entitlement.ReviewItem:
		return fmt.Sprintf("the review of %s's assignment %s", o.Subject, o.Assignment)
	case *fake.Held:
		return fmt.Sprintf("%s's role %s of %s in the target system", o.Account, o.Role, o.Resource.OriginID)
	case *fake.Call:
		op := &o.Operation
		return fmt.Sprintf("the call %s to %s %s of %s for %s", op.Key, op.Verb, op.Role, op.Resource.OriginID, op.Subject)
	case store.Job:
		return fmt.Sprintf("job %d", o.ID)
	case entitlement.ObjectRef:
		return m.refName(o)
	}
	return fmt.Sprintf("%T", o)
}

// refName names an object by its key, from the row if there is one.
func (m *model) refName(ref entitlement.ObjectRef) string {
	if o := m.objects[ref]; o != nil {
		if _, isLife := counts(o.row); isLife {
			return m.name(o.row)
		}
	}
	return fmt.Sprintf("%s %x", ref.Kind, ref.Key)
}

func (m *model) packageName(ref entitlement.PackageRef) string {
	if p := m.packages[ref]; p != nil {
		return p.DisplayName
	}
	return ref.ID.String()
}

func (m *model) grantName(k entitlement.GrantKey) string {
	return fmt.Sprintf("%s's grant of %s/%s", k.Subject, cmp.Or(m.names[k.Target], k.Target.String()), k.Role)
}
