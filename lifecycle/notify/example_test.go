package notify_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/examples/organisation"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/lifecycle/notify"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
)

// must returns the value, or ends an example that did not go as planned.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// printer is a lifecycle.Notifier that shows mails where package lifecycle/notify/smtp sends them.
type printer struct {
	writer *notify.Writer
	people notify.People
}

func (p printer) Notify(ctx context.Context, m lifecycle.Message) error {
	for _, id := range m.To {
		to, err := p.people.Recipient(ctx, id, m.At)
		if err != nil {
			return err
		}
		mail, err := p.writer.Write(ctx, m, to)
		if err != nil {
			return err
		}
		body, _, _ := strings.Cut(mail.Text, "\n\n-- \n")
		fmt.Printf("To: %s\nSubject: %s\n\n%s\n\n", mail.To.Address, mail.Subject, body)
	}
	return nil
}

// A host whose mails say what the engine and the directory know.
func ExampleRecords() {
	ctx := context.Background()
	people := must(directory.Load(organisation.Files(), "people.csv", "groups.csv"))
	var engine *lifecycle.Engine // is made below: it needs the notifier, which reads it when mails are due
	writer := must(notify.NewWriter(notify.Config{
		Sender: "Halvard & Stone",
		Describer: notify.Records{
			Session: func() *lifecycle.Session { return engine.AsSystem("mails") },
			People:  people,
			Link: func(m notify.Message, _ notify.Recipient) string {
				return "https://access.halvard-stone.example/" + m.Kind.String()
			},
		},
	}))
	engine = must(lifecycle.New(ctx, lifecycle.Config{
		Store: memstore.New(), Directory: people, Provisioner: fake.New(fake.Options{}), AllowSystem: true,
		Notifier: printer{writer, notify.People{Directory: people}},
		Clock:    sim.NewClock(time.Date(2026, time.January, 6, 9, 0, 0, 0, time.UTC)),
	}))
	must(engine.AsSystem("setup").Apply(ctx, lifecycle.ApplyInput{Document: must(organisation.Tenant())}))

	alice := engine.As(lifecycle.Actor{ID: "alice"})
	starter := must(alice.Offers(ctx, lifecycle.OffersInput{})).Items[0].Package
	asked := must(alice.Submit(ctx, lifecycle.SubmitInput{Package: starter.ID, Justification: "I start in Sales."}))
	must(engine.Dispatch(ctx))
	must(engine.As(lifecycle.Actor{ID: "nora"}).Deny(ctx, lifecycle.DecideInput{Request: asked.Request, Justification: "Not yet."}))
	must(engine.Dispatch(ctx))
	if err := engine.Close(); err != nil {
		panic(err)
	}
	// Output:
	// To: nora.whitfield@halvard-stone.example
	// Subject: Please decide: Alice Fontaine's request for Sales Starter
	//
	// Hello Nora Whitfield,
	//
	// Alice Fontaine asks for Sales Starter. Please decide by 20 January 2026, 09:00 UTC.
	//
	// If you do not decide soon, others are asked too.
	//
	// Submitted: 6 January 2026, 09:00 UTC
	// Expires: 20 January 2026, 09:00 UTC
	// Justification:
	// > I start in Sales.
	//
	// https://access.halvard-stone.example/N04
	//
	// To: alice.fontaine@halvard-stone.example
	// Subject: Denied: Sales Starter
	//
	// Hello Alice Fontaine,
	//
	// The request for Sales Starter for Alice Fontaine was denied. Reason: an approver said no.
	//
	// https://access.halvard-stone.example/N09
}
