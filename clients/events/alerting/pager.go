package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
)

const (
	pageTimeout = 10 * time.Second
	firstPause  = time.Second
	longestWait = time.Minute
	maxFailures = 3 // in a row, after which the rest waits, too
)

// page is what a person is told about a caller. One that could not be confirmed is sent again with the same DedupKey.
type page struct {
	DedupKey string    `json:"dedup_key"`
	Caller   string    `json:"caller"`
	Severity string    `json:"severity"`
	Count    int       `json:"count"` // events since the last page about this caller
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Decision string    `json:"decision"`
	CallID   string    `json:"call_id,omitempty"`
	Callee   string    `json:"callee"`
	Rules    []string  `json:"rules,omitempty"`
}

// pager sends the pages that are due. At most one goroutine runs it.
type pager struct {
	alerts *alerts
	send   func(context.Context, page) error
	pause  time.Duration // after the next failure
}

func newPager(alerts *alerts, set settings) *pager {
	if set.pageURL == "" {
		return &pager{alerts: alerts, send: func(_ context.Context, page page) error { return json.NewEncoder(os.Stdout).Encode(page) }}
	}
	client := &http.Client{Timeout: pageTimeout}
	return &pager{alerts: alerts, send: func(ctx context.Context, page page) error { return post(ctx, client, set.pageURL, page) }}
}

func post(ctx context.Context, client *http.Client, url string, page page) error {
	body, err := json.Marshal(page)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection is used again
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s: expected 2xx, got %s", url, response.Status)
	}
	return nil
}

// run sends pages until the context ends. Those that fail are sent again, after longer and longer pauses while none succeeds.
func (p *pager) run(ctx context.Context) {
	p.pause = firstPause
	for ctx.Err() == nil {
		next, err := p.sendDue(ctx)
		if err != nil {
			slog.Error("Cannot page; trying again", "pause", p.pause, "cause", err)
			sleep(ctx, p.pause, nil)
			p.pause = min(2*p.pause, longestWait)
			continue
		}
		p.pause = firstPause
		wait := longestWait
		if !next.IsZero() {
			wait = min(wait, max(0, next.Sub(p.alerts.now())))
		}
		sleep(ctx, wait, p.alerts.changed)
	}
}

func sleep(ctx context.Context, wait time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
	}
}

// sendDue sends the pages whose time has come, and returns when the next one is due.
func (p *pager) sendDue(ctx context.Context) (next time.Time, err error) {
	due, next, err := p.alerts.due()
	if err != nil {
		return next, err
	}
	rand.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] }) // one that fails each time must not hold up the others
	inRow := 0
	var faults error
	for _, page := range due {
		if fault := p.send(ctx, page); fault != nil {
			faults = errors.Join(faults, fault)
			if inRow++; inRow == maxFailures {
				break
			}
			continue
		}
		inRow, p.pause = 0, firstPause
		if err := p.alerts.paged(page); err != nil {
			return next, err
		}
	}
	if faults != nil {
		return next, faults
	}
	if len(due) > 0 { // what was paged may be due again first
		if after := p.alerts.now().Add(p.alerts.every); next.IsZero() || after.Before(next) {
			next = after
		}
	}
	return next, nil
}

// due returns the pages whose time has come and when the next one's does, and forgets the callers about whom there is nothing to page.
func (a *alerts) due() (due []page, next time.Time, err error) {
	now := a.now()
	err = a.db.Update(func(tx *bolt.Tx) error {
		callers := tx.Bucket(callersBucket)
		var idle [][]byte
		err := callers.ForEach(func(caller, value []byte) error {
			state := callerState{}
			if err := json.Unmarshal(value, &state); err != nil {
				return err
			}
			switch {
			case state.NextPage.After(now):
				if next.IsZero() || state.NextPage.Before(next) {
					next = state.NextPage
				}
			case state.Count == 0:
				idle = append(idle, bytes.Clone(caller))
			default:
				due = append(due, page{
					DedupKey: fmt.Sprintf("%s/%d", caller, state.NextPage.UnixMilli()), Caller: string(caller), Severity: state.Severity.String(),
					Count: state.Count, First: state.First, Last: state.Last, Decision: state.Decision, CallID: state.CallID, Callee: state.Callee, Rules: state.Rules})
			}
			return nil
		})
		for _, caller := range idle {
			if err := callers.Delete(caller); err != nil {
				return err
			}
		}
		return errors.Join(err, callers.SetSequence(callers.Sequence()-uint64(len(idle))))
	})
	return due, next, err
}

// paged takes the events of a page that was sent from the count; those that came meanwhile stay.
func (a *alerts) paged(sent page) error {
	return a.db.Update(func(tx *bolt.Tx) error {
		callers := tx.Bucket(callersBucket)
		state := callerState{}
		if err := json.Unmarshal(callers.Get([]byte(sent.Caller)), &state); err != nil {
			return err
		}
		state.Count -= sent.Count
		state.First = sent.Last
		state.NextPage = a.now().Add(a.every)
		return put(callers, sent.Caller, state)
	})
}
