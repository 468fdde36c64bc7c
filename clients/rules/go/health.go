package rules

import "time"

// State is what an engine can expect of its rules.
type State string

// StateReady: the rules that are published run. StateStale: no successful poll for ten poll intervals; the rules still run. StateError: there
// are no rules at all, or what is published was refused; where there are rules, they still run.
const (
	StateReady State = "READY"
	StateStale State = "STALE"
	StateError State = "ERROR"
)

// stalePolls is how many poll intervals may pass without a successful one.
const stalePolls = 10

// Health is a follower's state now.
type Health struct {
	State      State
	AgeSeconds float64 // since a poll last found that what is published runs; since the start if none has
	Revision   int64   // that runs; 0: none
	Reason     string  // empty when ready
}

// Refusal is a published or stored set that an engine does not take over.
type Refusal struct {
	Revision int64 // that was refused; 0 where the pointer tells none
	Running  int64 // that is evaluated instead; 0: none
	Reason   string
	At       time.Time
}

// Health tells the state from what the follower saw last; it asks nothing.
func (f *Follower) Health() Health {
	age := f.clock().Sub(f.started) - time.Duration(f.confirmed.Load())
	health := Health{State: StateReady, AgeSeconds: age.Seconds()}
	set, refusal := f.current.Load(), f.refusal.Load()
	if set != nil {
		health.Revision = set.Revision()
	}
	switch {
	case refusal != nil:
		health.State, health.Reason = StateError, refusal.Reason
	case set == nil:
		health.State, health.Reason = StateError, "no rules yet"
	case age > stalePolls*f.config.PollInterval:
		health.State, health.Reason = StateStale, "the store does not answer"
		if f.absent.Load() {
			health.Reason = "the store has no pointer"
		}
	}
	return health
}
