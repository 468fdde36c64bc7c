package rules

import "time"

// State is the state of a follower's rules.
type State string

// StateReady: the published rules are current. StateStale: no successful poll for ten poll intervals; the rules stay in force.
// StateError: there are no rules, or the published ones were refused; current rules stay in force.
const (
	StateReady State = "READY"
	StateStale State = "STALE"
	StateError State = "ERROR"
)

// stalePolls is the number of poll intervals without a successful poll after which rules are stale.
const stalePolls = 10

// Health is the current state of a follower.
type Health struct {
	State      State
	AgeSeconds float64 // since a poll last confirmed the current set, or since the start
	Revision   int64   // in force; 0: none
	Reason     string  // empty when ready
}

// Refusal is a published or saved set that an engine refused.
type Refusal struct {
	Revision int64 // refused; 0 if the pointer has no readable revision
	Running  int64 // still in force; 0: none
	Reason   string
	At       time.Time
}

// Health returns the state as of the last poll, without I/O.
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
