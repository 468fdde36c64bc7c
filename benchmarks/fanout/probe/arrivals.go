package main

import (
	"sync"
	"time"
)

// Seen are the arrivals of one load at one destination.
type Seen struct {
	mutex      sync.Mutex
	run        int
	latencies  []int64 // ns from when the event was due to its first arrival, by number; 0: not arrived
	latest     []int32 // by caller, the highest number that arrived, plus one
	unique     int
	duplicates int
	disordered int
	last       time.Time
	complete   chan struct{}
}

func (s *Seen) begin(run, events int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.run, s.latencies, s.latest = run, make([]int64, events), make([]int32, Callers)
	s.unique, s.duplicates, s.disordered = 0, 0, 0
	s.last, s.complete = time.Time{}, make(chan struct{})
}

// arrived records what a payload holds; events of other loads are ignored.
func (s *Seen) arrived(payload []byte, now time.Time) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return eachToken(payload, func(run, number int, due int64) {
		if run != s.run || number >= len(s.latencies) {
			return
		}
		if s.latencies[number] != 0 {
			s.duplicates++
			return
		}
		s.latencies[number] = max(1, now.UnixNano()-due)
		caller := number % Callers
		if int32(number) < s.latest[caller] {
			s.disordered++
		}
		s.latest[caller] = max(s.latest[caller], int32(number)+1)
		s.unique++
		s.last = now
		if s.unique == len(s.latencies) {
			close(s.complete)
		}
	})
}

// AllArrivals are those of all destinations.
type AllArrivals struct {
	seen map[string]*Seen
}

func newArrivals() *AllArrivals {
	return &AllArrivals{map[string]*Seen{"stream": {}, "topic": {}, "webhook": {}}}
}

func (a *AllArrivals) of(destination string) *Seen {
	return a.seen[destination]
}

func (a *AllArrivals) begin(run, events int) {
	for _, seen := range a.seen {
		seen.begin(run, events)
	}
}

// await returns whether the destinations have every event within the limit.
func (a *AllArrivals) await(destinations []string, limit time.Duration) bool {
	over := time.After(limit)
	for _, destination := range destinations {
		select {
		case <-a.seen[destination].complete:
		case <-over:
			return false
		}
	}
	return true
}
