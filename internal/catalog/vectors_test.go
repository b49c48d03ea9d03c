package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"crosswalk/internal/semantic/vector"
)

func keep(t testing.TB, c *Catalog, model string, texts []string, vectors ...vector.Row) {
	t.Helper()
	if err := c.KeepVectors(t.Context(), model, texts, vectors); err != nil {
		t.Fatal(err)
	}
}

func vectors(t testing.TB, c *Catalog, model string, texts ...string) []vector.Row {
	t.Helper()
	v, err := c.Vectors(t.Context(), model, texts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// row is a vector of given cells; none is one that no catalog keeps.
func row(scale float32, cells ...int8) vector.Row { return vector.Row{Cells: cells, Scale: scale} }

var none vector.Row

func TestVectorsComeBackByTextAndModel(t *testing.T) {
	c := open(t)
	fine, zeros := row(math.SmallestNonzeroFloat32, 127, -127, 0), row(0, 0, 0, 0)
	keep(t, c, "m1", []string{"sweeps", "scrubs"}, fine, zeros)
	keep(t, c, "m2", []string{"sweeps"}, row(1, 1))
	keep(t, c, "m2", []string{"scrubs"}, row(1, 2))
	keep(t, c, "m2", []string{"scrubs"}, row(0.5, 3))
	got := vectors(t, c, "m1", "scrubs", "polishes", "sweeps", "scrubs")
	if d := cmp.Diff([]vector.Row{zeros, none, fine, zeros}, got); d != "" {
		t.Errorf("m1 (-want +got)\n%s", d)
	}
	if d := cmp.Diff([]vector.Row{row(1, 1), row(0.5, 3)}, vectors(t, c, "m2", "sweeps", "scrubs")); d != "" {
		t.Errorf("m2 (-want +got)\n%s", d)
	}
	if got := vectors(t, c, "m1"); len(got) != 0 {
		t.Errorf("of no texts: %v", got)
	}
}

// manyTexts are n texts with a vector each.
func manyTexts(n, dims int) (texts []string, rows []vector.Row) {
	for i := range n {
		r := row(float32(i), make([]int8, dims)...)
		r.Cells[i%dims] = int8(i % 100)
		texts, rows = append(texts, fmt.Sprint("text ", i)), append(rows, r)
	}
	return texts, rows
}

func TestManyVectorsAreReadInChunks(t *testing.T) {
	c := open(t)
	texts, want := manyTexts(3*vectorChunk+1, 2)
	keep(t, c, "m1", texts, want...)
	if d := cmp.Diff(want, vectors(t, c, "m1", texts...)); d != "" {
		t.Error(d)
	}
}

// BenchmarkVectors reads what a start reads of 105,000 statements whose vectors
// are kept: statements come in the order of their classes, the rows in that of
// hashes.
func BenchmarkVectors(b *testing.B) {
	c := open(b)
	texts, rows := manyTexts(105_000, 384)
	keep(b, c, "m1", texts, rows...)
	for b.Loop() {
		if got := vectors(b, c, "m1", texts...); got[len(got)-1].Missing() {
			b.Fatal("the last is missing")
		}
	}
}

// all yields entries, then an error where there is one.
func all(err error, entries ...vector.Entry) iter.Seq2[vector.Entry, error] {
	return func(yield func(vector.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(vector.Entry{}, err)
		}
	}
}

func TestOnlyVectorsThatAreMissingAreAdded(t *testing.T) {
	c := open(t)
	keep(t, c, "m1", []string{"sweeps"}, row(1, 1))
	added := []vector.Entry{{Text: vector.HashOf("sweeps"), Row: row(1, 2)}, {Text: vector.HashOf("scrubs"), Row: row(1, 3)}}
	for _, want := range []int{1, 0} {
		if n, err := c.AddVectors(t.Context(), "m1", all(nil, added...)); err != nil || n != want {
			t.Errorf("added %d, %v; want %d", n, err, want)
		}
	}
	if d := cmp.Diff([]vector.Row{row(1, 1), row(1, 3)}, vectors(t, c, "m1", "sweeps", "scrubs")); d != "" {
		t.Error(d)
	}
}

func TestAddedVectorsAreKeptWholeOrNotAtAll(t *testing.T) {
	c := open(t)
	damaged := errors.New("damaged")
	good := vector.Entry{Text: vector.HashOf("sweeps"), Row: row(1, 1)}
	if n, err := c.AddVectors(t.Context(), "m1", all(damaged, good)); !errors.Is(err, damaged) || n != 0 {
		t.Errorf("added %d, %v", n, err)
	}
	if n, err := c.AddVectors(t.Context(), "m1", all(nil, good, vector.Entry{Text: vector.HashOf("scrubs")})); err == nil || n != 0 {
		t.Errorf("added %d without numbers, %v", n, err)
	}
	if d := cmp.Diff([]vector.Row{none}, vectors(t, c, "m1", "sweeps")); d != "" {
		t.Errorf("left behind (-want +got)\n%s", d)
	}
}

func TestVectorsMakeNoRevision(t *testing.T) {
	c := open(t)
	put(t, c, record("sweeps"))
	before, err := c.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keep(t, c, "m1", []string{"sweeps"}, row(1, 1))
	if _, err := c.PruneVectors(t.Context(), "m2"); err != nil {
		t.Fatal(err)
	}
	if after, err := c.Revision(t.Context()); err != nil || after != before {
		t.Errorf("revision %v, then %v; %v", before, after, err)
	}
}

func TestPruneLeavesOneModel(t *testing.T) {
	c := open(t)
	texts, some := manyTexts(2*vectorChunk+7, 1)
	keep(t, c, "old", texts, some...)
	keep(t, c, "older", texts[:3], some[:3]...)
	keep(t, c, "new", texts[:2], some[:2]...)
	if n, err := c.PruneVectors(t.Context(), "new"); err != nil || n != len(texts)+3 {
		t.Errorf("removed %d, %v; want %d", n, err, len(texts)+3)
	}
	if n, err := c.PruneVectors(t.Context(), "new"); err != nil || n != 0 {
		t.Errorf("removed %d more, %v", n, err)
	}
	if d := cmp.Diff([]vector.Row{some[0], some[1], none}, vectors(t, c, "new", texts[:3]...)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]vector.Row{none, none}, vectors(t, c, "old", texts[:2]...)); d != "" {
		t.Error(d)
	}
}

func TestABatchOfVectorsIsKeptWholeOrNotAtAll(t *testing.T) {
	c := open(t)
	good := row(1, 1)
	if err := c.KeepVectors(t.Context(), "m1", []string{"a", "b"}, []vector.Row{good, {}}); err == nil {
		t.Error("a vector without numbers was kept")
	}
	if err := c.KeepVectors(t.Context(), "m1", []string{"a", "b"}, []vector.Row{good}); err == nil {
		t.Error("two texts and one vector were kept")
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.KeepVectors(stopped, "m1", []string{"a"}, []vector.Row{good}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if d := cmp.Diff([]vector.Row{none, none}, vectors(t, c, "m1", "a", "b")); d != "" {
		t.Errorf("left behind (-want +got)\n%s", d)
	}
}

func TestABackupCarriesVectors(t *testing.T) {
	c := open(t)
	keep(t, c, "m1", []string{"sweeps"}, row(1, 1, 2))
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := c.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), path); err != nil {
		t.Error(err)
	}
	backup, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	if d := cmp.Diff([]vector.Row{row(1, 1, 2)}, vectors(t, backup, "m1", "sweeps")); d != "" {
		t.Error(d)
	}
}

const (
	killVariable  = "CATALOG_TEST_KEEPS_VECTORS_IN"
	killBatch     = 50
	killDimension = 1000
)

// killTexts are the texts of one batch.
func killTexts(batch int) []string {
	var out []string
	for i := range killBatch {
		out = append(out, fmt.Sprint("text ", batch, " ", i))
	}
	return out
}

// TestKeepUntilKilled is the process that TestAKillLeavesWholeBatches kills.
func TestKeepUntilKilled(t *testing.T) {
	path := os.Getenv(killVariable)
	if path == "" {
		t.Skip("runs as a process of its own")
	}
	c, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for batch := 0; ; batch++ {
		some := make([]vector.Row, killBatch)
		for i := range some {
			some[i] = row(float32(batch), make([]int8, killDimension)...)
		}
		keep(t, c, "m1", killTexts(batch), some...)
		fmt.Println("kept", batch)
	}
}

func TestAKillLeavesWholeBatches(t *testing.T) {
	for round := range 5 {
		path := filepath.Join(t.TempDir(), fmt.Sprint(round), "catalog.db")
		child := exec.Command(os.Args[0], "-test.run", "^TestKeepUntilKilled$")
		child.Env = append(os.Environ(), killVariable+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		// The batch after those that were told of is being written now.
		for range round + 2 {
			if _, err := fmt.Fscanln(out, new(string), new(int)); err != nil {
				t.Fatal(err)
			}
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		child.Wait()
		c, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		for batch := range 200 {
			whole := 0
			for _, v := range vectors(t, c, "m1", killTexts(batch)...) {
				if v.Missing() {
					continue
				}
				whole++
				if len(v.Cells) != killDimension || v.Scale != float32(batch) {
					t.Errorf("round %d: batch %d has a vector of %d numbers that is not what was kept", round, batch, len(v.Cells))
				}
			}
			if whole != 0 && whole != killBatch || whole == 0 && batch < round+2 {
				t.Errorf("round %d: batch %d has %d vectors of %d", round, batch, whole, killBatch)
			}
		}
		c.Close()
	}
}

// An old catalog has vectors of floats, which are made again.
func TestVectorsOfFloatsAreDropped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog.db")
	file, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	versions, err := goose.NewProvider(goose.DialectSQLite3, file, dir)
	if err != nil {
		t.Fatal(err)
	}
	const floats = 8 // the last version with them
	if _, err := versions.UpTo(t.Context(), floats); err != nil {
		t.Fatal(err)
	}
	hash := vector.HashOf("sweeps")
	if _, err := file.Exec("INSERT INTO embeddings VALUES ('m1', ?, ?)", hash[:], make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	c, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if d := cmp.Diff([]vector.Row{none}, vectors(t, c, "m1", "sweeps")); d != "" {
		t.Error(d)
	}
	keep(t, c, "m1", []string{"sweeps"}, row(1, 1))
	if _, err := versions.DownTo(t.Context(), floats); err != nil {
		t.Errorf("back again: %v", err)
	}
}
