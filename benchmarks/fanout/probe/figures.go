package main

import (
	"slices"
	"time"
)

// Arrivals are the figures of one load at one destination.
type Arrivals struct {
	Unique     int     `json:"unique"`
	Duplicates int     `json:"duplicates"`
	Disordered int     `json:"disordered"`
	Seconds    float64 `json:"seconds"` // to the last first arrival
	P50Ms      float64 `json:"p50_ms"`
	P99Ms      float64 `json:"p99_ms"`
	P999Ms     float64 `json:"p999_ms"`
	MaxMs      float64 `json:"max_ms"`
}

// results returns the figures; the first events, sent while the load warms up, have no part in the latencies.
func (a *AllArrivals) results(begun time.Time, first int) map[string]Arrivals {
	results := map[string]Arrivals{}
	for name, seen := range a.seen {
		results[name] = seen.figures(begun, first)
	}
	return results
}

func (s *Seen) figures(begun time.Time, first int) Arrivals {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	arrived := slices.DeleteFunc(slices.Clone(s.latencies[min(first, len(s.latencies)):]), func(latency int64) bool { return latency == 0 })
	slices.Sort(arrived)
	figures := Arrivals{Unique: s.unique, Duplicates: s.duplicates, Disordered: s.disordered}
	if s.unique > 0 {
		figures.Seconds = s.last.Sub(begun).Seconds()
	}
	figures.P50Ms, figures.P99Ms = percentileMs(arrived, 0.50), percentileMs(arrived, 0.99)
	figures.P999Ms, figures.MaxMs = percentileMs(arrived, 0.999), percentileMs(arrived, 1)
	return figures
}

func percentileMs(sorted []int64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]) / 1e6
}
