package rules

import (
	"os"
	"strings"
	"testing"
	"time"

	"voxguard.io/rules/internal/rulestest"
)

func TestPublishedSetIsAppliedOnce(t *testing.T) {
	first := rulestest.Of("core", 1, rulestest.Rule{})
	p := polledBy(t, storeOf(first), nil)
	p.expect(0, StateError, Tally{})
	p.polls(first.Pointer(), first.Pointer())
	p.polls(first.Pointer())
	p.expect(1, StateReady, Tally{Reads: 3, Applied: 1})
	if p.store.fetched != 1 || p.Current().Len() != 1 || p.lastAck() != "applied|1|1|1767225600000|" || len(p.store.acks) != 1 {
		t.Errorf("fetched %d times, acknowledged %q", p.store.fetched, p.store.acks)
	}
}

func TestFallingRevisionIsRefusedAlsoWithinAPipeline(t *testing.T) {
	first, second := rulestest.Of("core", 1), rulestest.Of("core", 2)
	p := polledBy(t, storeOf(first, second), nil)
	p.polls(second.Pointer(), first.Pointer(), second.Pointer())
	p.expect(2, StateReady, Tally{Reads: 3, Applied: 1, Refused: 1, Fallen: 1})
	p.polls(first.Pointer(), first.Pointer())
	p.expect(2, StateError, Tally{Reads: 5, Applied: 1, Refused: 2, Fallen: 3})
	if last := p.refused[1]; last.Revision != 1 || last.Running != 2 || !strings.HasPrefix(p.lastAck(), "refused|1|2|") {
		t.Errorf("got %+v, %s", last, p.lastAck())
	}
	p.polls(second.Pointer())
	p.expect(2, StateReady, Tally{Reads: 6, Applied: 1, Refused: 2, Fallen: 3})
	if !strings.HasPrefix(p.lastAck(), "applied|2|2|") {
		t.Errorf("got %s", p.lastAck())
	}
}

func TestSameRevisionWithOtherRulesIsRefused(t *testing.T) {
	first, other := rulestest.Of("core", 1), rulestest.Of("core", 1, rulestest.Rule{})
	p := polledBy(t, storeOf(first), nil)
	p.polls(first.Pointer())
	p.store.blobs[1] = other.Blob
	p.polls(other.Pointer())
	p.expect(1, StateError, Tally{Reads: 2, Applied: 1, Refused: 1})
	if p.Current().Len() != 0 || !strings.Contains(p.refused[0].Reason, "sha256") {
		t.Errorf("got %+v", p.refused)
	}
}

func TestSameRevisionPublishedAgainChangesNothing(t *testing.T) {
	first := rulestest.Of("core", 1)
	again := first
	again.PublishedAt++
	p := polledBy(t, storeOf(first), nil)
	p.polls(first.Pointer())
	p.polls("nonsense", again.Pointer(), first.Pointer())
	p.expect(1, StateReady, Tally{Reads: 4, Applied: 1, Refused: 1, Unverifiable: 1})
	if p.store.fetched != 1 {
		t.Errorf("fetched %d times", p.store.fetched)
	}
}

func TestSameRevisionSignedByAnotherKeyIsSaved(t *testing.T) {
	first := rulestest.Of("core", 1)
	directory := t.TempDir()
	p := polledBy(t, storeOf(first), func(c *Config) { c.PublicKeys, c.StateDir = nil, directory })
	for _, line := range []string{first.Unsigned(), first.Pointer()} {
		p.polls(line)
		if kept, _, err := p.disk.read(1 << 20); kept != line || err != nil {
			t.Errorf("kept %q, %v", kept, err)
		}
	}
	p.expect(1, StateReady, Tally{Reads: 2, Applied: 2})
}

func TestSameRevisionWithAnotherCountIsRefused(t *testing.T) {
	first := rulestest.Of("core", 1)
	p := polledBy(t, storeOf(first), nil)
	p.polls(first.Pointer())
	other := first
	other.Count++
	p.polls(other.Pointer())
	p.expect(1, StateError, Tally{Reads: 2, Applied: 1, Refused: 1})
}

func TestBlobThatDoesNotMatchItsPointerIsTornUntilRepaired(t *testing.T) {
	first, second := rulestest.Of("core", 1), rulestest.Of("core", 2)
	p := polledBy(t, storeOf(first, second), nil)
	p.polls(first.Pointer())
	p.store.blobs[2] = []byte(flipped(string(second.Blob), 100))
	p.polls(second.Pointer(), second.Pointer())
	p.expect(1, StateError, Tally{Reads: 3, Applied: 1, Refused: 1, Torn: 2})
	p.store.blobs[2] = append(second.Blob, ' ')
	p.polls(second.Pointer())
	p.expect(1, StateError, Tally{Reads: 4, Applied: 1, Refused: 2, Torn: 3})
	p.store.blobs[2] = second.Blob
	p.polls(second.Pointer())
	p.expect(2, StateReady, Tally{Reads: 5, Applied: 2, Refused: 2, Torn: 3})
}

func TestMissingBlobIsTornOnlyIfItsPointerIsStillCurrent(t *testing.T) {
	first, second := rulestest.Of("core", 1), rulestest.Of("core", 2)
	p := polledBy(t, storeOf(second), nil)
	p.store.script = [][]string{{second.Pointer()}}
	p.polls(first.Pointer())
	p.expect(2, StateReady, Tally{Reads: 2, Applied: 1})

	third := rulestest.Of("core", 3)
	p.store.script = [][]string{{third.Pointer()}}
	p.polls(third.Pointer())
	p.expect(2, StateError, Tally{Reads: 3, Applied: 1, Refused: 1, Torn: 1})
}

func TestPointerReadAgainWithinAPipelineDoesNotCountAsFalling(t *testing.T) {
	first, second, third := rulestest.Of("core", 1), rulestest.Of("core", 2), rulestest.Of("core", 3)
	p := polledBy(t, storeOf(second, third), nil)
	p.store.script = [][]string{{third.Pointer()}}
	p.polls(first.Pointer(), second.Pointer())
	p.expect(2, StateReady, Tally{Reads: 2, Applied: 1})
	p.polls(third.Pointer())
	p.expect(3, StateReady, Tally{Reads: 3, Applied: 2})
}

func TestPointerThatKeepsMovingIsLeftToTheNextPoll(t *testing.T) {
	p := polledBy(t, storeOf(), nil)
	for revision := range int64(20) {
		p.store.script = append(p.store.script, []string{rulestest.Of("core", revision+2).Pointer()})
	}
	p.polls(rulestest.Of("core", 1).Pointer())
	p.expect(0, StateError, Tally{Reads: maxRereads})
}

func TestUnverifiablePointersAreRefused(t *testing.T) {
	first, second := rulestest.Of("core", 1), rulestest.Of("core", 2)
	p := polledBy(t, storeOf(first, second), nil)
	p.polls(first.Pointer())
	for i, line := range []string{"nonsense", second.Unsigned(), "3" + second.Pointer()[1:]} {
		p.polls(line)
		p.expect(1, StateError, Tally{Reads: int64(i) + 2, Applied: 1, Refused: int64(i) + 1, Unverifiable: int64(i) + 1})
	}
	if p.refused[0].Revision != 0 || p.refused[1].Revision != 2 || p.refused[2].Revision != 3 {
		t.Errorf("got %+v", p.refused)
	}
	// an unsigned pointer does not raise the minimum revision
	p.polls(second.Pointer())
	p.expect(2, StateReady, Tally{Reads: 5, Applied: 2, Refused: 3, Unverifiable: 3})
}

func TestSetThatDoesNotCompileIsRefusedWithoutBeingReadAgain(t *testing.T) {
	first, bad, third := rulestest.Of("core", 1), rulestest.Of("core", 2, rulestest.Rule{ID: "bad", Condition: "1 +"}), rulestest.Of("core", 3)
	p := polledBy(t, storeOf(first, bad, third), nil)
	p.polls(first.Pointer())
	p.polls(bad.Pointer(), bad.Pointer(), bad.Pointer())
	p.expect(1, StateError, Tally{Reads: 4, Applied: 1, Refused: 1})
	if p.store.fetched != 2 || !strings.HasPrefix(p.refused[0].Reason, "rule bad: condition:") {
		t.Errorf("fetched %d times: %s", p.store.fetched, p.refused[0].Reason)
	}
	p.polls(first.Pointer())
	p.expect(1, StateReady, Tally{Reads: 5, Applied: 1, Refused: 1, Fallen: 1})
	p.polls(bad.Pointer())
	p.expect(1, StateError, Tally{Reads: 6, Applied: 1, Refused: 2, Fallen: 1})
	p.polls(third.Pointer())
	p.expect(3, StateReady, Tally{Reads: 7, Applied: 2, Refused: 2, Fallen: 1})
}

func TestBlobOverTheLimitIsNotRead(t *testing.T) {
	first := rulestest.Of("core", 1)
	p := polledBy(t, storeOf(first), func(c *Config) { c.LongestBlob = 10 })
	p.polls(first.Pointer())
	p.expect(0, StateError, Tally{Reads: 1, Refused: 1})
	if p.store.fetched != 0 || !strings.Contains(p.refused[0].Reason, "pointer.bytes: expected at most 10") {
		t.Errorf("got %+v", p.refused)
	}
}

func TestEmptiedStoreKeepsTheCurrentSetWhichBecomesStale(t *testing.T) {
	first := rulestest.Of("core", 1)
	p := polledBy(t, storeOf(first), nil)
	p.polls(first.Pointer())
	p.now = p.now.Add(5 * time.Second)
	p.polls("")
	p.expect(1, StateReady, Tally{Reads: 2, Applied: 1})
	p.now = p.now.Add(time.Millisecond)
	p.expect(1, StateStale, Tally{Reads: 2, Applied: 1})
	if health := p.Health(); health.AgeSeconds != 5.001 || health.Reason != "the store has no pointer" {
		t.Errorf("got %+v", health)
	}
	p.polls(first.Pointer())
	p.expect(1, StateReady, Tally{Reads: 3, Applied: 1})
}

func TestRejectedAcknowledgementIsSentAgain(t *testing.T) {
	first := rulestest.Of("core", 1)
	p := polledBy(t, storeOf(first), nil)
	p.polls(first.Pointer())
	p.now = p.now.Add(acknowledgementRenews)
	p.store.down = true
	p.acknowledge(t.Context())
	p.store.down = false
	p.polls(first.Pointer())
	p.polls(first.Pointer())
	if len(p.store.acks) != 2 || p.store.acks[1] != p.store.acks[0] {
		t.Errorf("got %q", p.store.acks)
	}
}

func TestSavedSetIsRestoredBeforeTheFirstPoll(t *testing.T) {
	directory := t.TempDir()
	keep := func(c *Config) { c.StateDir = directory }
	first, second := rulestest.Of("core", 1), rulestest.Of("core", 2)
	before := polledBy(t, storeOf(second), keep)
	before.polls(second.Pointer())

	p := polledBy(t, storeOf(first, second), keep)
	p.expect(2, StateReady, Tally{Applied: 1})
	p.now = p.now.Add(time.Minute)
	p.expect(2, StateStale, Tally{Applied: 1})
	p.polls(first.Pointer())
	p.expect(2, StateError, Tally{Reads: 1, Applied: 1, Refused: 1, Fallen: 1})
	p.polls(second.Pointer())
	p.expect(2, StateReady, Tally{Reads: 2, Applied: 1, Refused: 1, Fallen: 1})
	if p.store.fetched != 0 {
		t.Error("the saved set was read again")
	}
}

func TestFileThatIsCorruptUnsignedOrOfAnotherSetIsIgnoredAndReported(t *testing.T) {
	first, other := rulestest.Of("core", 1), rulestest.Of("other", 1)
	for what, content := range map[string]string{
		"cut off":      first.Pointer() + "\n" + string(first.Blob[:50]),
		"changed":      first.Pointer() + "\n" + flipped(string(first.Blob), 100),
		"unsigned":     first.Unsigned() + "\n" + string(first.Blob),
		"other set":    other.Pointer() + "\n" + string(other.Blob),
		"no pointer":   "\n" + string(first.Blob),
		"nonsense":     "nonsense",
		"nothing":      "",
		"longer":       first.Pointer() + "\n" + string(first.Blob) + "\n",
		"other format": strings.Replace(first.Pointer()+"\n"+string(first.Blob), "rules.v1", "rules.v9", 1),
	} {
		directory := t.TempDir()
		keep := func(c *Config) { c.StateDir = directory }
		if err := os.WriteFile(directory+"/core.rules", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		p := polledBy(t, storeOf(first), keep)
		p.expect(0, StateError, Tally{Refused: 1})
		if len(p.refused) != 1 || !strings.HasPrefix(p.refused[0].Reason, "last-good file ignored: ") {
			t.Errorf("%s: got %+v", what, p.refused)
		}
		p.polls(first.Pointer())
		p.expect(1, StateReady, Tally{Reads: 1, Applied: 1, Refused: 1})
	}
}

func TestSetThatCannotBeSavedDoesNotRun(t *testing.T) {
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	first := rulestest.Of("core", 1)
	p := polledBy(t, storeOf(first), nil)
	p.config.StateDir, p.disk = file, lastGoodOf(Config{StateDir: file, Set: "core", Engine: "edge-1"})
	p.polls(first.Pointer())
	p.expect(0, StateError, Tally{Reads: 1, Refused: 1})
	if !strings.HasPrefix(p.refused[0].Reason, "last-good file not written: ") {
		t.Errorf("got %+v", p.refused)
	}
}

func TestPausesAreBoundedAndRandomised(t *testing.T) {
	p := polledBy(t, storeOf(), nil)
	for range 1000 {
		if pause := p.interval(); pause < 500*time.Millisecond || pause > 550*time.Millisecond {
			t.Fatalf("got %v", pause)
		}
	}
	losses := backoff{first: 100 * time.Millisecond, longest: 5 * time.Second}
	for attempt := range 20 {
		longest := min(100*time.Millisecond<<attempt, 5*time.Second)
		if pause := losses.next(); pause < longest/2 || pause > longest {
			t.Fatalf("attempt %d: got %v", attempt, pause)
		}
	}
	losses.reset()
	if pause := losses.next(); pause > 100*time.Millisecond {
		t.Errorf("after success: got %v", pause)
	}
}
