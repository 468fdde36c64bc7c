package main

import (
	"encoding/json"
	"io"
	"sync"
	"time"

	"voxguard.io/rules"
)

type appliedEvent struct {
	Event       string `json:"event"`
	Revision    int64  `json:"revision"`
	SHA256      string `json:"sha256"`
	Count       int    `json:"count"`
	AtMs        int64  `json:"at_ms"`
	PublishedAt int64  `json:"published_at"`
}

type refusedEvent struct {
	Event    string `json:"event"`
	Revision int64  `json:"revision"`
	Running  int64  `json:"running"`
	Reason   string `json:"reason"`
}

type endEvent struct {
	Event        string `json:"event"`
	Reads        int64  `json:"reads"`
	Applied      int64  `json:"applied"`
	Refused      int64  `json:"refused"`
	Torn         int64  `json:"torn"`
	Unverifiable int64  `json:"unverifiable"`
	Fallen       int64  `json:"fallen"`
	Revision     int64  `json:"revision"`
	SHA256       string `json:"sha256"`
}

// events writes a line per event, each with one unbuffered write.
type events struct {
	mutex sync.Mutex
	lines *json.Encoder
}

func newEvents(out io.Writer) *events {
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	return &events{lines: lines}
}

func (e *events) applied(set *rules.RuleSet) {
	pointer := set.Pointer()
	e.write(appliedEvent{"applied", pointer.Revision, pointer.SHA256, set.Len(), time.Now().UnixMilli(), pointer.PublishedAt})
}

func (e *events) refused(refusal rules.Refusal) {
	e.write(refusedEvent{"refused", refusal.Revision, refusal.Running, refusal.Reason})
}

func (e *events) end(tally rules.Tally, set *rules.RuleSet) {
	end := endEvent{Event: "end", Reads: tally.Reads, Applied: tally.Applied, Refused: tally.Refused, Torn: tally.Torn,
		Unverifiable: tally.Unverifiable, Fallen: tally.Fallen}
	if set != nil {
		end.Revision, end.SHA256 = set.Revision(), set.Pointer().SHA256
	}
	e.write(end)
}

// write drops the line if the reader is gone: following continues.
func (e *events) write(event any) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	_ = e.lines.Encode(event)
}
