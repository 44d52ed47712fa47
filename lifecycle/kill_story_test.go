package lifecycle_test

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// saga is a long story of commands, one every few hours, with everything that follows from them: approvals, ends,
// deliveries, jobs, truncations of the log. Command i has the same key, instant and input whoever gives it, because its
// input depends on the answers of earlier commands only. A process that goes on with the saga knows those answers.
type saga struct {
	*rig
	answers []json.RawMessage
	say     func(kind string, content any) // tells that a command was acknowledged, or that a target system was called
}

const (
	toldAnswer  = "answer"  // of the next command
	toldCall    = "call"    // of a target system, before it returns
	toldSettled = "settled" // after the next command
	sagaStep    = 7 * time.Hour
)

// telling makes the rig's target system one that tells of every call and remembers nothing.
func telling(say func(kind string, content any)) func(*lifecycle.Config) {
	return func(c *lifecycle.Config) {
		c.BatchSize, c.KeyRetention = 8, 100*365*day
		c.Provisioner = provisionerFunc(func(_ context.Context, op provision.Operation) (provision.Result, error) {
			say(toldCall, op)
			return provision.Result{}, nil
		})
	}
}

type provisionerFunc func(context.Context, provision.Operation) (provision.Result, error)

func (f provisionerFunc) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	return f(ctx, op)
}

// goOn carries out commands until the saga has so many, from wherever the store is, and then lets all of it come to rest.
func (s *saga) goOn(commands int) {
	s.Helper()
	report, err := s.engine.Time(s.Context())
	require.NoError(s, err)
	s.clock.Set(report.Engine)
	for i := len(s.answers); i < commands; i++ {
		s.passTo(start.Add(time.Duration(i+1) * sagaStep))
		answer, err := s.command(i)
		require.NoError(s, err, "command %d", i)
		encoded, err := json.Marshal(answer)
		require.NoError(s, err)
		s.answers = append(s.answers, encoded)
		s.say(toldAnswer, answer)
		s.settle()
		s.say(toldSettled, i)
	}
	s.pass(60 * day)
}

// told is the answer of an earlier command.
func told[T any](s *saga, i int) (answer T) {
	s.Helper()
	require.NoError(s, json.Unmarshal(s.answers[i], &answer))
	return answer
}

func sagaKey(i int) string { return "command " + strconv.Itoa(i) }

// sagaOffers are the commands that configure; after them the same round of commands comes again and again.
const (
	sagaOffers = 9
	sagaRound  = 12
)

// command gives command i.
func (s *saga) command(i int) (any, error) {
	if i < sagaOffers {
		return s.offer(i)
	}
	begin := i - (i-sagaOffers)%sagaRound
	request := func(ago int) entitlement.RequestID { return told[lifecycle.SubmitResult](s, begin+ago).Request }
	sales, shop, desk := told[lifecycle.PackageResult](s, 3), told[lifecycle.PackageResult](s, 5), told[lifecycle.PackageResult](s, 7)
	ctx, key, root, meg := s.Context(), sagaKey(i), s.as("root"), s.as("meg")
	switch i - begin {
	case 0:
		return s.as("ann").Submit(ctx, lifecycle.SubmitInput{Key: key, Package: sales.Package.ID})
	case 1:
		return meg.Approve(ctx, lifecycle.DecideInput{Key: key, Request: request(0), Justification: "round " + key})
	case 2:
		return s.as("bob").Submit(ctx, lifecycle.SubmitInput{Key: key, Package: shop.Package.ID})
	case 3:
		return root.Assign(ctx, lifecycle.AssignInput{Key: key, Package: desk.Package.ID, Target: "ann"})
	case 4:
		return s.as("bob").Submit(ctx, lifecycle.SubmitInput{Key: key, Package: sales.Package.ID})
	case 5:
		return meg.Deny(ctx, lifecycle.DecideInput{Key: key, Request: request(4)})
	case 6:
		return s.as("ann").Submit(ctx, lifecycle.SubmitInput{Key: key, Package: shop.Package.ID})
	case 7:
		pkg := shop.Package
		pkg.Version = 0
		if begin%(2*sagaRound) == sagaOffers%(2*sagaRound) {
			pkg.Roles = append(pkg.Roles, member(told[lifecycle.ResourceResult](s, 2).Resource))
		}
		return root.UpdatePackage(ctx, lifecycle.PackageInput{Key: key, Package: pkg})
	case 8:
		return s.as("ann").Remove(ctx, lifecycle.RemoveInput{Key: key, Assignment: told[lifecycle.SubmitResult](s, begin+3).Assignment})
	case 9:
		return s.as("bob").Submit(ctx, lifecycle.SubmitInput{Key: key, Package: sales.Package.ID})
	case 10:
		return s.as("bob").Cancel(ctx, lifecycle.CancelInput{Key: key, Request: request(9)})
	default:
		// How many events it removes depends on how far an earlier process got.
		done, err := root.TruncateLog(ctx, lifecycle.TruncateLogInput{Before: s.clock.Now().Add(-20 * day)})
		return done.Checkpoint.First, err
	}
}

// offer gives one of the commands that configure.
func (s *saga) offer(i int) (any, error) {
	ctx, key, root := s.Context(), sagaKey(i), s.as("root")
	group := func(name string) (any, error) {
		return root.AddResource(ctx, lifecycle.ResourceInput{Key: key, Resource: entitlement.Resource{
			DisplayName: name, Type: entitlement.ResourceGroup, OriginID: name,
		}})
	}
	bundle := func(name string, of int) (any, error) {
		return root.CreatePackage(ctx, lifecycle.PackageInput{Key: key, Package: entitlement.AccessPackage{
			DisplayName: name, Description: name, Roles: []entitlement.RoleRef{member(told[lifecycle.ResourceResult](s, of).Resource)},
		}})
	}
	allow := func(change ...policyChange) (any, error) {
		return root.CreatePolicy(ctx, lifecycle.PolicyInput{
			Key: key, Policy: policyFor(told[lifecycle.PackageResult](s, i-1).Package.ID, change...),
		})
	}
	switch i {
	case 0:
		return group("sales")
	case 1:
		return group("shop")
	case 2:
		return group("annex")
	case 3:
		return bundle("Sales", 0)
	case 4:
		return allow(lasting(2), approvedBy(stage(entitlement.Manager(1))))
	case 5:
		return bundle("Shop", 1)
	case 6:
		return allow(lasting(2))
	case 7:
		return bundle("Desk", 0)
	default:
		return allow()
	}
}
