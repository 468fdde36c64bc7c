package rules

import (
	"context"
	"time"
)

// listen keeps a subscription to the hints. Without it rules arrive half a second later, so its loss is not an error.
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

// hint requests an immediate poll. One pending request suffices: the poll reads the current pointer.
func (f *Follower) hint() {
	select {
	case f.hints <- struct{}{}:
	default:
	}
}
