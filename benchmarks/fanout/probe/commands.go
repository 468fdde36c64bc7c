package main

import (
	"fmt"
	"syscall"
	"time"
)

// Command is one load. With a rate, events are due at that rate for some seconds, whatever becomes of those before (an open loop). Without, all are written while the
// process Pause is stopped, and then it goes on: a backlog.
type Command struct {
	Run    int      `json:"run"`
	Events int      `json:"events"`
	Rate   float64  `json:"rate"`
	Pause  int      `json:"pause"`
	Expect []string `json:"expect"`  // destinations that are to have every event
	Limit  float64  `json:"limit_s"` // seconds to wait for that, from the last event's writing
	Warmup float64  `json:"warmup_s"`
}

// Result is what was seen of a load.
type Result struct {
	Complete     bool                `json:"complete"`
	WriteSeconds float64             `json:"write_s"`
	BehindP99Ms  float64             `json:"behind_p99_ms"`
	Destinations map[string]Arrivals `json:"destinations"`
}

func (c Command) run(writer *Source, arrivals *AllArrivals) (Result, error) {
	if c.Events <= 0 || c.Limit <= 0 {
		return Result{}, fmt.Errorf("events and limit_s: expected more than 0, got %d and %g", c.Events, c.Limit)
	}
	arrivals.begin(c.Run, c.Events)
	if c.Rate > 0 {
		return c.pace(writer, arrivals)
	}
	return c.drain(writer, arrivals)
}

func (c Command) drain(writer *Source, arrivals *AllArrivals) (Result, error) {
	if err := syscall.Kill(c.Pause, syscall.SIGSTOP); err != nil {
		return Result{}, err
	}
	begun := time.Now()
	err := writer.fill(c.Run, c.Events)
	wrote := time.Since(begun).Seconds()
	resumed := time.Now()
	if err := syscall.Kill(c.Pause, syscall.SIGCONT); err != nil {
		return Result{}, err
	}
	if err != nil {
		return Result{}, err
	}
	complete := arrivals.await(c.Expect, c.limit())
	return Result{complete, wrote, 0, arrivals.results(resumed, 0)}, nil
}

func (c Command) pace(writer *Source, arrivals *AllArrivals) (Result, error) {
	begun := time.Now()
	behind, err := writer.pace(c.Run, c.Events, c.Rate)
	if err != nil {
		return Result{}, err
	}
	wrote := time.Since(begun).Seconds()
	complete := arrivals.await(c.Expect, c.limit())
	return Result{complete, wrote, behind, arrivals.results(begun, int(c.Warmup*c.Rate))}, nil
}

func (c Command) limit() time.Duration {
	return time.Duration(c.Limit * float64(time.Second))
}
