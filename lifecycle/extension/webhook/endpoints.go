package webhook

import (
	"context"

	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Endpoints launches callouts through the client that the host has put down for their endpoint, so that configurations name
// endpoints and know neither URLs nor secrets. It implements lifecycle.Extension; the map must not change while it is used.
type Endpoints map[string]*Client

var _ lifecycle.Extension = Endpoints(nil)

// Launch is Client.Launch of the endpoint's client. A callout to an endpoint that is not there fails for good.
func (e Endpoints) Launch(ctx context.Context, callout lifecycle.Callout) error {
	client := e[callout.Endpoint]
	if client == nil {
		return provision.Permanent(provision.TargetRefused, "The host knows no endpoint of that name.")
	}
	return client.Launch(ctx, callout)
}
