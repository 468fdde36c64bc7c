package rules

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"voxguard.io/rules/internal/rulestest"
)

var errDown = errors.New("down")

// fakeStore answers reads of the pointer from a script, one round trip each, and repeats the last.
type fakeStore struct {
	mutex   sync.Mutex
	script  [][]string
	blobs   map[int64][]byte
	acks    []string
	down    bool
	reads   int
	fetched int
}

func (s *fakeStore) pointers(_ context.Context, times int) ([]string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.reads++
	if s.down {
		return nil, errDown
	}
	lines := s.script[0]
	if len(s.script) > 1 {
		s.script = s.script[1:]
	}
	for len(lines) < times {
		lines = append(lines, lines[len(lines)-1])
	}
	return lines[:times], nil
}

func (s *fakeStore) blob(_ context.Context, revision, longest int64) ([]byte, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.fetched++
	if s.down {
		return nil, errDown
	}
	blob := s.blobs[revision]
	return blob[:min(int64(len(blob)), longest)], nil
}

func (s *fakeStore) acknowledge(_ context.Context, value string, _ time.Time) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.down {
		return errDown
	}
	s.acks = append(s.acks, value)
	return nil
}

func (s *fakeStore) listen(ctx context.Context, heard func()) error {
	heard()
	<-ctx.Done()
	return ctx.Err()
}

func (s *fakeStore) close() error { return nil }

// storeOf returns a store with the blobs of publications; the script provides the pointers.
func storeOf(publications ...rulestest.Publication) *fakeStore {
	s := &fakeStore{blobs: map[int64][]byte{}}
	for _, publication := range publications {
		s.blobs[publication.Revision] = publication.Blob
	}
	return s
}

// polled is a follower that the test polls itself.
type polled struct {
	*Follower
	store   *fakeStore
	test    *testing.T
	now     time.Time
	applied []int64
	refused []Refusal
}

func polledBy(t *testing.T, store *fakeStore, change func(*Config)) *polled {
	t.Helper()
	p := &polled{store: store, test: t, now: someTime}
	config := Config{Store: "redis://fake:1", Set: "core", Engine: "edge-1", PublicKeys: testKeys(), Log: slog.New(slog.DiscardHandler),
		Applied: func(set *RuleSet) { p.applied = append(p.applied, set.Revision()) },
		Refused: func(refusal Refusal) { p.refused = append(p.refused, refusal) }}
	if change != nil {
		change(&config)
	}
	config, err := config.complete()
	if err != nil {
		t.Fatal(err)
	}
	p.Follower = newFollower(config, store, func() time.Time { return p.now })
	return p
}

// polls makes one poll that is answered with these pointers, and acknowledges if due.
func (p *polled) polls(lines ...string) {
	p.test.Helper()
	p.store.script = append([][]string{lines}, p.store.script...)
	p.config.Pipeline = len(lines)
	if err := p.poll(context.Background()); err != nil {
		p.test.Fatal(err)
	}
	p.acknowledge(context.Background())
}

func (p *polled) expect(revision int64, state State, tally Tally) {
	p.test.Helper()
	if health := p.Health(); health.Revision != revision || health.State != state {
		p.test.Errorf("expected %s with revision %d, got %+v", state, revision, health)
	}
	if got := p.Tally(); got != tally {
		p.test.Errorf("expected %+v, got %+v", tally, got)
	}
}

func (p *polled) lastAck() string {
	if len(p.store.acks) == 0 {
		return ""
	}
	return p.store.acks[len(p.store.acks)-1]
}
