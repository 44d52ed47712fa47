package lifecycle_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Everybody who is in the group gets the package, for once. // R-204
func TestTheMembersOfAGroupAreAssigned(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop")
		r.gather("crew", "hank", "bob")
		r.nest("all", "staff", "crew") // ann and bob, hank and bob
		r.submit("bob", shop)
		assign := func(key string) []lifecycle.MemberAssignment {
			r.Helper()
			done, err := r.as("root").AssignMembers(t.Context(), lifecycle.AssignMembersInput{Key: key, Group: "all", Package: shop.ID})
			require.NoError(r, err)
			return done
		}
		first := assign("crews")
		require.Len(r, first, 3)
		require.Equal(r, entitlement.SubjectID("ann"), first[0].Person)
		require.NoError(r, first[0].Refusal)
		require.Equal(r, entitlement.SubjectID("bob"), first[1].Person)
		require.ErrorIs(r, first[1].Refusal, entitlement.AssignmentExists) // it stops nobody
		require.Zero(r, first[1].Request)
		require.Equal(r, entitlement.SubjectID("hank"), first[2].Person)
		for _, who := range []entitlement.SubjectID{"ann", "bob", "hank"} {
			require.Len(r, r.live(who), 1)
		}
		require.Equal(r, entitlement.RequestAdminAdd, r.request(first[0].Request).Request.Type)

		again := assign("crews")
		require.Equal(r, first[0], again[0]) // I-17
		require.Equal(r, first[2], again[2])
		require.ErrorIs(r, assign("")[0].Refusal, entitlement.AssignmentExists)
		r.gather("crew", "hank", "bob", "meg")
		r.settle()
		require.Empty(r, r.live("meg")) // it does not follow the group
		r.gather("crew")
		r.settle()
		require.Len(r, r.live("hank"), 1)
	})
}

func TestAssigningMembersIsRefused(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop")
		in := lifecycle.AssignMembersInput{Group: "staff", Package: shop.ID}
		r.refuses(lacks("assign members", entitlement.GeneralCatalogID()), func() error {
			_, err := r.as("hank").AssignMembers(t.Context(), in)
			return err
		})
		for _, bad := range []lifecycle.AssignMembersInput{{Group: "a\x00", Package: shop.ID}, {Package: shop.ID}} {
			_, err := r.as("root").AssignMembers(t.Context(), bad)
			require.ErrorIs(r, err, entitlement.InvalidArgument)
		}
		_, err := r.as("root").AssignMembers(t.Context(), lifecycle.AssignMembersInput{Group: "staff"})
		require.ErrorIs(r, err, entitlement.NotFound)
		none, err := r.as("root").AssignMembers(t.Context(), lifecycle.AssignMembersInput{Group: "no such", Package: shop.ID})
		require.NoError(r, err)
		require.Empty(r, none)
	})
}

// What is wrong with the whole, and not with a member, stops it. // R-204
func TestAssigningMembersStops(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, club := r.simple("shop"), r.simple("club")
		in := lifecycle.AssignMembersInput{Key: "once", Group: "staff", Package: shop.ID}
		done, err := r.as("root").AssignMembers(t.Context(), in)
		require.NoError(r, err)
		require.Len(r, done, 2)
		in.Package = club.ID
		done, err = r.as("root").AssignMembers(t.Context(), in)
		require.ErrorIs(r, err, entitlement.KeyReused) // I-17
		require.Empty(r, done)
		r.clock.Add(400 * day)
		in.Key = "later"
		done, err = r.as("root").AssignMembers(t.Context(), in)
		require.ErrorIs(r, err, entitlement.ClockJumped) // I-84
		require.Empty(r, done)
	}, func(c *lifecycle.Config) { c.MaxForwardJump = 30 * day })
}

// secretive has one person's record out of order, and everything else at hand.
type secretive struct {
	lifecycle.Directory
	who entitlement.SubjectID
}

type secretiveView struct {
	lifecycle.DirectoryView
	who entitlement.SubjectID
}

func (s secretive) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	view, err := s.Directory.At(ctx, at)
	return secretiveView{view, s.who}, err
}

func (v secretiveView) Subject(ctx context.Context, id entitlement.SubjectID) (entitlement.Subject, error) {
	if id == v.who {
		return entitlement.Subject{}, errors.New("out of order")
	}
	return v.DirectoryView.Subject(ctx, id)
}

// Who belongs to a group takes nobody's record: whoever comes before a person whose record cannot be read is assigned. // R-204
func TestMembersBeforeAFailureAreAssigned(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop")
		r.gather("crew", "bob", "hank")
		r.config.Directory = secretive{r.directory, "hank"}
		r.open()
		done, err := r.as("root").AssignMembers(t.Context(), lifecycle.AssignMembersInput{Group: "crew", Package: shop.ID})
		require.ErrorIs(r, err, entitlement.Unavailable) // I-94
		require.Len(r, done, 1)
		require.Equal(r, entitlement.SubjectID("bob"), done[0].Person)
		require.Len(r, r.live("bob"), 1)
	})
}
