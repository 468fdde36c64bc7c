package rules

import (
	"os"
	"path/filepath"
	"testing"

	"voxguard.io/rules/internal/rulestest"
)

func TestLastGoodFileHoldsPointerAndBlobTogether(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "made", "when", "needed")
	disk := lastGoodOf(Config{StateDir: directory, Set: "core", Engine: "edge:1"})
	if line, _, err := disk.read(1 << 20); line != "" || err != nil {
		t.Fatalf("no file: got %q, %v", line, err)
	}
	for revision := int64(1); revision <= 2; revision++ {
		publication := rulestest.Of("core", revision)
		if err := disk.write(parsed(t, publication.Pointer()), publication.Blob); err != nil {
			t.Fatal(err)
		}
		line, blob, err := disk.read(1 << 20)
		if line != publication.Pointer() || string(blob) != string(publication.Blob) || err != nil {
			t.Errorf("got %q, %q, %v", line, blob, err)
		}
	}
	if entries, err := os.ReadDir(directory); len(entries) != 1 || err != nil {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestFileWithoutALineEndIsRefused(t *testing.T) {
	disk := lastGoodOf(Config{StateDir: t.TempDir(), Set: "core", Engine: "edge-1"})
	if err := os.WriteFile(disk.path, []byte("42|"), 0o600); err != nil {
		t.Fatal(err)
	}
	if line, _, err := disk.read(1 << 20); err == nil {
		t.Errorf("got %q", line)
	}
}
