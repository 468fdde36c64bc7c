package rules

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"voxguard.io/rules/internal/rulestest"
)

// followed is a follower of a real server.
func followed(t *testing.T, server *rulestest.Server, change func(*Config)) *Follower {
	t.Helper()
	config := Config{Store: server.URL(), Set: "core", Engine: "edge-1", PublicKeys: testKeys(), PollInterval: 20 * time.Millisecond,
		Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&config)
	}
	follower, err := Follow(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = follower.Close() })
	return follower
}

func (f *Follower) reaches(t *testing.T, state State, revision int64) {
	t.Helper()
	rulestest.Eventually(t, fmt.Sprintf("%s with revision %d", state, revision), func() bool {
		health := f.Health()
		return health.State == state && health.Revision == revision
	})
}

func acknowledged(t *testing.T, server *rulestest.Server, prefix string) string {
	t.Helper()
	var value string
	rulestest.Eventually(t, "acknowledged "+prefix, func() bool {
		value, _ = server.Client.Get(context.Background(), "{rules:core}:ack:edge-1").Result()
		return strings.HasPrefix(value, prefix)
	})
	return value
}

func TestFirstSetAndEachChangeAreApplied(t *testing.T) {
	server := rulestest.Start(t)
	follower := followed(t, server, nil)
	rulestest.Eventually(t, "polls of the empty store", func() bool { return follower.Tally().Reads > 2 })
	if health := follower.Health(); follower.Current() != nil || health.State != StateError {
		t.Errorf("got %+v", health)
	}
	for revision := int64(1); revision <= 5; revision++ {
		server.Publish(rulestest.Of("core", revision, rulestest.Rule{}))
		follower.reaches(t, StateReady, revision)
	}
	if tally := follower.Tally(); tally.Applied != 5 || tally.Refused+tally.Torn+tally.Unverifiable+tally.Fallen != 0 {
		t.Errorf("got %+v", tally)
	}
}

func TestHintTriggersAPoll(t *testing.T) {
	server := rulestest.Start(t)
	server.Publish(rulestest.Of("core", 1))
	follower := followed(t, server, func(c *Config) { c.PollInterval = time.Minute })
	follower.reaches(t, StateReady, 1)
	subscribed(t, server)
	server.Publish(rulestest.Of("core", 2))
	follower.reaches(t, StateReady, 2) // within rulestest.Bound: a third of the interval
}

func subscribed(t *testing.T, server *rulestest.Server) {
	t.Helper()
	rulestest.Eventually(t, "subscribed to the hints", func() bool {
		counts, err := server.Client.PubSubNumSub(context.Background(), "rules:core").Result()
		return err == nil && counts["rules:core"] == 1
	})
}

// subscription returns the server's id of the subscribed connection.
func subscription(server *rulestest.Server) string {
	list, _ := server.Client.Do(context.Background(), "client", "list", "type", "pubsub").Text()
	id, _, _ := strings.Cut(list, " ")
	return id
}

func TestLostSubscriptionIsRenewed(t *testing.T) {
	server := rulestest.Start(t)
	server.Publish(rulestest.Of("core", 1))
	follower := followed(t, server, func(c *Config) { c.PollInterval = time.Minute })
	for revision := int64(2); revision <= 3; revision++ {
		subscribed(t, server)
		lost := subscription(server)
		server.Do("client", "kill", "type", "pubsub")
		rulestest.Eventually(t, "subscribed anew", func() bool {
			now := subscription(server)
			return now != "" && now != lost
		})
		server.Publish(rulestest.Of("core", revision))
		follower.reaches(t, StateReady, revision)
	}
}

func TestSilentSubscriptionIsPingedAndReplacedIfItDoesNotAnswer(t *testing.T) {
	server := rulestest.Start(t)
	config, err := Config{Store: server.URL(), Set: "core", Engine: "edge-1", CommandTimeout: 200 * time.Millisecond}.complete()
	if err != nil {
		t.Fatal(err)
	}
	store, err := newRedisStore(config)
	if err != nil {
		t.Fatal(err)
	}
	defer store.close()
	store.silence = 50 * time.Millisecond
	heard, lost := make(chan struct{}, 10), make(chan error, 1)
	go func() { lost <- store.listen(t.Context(), func() { heard <- struct{}{} }) }()
	subscribed(t, server)
	first := subscription(server)
	rulestest.Eventually(t, "asked some times", func() bool {
		list, _ := server.Client.Do(t.Context(), "client", "list", "type", "pubsub").Text()
		return strings.Contains(list, "cmd=ping") && pings(server) > 3
	})
	if subscription(server) != first || len(heard) != 1 {
		t.Errorf("heard %d times, connection %s and then %s", len(heard), first, subscription(server))
	}
	server.Hang()
	select {
	case err := <-lost:
		if err == nil {
			t.Error("no reason")
		}
	case <-time.After(rulestest.Bound):
		t.Error("not given up")
	}
}

// pings returns the number of pings that the server has answered.
func pings(server *rulestest.Server) (calls int) {
	stats, _ := server.Client.Info(context.Background(), "commandstats").Result()
	if _, stat, found := strings.Cut(stats, "cmdstat_ping:"); found {
		_, _ = fmt.Sscanf(stat, "calls=%d", &calls)
	}
	return calls
}

func TestFallingRevisionIsRefused(t *testing.T) {
	server := rulestest.Start(t)
	server.Publish(rulestest.Of("core", 2))
	follower := followed(t, server, nil)
	follower.reaches(t, StateReady, 2)
	server.Publish(rulestest.Of("core", 1))
	follower.reaches(t, StateError, 2)
	acknowledged(t, server, "refused|1|2|")
	server.Publish(rulestest.Of("core", 3))
	follower.reaches(t, StateReady, 3)
	acknowledged(t, server, "applied|3|3|")
}

func TestTamperedBlobIsRefused(t *testing.T) {
	server := rulestest.Start(t)
	first, second := rulestest.Of("core", 1), rulestest.Of("core", 2)
	server.Publish(first)
	follower := followed(t, server, nil)
	follower.reaches(t, StateReady, 1)
	tampered := second
	tampered.Blob = []byte(strings.Repeat("x", 1<<20))
	server.Write(tampered, second.Pointer())
	follower.reaches(t, StateError, 1)
	if reason := acknowledged(t, server, "refused|2|1|"); !strings.Contains(reason, "blob bytes") {
		t.Errorf("got %s", reason)
	}
	server.Publish(second)
	follower.reaches(t, StateReady, 2)
}

func TestUnsignedPointerIsRefused(t *testing.T) {
	server := rulestest.Start(t)
	first := rulestest.Of("core", 1)
	server.Write(first, first.Unsigned())
	follower := followed(t, server, nil)
	rulestest.Eventually(t, "refused", func() bool { return follower.Tally().Unverifiable > 0 })
	acknowledged(t, server, "refused|1|0|")
	trusting := followed(t, server, func(c *Config) { c.PublicKeys, c.Engine = nil, "edge-2" })
	trusting.reaches(t, StateReady, 1)
	if follower.Current() != nil {
		t.Error("it runs")
	}
}

func TestEmptiedStoreKeepsTheCurrentSet(t *testing.T) {
	server := rulestest.Start(t)
	first := rulestest.Of("core", 1)
	server.Publish(first)
	follower := followed(t, server, nil)
	follower.reaches(t, StateReady, 1)
	server.Do("flushall")
	follower.reaches(t, StateStale, 1)
	first.PublishedAt++
	server.Publish(first)
	follower.reaches(t, StateReady, 1)
}

func TestRestartedStoreIsFollowedAgain(t *testing.T) {
	server := rulestest.Start(t)
	server.Publish(rulestest.Of("core", 1))
	follower := followed(t, server, nil)
	follower.reaches(t, StateReady, 1)
	server.Kill()
	follower.reaches(t, StateStale, 1)
	server.Restart()
	server.Publish(rulestest.Of("core", 2))
	follower.reaches(t, StateReady, 2)
	acknowledged(t, server, "applied|2|2|")
	subscribed(t, server)
}

func TestFollowerWaitsForAStoreThatIsDownAtTheStart(t *testing.T) {
	server := rulestest.Start(t)
	server.Kill()
	follower := followed(t, server, nil)
	rulestest.Eventually(t, "a poll interval or ten", func() bool { return follower.Health().AgeSeconds > 0.2 })
	server.Restart()
	server.Publish(rulestest.Of("core", 1))
	follower.reaches(t, StateReady, 1)
}

func TestRestartFromTheDiskWhileTheStoreIsDown(t *testing.T) {
	server := rulestest.Start(t)
	directory := t.TempDir()
	keep := func(c *Config) { c.StateDir = directory }
	server.Publish(rulestest.Of("core", 7, rulestest.Rule{}))
	before := followed(t, server, keep)
	before.reaches(t, StateReady, 7)
	if err := before.Close(); err != nil {
		t.Error(err)
	}
	server.Kill()

	follower := followed(t, server, keep)
	if set := follower.Current(); set == nil || set.Revision() != 7 {
		t.Fatalf("got %v", set)
	}
	follower.reaches(t, StateStale, 7)
	server.Restart()
	server.Publish(rulestest.Of("core", 6))
	follower.reaches(t, StateError, 7)
	acknowledged(t, server, "refused|6|7|")
}

func TestAcknowledgementHasItsFieldsAndExpires(t *testing.T) {
	server := rulestest.Start(t)
	before := time.Now().UnixMilli()
	server.Publish(rulestest.Of("core", 42))
	follower := followed(t, server, nil)
	follower.reaches(t, StateReady, 42)
	value := acknowledged(t, server, "applied|42|42|")
	var at int64
	if _, err := fmt.Sscanf(value, "applied|42|42|%d|", &at); err != nil || !strings.HasSuffix(value, "|") || at < before || at > time.Now().UnixMilli() {
		t.Errorf("got %s: %v", value, err)
	}
	lives := server.Client.PTTL(t.Context(), "{rules:core}:ack:edge-1").Val()
	if lives <= 20*time.Second || lives > 30*time.Second {
		t.Errorf("lives for %v", lives)
	}
	score := int64(server.Client.ZScore(t.Context(), "{rules:core}:engines", "edge-1").Val())
	if score < before || score > time.Now().UnixMilli() {
		t.Errorf("in engines at %d", score)
	}
}

func TestAcknowledgementIsRenewed(t *testing.T) {
	server := rulestest.Start(t)
	server.Publish(rulestest.Of("core", 1))
	config, err := Config{Store: server.URL(), Set: "core", Engine: "edge-1", Log: slog.New(slog.DiscardHandler)}.complete()
	if err != nil {
		t.Fatal(err)
	}
	store, err := newRedisStore(config)
	if err != nil {
		t.Fatal(err)
	}
	defer store.close()
	now := time.Now()
	follower := newFollower(config, store, func() time.Time { return now })
	poll := func() {
		if err := follower.poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		follower.acknowledge(t.Context())
	}
	poll()
	server.Do("pexpire", "{rules:core}:ack:edge-1", 5000)
	now = now.Add(9 * time.Second)
	poll()
	if lives := server.Client.PTTL(t.Context(), "{rules:core}:ack:edge-1").Val(); lives > 5*time.Second {
		t.Errorf("renewed after 9 s: lives for %v", lives)
	}
	now = now.Add(time.Second)
	poll()
	if lives := server.Client.PTTL(t.Context(), "{rules:core}:ack:edge-1").Val(); lives < 20*time.Second {
		t.Errorf("not renewed after 10 s: lives for %v", lives)
	}
}

func TestHangingServerDoesNotDelayClose(t *testing.T) {
	server := rulestest.Start(t)
	server.Publish(rulestest.Of("core", 1))
	follower := followed(t, server, func(c *Config) { c.ConnectTimeout, c.CommandTimeout = 200*time.Millisecond, 200*time.Millisecond })
	follower.reaches(t, StateReady, 1)
	server.Hang()
	follower.reaches(t, StateStale, 1)
	begun := time.Now()
	if err := follower.Close(); err != nil || time.Since(begun) > 2*time.Second {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	if follower.Current().Revision() != 1 {
		t.Error("the set is gone")
	}
}

func TestBlobsReplacedWhileTheirPointersAreReadAreNotTorn(t *testing.T) {
	server := rulestest.Start(t)
	follower := followed(t, server, func(c *Config) { c.FlatOut, c.Pipeline = true, 4 })
	last := rulestest.Of("core", 1)
	server.Publish(last)
	for revision := int64(2); revision <= 2000; revision++ {
		next := rulestest.Of("core", revision)
		server.Replace(last, next)
		last = next
	}
	follower.reaches(t, StateReady, last.Revision)
	tally := follower.Tally()
	t.Logf("%+v", tally)
	if tally.Refused+tally.Torn+tally.Unverifiable+tally.Fallen != 0 || tally.Applied < 2 {
		t.Errorf("got %+v", tally)
	}
}

// Each rule has the revision in its name, and one condition identifies it, so that a mixture of two sets would be detected.
func TestReadersNeverSeeAMixedOrOlderSet(t *testing.T) {
	server := rulestest.Start(t)
	follower := followed(t, server, func(c *Config) { c.FlatOut, c.Pipeline = true, 8 })
	revisionOf := func(revision int64) rulestest.Publication {
		list := make([]rulestest.Rule, 20)
		for i := range list {
			list[i] = rulestest.Rule{Name: fmt.Sprint(revision), Condition: fmt.Sprintf("v.n%d == %d", i, revision)}
		}
		return rulestest.Of("core", revision, list...)
	}
	server.Publish(revisionOf(1))
	follower.reaches(t, StateReady, 1)
	ended := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() { readWhole(t, follower, ended) })
	}
	for revision := int64(2); revision <= 100; revision++ {
		server.Publish(revisionOf(revision))
	}
	follower.reaches(t, StateReady, 100)
	close(ended)
	readers.Wait()
	if tally := follower.Tally(); tally.Refused+tally.Torn+tally.Unverifiable+tally.Fallen != 0 {
		t.Errorf("got %+v", tally)
	}
}

func readWhole(t *testing.T, follower *Follower, ended <-chan struct{}) {
	for before := int64(0); ; {
		select {
		case <-ended:
			return
		default:
		}
		set := follower.Current()
		values := set.NewValues()
		for slot := range set.Names() {
			values.SetInt(slot, set.Revision())
		}
		outcome, err := set.Evaluate(values, time.Now())
		if err != nil || len(outcome.Fired) != 20 || set.Revision() < before {
			t.Errorf("revision %d after %d: %d fired, %v", set.Revision(), before, len(outcome.Fired), err)
			return
		}
		for _, rule := range outcome.Fired {
			if rule.Name != fmt.Sprint(set.Revision()) {
				t.Errorf("revision %d has a rule of %s", set.Revision(), rule.Name)
			}
		}
		before = set.Revision()
	}
}
