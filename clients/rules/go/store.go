package rules

import (
	"context"
	"time"
)

// store has the operations that a follower needs from the server. Every call ends by the deadline of its context.
type store interface {
	// pointers reads the pointer a number of times in one round trip; empty if it does not exist.
	pointers(ctx context.Context, times int) ([]string, error)
	// blob reads at most a number of bytes of a revision's blob; nil if it does not exist.
	blob(ctx context.Context, revision, longest int64) ([]byte, error)
	acknowledge(ctx context.Context, value string, at time.Time) error
	// listen calls heard once it is subscribed and at every hint, and returns when the subscription is lost or ctx is done.
	listen(ctx context.Context, heard func()) error
	close() error
}
