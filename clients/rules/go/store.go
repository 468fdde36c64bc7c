package rules

import (
	"context"
	"time"
)

// store is what a follower asks of the server that holds the rules. Every call ends within the time of its context.
type store interface {
	// pointers reads the pointer that many times in one round trip; empty where there is none.
	pointers(ctx context.Context, times int) ([]string, error)
	// blob reads at most that many bytes of a revision's blob; nil where there is none.
	blob(ctx context.Context, revision, longest int64) ([]byte, error)
	acknowledge(ctx context.Context, value string, at time.Time) error
	// listen calls heard once it is subscribed and at every hint, and returns when the subscription is lost or ctx is done.
	listen(ctx context.Context, heard func()) error
	close() error
}
