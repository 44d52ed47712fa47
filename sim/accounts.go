package sim

import (
	"context"
	"slices"
	"sync"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Accounts makes and unmakes guest accounts: a lifecycle.Accounts that keeps a ledger, and shows every change in a
// Directory at the instant of the call. Inviting finds an account or makes it; an invited person who was UserOutside is a
// UserGuest from then on. A blocked account is disabled; with a deletion the person is UserOutside again. People whom the
// directory does not know have accounts all the same. It is safe for concurrent use.
type Accounts struct {
	directory *Directory

	mu     sync.Mutex
	guests map[entitlement.SubjectID]*guest
	calls  []AccountCall
	script script
}

// guest is what is known about a person who was called about.
type guest struct {
	state      entitlement.GuestState
	generation uint64 // the newest that was accepted (I-64)
}

// AccountVerb is what was asked for.
type AccountVerb uint8

// Account verbs.
const (
	Invite AccountVerb = iota + 1
	Block
	Delete
)

// String returns the verb in lower case.
func (v AccountVerb) String() string {
	switch v {
	case Invite:
		return "invite"
	case Block:
		return "block"
	case Delete:
		return "delete"
	}
	return "unknown"
}

// AccountCall is an entry of the ledger: a call and its answer.
type AccountCall struct {
	lifecycle.AccountCall

	Verb AccountVerb
	Err  error
}

// NewAccounts returns accounts that show in a directory.
func NewAccounts(d *Directory) *Accounts {
	return &Accounts{directory: d, guests: map[entitlement.SubjectID]*guest{}}
}

// Invite implements lifecycle.Accounts. The identifier of the account is made from the person's.
func (a *Accounts) Invite(ctx context.Context, call lifecycle.AccountCall) (string, error) {
	err := a.call(ctx, Invite, call, entitlement.GuestActive)
	if err != nil {
		return "", err
	}
	return accountOf(call.Subject), nil
}

// accountOf returns the identifier of an account that was made here.
func accountOf(id entitlement.SubjectID) string { return "guest:" + string(id) }

// Account returns the account by which target systems know a person: that of the guest, or else the person's identifier.
func (a *Accounts) Account(id entitlement.SubjectID) string {
	if s := a.State(id); s == entitlement.GuestActive || s == entitlement.GuestBlocked {
		return accountOf(id)
	}
	return string(id)
}

// Block implements lifecycle.Accounts.
func (a *Accounts) Block(ctx context.Context, call lifecycle.AccountCall) error {
	return a.call(ctx, Block, call, entitlement.GuestBlocked)
}

// Delete implements lifecycle.Accounts.
func (a *Accounts) Delete(ctx context.Context, call lifecycle.AccountCall) error {
	return a.call(ctx, Delete, call, entitlement.GuestDeleted)
}

func (a *Accounts) call(ctx context.Context, verb AccountVerb, call lifecycle.AccountCall, to entitlement.GuestState) error {
	if err := ctx.Err(); err != nil {
		return provision.Transient(err, "")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	fault := a.script.next(call.Key, call.At, call.Subject)
	var err error
	if fault == nil || fault.Late {
		err = a.change(call, to)
	}
	if fault != nil {
		err = fault.err()
	}
	a.calls = append(a.calls, AccountCall{AccountCall: call, Verb: verb, Err: err})
	return err
}

// change makes an account what it should be.
func (a *Accounts) change(call lifecycle.AccountCall, to entitlement.GuestState) error {
	g := a.guests[call.Subject]
	if g == nil {
		g = &guest{}
		a.guests[call.Subject] = g
	}
	if call.Generation < g.generation {
		return provision.Permanent(provision.Superseded, "")
	}
	g.generation = call.Generation
	if g.state == to {
		return nil
	}
	g.state = to
	a.directory.showAccount(call.At, call.Subject, to)
	return nil
}

// Inject adds faults to the script; Person is the guest. Of several that match a call the first strikes. It refuses, with
// InvalidArgument, faults that never strike.
func (a *Accounts) Inject(faults ...Fault) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.script.add(faults)
}

// Heal removes all faults.
func (a *Accounts) Heal() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.script.faults = nil
}

// State returns what became of a person's account; GuestAbsent if nobody ever called about it.
func (a *Accounts) State(id entitlement.SubjectID) entitlement.GuestState {
	a.mu.Lock()
	defer a.mu.Unlock()
	if g := a.guests[id]; g != nil {
		return g.state
	}
	return entitlement.GuestAbsent
}

// Calls returns the ledger from an entry on, in the order of arrival; 0 returns all.
func (a *Accounts) Calls(from int) []AccountCall {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls[min(max(from, 0), len(a.calls)):])
}
