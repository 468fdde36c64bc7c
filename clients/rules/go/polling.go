package rules

import (
	"context"
	"math/rand/v2"
	"time"
)

// maxRereads is the number of times that one poll reads the pointer again if its blob is missing.
const maxRereads = 3

// run polls until ctx is done.
func (f *Follower) run(ctx context.Context) {
	defer f.done.Done()
	failures := backoff{first: 50 * time.Millisecond, longest: time.Second}
	for ctx.Err() == nil {
		err := f.poll(ctx)
		f.note(ctx, err)
		if err != nil {
			f.rest(ctx, max(failures.next(), f.interval()))
			continue
		}
		failures.reset()
		f.acknowledge(ctx)
		f.rest(ctx, f.interval())
	}
}

// poll reads the pointer and adopts the set that it names. An error means that the store did not answer.
func (f *Follower) poll(ctx context.Context) error {
	lines, err := f.read(ctx, f.config.Pipeline)
	if err != nil {
		return err
	}
	for _, line := range lines[:len(lines)-1] {
		// a pointer that has moved is among the following replies, or found by the next poll
		if _, err := f.examine(ctx, line); err != nil {
			return err
		}
	}
	line := lines[len(lines)-1]
	for range maxRereads {
		moved, err := f.examine(ctx, line)
		if err != nil || moved == "" {
			return err
		}
		line = moved
	}
	return nil
}

func (f *Follower) read(ctx context.Context, times int) ([]string, error) {
	bounded, cancel := f.bounded(ctx)
	defer cancel()
	return f.store.pointers(bounded, times)
}

// note logs the loss and return of the store, not every failed poll.
func (f *Follower) note(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
		return
	case err != nil && f.unreachable == nil:
		f.config.Log.Warn("rules: the poll failed; keeping the current rules", "set", f.config.Set, "error", err)
	case err == nil && f.unreachable != nil:
		f.config.Log.Info("rules: the store answers again", "set", f.config.Set)
	}
	f.unreachable = err
}

func (f *Follower) interval() time.Duration {
	if f.config.FlatOut {
		return 0
	}
	return f.config.PollInterval + rand.N(f.config.PollInterval/10+1)
}

// rest pauses until the next poll or a hint.
func (f *Follower) rest(ctx context.Context, pause time.Duration) {
	if pause == 0 {
		return
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-f.hints:
	case <-timer.C:
	}
}
