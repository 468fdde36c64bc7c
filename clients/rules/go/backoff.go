package rules

import (
	"math/rand/v2"
	"time"
)

// backoff doubles from first to longest, each pause shortened by chance by up to a half: engines that lost the same store do
// not come back at the same moment.
type backoff struct {
	first, longest time.Duration
	last           time.Duration
}

func (b *backoff) next() time.Duration {
	b.last = min(max(2*b.last, b.first), b.longest)
	return b.last/2 + rand.N(b.last/2+1)
}

func (b *backoff) reset() { b.last = 0 }
