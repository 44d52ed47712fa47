package random

import (
	"context"
	"iter"
	"time"

	"example.com/tenure/provision"
)

// proud says that it holds whatever it has said that it granted.
type proud struct {
	provisioner

	said map[provision.Resource]map[provision.Holding]bool
}

func (p *proud) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	result, err := p.provisioner.Apply(ctx, op)
	if err == nil && !result.Pending {
		if p.said == nil {
			p.said = map[provision.Resource]map[provision.Holding]bool{}
		}
		where := provision.Resource{Type: op.Resource.Type, OriginID: op.Resource.OriginID}
		if p.said[where] == nil {
			p.said[where] = map[provision.Holding]bool{}
		}
		p.said[where][provision.Holding{Subject: op.Subject, Role: op.Role, Managed: true}] = op.Verb == provision.Grant
	}
	return result, err
}

func (p *proud) List(ctx context.Context, r provision.Resource, at time.Time) iter.Seq2[provision.Holding, error] {
	where := provision.Resource{Type: r.Type, OriginID: r.OriginID}
	return func(yield func(provision.Holding, error) bool) {
		told := map[provision.Holding]bool{}
		for h, err := range p.provisioner.List(ctx, r, at) {
			told[h] = true
			if !yield(h, err) {
				return
			}
		}
		for h, holds := range p.said[where] { // order: a list comes in any
			if holds && !told[h] && !yield(h, nil) {
				return
			}
		}
	}
}

// takeGifts takes away what administrators of target systems gave, and is not one of them.
func takeGifts(s *story) error {
	for _, h := range inOrder(s.gifts) {
		if err := s.w.AdminRemoves(string(h.person), h.role); err != nil {
			return err
		}
	}
	return nil
}
