package lifecycle_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// prepared is a call that root can make.
type prepared struct {
	op  string
	try attempt
}

// everyCall prepares every command and query there is.
func (r *rig) everyCall() []prepared {
	r.Helper()
	var out []prepared
	for _, c := range append(commands(), queries()...) {
		out = append(out, prepared{c.op, c.set(r, r.addCatalog(c.method).ID, c.method)})
	}
	pkg := r.simple("shop", approvedBy(stage(entitlement.User("root"))))
	return append(out,
		prepared{"submit", on((*lifecycle.Session).Submit, lifecycle.SubmitInput{Package: r.simple("wiki").ID})},
		prepared{"decide", on((*lifecycle.Session).Approve, lifecycle.DecideInput{Request: r.submit("ann", pkg).Request})},
		prepared{"approvals", on((*lifecycle.Session).Approvals, lifecycle.ApprovalsInput{})},
		prepared{"catalogs", on((*lifecycle.Session).Catalogs, lifecycle.CatalogsInput{})},
		prepared{"plan", on((*lifecycle.Session).Plan, lifecycle.PlanInput{Document: r.parse(sales())})},
		prepared{"apply", on((*lifecycle.Session).Apply, lifecycle.ApplyInput{Document: r.parse(sales())})},
	)
}

func TestEveryCallOnAClosedEngine(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		calls := r.everyCall()
		require.NoError(r, r.engine.Close())
		before := r.bytes()
		for _, c := range calls {
			err := c.try(t.Context(), r.as("root"))
			require.ErrorIs(r, err, entitlement.Closed, c.op)
			require.ErrorContains(r, err, c.op+": ")
		}
		require.Equal(r, before, r.bytes())
	})
}

func TestEveryCallWithACanceledContext(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		calls := r.everyCall()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		before := r.bytes()
		for _, c := range calls {
			err := c.try(ctx, r.as("root"))
			require.ErrorIs(r, err, context.Canceled, c.op)
			require.ErrorContains(r, err, c.op+": ")
		}
		require.Equal(r, before, r.bytes())
	})
}

// A call that was not carried out because of its context, or because the engine was closed, can be made again.
func TestEveryCallAfterwards(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		calls := r.everyCall()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, c := range calls {
			require.Error(r, c.try(ctx, r.as("root")))
		}
		require.NoError(r, r.engine.Close())
		r.open()
		for _, c := range calls {
			require.NoError(r, c.try(t.Context(), r.as("root")), c.op)
		}
	})
}

// A repeated change does not undo what came after it. // I-17
func TestARepeatedChangeIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop")
		update := func(key, description string) (entitlement.AccessPackage, error) {
			changed := pkg
			changed.Version, changed.Description = 0, description
			done, err := r.as("root").UpdatePackage(t.Context(), lifecycle.PackageInput{Key: key, Package: changed})
			return done.Package, err
		}
		first, err := update("k", "first")
		require.NoError(r, err)
		second, err := update("l", "second")
		require.NoError(r, err)
		r.open()
		again, err := update("k", "first")
		require.NoError(r, err)
		require.Equal(r, first, again, "the answer of the first time")
		stored, err := r.as("root").Packages(t.Context(), lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
		require.NoError(r, err)
		require.Equal(r, []entitlement.AccessPackage{second}, stored.Items)
		r.refuses(refusal{ // I-17
			op: "update package", code: entitlement.KeyReused, kind: entitlement.KindEngine, detail: "use a new key",
		}, func() error { _, err := update("k", "another"); return err })
		r.delete(pkg)
		again, err = update("k", "first")
		require.NoError(r, err, "even if the object is gone")
		require.Equal(r, first, again)
	})
}
