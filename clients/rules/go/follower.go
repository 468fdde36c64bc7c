package rules

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Follower keeps the rules of one set current. Its methods are safe for concurrent use.
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
	confirmed atomic.Int64 // when a poll last confirmed the current set: nanoseconds since the start
	absent    atomic.Bool  // the store has no pointer
	tally     tally

	// used only by the polling goroutine
	seen        sighting
	highest     int64
	hopeless    sighting // a pointer whose intact blob was refused: reading it again would not help
	ack         acknowledgement
	unreachable error
}

// Follow restores the last good set from disk, if any, and starts to poll. It fails only for an invalid Config: it waits for a
// store that is down.
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

// newFollower returns a follower that has restored the set on disk and does not poll yet.
func newFollower(config Config, store store, clock func() time.Time) *Follower {
	f := &Follower{config: config, store: store, disk: lastGoodOf(config), clock: clock, started: clock(), hints: make(chan struct{}, 1)}
	f.load()
	return f
}

// Current returns the set to evaluate, nil if there is none yet. One atomic load; a returned set stays valid.
func (f *Follower) Current() *RuleSet { return f.current.Load() }

// Close ends polling within the shutdown timeout. The current set stays available.
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

// bounded returns a context for one command, including connecting.
func (f *Follower) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, f.config.ConnectTimeout+f.config.CommandTimeout)
}
