package rules

import (
	"context"
	"fmt"
)

// sighting is a pointer that was read, and whether it can be believed.
type sighting struct {
	line    string
	pointer Pointer
	err     error
}

// sight reads and verifies a pointer; the one before is remembered, for a signature takes longer than a round trip.
func (f *Follower) sight(line string) (Pointer, error) {
	if f.seen.line != line || line == "" {
		pointer, err := ParsePointer(line)
		if err == nil {
			err = f.config.PublicKeys.verify(f.config.Set, pointer)
		}
		f.seen = sighting{line, pointer, err}
	}
	return f.seen.pointer, f.seen.err
}

// examine takes one reply as a poll of its own. moved is the pointer that took its place while it was followed, if one did; an
// error: the store did not answer.
func (f *Follower) examine(ctx context.Context, line string) (moved string, err error) {
	f.tally.reads.Add(1)
	if f.emptied(line == "") {
		return "", nil
	}
	pointer, err := f.sight(line)
	if err != nil {
		f.tally.unverifiable.Add(1)
		f.refuse(pointer.Revision, err)
		return "", nil
	}
	if pointer.Revision < f.highest {
		f.tally.fallen.Add(1)
	}
	f.highest = max(f.highest, pointer.Revision)
	return f.follow(ctx, pointer)
}

// emptied notes whether there is a pointer at all. A store that lost it, or was never written to, is no reason to drop what runs.
func (f *Follower) emptied(now bool) bool {
	if before := f.absent.Swap(now); now && !before {
		f.config.Log.Warn("rules: the store has no pointer; what runs goes on", "set", f.config.Set)
	}
	return now
}

// follow is steps 1 to 3 of docs/wire/rules.md for a pointer that is believed.
func (f *Follower) follow(ctx context.Context, pointer Pointer) (moved string, err error) {
	switch running := f.current.Load(); {
	case running != nil && running.pointer.line == pointer.line:
		f.settle(running)
		return "", nil
	case running != nil && pointer.Revision < running.Revision():
		f.refuse(pointer.Revision, wrong("pointer.revision", fmt.Sprintf("%d, which runs, or a later one", running.Revision()), pointer.Revision))
		return "", nil
	case running != nil && pointer.Revision == running.Revision() && pointer.SHA256 != running.pointer.SHA256:
		f.refuse(pointer.Revision, wrong("pointer.sha256", running.pointer.SHA256+" as this revision was before", pointer.SHA256))
		return "", nil
	case running != nil && pointer.sameRules(running.pointer):
		f.settle(running)
		return "", nil
	case pointer.line == f.hopeless.line:
		f.refuse(pointer.Revision, f.hopeless.err)
		return "", nil
	case pointer.Bytes > f.config.LongestBlob:
		f.refuse(pointer.Revision, wrong("pointer.bytes", fmt.Sprintf("at most %d", f.config.LongestBlob), pointer.Bytes))
		return "", nil
	}
	return f.fetch(ctx, pointer)
}

func (f *Follower) fetch(ctx context.Context, pointer Pointer) (moved string, err error) {
	bounded, cancel := f.bounded(ctx)
	defer cancel()
	blob, err := f.store.blob(bounded, pointer.Revision, pointer.Bytes+1)
	if err != nil {
		return "", err
	}
	if blob != nil {
		f.adopt(pointer, blob)
		return "", nil
	}
	lines, err := f.read(ctx, 1)
	if err != nil {
		return "", err
	}
	if lines[0] != pointer.line {
		return lines[0], nil
	}
	f.tally.torn.Add(1)
	f.refuse(pointer.Revision, wrong("blob", "the one that the current pointer names", "nothing"))
	return "", nil
}
