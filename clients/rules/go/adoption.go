package rules

import "fmt"

// adopt checks and compiles a blob, saves it to disk and swaps the reference, or refuses the set as a whole.
func (f *Follower) adopt(pointer Pointer, blob []byte) {
	if err := checkBytes(pointer, blob); err != nil {
		f.tally.torn.Add(1)
		f.refuse(pointer.Revision, err)
		return
	}
	set, err := compile(f.config.Set, pointer, blob)
	if err != nil {
		f.hopeless = sighting{pointer.line, pointer, err}
		f.refuse(pointer.Revision, err)
		return
	}
	if f.config.StateDir != "" {
		if err := f.disk.write(pointer, blob); err != nil {
			f.refuse(pointer.Revision, fmt.Errorf("last-good file not written: %w", err))
			return
		}
	}
	f.current.Store(set)
	f.settle(set)
	f.announce(set)
}

// load restores the set on disk, checked like one from the store.
func (f *Follower) load() {
	if f.config.StateDir == "" {
		return
	}
	set, pointer, err := f.loadFile()
	if err != nil {
		f.refuse(pointer.Revision, fmt.Errorf("last-good file ignored: %w", err))
		return
	}
	if set != nil {
		f.highest = set.Revision()
		f.current.Store(set)
		f.ack.change("applied", set.Revision(), set.Revision(), "", f.clock())
		f.announce(set)
	}
}

func (f *Follower) loadFile() (*RuleSet, Pointer, error) {
	// a pointer is shorter than 1 KiB; a file truncated by the limit fails its sha256
	line, blob, err := f.disk.read(f.config.LongestBlob + 1024)
	if err != nil || blob == nil {
		return nil, Pointer{}, err
	}
	pointer, err := f.sight(line)
	if err == nil {
		err = checkBytes(pointer, blob)
	}
	if err != nil {
		return nil, pointer, err
	}
	set, err := compile(f.config.Set, pointer, blob)
	return set, pointer, err
}

func (f *Follower) announce(set *RuleSet) {
	f.tally.applied.Add(1)
	f.config.Log.Info("rules: applied", "set", f.config.Set, "revision", set.Revision(), "rules", set.Len())
	f.config.Applied(set)
}

// settle records that the published set is the current one.
func (f *Follower) settle(set *RuleSet) {
	now := f.clock()
	f.confirmed.Store(int64(now.Sub(f.started)))
	f.refusal.Store(nil)
	f.ack.change("applied", set.Revision(), set.Revision(), "", now)
}

// refuse keeps the current set and reports the refusal once, not at every poll.
func (f *Follower) refuse(revision int64, reason error) {
	refusal := Refusal{Revision: revision, Reason: plain(reason.Error()), At: f.clock()}
	if running := f.current.Load(); running != nil {
		refusal.Running = running.Revision()
	}
	before := f.refusal.Load()
	if before != nil && before.Revision == refusal.Revision && before.Running == refusal.Running && before.Reason == refusal.Reason {
		return
	}
	f.refusal.Store(&refusal)
	f.tally.refused.Add(1)
	f.ack.change("refused", refusal.Revision, refusal.Running, refusal.Reason, refusal.At)
	f.config.Log.Warn("rules: refused", "set", f.config.Set, "revision", revision, "running", refusal.Running, "reason", refusal.Reason)
	f.config.Refused(refusal)
}
