package rules

import (
	"context"
	"fmt"
	"strings"
	"time"
)

const (
	acknowledgementRenews = 10 * time.Second
	longestReason         = 300
)

// acknowledgement is the state that the engine reports to the store, and the time of the last report.
type acknowledgement struct {
	status   string
	revision int64
	running  int64
	reason   string
	changed  time.Time
	sentAt   time.Time // zero: this change has not been reported
}

// change records a new state to report; an unchanged state is only reported again when due.
func (a *acknowledgement) change(status string, revision, running int64, reason string, at time.Time) {
	next := acknowledgement{status: status, revision: revision, running: running, reason: plain(reason), changed: at}
	if a.status != next.status || a.revision != next.revision || a.running != next.running || a.reason != next.reason {
		*a = next
	}
}

func (a *acknowledgement) due(now time.Time) bool {
	return a.status != "" && (a.sentAt.IsZero() || now.Sub(a.sentAt) >= acknowledgementRenews)
}

func (a *acknowledgement) String() string {
	return fmt.Sprintf("%s|%d|%d|%d|%s", a.status, a.revision, a.running, a.changed.UnixMilli(), a.reason)
}

// acknowledge reports to the store if due. A failure is not an error: the next poll tries again.
func (f *Follower) acknowledge(ctx context.Context) {
	now := f.clock()
	if !f.ack.due(now) {
		return
	}
	bounded, cancel := f.bounded(ctx)
	defer cancel()
	if f.store.acknowledge(bounded, f.ack.String(), now) == nil {
		f.ack.sentAt = now
	}
}

// plain returns a reason without bars and line ends, cut to 300 characters.
func plain(reason string) string {
	reason = strings.Map(func(r rune) rune {
		switch {
		case r == '|':
			return '/'
		case r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029:
			return ' '
		}
		return r
	}, strings.ToValidUTF8(reason, "?"))
	if characters := []rune(reason); len(characters) > longestReason {
		return string(characters[:longestReason-1]) + "…"
	}
	return reason
}
