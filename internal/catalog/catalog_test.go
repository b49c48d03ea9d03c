package catalog

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/spec"
)

func open(t testing.TB) *Catalog {
	t.Helper()
	c, err := Open(t.Context(), filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// record is a document with every kind of detail, in a given wording.
func record(words string) Record {
	years := 2.0
	level := spec.Level{Ordinal: 1, Label: "Junior", Basis: spec.Stated, Tenure: &spec.Tenure{MaxYears: &years}}
	text := "Junior: " + words
	span := spec.Span{Start: 8, End: len(text)}
	return Record{
		Key: "us-tx:1|us-tx|test", Reader: 1, Text: text,
		Source: spec.Source{
			Family: "test", Publisher: "us-tx", Title: "Sweeper", Licence: "public record", Attribution: "Texas", Format: spec.FormatText,
			SHA256: "sha of " + words, Bytes: len(text), EffectiveDate: "2020-01-02",
			IngestedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
			Facts:      []spec.Fact{{Name: "salary_group", Value: "B 1", Span: span}},
			Warnings:   []spec.Warning{{Line: 1, Message: "careful"}},
		},
		Class: spec.Class{ID: "us-tx:1", Code: "1", Title: "Sweeper", Issuer: "us-tx", Series: "Trades", Progressive: true, Levels: []spec.Level{level}},
		Statements: []spec.Statement{{
			ID: "st-" + words, ClassID: "us-tx:1", Kind: spec.Duty, Competency: "Order", Framework: "Core", Section: "DUTIES",
			Level: &level, Text: "Always " + words, Stem: "Always", Span: span,
			Citations: []spec.Citation{{Label: "Guide", Title: "Guide to Sweeping", Span: span}},
		}, {
			ID: "st-other", ClassID: "us-tx:1", Kind: spec.Note, Text: words, Span: span, Boilerplate: true, Citations: []spec.Citation{},
		}},
	}
}

func put(t *testing.T, c *Catalog, r Record) (Outcome, string) {
	t.Helper()
	outcome, id, err := c.Put(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return outcome, id
}

func TestWhatIsStoredComesBack(t *testing.T) {
	c := open(t)
	r := record("sweeps floors")
	outcome, id := put(t, c, r)
	if outcome != Added {
		t.Errorf("outcome %s, want %s", outcome, Added)
	}
	s, err := c.Snapshot(t.Context(), Facts{})
	if err != nil {
		t.Fatal(err)
	}
	class := r.Class
	class.LevelBasis, class.Statements, class.SourceIDs = spec.Stated, 2, []string{id}
	if d := cmp.Diff([]spec.Class{class}, s.Classes); d != "" {
		t.Errorf("classes (-want +got)\n%s", d)
	}
	want := r.Statements
	for i := range want {
		want[i].SourceID = id
	}
	if d := cmp.Diff(want, s.Statements); d != "" {
		t.Errorf("statements (-want +got)\n%s", d)
	}
	source := r.Source
	source.ID, source.Revision, source.ClassIDs = id, 1, []string{"us-tx:1"}
	got, err := c.Source(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(source, got); d != "" {
		t.Errorf("source (-want +got)\n%s", d)
	}
	if text, err := c.SourceText(t.Context(), id); err != nil || text != r.Text {
		t.Errorf("text %q, error %v", text, err)
	}
}

func TestPutTwiceChangesNothing(t *testing.T) {
	c := open(t)
	_, first := put(t, c, record("sweeps"))
	before, err := c.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outcome, second := put(t, c, record("sweeps"))
	after, err := c.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if outcome != Unchanged || first != second || before != after {
		t.Errorf("outcome %s, source %s then %s, revision %d then %d", outcome, first, second, before.Number, after.Number)
	}
}

func TestAChangedTextSupersedesAndTheOldOneStaysReadable(t *testing.T) {
	c := open(t)
	_, first := put(t, c, record("sweeps"))
	outcome, second := put(t, c, record("scrubs"))
	if outcome != Revised || first == second {
		t.Fatalf("outcome %s, source %s then %s", outcome, first, second)
	}
	old, err := c.Source(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	current, err := c.Source(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	if old.SupersededBy != second || current.Supersedes != first || current.Revision != 2 || current.SupersededBy != "" {
		t.Errorf("old %+v\ncurrent %+v", old, current)
	}
	statements, err := c.SourceStatements(t.Context(), first)
	if err != nil || len(statements) != 2 || statements[0].Text != "Always sweeps" || statements[0].Level.Label != "Junior" {
		t.Errorf("statements of the old revision: %+v, %v", statements, err)
	}
	s, err := c.Snapshot(t.Context(), Facts{})
	if err != nil || len(s.Statements) != 2 || s.Statements[0].Text != "Always scrubs" {
		t.Errorf("current statements %+v, %v", s.Statements, err)
	}
	// The first text again is news again, not a return to the old revision.
	if outcome, third := put(t, c, record("sweeps")); outcome != Revised || third == first {
		t.Errorf("outcome %s, source %s", outcome, third)
	}
}

func TestANewerReaderReadsTheSameTextAgain(t *testing.T) {
	c := open(t)
	_, id := put(t, c, record("sweeps"))
	r := record("sweeps")
	r.Reader, r.Statements = 2, r.Statements[:1]
	outcome, again := put(t, c, r)
	s, err := c.Snapshot(t.Context(), Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if outcome != Reread || again != id || len(s.Statements) != 1 {
		t.Errorf("outcome %s, source %s then %s, %d statements", outcome, id, again, len(s.Statements))
	}
	if outcome, _ := put(t, c, record("sweeps")); outcome != Unchanged {
		t.Errorf("an older reader read it again: %s", outcome)
	}
}

func TestAFailedPutLeavesNothing(t *testing.T) {
	c := open(t)
	r := record("sweeps")
	r.Statements = append(r.Statements, r.Statements[0]) // the same id twice
	if _, _, err := c.Put(t.Context(), r); err == nil {
		t.Fatal("a document with two statements of one id was stored")
	}
	s, err := c.Snapshot(t.Context(), Facts{})
	if err != nil || len(s.Classes) != 0 || len(s.Statements) != 0 || s.Revision.Number != 0 {
		t.Errorf("left behind: %+v, %v", s, err)
	}
}

func TestSettled(t *testing.T) {
	c := open(t)
	r := record("sweeps")
	check := func(reader int, want bool) {
		t.Helper()
		if other, err := c.Settled(t.Context(), "us-tx:2", r.Source.SHA256, reader); err != nil || other {
			t.Errorf("settled for another class: %v, %v", other, err)
		}
		if got, err := c.Settled(t.Context(), r.Class.ID, r.Source.SHA256, reader); err != nil || got != want {
			t.Errorf("settled for reader %d: %v, %v; want %v", reader, got, err, want)
		}
	}
	check(1, false)
	put(t, c, r)
	check(1, true)
	check(2, false)
	put(t, c, record("scrubs")) // replaces it
	check(2, true)
}

func TestUnknownSource(t *testing.T) {
	c := open(t)
	_, err := c.Source(t.Context(), "src-none")
	_, textErr := c.SourceText(t.Context(), "src-none")
	_, statementsErr := c.SourceStatements(t.Context(), "src-none")
	for _, err := range []error{err, textErr, statementsErr} {
		if spec.CodeOf(err) != spec.NotFound {
			t.Errorf("error %v, want not found", err)
		}
	}
}

func TestTwoProcessesWriteInTurn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	var catalogs []*Catalog
	for range 2 {
		c, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		catalogs = append(catalogs, c)
	}
	var wg sync.WaitGroup
	errs := make(chan error, 40)
	for i := range 40 {
		wg.Go(func() {
			r := record("sweeps")
			r.Key += string(rune('a'+i%26)) + string(rune('a'+i/26))
			_, _, err := catalogs[i%2].Put(context.Background(), r)
			errs <- err
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if n, err := catalogs[0].Revision(t.Context()); err != nil || n.Number != 40 {
		t.Errorf("revision %d, %v; want 40", n.Number, err)
	}
}

func TestBackupIsAWholeCatalog(t *testing.T) {
	c := open(t)
	put(t, c, record("sweeps"))
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := c.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := c.Backup(t.Context(), path); spec.CodeOf(err) != spec.Conflict {
		t.Errorf("a backup over a file: %v, want a conflict", err)
	}
	backup, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	want, err := c.Snapshot(t.Context(), Facts{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := backup.Snapshot(t.Context(), Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestOpenRefusesWhatIsNoCatalog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path); spec.CodeOf(err) != spec.Invalid {
		t.Errorf("error %v, want invalid", err)
	}
}

func TestPathsWithSpecialCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a?b=c#d%20 e", "catalog.db")
	c, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
