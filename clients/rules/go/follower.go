package rules

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Follower keeps one set's rules current. All its methods are safe for concurrent use.
type Follower struct {
	config  Config
	store   store
	disk    lastGood
	clock   func() time.Time
	started time.Time
	cancel  context.CancelFunc
	done    sync.WaitGroup
	hints   chan struct{}

	current   atomic.Pointer[RuleSet]
	refusal   atomic.Pointer[Refusal]
	confirmed atomic.Int64 // when a poll last found that what is published runs: nanoseconds since started
	absent    atomic.Bool  // the store has no pointer
	tally     tally

	// of the polling goroutine alone
	seen        sighting
	highest     int64
	hopeless    sighting // a pointer whose blob is what it says, and was refused all the same: nothing about it can change
	told        acknowledgement
	unreachable error
}

// Follow loads the set that ran last from the disk, if there is one, and starts to poll. It fails for a wrong Config alone: a
// store that is down is waited for.
func Follow(config Config) (*Follower, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	store, err := newRedisStore(config)
	if err != nil {
		return nil, err
	}
	f := newFollower(config, store, time.Now)
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	f.done.Add(2)
	go f.run(ctx)
	go f.listen(ctx)
	return f, nil
}

// newFollower has taken over what is on the disk, and does not poll yet.
func newFollower(config Config, store store, clock func() time.Time) *Follower {
	f := &Follower{config: config, store: store, disk: lastGoodOf(config), clock: clock, started: clock(), hints: make(chan struct{}, 1)}
	f.load()
	return f
}

// Current is the set to evaluate, nil while there is none yet. One atomic load; a set that was taken stays valid.
func (f *Follower) Current() *RuleSet { return f.current.Load() }

// Close ends polling, within the shutdown timeout. The set that ran last stays current.
func (f *Follower) Close() error {
	f.cancel()
	closed := f.store.close()
	ended := make(chan struct{})
	go func() {
		f.done.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return closed
	case <-time.After(f.config.ShutdownTimeout):
		return errors.Join(closed, fmt.Errorf("polling did not end within %v", f.config.ShutdownTimeout))
	}
}

// bounded is the time of one command, with a connection for it.
func (f *Follower) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, f.config.ConnectTimeout+f.config.CommandTimeout)
}
