package rules

import (
	"context"
	"fmt"
)

// sighting is a pointer that was read, and the result of its verification.
type sighting struct {
	line    string
	pointer Pointer
	err     error
}

// sight parses and verifies a pointer; the last one is cached, since verifying a signature takes longer than a round trip.
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

// examine handles one reply as a poll. moved is the pointer that replaced it in the meantime, if any; an error means that the
// store did not answer.
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

// emptied records whether the store has a pointer. A missing pointer does not end the current set.
func (f *Follower) emptied(now bool) bool {
	if before := f.absent.Swap(now); now && !before {
		f.config.Log.Warn("rules: the store has no pointer; keeping the current rules", "set", f.config.Set)
	}
	return now
}

// follow performs steps 1 to 3 of docs/wire/rules.md for a verified pointer.
func (f *Follower) follow(ctx context.Context, pointer Pointer) (moved string, err error) {
	switch running := f.current.Load(); {
	case running != nil && running.pointer.line == pointer.line:
		f.settle(running)
		return "", nil
	case running != nil && pointer.Revision < running.Revision():
		f.refuse(pointer.Revision, wrong("pointer.revision", fmt.Sprintf("%d, which is current, or a later one", running.Revision()), pointer.Revision))
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
