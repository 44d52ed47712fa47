package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

func TestBadConfigurations(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for detail, change := range map[string]func(*lifecycle.Config){
			"neither Administrators nor AllowSystem": func(c *lifecycle.Config) { c.Administrators = nil },
			"config.Store is required":               func(c *lifecycle.Config) { c.Store = nil },
			"config.Directory is required":           func(c *lifecycle.Config) { c.Directory = nil },
			"config.Provisioner is required":         func(c *lifecycle.Config) { c.Provisioner = nil },
			"config.RetryWindow must be positive":    func(c *lifecycle.Config) { c.RetryWindow = -1 },
			"config.BatchSize must be positive":      func(c *lifecycle.Config) { c.BatchSize = -1 },
			"config.Workers must be positive":        func(c *lifecycle.Config) { c.Workers = -1 },
			"config.ReconcileEvery must be positive": func(c *lifecycle.Config) { c.ReconcileEvery = -1 },
			"the unknown action 9":                   func(c *lifecycle.Config) { c.Drift.Missing = 9 },
			"limits.ResourcesPerPackage":             func(c *lifecycle.Config) { c.Limits.RolesPerPackage = 1 },
			"a role is given to a user or a group": func(c *lifecycle.Config) {
				c.Administrators = []entitlement.SubjectSet{entitlement.Manager(1)}
			},
			"backoff: max": func(c *lifecycle.Config) {
				c.Backoff = provision.Backoff{First: time.Hour, Max: time.Minute, Factor: 2}
			},
		} {
			config := r.config
			change(&config)
			r.refuses(refusal{op: "new engine", code: entitlement.InvalidArgument, detail: detail}, func() error {
				_, err := lifecycle.New(r.Context(), config)
				return err
			})
		}
		config := r.config
		config.Administrators, config.AllowSystem = nil, true
		engine, err := lifecycle.New(r.Context(), config)
		require.NoError(r, err)
		_, err = engine.AsSystem("set-up").CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: catalogNamed("HR")})
		require.NoError(r, err)
		r.refuses(refusal{op: "create catalog", code: entitlement.InvalidArgument, detail: "states its reason"}, func() error {
			_, err := engine.AsSystem("").CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: catalogNamed("IT")})
			return err
		})
	})
}

func TestBadConfigurationOfPackages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ctx, root := r.Context(), r.as("root")
		group := r.addGroup("shop")
		pkg := r.bundle("shop", member(group))
		ended := func(end time.Time) entitlement.AssignmentPolicy {
			return policyFor(pkg.ID, func(p *entitlement.AssignmentPolicy) {
				p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: end}
			})
		}
		policy := func(p entitlement.AssignmentPolicy) func() error {
			return func() error {
				_, err := root.CreatePolicy(ctx, lifecycle.PolicyInput{Policy: p})
				return err
			}
		}
		resource := func(res entitlement.Resource) func() error {
			return func() error {
				_, err := root.AddResource(ctx, lifecycle.ResourceInput{Resource: res})
				return err
			}
		}
		catalog := func(c entitlement.Catalog, key string) func() error {
			return func() error {
				_, err := root.CreateCatalog(ctx, lifecycle.CatalogInput{Key: key, Catalog: c})
				return err
			}
		}
		long := catalogNamed(strings.Repeat("x", 257))
		undescribed := catalogNamed("HR")
		undescribed.Description = " "
		second := catalogNamed("General 2")
		second.Type = entitlement.CatalogServiceDefault
		foreign := pkg
		foreign.Version = 7
		for name, c := range map[string]struct {
			want    refusal
			command func() error
		}{
			"policy_that_ends_when_it_starts": {
				refusal{op: "create policy", code: entitlement.InvalidArgument, detail: "the policy would end before it starts"},
				policy(ended(start)),
			},
			"policy_for_no_days": {
				refusal{op: "create policy", code: entitlement.InvalidArgument, detail: "must be longer than nothing"},
				policy(policyFor(pkg.ID, lasting(0))),
			},
			"policy_for_too_many_days": {
				refusal{
					op: "create policy", code: entitlement.LimitExceeded,
					limit: entitlement.LimitError{Limit: "AssignmentDays", Max: 3660, Value: 3661},
				},
				policy(policyFor(pkg.ID, lasting(3661))),
			},
			"approval_without_stages": {
				refusal{op: "create policy", code: entitlement.InvalidArgument, detail: "approval needs at least one stage"},
				policy(policyFor(pkg.ID, approvedBy())),
			},
			"stage_without_approvers": {
				refusal{op: "create policy", code: entitlement.InvalidArgument, detail: "primaryApprovers: a stage needs at least one"},
				policy(policyFor(pkg.ID, approvedBy(stage()))),
			},
			"manager_of_outsiders_without_fallback": {
				refusal{op: "create policy", code: entitlement.InvalidArgument, detail: "fallbackPrimaryApprovers: is required"},
				policy(policyFor(pkg.ID, scoped(entitlement.ScopeAllConfiguredOrganizations), approvedBy(stage(entitlement.Manager(1))))),
			},
			"anybody_from_outside_without_approval": {
				refusal{op: "create policy", code: entitlement.InvalidArgument, detail: "isApprovalRequiredForAdd: must be set"},
				policy(policyFor(pkg.ID, scoped(entitlement.ScopeAllExternalUsers))),
			},
			"insiders_and_outsiders_in_one_policy": {
				refusal{op: "create policy", code: entitlement.InvalidArgument, detail: "does not fit the scope"},
				policy(policyFor(pkg.ID, scoped(
					entitlement.ScopeSpecificOrganizations, entitlement.GroupMembers("staff")))),
			},
			"resource_that_nobody_serves": {
				refusal{
					op: "add resource", code: entitlement.Unsupported, kind: entitlement.KindResource,
					detail: `no provisioner serves resources of the type "vault"`,
				},
				resource(entitlement.Resource{
					DisplayName: "Vault", Type: "vault", OriginID: "v", Roles: []entitlement.ResourceRole{{OriginID: "Open"}},
				}),
			},
			"site_without_permission_levels": {
				refusal{op: "add resource", code: entitlement.InvalidArgument, detail: "needs at least one role"},
				resource(entitlement.Resource{DisplayName: "Site", Type: entitlement.ResourceSite, OriginID: "s"}),
			},
			"resource_twice": {
				refusal{
					op: "add resource", code: entitlement.AlreadyExists, kind: entitlement.KindResource, id: group.ID.String(),
					detail: "has this resource already",
				},
				resource(entitlement.Resource{DisplayName: "Again", Type: entitlement.ResourceGroup, OriginID: "shop"}),
			},
			"catalog_with_a_long_name": {
				refusal{
					op: "create catalog", code: entitlement.LimitExceeded,
					limit: entitlement.LimitError{Limit: "DisplayNameLength", Max: 256, Value: 257},
				},
				catalog(long, ""),
			},
			"catalog_without_description": {
				refusal{op: "create catalog", code: entitlement.InvalidArgument, detail: "description: is missing"},
				catalog(undescribed, ""),
			},
			"second_general_catalog": {
				refusal{op: "create catalog", code: entitlement.InvalidArgument, detail: "there is one catalog of the type"},
				catalog(second, ""),
			},
			"long_idempotency_key": {
				refusal{op: "create catalog", code: entitlement.InvalidArgument, detail: "longer than 128 bytes"},
				catalog(catalogNamed("HR"), strings.Repeat("k", 129)),
			},
			"change_of_an_old_version": { // I-6
				refusal{
					op: "update package", code: entitlement.VersionMismatch, kind: entitlement.KindAccessPackage,
					id: pkg.ID.String(), detail: "read it again",
				},
				func() error {
					_, err := root.UpdatePackage(ctx, lifecycle.PackageInput{Package: foreign})
					return err
				},
			},
			"settings_with_both_domain_lists": {
				refusal{op: "update settings", code: entitlement.InvalidArgument, detail: "either allowedDomains or blockedDomains"},
				func() error {
					settings := entitlement.DefaultSettings()
					settings.AllowedDomains, settings.BlockedDomains = []string{"a.example"}, []string{"b.example"}
					_, err := root.UpdateSettings(ctx, lifecycle.SettingsInput{Settings: settings})
					return err
				},
			},
		} {
			r.Run(name, func(t *testing.T) { r.in(t).refuses(c.want, c.command) })
		}
	}, func(c *lifecycle.Config) {
		c.Provisioner = provision.Mux{
			entitlement.ResourceGroup: c.Provisioner, entitlement.ResourceSite: c.Provisioner,
		}
	})
}
