package rules

import (
	"math/rand/v2"
	"time"
)

// backoff doubles the pause from first to longest, each shortened at random by up to a half, so that engines that lost the same
// store do not reconnect at the same moment.
type backoff struct {
	first, longest time.Duration
	last           time.Duration
}

func (b *backoff) next() time.Duration {
	b.last = min(max(2*b.last, b.first), b.longest)
	return b.last/2 + rand.N(b.last/2+1)
}

func (b *backoff) reset() { b.last = 0 }
