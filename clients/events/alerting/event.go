package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"time"
)

const (
	jsonEvent = "application/cloudevents+json"
	jsonBatch = "application/cloudevents-batch+json"
	maxEvents = 1_000
	maxKey    = 2_048
)

type severity int

const (
	info severity = iota
	warning
	critical
)

var severities = []string{"info", "warning", "critical"}

func (s severity) String() string { return severities[s] }

func parseSeverity(text string) (severity, error) {
	for i, name := range severities {
		if text == name {
			return severity(i), nil
		}
	}
	return 0, fmt.Errorf("expected info, warning or critical, got %q", text)
}

// cloudEvent has the attributes and data that alerting uses.
type cloudEvent struct {
	SpecVersion string `json:"specversion"`
	Source      string `json:"source"`
	ID          string `json:"id"`
	Type        string `json:"type"`
	Time        string `json:"time"`
	Data        struct {
		Caller   string  `json:"caller"`
		Callee   string  `json:"callee"`
		CallID   string  `json:"call_id"`
		Decision string  `json:"decision"`
		Severity string  `json:"severity"`
		Score    float64 `json:"score"`
		Rules    struct {
			Fired []string `json:"fired"`
		} `json:"rules"`
	} `json:"data"`

	time     time.Time
	severity severity
}

// key identifies the event, as CloudEvents has it.
func (e *cloudEvent) key() string { return e.Source + "\n" + e.ID }

// readEvents reads the events of a request in structured, batched or binary mode.
func readEvents(header http.Header, body []byte) ([]*cloudEvent, error) {
	mediaType, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("Content-Type: %w", err)
	}
	var events []*cloudEvent
	switch mediaType {
	case jsonBatch:
		err = json.Unmarshal(body, &events)
	case jsonEvent:
		event := &cloudEvent{}
		events, err = []*cloudEvent{event}, json.Unmarshal(body, event)
	default:
		event := &cloudEvent{SpecVersion: attribute(header, "specversion"), Source: attribute(header, "source"),
			ID: attribute(header, "id"), Type: attribute(header, "type"), Time: attribute(header, "time")}
		events, err = []*cloudEvent{event}, json.Unmarshal(body, &event.Data)
	}
	if err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	if len(events) > maxEvents {
		return nil, fmt.Errorf("body: expected at most %d events, got %d", maxEvents, len(events))
	}
	for i, event := range events {
		if err := event.check(); err != nil {
			return nil, fmt.Errorf("event %d: %w", i+1, err)
		}
	}
	return events, nil
}

// attribute returns a percent-decoded header of the binary mode.
func attribute(header http.Header, name string) string {
	value := header.Get("Ce-" + name)
	if decoded, err := url.PathUnescape(value); err == nil {
		return decoded
	}
	return value
}

func (e *cloudEvent) check() (err error) {
	switch {
	case e == nil:
		return errors.New("expected an object, got null")
	case e.SpecVersion != "1.0":
		return fmt.Errorf("specversion: expected 1.0, got %q", e.SpecVersion)
	case e.Source == "" || e.ID == "" || e.Type == "":
		return errors.New("source, id, type: expected text, got nothing")
	case len(e.key()) > maxKey || len(e.Data.Caller) > maxKey:
		return fmt.Errorf("source and id, data.caller: expected at most %d bytes, got more", maxKey)
	case e.Data.Caller == "":
		return errors.New("data.caller: expected text, got nothing")
	}
	if e.time, err = time.Parse(time.RFC3339, e.Time); err != nil {
		return fmt.Errorf("time: expected RFC 3339, got %q", e.Time)
	}
	if e.severity, err = parseSeverity(e.Data.Severity); err != nil {
		return fmt.Errorf("data.severity: %w", err)
	}
	return nil
}
