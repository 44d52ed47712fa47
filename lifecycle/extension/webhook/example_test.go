package webhook_test

import (
	"errors"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/extension/webhook"
)

func Example() {
	secret, err := webhook.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		panic(err)
	}
	now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

	_, err = webhook.New(webhook.Config{URL: "http://tickets.example.com/hook", Secrets: []webhook.Secret{secret}, Now: now})
	fmt.Println(err, errors.Is(err, entitlement.InvalidArgument))

	client, err := webhook.New(webhook.Config{URL: "https://tickets.example.com/hook", Secrets: []webhook.Secret{secret}, Now: now})
	if err != nil {
		panic(err)
	}
	defer client.Close() // and give it to whoever launches callouts
	fmt.Println(secret)
	// Output:
	// webhook: invalidArgument: the URL is absolute, https, and has no user or fragment true
	// whsec_…
}
