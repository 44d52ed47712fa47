package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// property is an attribute that a resource asks for.
func property(name string, change ...func(*entitlement.ResourceAttribute)) entitlement.ResourceAttribute {
	a := entitlement.ResourceAttribute{Name: name, Question: entitlement.Question{
		ID: entitlement.AttributeQuestion(name), Type: entitlement.QuestionTextInput, Text: "Your " + name + "?",
	}}
	for _, c := range change {
		c(&a)
	}
	return a
}

func editable(a *entitlement.ResourceAttribute)  { a.IsEditable = true }
func persisted(a *entitlement.ResourceAttribute) { a.IsPersistedOnAssignmentRemoval = true }

// crm makes an application with attributes, and a package of it.
func (r *rig) crm(name string, change policyChange, attributes ...entitlement.ResourceAttribute) (entitlement.Resource, entitlement.AccessPackage) {
	r.Helper()
	app := r.add(entitlement.Resource{
		DisplayName: name, Type: entitlement.ResourceApplication, OriginID: name,
		Roles: []entitlement.ResourceRole{{OriginID: "User"}, {OriginID: "Admin"}}, Attributes: attributes,
	})
	pkg := r.bundle(name, entitlement.RoleRef{Resource: app.ID, Role: "User"})
	r.allow(pkg, change)
	return app, pkg
}

func says(name, value string) entitlement.Answer {
	return entitlement.Answered(entitlement.AttributeQuestion(name), value)
}

// written returns what was done to the properties of people, in order.
func (r *rig) written() (out []string) {
	r.Helper()
	for _, c := range r.target.Calls(0) {
		if op := c.Operation; op.Resource.Type == entitlement.ResourceUserAttribute {
			text := op.Account() + "." + op.Resource.OriginID
			if op.Verb == provision.Grant {
				text += " = " + op.Value
			} else {
				text += " is emptied"
			}
			out = append(out, text)
		}
	}
	return out
}

func anyChange(*entitlement.AssignmentPolicy) {}

// what is answered is shown to approvers and written to the person; R-040: it goes with the access.
func TestAttributesAreWrittenToThePerson(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, pkg := r.crm("CRM", approvedBy(stage(entitlement.Manager(1))), property("costCenter"), property("badge", persisted))
		_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, Answers: []entitlement.Answer{says("badge", "7")}})
		require.ErrorIs(r, err, entitlement.AnswerMissing)
		answers := []entitlement.Answer{says("badge", "7"), says("costCenter", "4711")}
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: answers})
		list, err := r.as("meg").Approvals(t.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		require.Equal(r, []string{"Your costCenter? 4711", "Your badge? 7"}, said(list.Items[0].Answers, ""))
		r.settle()
		require.Empty(r, r.written(), "nothing before the approval")

		r.approve("meg", asked.Request)
		r.settle()
		require.ElementsMatch(r, []string{"ann.costCenter = 4711", "ann.badge = 7"}, r.written())
		require.Equal(r, entitlement.AssignmentDelivered, r.live("ann")[0].State)
		roles, err := r.as("ann").EffectiveRoles(t.Context(), lifecycle.RolesInput{})
		require.NoError(r, err)
		require.Len(r, roles, 1, "a property is no role")

		r.remove(r.live("ann")[0].ID)
		r.settle()
		require.Len(r, r.written(), 3)
		require.Equal(r, "ann.costCenter is emptied", r.written()[2])
	})
}

// what is known need not be answered, and changes only if it is editable.
func TestAttributesThatAreKnown(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, pkg := r.crm("CRM", extendable, property("department"), property("phone", editable))
		r.change("ann", func(s *entitlement.Subject) { s.Attributes = map[string]string{"department": "sales", "phone": "1"} })
		form, err := r.as("ann").Requirements(t.Context(), lifecycle.RequirementsInput{Package: pkg.ID})
		require.NoError(r, err)
		require.Equal(r, []lifecycle.RequiredAttribute{
			{Name: "department", Question: property("department").Question, Value: "sales", IsLocked: true},
			{Name: "phone", Question: property("phone").Question, Value: "1"},
		}, form[0].Attributes)
		for _, by := range []func(answers ...entitlement.Answer) error{
			func(answers ...entitlement.Answer) error {
				_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, Answers: answers})
				return err
			},
			func(answers ...entitlement.Answer) error {
				_, err := r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: pkg.ID, Target: "ann", Answers: answers})
				return err
			},
		} {
			require.ErrorIs(r, by(says("department", "hr")), entitlement.AnswerNotEditable)
		}
		given := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: []entitlement.Answer{says("phone", "2")}}).Assignment
		r.settle()
		require.Equal(r, []string{"ann.phone = 2"}, r.written())
		require.Equal(r, entitlement.AssignmentDelivered, r.live("ann")[0].State)

		change := func(answers ...entitlement.Answer) error {
			_, err := r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: given, Answers: answers, KeepEnd: true})
			r.settle()
			return err
		}
		require.NoError(r, change(says("phone", "3"))) // with each request
		require.Equal(r, []string{"ann.phone = 2", "ann.phone = 3"}, r.written())
		require.ErrorIs(r, change(says("phone", "")), entitlement.AnswerMissing)
		_, err = r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: given, Answers: []entitlement.Answer{says("phone", "4")}})
		require.NoError(r, err)
		r.settle()
		require.Equal(r, "ann.phone = 4", r.written()[2])
		require.Equal(r, entitlement.AssignmentDelivered, r.live("ann")[0].State)
		r.remove(given)
		r.settle()
		require.Equal(r, []string{"ann.phone is emptied"}, r.written()[3:], "and nothing of what was there before")
	})
}

// A property that two packages write stays until both are gone, like a role.
func TestAttributesOfSeveralPackages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, crm := r.crm("CRM", anyChange, property("phone", editable))
		_, wiki := r.crm("Wiki", anyChange, property("phone", editable))
		first := r.ask("ann", lifecycle.SubmitInput{Package: crm.ID, Answers: []entitlement.Answer{says("phone", "1")}}).Assignment
		r.pass(day)
		second := r.ask("ann", lifecycle.SubmitInput{Package: wiki.ID, Answers: []entitlement.Answer{says("phone", "2")}}).Assignment
		r.settle()
		require.Equal(r, []string{"ann.phone = 1", "ann.phone = 2"}, r.written())
		r.remove(first)
		r.settle()
		require.Len(r, r.written(), 2)
		r.remove(second)
		r.settle()
		require.Equal(r, "ann.phone is emptied", r.written()[2])
	})
}

// Roles that come and go take their attributes with them, unless another role of the package wants them too.
func TestAttributesFollowThePackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		app, pkg := r.crm("CRM", anyChange, property("phone"))
		wiki := r.addGroup("wiki")
		r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Answers: []entitlement.Answer{says("phone", "1")}})
		r.settle()
		user, admin := entitlement.RoleRef{Resource: app.ID, Role: "User"}, entitlement.RoleRef{Resource: app.ID, Role: "Admin"}
		pkg = r.setRoles(pkg, user, admin)
		r.pass(day)
		pkg = r.setRoles(pkg, admin, member(wiki))
		r.pass(day)
		require.Equal(r, []string{"ann.phone = 1"}, r.written(), "the other role wants it as well")
		pkg = r.setRoles(pkg, member(wiki))
		r.pass(day)
		require.Equal(r, []string{"ann.phone = 1", "ann.phone is emptied"}, r.written())
		other, _ := r.crm("Other", anyChange, property("badge"))
		r.setRoles(pkg, member(wiki), user, entitlement.RoleRef{Resource: other.ID, Role: "User"})
		r.pass(day)
		require.Equal(r, []string{"ann.phone = 1"}, r.written()[2:], "what was answered holds, and what was not asked is not written")
		require.Equal(r, entitlement.AssignmentDelivered, r.live("ann")[0].State)
		r.reprocess(r.live("ann")[0].ID)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.live("ann")[0].State)
	})
}

func TestConfigurationOfAttributes(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		app, _ := r.crm("CRM", anyChange, property("phone"))
		update := func(change func(*entitlement.Resource)) error {
			next := app.Clone()
			next.Version = 0
			change(&next)
			_, err := r.as("root").UpdateResource(t.Context(), lifecycle.ResourceInput{Resource: next})
			return err
		}
		require.ErrorIs(r, update(func(r *entitlement.Resource) { r.Attributes = nil }), entitlement.InUse)
		require.ErrorIs(r, update(func(r *entitlement.Resource) { r.Attributes = append(r.Attributes, property("x")) }), entitlement.InUse)
		require.ErrorIs(r, update(func(r *entitlement.Resource) { r.Attributes[0].IsPersistedOnAssignmentRemoval = true }), entitlement.InUse)
		require.NoError(r, update(func(r *entitlement.Resource) { r.Attributes[0].Question.Text = "Phone?" }))
		_, err := r.as("root").AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
			DisplayName: "x", Type: entitlement.ResourceUserAttribute, OriginID: "x", Roles: []entitlement.ResourceRole{{OriginID: "x"}},
		}})
		require.ErrorIs(r, err, entitlement.InvalidArgument)

		many := func(n int) []entitlement.ResourceAttribute { // of the catalog, n ok and one more refused
			var out []entitlement.ResourceAttribute
			for i := range n {
				out = append(out, property(string(rune('a'+i))))
			}
			return out
		}
		add := func(name string, n int) error {
			_, err := r.as("root").AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
				DisplayName: name, Type: entitlement.ResourceApplication, OriginID: name, Attributes: many(n),
			}})
			return err
		}
		require.ErrorIs(r, add("too many", 20), entitlement.LimitExceeded, "one is there")
		require.NoError(r, add("as many", 19))
		require.ErrorIs(r, add("one more", 1), entitlement.LimitExceeded)
	})
	onRigs(t, func(r *rig) {
		_, err := r.as("root").AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
			DisplayName: "x", Type: entitlement.ResourceApplication, OriginID: "x", Attributes: []entitlement.ResourceAttribute{property("x")},
		}})
		require.ErrorIs(r, err, entitlement.Unsupported)
	}, func(c *lifecycle.Config) {
		c.Provisioner = provision.Mux{entitlement.ResourceApplication: c.Provisioner}
	})
}

// The value of a guest without account waits like a role.
func TestAttributesOfGuests(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.partner("Fabrikam", "fabrikam.example")
		_, pkg := r.crm("CRM", scoped(entitlement.ScopeAllConfiguredOrganizations), property("company"))
		asked, err := r.visit(pat()).Submit(t.Context(), lifecycle.SubmitInput{
			Package: pkg.ID, Answers: []entitlement.Answer{says("company", "Fabrikam")},
		})
		require.NoError(r, err)
		r.settle()
		require.Equal(r, []string{patsAccount + ".company = Fabrikam"}, r.written())
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
	})
}
