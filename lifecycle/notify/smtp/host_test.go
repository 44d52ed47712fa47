package smtp_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/lifecycle/notify"
	"example.com/tenure/lifecycle/notify/smtp"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
)

// hostWithMails opens an engine that sends its mails to a server, and reads what they say from the engine itself.
func hostWithMails(ctx context.Context, people lifecycle.Directory, clock *sim.Clock, server smtp.Config) (engine *lifecycle.Engine, err error) {
	server.Writer, err = notify.NewWriter(notify.Config{Describer: notify.Records{
		Session: func() *lifecycle.Session { return engine.AsSystem("mails") }, // it is called when mails are due
		People:  people,
	}})
	if err != nil {
		return nil, err
	}
	server.Recipients = notify.People{Directory: people}
	notifier, err := smtp.New(server)
	if err != nil {
		return nil, err
	}
	return lifecycle.New(ctx, lifecycle.Config{
		Store: memstore.New(), Directory: people, Provisioner: fake.New(fake.Options{}), Notifier: notifier,
		AllowSystem: true, Clock: clock, // production leaves the clock out
	})
}

// A host that sends its mails over a server of the organisation.
func ExampleNew() {
	ctx := context.Background()
	people, err := directory.New([]entitlement.Subject{{ID: "ann", Mail: "ann@example.com", UserType: entitlement.UserMember}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := hostWithMails(ctx, people, sim.NewClock(moment), smtp.Config{
		Host: "mail.example.com", Username: "tenure", Password: "from the host's secrets",
		From: "access@example.com", Name: "Access management",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(engine.Close())
	// Output: <nil>
}

// A mail goes from a command through the engine to the server, and waits for a server that is away.
func TestAHostSendsItsMails(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	people, err := directory.New([]entitlement.Subject{
		{ID: "ann", DisplayName: "Ann Åkesson", Mail: "ann@example.com", UserType: entitlement.UserMember},
	}, nil)
	require.NoError(t, err)
	clock := sim.NewClock(moment)
	engine, err := hostWithMails(t.Context(), people, clock, s.config(smtp.Config{}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	admin := engine.AsSystem("test")
	group, err := admin.AddResource(t.Context(), lifecycle.ResourceInput{
		Resource: entitlement.Resource{DisplayName: "Fair", Type: entitlement.ResourceGroup, OriginID: "fair"},
	})
	require.NoError(t, err)
	made, err := admin.CreatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
		DisplayName: "Fair & square", Roles: []entitlement.RoleRef{{Resource: group.Resource.ID, Role: entitlement.RoleMember}},
	}})
	require.NoError(t, err)
	_, err = admin.CreatePolicy(t.Context(), lifecycle.PolicyInput{Policy: entitlement.AssignmentPolicy{
		Package: made.Package.ID, DisplayName: "Everybody", AllowedTargetScope: entitlement.ScopeAllMemberUsers,
	}})
	require.NoError(t, err)
	s.answer("MAIL", "451 4.3.0 later")
	_, err = engine.As(lifecycle.Actor{ID: "ann"}).Submit(t.Context(), lifecycle.SubmitInput{Package: made.Package.ID})
	require.NoError(t, err)
	_, err = engine.Dispatch(t.Context())
	require.NoError(t, err)
	stuck, err := admin.Stuck(t.Context(), lifecycle.StuckInput{})
	require.NoError(t, err)
	require.Len(t, stuck, 1)

	s.answer("MAIL", "")
	clock.Add(time.Hour)
	_, err = engine.Dispatch(t.Context())
	require.NoError(t, err)
	stuck, err = admin.Stuck(t.Context(), lifecycle.StuckInput{})
	require.NoError(t, err)
	require.Empty(t, stuck)
	mails := s.mails()
	require.Len(t, mails, 1)
	require.Contains(t, mails[0].to, "<ann@example.com>")
	require.Contains(t, mails[0].parts(t)["text/plain"], "Ann Åkesson has access to Fair & square until ")
}
