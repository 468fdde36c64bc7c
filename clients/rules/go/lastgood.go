package rules

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// lastGood is the file of the last good set: the pointer, a line end, the blob. One file, so that after a crash pointer and blob
// belong together.
type lastGood struct {
	directory string
	path      string
	temporary string // per engine: several on a host may share the directory
}

func lastGoodOf(config Config) lastGood {
	path := filepath.Join(config.StateDir, config.Set+".rules")
	return lastGood{directory: config.StateDir, path: path, temporary: path + "." + config.Engine + ".tmp"}
}

// read returns no blob if there is no file.
func (l lastGood) read(longest int64) (line string, blob []byte, err error) {
	file, err := os.Open(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, longest))
	if err != nil {
		return "", nil, err
	}
	head, blob, found := bytes.Cut(content, []byte{'\n'})
	if !found {
		return "", nil, wrong("last-good file", "a pointer, a line end and a blob", string(content))
	}
	return string(head), blob, nil
}

// write returns when the set is on disk: the bytes are flushed before the rename, and the rename before the swap.
func (l lastGood) write(pointer Pointer, blob []byte) error {
	if err := os.MkdirAll(l.directory, 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(l.temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err = file.Write(append([]byte(pointer.line+"\n"), blob...)); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(l.temporary, l.path); err != nil {
		return err
	}
	return syncDirectory(l.directory)
}

// syncDirectory makes the rename survive a power failure.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
