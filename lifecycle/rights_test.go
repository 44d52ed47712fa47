package lifecycle_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// owners is a lifecycle.Rights: who owns what, by origin. It writes down what it was asked.
type owners struct {
	mu      sync.Mutex
	of      map[string]entitlement.SubjectID
	failure error
	asked   []lifecycle.RightsQuestion
}

func (o *owners) MayManage(_ context.Context, q lifecycle.RightsQuestion) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = append(o.asked, q)
	return o.of[q.OriginID] == q.Person, o.failure
}

// origins returns what was asked about since the last time.
func (o *owners) origins() (out []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, q := range o.asked {
		out = append(out, string(q.Person)+" "+string(q.Type)+" "+q.OriginID)
	}
	o.asked = nil
	return out
}

// owned makes the engine ask for rights: "meg" owns the groups mine and team and the site docs.
func (r *rig) owned() *owners {
	r.Helper()
	o := &owners{of: map[string]entitlement.SubjectID{"mine": "meg", "team": "meg", "docs": "meg"}}
	r.config.Rights = o
	r.open()
	return o
}

// addition is an AddResource as a command to refuse.
func (r *rig) addition(who entitlement.SubjectID, in entitlement.CatalogID, t entitlement.ResourceType, origin string) func() error {
	return func() error {
		_, err := r.as(who).AddResource(r.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
			Catalog: in, DisplayName: "New " + origin, Type: t, OriginID: origin, Roles: []entitlement.ResourceRole{{OriginID: "Member"}},
		}})
		return err
	}
}

// lacksRights is the refusal of somebody without rights over a resource.
func lacksRights(op, id, detail string) refusal {
	return refusal{
		op: op, code: entitlement.Forbidden, kind: entitlement.KindResource, id: id, detail: detail,
		reasons: []entitlement.Code{entitlement.RightsMissing},
	}
}

func TestOwnersNeedRightsOverWhatTheyAdd(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		r.appoint(entitlement.User("meg"), entitlement.RoleCatalogOwner, hall.ID)
		port := r.owned()
		require.NoError(r, r.addition("meg", hall.ID, entitlement.ResourceGroup, "mine")())
		require.Equal(r, []lifecycle.RightsQuestion{
			{Person: "meg", Type: entitlement.ResourceGroup, OriginID: "mine", At: start},
		}, port.asked)
		for kind, rights := range map[entitlement.ResourceType]string{
			entitlement.ResourceGroup:       `the group "theirs": members/update and owners/update`,
			entitlement.ResourceApplication: `the application "theirs": appRoleAssignedTo/update`,
			entitlement.ResourceSite:        `the site "theirs": SharePoint administrator or site administrator`,
			"mailbox":                       `the mailbox "theirs": to manage it where it lives`,
		} {
			r.refuses(lacksRights("add resource", "", rights), r.addition("meg", hall.ID, kind, "theirs"))
		}
		port.origins()
		r.refuses(lacks("add resource", hall.ID), r.addition("ann", hall.ID, entitlement.ResourceGroup, "mine"))
		require.Empty(r, port.origins(), "who has no role in the catalog is told so, whatever they own")
	})
}

// A right that was lost counts at the next command, for what is in the catalog too.
func TestWhatIsInACatalogNeedsRights(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		r.appoint(entitlement.User("meg"), entitlement.RoleCatalogOwner, hall.ID)
		mine, theirs := r.addGroup("mine", hall.ID), r.addGroup("theirs", hall.ID)
		r.owned()
		remove := func(resource entitlement.Resource) func() error {
			return func() error {
				_, err := r.as("meg").RemoveResource(r.Context(), lifecycle.RemoveResourceInput{Resource: resource.ID})
				return err
			}
		}
		update := func(resource entitlement.Resource) func() error {
			resource.DisplayName += " and more"
			return func() error {
				_, err := r.as("meg").UpdateResource(r.Context(), lifecycle.ResourceInput{Resource: resource})
				return err
			}
		}
		closing := func() error {
			_, err := r.as("meg").DeleteCatalog(r.Context(), lifecycle.DeleteCatalogInput{Catalog: hall.ID})
			return err
		}
		const words = "members/update and owners/update"
		r.refuses(lacksRights("update resource", theirs.ID.String(), words), update(theirs))
		r.refuses(lacksRights("remove resource", theirs.ID.String(), words), remove(theirs))
		r.refuses(lacksRights("delete catalog", theirs.ID.String(), words), closing)         // no way round it
		require.NoError(r, update(mine)())
		require.NoError(r, remove(mine)())
		require.NoError(r, r.resourceRemoval(theirs)()) // an administrator
		require.NoError(r, closing())
	})
}

// A catalog creator adds what is theirs and nothing else. // R-340
func TestACatalogCreatorAddsOwnResources(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.appoint(entitlement.User("meg"), entitlement.RoleCatalogCreator)
		r.owned()
		made, err := r.as("meg").CreateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: catalogNamed("Mine")})
		require.NoError(r, err)
		require.NoError(r, r.addition("meg", made.Catalog.ID, entitlement.ResourceSite, "docs")())
		r.refuses(lacksRights("add resource", "", "SharePoint administrator or site administrator"),
			r.addition("meg", made.Catalog.ID, entitlement.ResourceSite, "theirs"))
	})
}

func TestAdministratorsAndRights(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("governors", "boss")
		r.appoint(entitlement.GroupMembers("governors"), entitlement.RoleGovernanceAdministrator)
		port := r.owned()
		port.failure = errors.New("the line is dead")
		hall := entitlement.GeneralCatalogID()
		require.NoError(r, r.addition("root", hall, entitlement.ResourceGroup, "theirs")())
		_, err := r.engine.AsSystem("import").AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
			DisplayName: "Wiki", Type: entitlement.ResourceGroup, OriginID: "wiki",
		}})
		require.NoError(r, err)
		require.NoError(r, r.addition("boss", hall, entitlement.ResourceApplication, "crm")())
		require.Empty(r, port.origins(), "they are exempt")

		port.failure = nil
		r.refuses(lacksRights("add resource", "", "members/update"), r.addition("boss", hall, entitlement.ResourceGroup, "shop"))
		port.of["shop"] = "boss"
		require.NoError(r, r.addition("boss", hall, entitlement.ResourceGroup, "shop")())
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

// Who does not answer permits nothing, and the next attempt is a new one.
func TestRightsThatCannotBeAsked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		r.appoint(entitlement.User("meg"), entitlement.RoleCatalogOwner, hall.ID)
		port := r.owned()
		port.failure = errors.New("the line is dead")
		add := r.addition("meg", hall.ID, entitlement.ResourceGroup, "mine")
		err := r.changesNothing(add)
		require.ErrorIs(r, err, entitlement.Unavailable) // I-94
		require.ErrorIs(r, err, port.failure)
		require.ErrorContains(r, err, "who knows the rights over resources does not answer")
		port.failure = context.Canceled
		require.ErrorIs(r, r.changesNothing(add), context.Canceled) // I-45
		port.failure = nil
		require.NoError(r, add())
	})
}

func TestADocumentNeedsRights(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		port := r.owned()
		const wiki = `{"displayName": "Wiki", "type": "group", "originId": "wiki"}`
		with := func(resources string) lifecycle.ApplyInput {
			return lifecycle.ApplyInput{Document: r.parse(
				`{"catalogs": [{"displayName": "Sales", "description": "Everything for sales", "resources": [` + resources + `]}]}`)}
		}
		require.NoError(r, r.attempts("meg", with(`{"displayName": "Board", "type": "group", "originId": "board"}`)))
		require.Empty(r, port.origins(), "what stays as it is needs no rights")

		err := r.attempts("meg", with(`{"displayName": "Mine", "type": "group", "originId": "mine"}, `+wiki))
		require.ErrorIs(r, err, entitlement.Forbidden)
		require.ErrorIs(r, err, entitlement.RightsMissing)
		require.ErrorContains(r, err, "Sales / Wiki: the actor lacks rights over the group \"wiki\"")
		require.Equal(r, []string{"meg group mine", "meg group wiki", "meg group mine", "meg group wiki"}, port.origins(),
			"all at once: to plan, and to apply")
		require.NotContains(r, r.applied("Sales"), "Mine", "all of it or nothing")

		err = r.attempts("meg", with(`{"displayName": "The board", "type": "group", "originId": "board"}`))
		require.ErrorIs(r, err, entitlement.RightsMissing)
		require.ErrorContains(r, err, "Sales / The board")
		require.NoError(r, r.attempts("meg", with(`{"displayName": "The team", "type": "group", "originId": "team"}`)))
		require.NoError(r, r.attempts("root", with(wiki)))

		port.failure = errors.New("the line is dead")
		_, err = r.as("meg").Plan(t.Context(), lifecycle.PlanInput{Document: with(`{"displayName": "Docs", "type": "group", "originId": "docs"}`).Document})
		require.ErrorIs(r, err, entitlement.Unavailable)
	})
}

// What a document leaves out is removed from catalogs, or with them: that takes rights too.
func TestPruningNeedsRights(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.appoint(entitlement.User("boss"), entitlement.RoleGovernanceAdministrator)
		hall := r.addCatalog("Hall")
		r.addGroup("theirs", hall.ID)
		r.add(entitlement.Resource{Catalog: hall.ID, DisplayName: "CRM", Type: entitlement.ResourceApplication, OriginID: "crm"})
		port := r.owned()
		whole := r.export()
		without := whole.Clone()
		without.Catalogs[1].Resources = nil
		err := r.attempts("boss", lifecycle.ApplyInput{Document: without, Prune: true})
		require.ErrorIs(r, err, entitlement.RightsMissing)
		require.ErrorContains(r, err, "Hall / Group theirs: the actor lacks rights")
		without.Catalogs = without.Catalogs[:1]
		err = r.attempts("boss", lifecycle.ApplyInput{Document: without, Prune: true})
		require.ErrorIs(r, err, entitlement.RightsMissing)
		require.ErrorContains(r, err, "Hall")
		port.of["theirs"] = "boss"
		require.NoError(r, r.attempts("boss", lifecycle.ApplyInput{Document: without, Prune: true}))
	})
}

// applied returns the names of the resources of a catalog.
func (r *rig) applied(catalog string) (names []string) {
	for _, c := range r.export().Catalogs {
		if c.DisplayName != catalog {
			continue
		}
		for _, resource := range c.Resources {
			names = append(names, resource.DisplayName)
		}
	}
	return names
}
