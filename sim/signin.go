package sim

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
)

// SignIn records that somebody signs in at an instant. Whoever never did has no record: nothing is known of their sign-ins
// . The past does not change, as with every edit.
func (d *Directory) SignIn(at time.Time, id entitlement.SubjectID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.check(at, nil, nil); err != nil {
		return err
	}
	if d.signIns[id] == nil {
		d.signIns[id] = &history[time.Time]{}
	}
	d.signIns[id].add(at, func(time.Time) time.Time { return at })
	return nil
}

// LastSignIn implements lifecycle.SignIns.
func (v *directoryView) LastSignIn(_ context.Context, id entitlement.SubjectID) (time.Time, bool, error) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	last := v.d.signIns[id].at(v.at)
	return last, !last.IsZero(), nil
}
