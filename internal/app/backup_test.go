package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosswalk/internal/ingest"
)

func TestAScratchCopyLeavesTheCatalogAlone(t *testing.T) {
	dir, scratch := t.TempDir(), t.TempDir()
	a := start(t, dir)
	before := a.Readiness(t.Context()).CatalogRevision
	if err := Scratch(t.Context(), a.cfg, scratch); err != nil {
		t.Fatal(err)
	}
	b, err := Open(t.Context(), config(scratch))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if r := ingestText(t, b, sweeper); r.Outcome != "added" {
		t.Errorf("report %+v", r)
	}
	if r, err := b.Ingest(t.Context(), "a.txt", seed(t, "us-nc:19200"), ingest.Origin{}); err != nil || r.Outcome != "unchanged" {
		t.Errorf("report %+v, %v", r, err)
	}
	if after := a.Readiness(t.Context()).LatestRevision; after != before {
		t.Errorf("revision %d, then %d", before, after)
	}
}

func TestRestoreBringsBackWhatTheBackupHeld(t *testing.T) {
	dir := t.TempDir()
	backup := filepath.Join(t.TempDir(), "copy.db")
	a := start(t, dir)
	if err := a.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	ingestText(t, a, sweeper)
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	// No Close: a process that was killed leaves its log behind.
	if err := Restore(t.Context(), config(dir), backup); err != nil {
		t.Fatal(err)
	}
	b, err := Open(t.Context(), config(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	// The same revision number as before the restore, with another text.
	ingestText(t, b, strings.Replace(sweeper, "zeppelins", "beehives", 1))
	if err := b.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, m := holding(t, b, "zeppelins"), holding(t, b, "beehives"); n != 0 || m != 1 {
		t.Errorf("found %d of the time after the backup and %d of the time after the restore, want 0 and 1", n, m)
	}
	damaged := filepath.Join(t.TempDir(), "damaged.db")
	data, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	copy(data[len(data)/2:len(data)/2+50_000], make([]byte, 50_000))
	if err := os.WriteFile(damaged, data, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{filepath.Join(dir, "lock"), damaged, filepath.Join(dir, "none")} {
		if err := Restore(t.Context(), config(dir), bad); err == nil {
			t.Errorf("%s was restored", bad)
		}
	}
	if n := holding(t, b, "beehives"); n != 1 {
		t.Errorf("found %d after what was refused", n)
	}
}

// holding counts the statements that hold a word.
func holding(t *testing.T, a *App, word string) int {
	t.Helper()
	found, err := a.Search(t.Context(), SearchRequest{Query: word, Mode: TextOnly})
	if err != nil {
		t.Fatal(err)
	}
	return found.Total
}
