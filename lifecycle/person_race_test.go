package lifecycle_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// What the directory says of a person is followed in the order in which it said it, however the calls come. // R-209
func TestChangesOfAPersonThatAreToldTogether(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first, last string
		follows     func(r *rig) error // the last change, before what the directory said of the first one is followed
		has         int
	}{
		"comes_back": {"Legal", "Sales", toldOf("ann"), 1},
		"leaves":     {"Sales", "Legal", toldOf("ann"), 0},
		"is_found_by_a_survey": {"Legal", "Sales", func(r *rig) error {
			_, err := r.as("root").ReconcilePeople(r.Context(), lifecycle.ReconcilePeopleInput{})
			r.settle()
			return err
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				late := &lateDirectory{Directory: r.directory}
				r.config.Directory = late
				r.open()
				r.automatic("Sales", automatically(salesRule))
				r.moves("ann", c.last)
				department := func(d string) {
					r.change("ann", func(s *entitlement.Subject) { s.Attributes = map[string]string{"department": d} })
				}
				department(c.first)
				late.after = func() {
					late.after = nil
					department(c.last)
					require.NoError(r, c.follows(r))
				}
				r.tell("ann")
				require.Nil(r, late.after)
				require.Len(r, r.live("ann"), c.has)
				require.Len(r, r.target.Holdings(), c.has)
			})
		})
	}
}

func toldOf(id entitlement.SubjectID) func(r *rig) error {
	return func(r *rig) error {
		_, err := r.engine.OnPersonChanged(r.Context(), id)
		return err
	}
}

// lateDirectory does something between the instant of which it tells and the answer.
type lateDirectory struct {
	lifecycle.Directory
	after func()
}

func (d *lateDirectory) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	view, err := d.Directory.At(ctx, at)
	if after := d.after; after != nil {
		after()
	}
	return view, err
}
