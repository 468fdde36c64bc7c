package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"voxguard.io/rules/internal/rulestest"
)

// TestMain lets the tests start this program, which is in the test executable.
func TestMain(m *testing.M) {
	if os.Getenv("VOXGUARD_RULES_WATCH") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

type event struct {
	Event                      string
	Revision, Running, Count   int64
	Reads, Applied, Refused    int64
	Torn, Unverifiable, Fallen int64
	SHA256, Reason             string
	AtMs                       int64 `json:"at_ms"`
	PublishedAt                int64 `json:"published_at"`
}

type watching struct {
	test    *testing.T
	process *exec.Cmd
	lines   chan string
}

func watchedBy(t *testing.T, arguments ...string) *watching {
	t.Helper()
	w := &watching{test: t, process: exec.Command(os.Args[0], arguments...), lines: make(chan string, 1000)}
	w.process.Env = append(os.Environ(), "VOXGUARD_RULES_WATCH=1")
	out, err := w.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.process.Process.Kill() })
	go func() {
		defer close(w.lines)
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			w.lines <- scanner.Text()
		}
	}()
	return w
}

func (w *watching) next() event {
	w.test.Helper()
	select {
	case line, more := <-w.lines:
		var next event
		if err := json.Unmarshal([]byte(line), &next); err != nil || !more {
			w.test.Fatalf("%q: %v", line, err)
		}
		return next
	case <-time.After(rulestest.Bound):
		w.test.Fatal("no event")
	}
	return event{}
}

// ends signals the program and expects a clean exit.
func (w *watching) ends(by os.Signal) event {
	w.test.Helper()
	if err := w.process.Process.Signal(by); err != nil {
		w.test.Fatal(err)
	}
	last := w.next()
	if err := w.process.Wait(); err != nil || last.Event != "end" {
		w.test.Errorf("%+v, then %v", last, err)
	}
	return last
}

func TestEventsOfAWatchedSet(t *testing.T) {
	server := rulestest.Start(t)
	w := watchedBy(t, "--store", server.URL(), "--set", "core", "--engine", "watch-1", "--public-key", rulestest.PublicKeyFlag(), "--poll-ms", "20")
	first, second := rulestest.Of("core", 1, rulestest.Rule{}), rulestest.Of("core", 2)
	before := time.Now().UnixMilli()
	server.Publish(first)
	applied := w.next()
	if applied.Event != "applied" || applied.Revision != 1 || applied.Count != 1 || applied.PublishedAt != first.PublishedAt ||
		!strings.Contains(first.Pointer(), applied.SHA256) || len(applied.SHA256) != 64 || applied.AtMs < before {
		t.Errorf("got %+v", applied)
	}
	server.Write(second, second.Unsigned())
	if refused := w.next(); refused.Event != "refused" || refused.Revision != 2 || refused.Running != 1 || refused.Reason == "" {
		t.Errorf("got %+v", refused)
	}
	end := w.ends(syscall.SIGTERM)
	if end.Reads < 2 || end.Applied != 1 || end.Refused != 1 || end.Unverifiable < 1 || end.Torn+end.Fallen != 0 || end.Revision != 1 ||
		end.SHA256 != applied.SHA256 {
		t.Errorf("got %+v", end)
	}
}

func TestFlatOutReadsEachReplyOfAPipeline(t *testing.T) {
	server := rulestest.Start(t)
	server.Publish(rulestest.Of("core", 1))
	w := watchedBy(t, "--store", server.URL(), "--set", "core", "--engine", "watch-1", "--flat-out", "--pipeline", "64")
	for revision := int64(1); revision <= 50; revision++ {
		server.Publish(rulestest.Of("core", revision))
		if applied := w.next(); applied.Event != "applied" || applied.Revision != revision {
			t.Fatalf("got %+v", applied)
		}
	}
	end := w.ends(syscall.SIGINT)
	if end.Reads < 64 || end.Reads%64 != 0 || end.Applied != 50 || end.Refused+end.Torn+end.Unverifiable+end.Fallen != 0 || end.Revision != 50 {
		t.Errorf("got %+v", end)
	}
}

func TestSavedSetIsUsedWhileTheStoreIsDown(t *testing.T) {
	server := rulestest.Start(t)
	directory := t.TempDir()
	arguments := []string{"--store", server.URL(), "--set", "core", "--engine", "watch-1", "--poll-ms", "20", "--state-dir", directory}
	server.Kill()
	w := watchedBy(t, arguments...)
	server.Restart()
	server.Publish(rulestest.Of("core", 1))
	if applied := w.next(); applied.Revision != 1 {
		t.Errorf("got %+v", applied)
	}
	w.ends(syscall.SIGTERM)
	server.Kill()
	w = watchedBy(t, arguments...)
	if applied := w.next(); applied.Event != "applied" || applied.Revision != 1 {
		t.Errorf("got %+v", applied)
	}
	if end := w.ends(syscall.SIGTERM); end.Revision != 1 || end.Reads != 0 {
		t.Errorf("got %+v", end)
	}
}

// A set is saved before it runs: the next process starts with the last applied set or a later one.
func TestKilledProgramRestartsWithItsLastAppliedSet(t *testing.T) {
	server := rulestest.Start(t)
	directory := t.TempDir()
	ended, publishing := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(publishing)
		for revision := int64(1); ; revision++ {
			select {
			case <-ended:
				return
			default:
				server.Publish(rulestest.Of("core", revision, make([]rulestest.Rule, 5)...))
			}
		}
	}()
	defer func() {
		close(ended)
		<-publishing
	}()
	before := int64(0)
	for round := range 10 {
		w := watchedBy(t, "--store", server.URL(), "--set", "core", "--engine", "watch-1", "--public-key", rulestest.PublicKeyFlag(), "--flat-out",
			"--state-dir", directory)
		for range 5 + round {
			applied := w.next()
			if applied.Event != "applied" || applied.Revision < before {
				t.Fatalf("round %d, after %d: got %+v", round, before, applied)
			}
			before = applied.Revision
		}
		_ = w.process.Process.Kill()
		_ = w.process.Wait()
	}
}

func TestWrongFlagsAreNamed(t *testing.T) {
	right := []string{"--store", "redis://127.0.0.1:1", "--set", "core", "--engine", "edge-1"}
	if config, err := readFlags(right, io.Discard); err != nil || config.PollInterval != 500*time.Millisecond {
		t.Errorf("got %+v, %v", config, err)
	}
	for _, wrong := range [][]string{{"--poll-ms", "0"}, {"--poll-ms", "x"}, {"--pipeline", "0"}, {"--public-key", "x"}, {"--nothing"}, {"more"}, {"--set", ""}} {
		if _, err := readFlags(append(right[:len(right):len(right)], wrong...), io.Discard); err == nil {
			t.Errorf("%q were taken", wrong)
		}
	}
}
