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

// acknowledgement is what the engine last did, and when the store was last told so.
type acknowledgement struct {
	status   string
	revision int64
	running  int64
	reason   string
	changed  time.Time
	told     time.Time // zero: the store does not know of this change
}

// change notes what is to be told; the same as before is told again only when it is time.
func (a *acknowledgement) change(status string, revision, running int64, reason string, at time.Time) {
	next := acknowledgement{status: status, revision: revision, running: running, reason: plain(reason), changed: at}
	if a.status != next.status || a.revision != next.revision || a.running != next.running || a.reason != next.reason {
		*a = next
	}
}

func (a *acknowledgement) due(now time.Time) bool {
	return a.status != "" && (a.told.IsZero() || now.Sub(a.told) >= acknowledgementRenews)
}

func (a *acknowledgement) String() string {
	return fmt.Sprintf("%s|%d|%d|%d|%s", a.status, a.revision, a.running, a.changed.UnixMilli(), a.reason)
}

// acknowledge tells the store, if it is time. That it did not work is no fault of its own: the next poll tries again.
func (f *Follower) acknowledge(ctx context.Context) {
	now := f.clock()
	if !f.told.due(now) {
		return
	}
	bounded, cancel := f.bounded(ctx)
	defer cancel()
	if f.store.acknowledge(bounded, f.told.String(), now) == nil {
		f.told.told = now
	}
}

// plain is a reason as the acknowledgement holds it: no bars, no line ends, 300 characters.
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
