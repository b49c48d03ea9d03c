package catalog

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func keep(t *testing.T, c *Catalog, model string, texts []string, vectors ...[]float32) {
	t.Helper()
	if err := c.KeepVectors(t.Context(), model, texts, vectors); err != nil {
		t.Fatal(err)
	}
}

func vectors(t *testing.T, c *Catalog, model string, texts ...string) [][]float32 {
	t.Helper()
	v, err := c.Vectors(t.Context(), model, texts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVectorsComeBackByTextAndModel(t *testing.T) {
	c := open(t)
	fine := []float32{math.SmallestNonzeroFloat32, -1, math.MaxFloat32}
	keep(t, c, "m1", []string{"sweeps", "scrubs"}, fine, []float32{0.25, 0, 0})
	keep(t, c, "m2", []string{"sweeps"}, []float32{1})
	keep(t, c, "m2", []string{"scrubs"}, []float32{2})
	keep(t, c, "m2", []string{"scrubs"}, []float32{3})
	got := vectors(t, c, "m1", "scrubs", "polishes", "sweeps", "scrubs")
	if d := cmp.Diff([][]float32{{0.25, 0, 0}, nil, fine, {0.25, 0, 0}}, got); d != "" {
		t.Errorf("m1 (-want +got)\n%s", d)
	}
	if d := cmp.Diff([][]float32{{1}, {3}}, vectors(t, c, "m2", "sweeps", "scrubs")); d != "" {
		t.Errorf("m2 (-want +got)\n%s", d)
	}
	if got := vectors(t, c, "m1"); len(got) != 0 {
		t.Errorf("of no texts: %v", got)
	}
}

func TestManyVectorsAreReadInChunks(t *testing.T) {
	c := open(t)
	var texts []string
	var want [][]float32
	for i := range 3*vectorChunk + 1 {
		texts, want = append(texts, fmt.Sprint("text ", i)), append(want, []float32{float32(i)})
	}
	keep(t, c, "m1", texts, want...)
	if d := cmp.Diff(want, vectors(t, c, "m1", texts...)); d != "" {
		t.Error(d)
	}
}

func TestVectorsMakeNoRevision(t *testing.T) {
	c := open(t)
	put(t, c, record("sweeps"))
	before, err := c.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keep(t, c, "m1", []string{"sweeps"}, []float32{1})
	if _, err := c.PruneVectors(t.Context(), "m2"); err != nil {
		t.Fatal(err)
	}
	if after, err := c.Revision(t.Context()); err != nil || after != before {
		t.Errorf("revision %v, then %v; %v", before, after, err)
	}
}

func TestPruneLeavesOneModel(t *testing.T) {
	c := open(t)
	var texts []string
	var some [][]float32
	for i := range 2*vectorChunk + 7 {
		texts, some = append(texts, fmt.Sprint("text ", i)), append(some, []float32{1})
	}
	keep(t, c, "old", texts, some...)
	keep(t, c, "older", texts[:3], some[:3]...)
	keep(t, c, "new", texts[:2], some[:2]...)
	if n, err := c.PruneVectors(t.Context(), "new"); err != nil || n != len(texts)+3 {
		t.Errorf("removed %d, %v; want %d", n, err, len(texts)+3)
	}
	if n, err := c.PruneVectors(t.Context(), "new"); err != nil || n != 0 {
		t.Errorf("removed %d more, %v", n, err)
	}
	if d := cmp.Diff([][]float32{{1}, {1}, nil}, vectors(t, c, "new", texts[:3]...)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][]float32{nil, nil}, vectors(t, c, "old", texts[:2]...)); d != "" {
		t.Error(d)
	}
}

func TestABatchOfVectorsIsKeptWholeOrNotAtAll(t *testing.T) {
	c := open(t)
	good := []float32{1}
	if err := c.KeepVectors(t.Context(), "m1", []string{"a", "b"}, [][]float32{good, {}}); err == nil {
		t.Error("a vector without numbers was kept")
	}
	if err := c.KeepVectors(t.Context(), "m1", []string{"a", "b"}, [][]float32{good}); err == nil {
		t.Error("two texts and one vector were kept")
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.KeepVectors(stopped, "m1", []string{"a"}, [][]float32{good}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if d := cmp.Diff([][]float32{nil, nil}, vectors(t, c, "m1", "a", "b")); d != "" {
		t.Errorf("left behind (-want +got)\n%s", d)
	}
}

func TestABackupCarriesVectors(t *testing.T) {
	c := open(t)
	keep(t, c, "m1", []string{"sweeps"}, []float32{1, 2})
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
	if d := cmp.Diff([][]float32{{1, 2}}, vectors(t, backup, "m1", "sweeps")); d != "" {
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
		some := make([][]float32, killBatch)
		for i := range some {
			some[i] = make([]float32, killDimension)
			some[i][killDimension-1] = float32(batch)
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
				if v == nil {
					continue
				}
				whole++
				if len(v) != killDimension || v[killDimension-1] != float32(batch) {
					t.Errorf("round %d: batch %d has a vector of %d numbers that is not what was kept", round, batch, len(v))
				}
			}
			if whole != 0 && whole != killBatch || whole == 0 && batch < round+2 {
				t.Errorf("round %d: batch %d has %d vectors of %d", round, batch, whole, killBatch)
			}
		}
		c.Close()
	}
}
