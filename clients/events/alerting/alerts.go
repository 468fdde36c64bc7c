package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

var (
	callersBucket = []byte("callers")
	seenBucket    = []byte("seen")
	errFull       = errors.New("too many callers")
)

// alerts keeps on disk which events were seen, and what is to be paged about each caller.
type alerts struct {
	db         *bolt.DB
	pageOn     severity
	window     time.Duration
	every      time.Duration
	maxCallers int
	now        func() time.Time
	changed    chan struct{} // wakes the pager
}

// callerState is what has been detected about a caller since the last page about it.
type callerState struct {
	NextPage time.Time // no page before
	Count    int       // events since the last page
	First    time.Time
	Last     time.Time
	Severity severity // highest
	Decision string   // of the last event, as are those that follow
	CallID   string
	Callee   string
	Rules    []string
}

func openAlerts(set settings) (*alerts, error) {
	db, err := bolt.Open(set.state, 0o600, &bolt.Options{Timeout: time.Second})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", set.state, err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		_, callers := tx.CreateBucketIfNotExists(callersBucket)
		_, seen := tx.CreateBucketIfNotExists(seenBucket)
		return errors.Join(callers, seen)
	})
	return &alerts{db: db, pageOn: set.pageOn, window: set.window, every: set.every, maxCallers: set.maxCallers,
		now: time.Now, changed: make(chan struct{}, 1)}, err
}

func (a *alerts) close() { a.db.Close() }

// accept counts the events that page and were not seen before, all or none of them. When it returns without an error, they are on disk.
func (a *alerts) accept(events []*cloudEvent) error {
	err := a.db.Batch(func(tx *bolt.Tx) error { // may run again: changes nothing but the transaction
		for _, event := range events {
			if event.severity < a.pageOn {
				continue
			}
			if fresh, err := a.remember(tx, event); err != nil {
				return err
			} else if !fresh {
				continue
			}
			if err := a.count(tx, event); err != nil {
				return err
			}
		}
		return nil
	})
	select {
	case a.changed <- struct{}{}:
	default: // the pager is about to look anyway
	}
	return err
}

// remember returns whether the event is new. Events are remembered for at least one window and at most two: in a bucket per window, of which only two are kept.
func (a *alerts) remember(tx *bolt.Tx, event *cloudEvent) (bool, error) {
	seen, key := tx.Bucket(seenBucket), []byte(event.key())
	number := uint64(a.now().UnixNano() / int64(a.window))
	current, previous := binary.BigEndian.AppendUint64(nil, number), binary.BigEndian.AppendUint64(nil, number-1)
	if older := seen.Bucket(previous); older != nil && older.Get(key) != nil {
		return false, nil
	}
	bucket := seen.Bucket(current)
	if bucket == nil {
		var err error
		if bucket, err = seen.CreateBucket(current); err != nil {
			return false, err
		}
		if oldest, _ := seen.Cursor().First(); bytes.Compare(oldest, previous) < 0 {
			if err := seen.DeleteBucket(bytes.Clone(oldest)); err != nil {
				return false, err
			}
		}
	}
	if bucket.Get(key) != nil {
		return false, nil
	}
	return true, bucket.Put(key, []byte{1})
}

func (a *alerts) count(tx *bolt.Tx, event *cloudEvent) error {
	callers := tx.Bucket(callersBucket)
	state := callerState{NextPage: a.now()}
	if stored := callers.Get([]byte(event.Data.Caller)); stored != nil {
		if err := json.Unmarshal(stored, &state); err != nil {
			return err
		}
	} else if known := callers.Sequence(); known >= uint64(a.maxCallers) { // the sequence holds the number of callers
		return errFull
	} else if err := callers.SetSequence(known + 1); err != nil {
		return err
	}
	if state.Count == 0 {
		state = callerState{NextPage: state.NextPage, First: event.time, Last: event.time}
	}
	state.Count++
	if event.time.Before(state.First) {
		state.First = event.time
	}
	if !event.time.Before(state.Last) {
		data := &event.Data
		state.Last, state.Decision, state.CallID, state.Callee, state.Rules = event.time, data.Decision, data.CallID, data.Callee, data.Rules.Fired
	}
	state.Severity = max(state.Severity, event.severity)
	return put(callers, event.Data.Caller, state)
}

func put(callers *bolt.Bucket, caller string, state callerState) error {
	value, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return callers.Put([]byte(caller), value)
}
