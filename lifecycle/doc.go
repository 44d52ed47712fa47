// Package lifecycle is the engine: it takes requests for access, routes them to approvers, gives access to target systems,
// and takes it away again when its time is over.
//
//	engine, err := lifecycle.New(ctx, lifecycle.Config{
//		Store:          db,           // boltstore.Open or memstore.New
//		Directory:      people,       // package lifecycle/directory, or the host's own
//		Provisioner:    targets,      // package provision
//		Administrators: []entitlement.SubjectSet{entitlement.User("tomas")},
//	})
//	result, err := engine.As(lifecycle.Actor{ID: "alice"}).Submit(ctx, lifecycle.SubmitInput{Package: pkg})
//
// # Who acts
//
// Every command and query belongs to a Session, which Engine.As makes for a person and Engine.AsSystem for the host itself.
// The engine trusts the host to know who the person is, and decides what the person may do. A refusal is an
// *entitlement.Error with a code, the object and, where a rule decided, the tree of reasons.
//
// # Commands
//
// A command takes an input struct and returns a result struct. It is carried out as a whole or not at all, and is on disk
// when it returns nil. Every input that changes something accepts an idempotency key: the same command with the same key,
// repeated within Config.KeyRetention, returns the first result and does nothing; another command with that key is refused.
// After OutcomeUnknown the caller repeats the command with the same key to find out.
//
// A command reads the clock once and first settles what was due until then. Decisions rest on one view of the Directory,
// which is asked outside any transaction.
//
// # Time
//
// Nothing happens in the background unless a Runner is used. A host without one calls Engine.RunDue, which settles timers,
// and Engine.Dispatch, which calls the ports, as often as it likes; Engine.NextDue says when there will be something to do.
// How often they are called changes when things are done, never what: a timer acts with the instant at which it was due. One
// thing needs to be called in time: a review whose reviewers Dispatch could not look up before its end is missed.
//
// Engine time never goes back. A clock that did is reported by Engine.Time, and revives nothing.
//
// # Queries
//
// Queries never write. They show rows as they are at the instant of the clock, or at AsOf where the input has one, whether or
// not anything was settled. Each list has a page-and-token form and an iterator; iterators hold no transaction while they
// yield, so that the engine may be called inside the loop. Ended assignments and requests are listed in the order in which
// their end was recorded; one whose end has passed but is not recorded yet may change its place when it is.
//
// # Delivery
//
// A provision.Provisioner is called with the latest wish for a person's role, outside transactions, and possibly more than
// once: calls are idempotent by key. Failed grants are repeated for Config.RetryWindow, revokes for ever. Session.Stuck lists
// what needs an operator, Session.PackageRequests what each request is missing.
//
// Targets change behind the engine's back. Session.Reconcile, or a Runner with Config.ReconcileEvery, asks those that implement
// provision.Lister what they hold, reports the drift, and repairs what the DriftPolicy lets it.
//
// # Reviews
//
// A policy can have the access that was given through it looked at again (entitlement.ReviewSettings). When an instance starts,
// its items and their reviewers are fixed; Session.ReviewsToDo lists what waits for somebody, Session.DecideReview decides. At
// its end, or when Session.StopReview ends it, the results are applied: what was denied, or what nobody decided about where the
// settings say so, is removed. Reads show that from the close on. A View that also implements SignIns gives recommendations.
//
// # People who change
//
// The host calls Engine.OnPersonChanged for everybody whose record in the directory has changed, who left or came back.
// Automatic policies (entitlement.AutomaticRequestSettings) assign and remove then; Session.ReconcilePeople looks at
// everybody, with a View that also implements People. Removals of more people than Config.LossThreshold allows wait for
// Session.ConfirmRemovals; Session.AutomaticScopes lists them.
//
// # Configuration
//
// Catalogs, resources, access packages, policies and connected organizations are made by commands, or all at once from a
// document of package entitlement/spec: Session.Plan says what would change and whom it touches, Session.Apply does it.
// Plan also tells what will hurt in the policies that change; Session.Lint tells it of a single policy before it is saved.
// With Config.Rights, who owns a catalog adds, changes and removes only what they may manage where it lives.
package lifecycle
