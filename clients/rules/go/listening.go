package rules

import (
	"context"
	"time"
)

// listen keeps a subscription to the hints. Without it the rules come half a second later, so that its loss is no fault.
func (f *Follower) listen(ctx context.Context) {
	defer f.done.Done()
	losses := backoff{first: 100 * time.Millisecond, longest: 5 * time.Second}
	for ctx.Err() == nil {
		_ = f.store.listen(ctx, func() {
			losses.reset()
			f.hint()
		})
		pause := time.NewTimer(losses.next())
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		pause.Stop()
	}
}

// hint asks for a poll at once. One that waits already is enough: the poll reads what is current.
func (f *Follower) hint() {
	select {
	case f.hints <- struct{}{}:
	default:
	}
}
