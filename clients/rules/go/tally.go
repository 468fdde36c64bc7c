package rules

import "sync/atomic"

// Tally counts what a follower saw since its start.
type Tally struct {
	Reads        int64 // replies to reads of the pointer
	Applied      int64
	Refused      int64 // changes to another refusal, not polls that found the same again
	Torn         int64 // blobs that are not what their pointer says, or gone while it is still current
	Unverifiable int64 // pointers that cannot be read, or that no known key signed
	Fallen       int64 // pointers below an earlier one
}

type tally struct {
	reads, applied, refused, torn, unverifiable, fallen atomic.Int64
}

// Tally is safe to call at any time; its counts are each exact, not of one moment.
func (f *Follower) Tally() Tally {
	return Tally{Reads: f.tally.reads.Load(), Applied: f.tally.applied.Load(), Refused: f.tally.refused.Load(),
		Torn: f.tally.torn.Load(), Unverifiable: f.tally.unverifiable.Load(), Fallen: f.tally.fallen.Load()}
}
