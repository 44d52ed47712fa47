package store_test

import (
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/store"
)

// The keys of every table and every index. What changes here does not find what the stores that exist hold.
func TestStoredKeys(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	fillConfiguration(s)
	fillLife(s)
	s.update(func(tx *store.Txn) error {
		m := store.Meta{Seq: 1 << 40}
		for _, who := range []entitlement.SubjectID{"ann", ""} {
			ev := about(who, "object")
			if err := tx.Append(&m, &ev, []byte(ev.Object.Key), noon, true); err != nil {
				return err
			}
		}
		if _, _, _, err := tx.Truncate(&m, noon.Add(time.Hour), 2); err != nil {
			return err
		}
		last := about("ann", "object")
		if err := tx.Append(&m, &last, []byte(last.Object.Key), noon, true); err != nil {
			return err
		}
		if err := tx.PutReceipt("person ann", "key", &store.Receipt{At: noon}, noon); err != nil {
			return err
		}
		if err := tx.Mark(3, 7); err != nil {
			return err
		}
		return tx.PutMeta(&m)
	})
	var out strings.Builder
	keys := s.contents()
	for _, key := range sortedKeys(keys) {
		value := keys[key]
		if len(value) > 17 {
			value = "…" // a row
		} else {
			value = hex.EncodeToString([]byte(value))
		}
		fmt.Fprintf(&out, "%d %x = %s\n", key[0], key[1:], value)
	}
	golden.Check(t, filepath.Join("testdata", "keys.txt"), []byte(out.String()))

	tables := map[byte]bool{}
	for key := range keys { // order: a set
		tables[key[0]] = true
	}
	for table := byte(1); table <= 53; table++ {
		require.True(t, tables[table], "table %d has a key in the file", table)
	}
	require.Len(t, tables, 53+2, "and the grants of targets, and the accounts of guests")
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for key := range m { // order: sorted below
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func fillConfiguration(s shelf) {
	catalog, pkg, resource := num[entitlement.Catalog](1), num[entitlement.AccessPackage](2), num[entitlement.Resource](3)
	put(s, &s.Catalogs, entitlement.Catalog{
		ID: catalog, DisplayName: "Hall", Type: entitlement.CatalogUserManaged, State: entitlement.CatalogPublished,
	})
	r := entitlement.Resource{ID: resource, Catalog: catalog, Type: entitlement.ResourceGroup, OriginID: "sales", DisplayName: "Sales"}
	put(s, &s.Resources, r)
	s.update(func(tx *store.Txn) error {
		return tx.PutTarget(&store.Target{Target: r.Target(), DisplayName: "Sales"})
	})
	put(s, &s.Packages, entitlement.AccessPackage{
		ID: pkg, Catalog: catalog, DisplayName: "Desk", Stamp: entitlement.Stamp{Version: 2},
		Roles:                []entitlement.RoleRef{{Resource: resource, Role: "Member"}},
		IncompatiblePackages: []entitlement.AccessPackageID{num[entitlement.AccessPackage](4)},
	})
	put(s, &s.Policies, entitlement.AssignmentPolicy{
		ID: num[entitlement.AssignmentPolicy](5), Package: pkg, DisplayName: "Staff", Stamp: entitlement.Stamp{Version: 3},
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
	})
	put(s, &s.Organizations, entitlement.ConnectedOrganization{
		ID: num[entitlement.ConnectedOrganization](6), DisplayName: "Contoso", State: entitlement.OrganizationConfigured,
		IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "contoso.example"}},
	})
	put(s, &s.Roles, entitlement.RoleAssignment{
		ID: num[entitlement.RoleAssignment](7), Catalog: catalog, Role: entitlement.RoleCatalogOwner, Principal: entitlement.User("ann"),
	})
	put(s, &s.Settings, entitlement.DefaultSettings())
}

func fillLife(s shelf) {
	request := func(n byte, typ entitlement.RequestType, state entitlement.RequestState) entitlement.Request {
		return entitlement.Request{
			ID: num[entitlement.Request](n), Type: typ, State: state, Requestor: "meg", Target: "ann",
			Package:  entitlement.PackageRef{ID: num[entitlement.AccessPackage](2), Version: 2},
			Policy:   entitlement.PolicyRef{ID: num[entitlement.AssignmentPolicy](5), Version: 3},
			Assigned: num[entitlement.Assignment](20), Schedule: entitlement.Schedule{Start: hour(1)},
		}
	}
	starting := request(12, entitlement.RequestUserAdd, entitlement.RequestScheduled)
	starting.Starting, starting.Target = true, "bob"
	put(s, &s.Requests,
		request(10, entitlement.RequestUserAdd, entitlement.RequestScheduled), starting,
		request(11, entitlement.RequestUserUpdate, entitlement.RequestPendingApproval),
		request(13, entitlement.RequestUserAdd, entitlement.RequestDenied))
	put(s, &s.RequestTexts, store.RequestText{Request: num[entitlement.Request](10)})
	stage := entitlement.StageKey{Request: num[entitlement.Request](11), Index: 1}
	put(s, &s.Stages, entitlement.ApprovalStage{
		Request: stage.Request, Index: 1, State: entitlement.StageOpen, Deadline: hour(5), EscalateAt: hour(3),
		Resolving: entitlement.ResolvingAlternates, Since: hour(3), Approvers: []entitlement.SubjectID{"meg"},
	})
	put(s, &s.StageTexts, store.StageText{Stage: stage})
	prompted := assignment(20, "ann", 2, ending(9))
	prompted.Prompt = hour(8)
	put(s, &s.Assignments, prompted, assignment(21, "ann", 2, expired))
	put(s, &s.Grants, grant("ann", 2, wanted()), grant("bob\x00", 2))
	put(s, &s.Guests, entitlement.GuestAccount{
		Subject: "pat", AccountID: "17", Desired: entitlement.GuestBlocked, Dirty: hour(2), DeleteAt: hour(30),
	})
	put(s, &s.Mails, entitlement.Mail{Seq: 9, At: hour(2)})
	put(s, &s.Jobs, store.Job{ID: 4, Kind: store.JobRolesChanged, At: hour(2)})
	s.update(func(tx *store.Txn) error {
		mail := store.Effect{Class: store.ClassNotify, Kind: store.EffectMail, Key: store.AppendUint64(nil, 9), Since: hour(2)}
		return tx.Retry(mail, &store.Attempt{Count: 1, Next: hour(4)})
	})
}
