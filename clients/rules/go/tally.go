package rules

import "sync/atomic"

// Tally has the counters of a follower since its start.
type Tally struct {
	Reads        int64 // replies to reads of the pointer
	Applied      int64
	Refused      int64 // new refusals, not polls that confirm one
	Torn         int64 // blobs that do not match their pointer, or are missing although it is current
	Unverifiable int64 // pointers that are malformed or not signed by a known key
	Fallen       int64 // pointers below an earlier one
}

type tally struct {
	reads, applied, refused, torn, unverifiable, fallen atomic.Int64
}

// Tally is safe to call at any time. Each count is exact, but they may be from different moments.
func (f *Follower) Tally() Tally {
	return Tally{Reads: f.tally.reads.Load(), Applied: f.tally.applied.Load(), Refused: f.tally.refused.Load(),
		Torn: f.tally.torn.Load(), Unverifiable: f.tally.unverifiable.Load(), Fallen: f.tally.fallen.Load()}
}
