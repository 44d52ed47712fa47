package whatif

import (
	"context"
	"io"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// History is the requests of the past, as an event log tells them.
type History struct {
	Requests []PastRequest // by the event that made them
}

// PastRequest is a request as the log last knows it, with the names that its objects had last.
type PastRequest struct {
	ID                entitlement.RequestID
	At                time.Time // when it was made
	Type              entitlement.RequestType
	Requestor, Target entitlement.SubjectID
	PackageID         entitlement.AccessPackageID
	Catalog, Package  string // "" if the log does not say how they are called
	Policy            string
	Schedule          entitlement.Schedule // as asked for
	State             entitlement.RequestState
	Reason            entitlement.EndReason // why it was denied or canceled
	// Approvers are those of each stage; of one that did not open nobody.
	Approvers [][]entitlement.SubjectID
	// Determiner is the custom extension that said, or was to say, who approves in the first stage; "" if the policy did.
	Determiner entitlement.CustomExtensionID
	// Unrouted says that the request came to nothing, or waits, before it was known whether somebody had to approve: custom
	// extensions come first.
	Unrouted bool
}

// ReadStore reads the requests of a store's log, and the names from its rows too: those of objects older than a log that was
// truncated. The store is only read, in one View; it may be that of an engine that runs.
func ReadStore(ctx context.Context, s store.Store) (*History, error) {
	r := newLogReader()
	err := s.View(ctx, func(reader store.Reader) error {
		tx := store.Reading(reader)
		if err := r.readNames(tx); err != nil {
			return err
		}
		return tx.Events(1, func(ev *entitlement.Event, _ time.Time) (bool, error) { return true, r.read(ev) })
	})
	if err != nil {
		return nil, err
	}
	return r.history(), nil
}

// ReadExport reads the requests of an exported log, as lifecycle.Session.ExportLog writes it, and refuses what
// store.VerifyExport refuses. An export that goes on from another one lacks the names of older objects.
func ReadExport(ctx context.Context, from io.Reader) (*History, error) {
	r := newLogReader()
	_, err := store.ReadExport(ctx, from, store.LogPoint{}, func(ev *entitlement.Event, _ time.Time) error { return r.read(ev) })
	if err != nil {
		return nil, err
	}
	return r.history(), nil
}

// logReader puts requests together from events.
type logReader struct {
	schema   *store.Schema
	catalogs map[entitlement.CatalogID]string
	packages map[entitlement.AccessPackageID]entitlement.AccessPackage
	policies map[entitlement.PolicyID]string
	order    []entitlement.RequestID
	requests map[entitlement.RequestID]entitlement.Request
	stages   map[entitlement.StageKey][]entitlement.SubjectID
	// determiners are the extensions that determine stages, routed the requests that got beyond those that come first.
	determiners map[entitlement.RequestID]entitlement.CustomExtensionID
	routed      map[entitlement.RequestID]bool
}

func newLogReader() *logReader {
	return &logReader{
		schema:      store.NewSchema(),
		catalogs:    map[entitlement.CatalogID]string{},
		packages:    map[entitlement.AccessPackageID]entitlement.AccessPackage{},
		policies:    map[entitlement.PolicyID]string{},
		requests:    map[entitlement.RequestID]entitlement.Request{},
		stages:      map[entitlement.StageKey][]entitlement.SubjectID{},
		determiners: map[entitlement.RequestID]entitlement.CustomExtensionID{},
		routed:      map[entitlement.RequestID]bool{},
	}
}

func (r *logReader) readNames(tx *store.Txn) error {
	err := r.schema.Catalogs.Each(tx, nil, func(c *entitlement.Catalog) (bool, error) {
		r.catalogs[c.ID] = c.DisplayName
		return true, nil
	})
	if err != nil {
		return err
	}
	err = r.schema.Packages.Each(tx, nil, func(p *entitlement.AccessPackage) (bool, error) {
		r.packages[p.ID] = p.Clone()
		return true, nil
	})
	if err != nil {
		return err
	}
	return r.schema.Policies.Each(tx, nil, func(p *entitlement.AssignmentPolicy) (bool, error) {
		r.policies[p.ID] = p.DisplayName
		return true, nil
	})
}

// read takes what an event tells about requests and the names in them.
func (r *logReader) read(ev *entitlement.Event) error {
	if ev.After == nil {
		return nil // removed: the last name stays
	}
	switch ev.Object.Kind { //nolint:exhaustive // the other kinds say nothing about requests
	case entitlement.KindCatalog:
		return after(&r.schema.Catalogs, ev, func(c *entitlement.Catalog) { r.catalogs[c.ID] = c.DisplayName })
	case entitlement.KindAccessPackage:
		return after(&r.schema.Packages, ev, func(p *entitlement.AccessPackage) { r.packages[p.ID] = p.Clone() })
	case entitlement.KindPolicy:
		return after(&r.schema.Policies, ev, func(p *entitlement.AssignmentPolicy) { r.policies[p.ID] = p.DisplayName })
	case entitlement.KindRequest:
		return after(&r.schema.Requests, ev, func(request *entitlement.Request) {
			if _, known := r.requests[request.ID]; !known {
				r.order = append(r.order, request.ID)
			}
			r.requests[request.ID] = *request
			switch request.State { //nolint:exhaustive // all others come behind the approval
			case entitlement.RequestSubmitted, entitlement.RequestDenied, entitlement.RequestCanceled:
			default:
				r.routed[request.ID] = true
			}
		})
	case entitlement.KindCallout:
		return after(&r.schema.Callouts, ev, func(c *entitlement.Callout) {
			switch c.Stage { //nolint:exhaustive // the others tell nothing more
			case entitlement.StageDeterminingApproval:
				r.determiners[c.Request] = c.Extension
			case entitlement.StageRequestApproved:
				r.routed[c.Request] = true
			}
		})
	case entitlement.KindStage:
		return after(&r.schema.Stages, ev, func(s *entitlement.ApprovalStage) {
			r.stages[s.Key()] = slices.Clone(s.Approvers)
		})
	default:
		return nil
	}
}

// after reads the row that an event left.
func after[K, T any](table *store.Table[K, T], ev *entitlement.Event, use func(row *T)) error {
	key, err := table.ParseKey([]byte(ev.Object.Key))
	if err != nil {
		return err
	}
	var row T
	if err := table.Decode(key, ev.After, &row); err != nil {
		return err
	}
	use(&row)
	return nil
}

// history names what the requests are about.
func (r *logReader) history() *History {
	out := &History{Requests: make([]PastRequest, 0, len(r.order))}
	for _, id := range r.order {
		request := r.requests[id]
		pkg := r.packages[request.Package.ID]
		past := PastRequest{
			ID: id, At: request.Created, Type: request.Type, Requestor: request.Requestor, Target: request.Target,
			PackageID: request.Package.ID, Catalog: r.catalogs[pkg.Catalog], Package: pkg.DisplayName,
			Policy: r.policies[request.Policy.ID], Schedule: request.Schedule, State: request.State, Reason: request.Reason,
			Determiner: r.determiners[id], Unrouted: !r.routed[id],
		}
		for i := range request.Stages {
			past.Approvers = append(past.Approvers, r.stages[entitlement.StageKey{Request: id, Index: i + 1}])
		}
		out.Requests = append(out.Requests, past)
	}
	return out
}
