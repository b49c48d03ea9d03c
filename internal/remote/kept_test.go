package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/catalog"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
)

var _ semantic.VectorStore = (*catalog.Catalog)(nil)

func openCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Open(t.Context(), filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func embed(t *testing.T, k *semantic.Kept, texts ...string) {
	t.Helper()
	got, err := k.Embed(t.Context(), texts, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []vector.Row
	for _, text := range texts {
		want = append(want, vector.Round(vectorOf(text)))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%q (-want +got)\n%s", texts, d)
	}
}

// kept reports whether a catalog has vectors of a model for all of some texts.
func kept(t *testing.T, c *catalog.Catalog, model string, texts ...string) bool {
	t.Helper()
	rows, err := c.Vectors(t.Context(), model, texts)
	if err != nil {
		t.Fatal(err)
	}
	return !slices.ContainsFunc(rows, vector.Row.Missing)
}

// keep keeps a vector of a text.
func keep(t *testing.T, c *catalog.Catalog, model, text string, v []float32) {
	t.Helper()
	if err := c.KeepVectors(t.Context(), model, []string{text}, []vector.Row{vector.Round(v)}); err != nil {
		t.Fatal(err)
	}
}

// input is all that a service was asked for, batches aside.
func input(s *service) []string {
	var out []string
	for _, q := range s.questions() {
		out = append(out, q.Input...)
	}
	return out
}

func TestATextIsAskedForOnce(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	before, err := c.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, _ := connect(t, s, func(c *Config) { c.Limits.InFlight = 1 })
	statements := semantic.KeptIn(e, c)
	embed(t, statements, "a", "", "b", "a")
	embed(t, statements, "b", "c", "a")
	again, _ := connect(t, s) // as after a restart
	embed(t, semantic.KeptIn(again, c), "c", "b", " ", "a", "c")
	if d := cmp.Diff([]string{"a", "b", "c"}, input(s)); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
	if after, err := c.Revision(t.Context()); err != nil || after != before {
		t.Errorf("revision %v, then %v; %v", before, after, err)
	}
}

func TestASearchTextIsNotKeptInTheCatalog(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	e, _ := connect(t, s)
	semantic.KeptIn(e, c)
	for range 2 {
		if _, err := e.Embed(t.Context(), []string{"who drives a crane"}); err != nil {
			t.Fatal(err)
		}
	}
	if kept(t, c, e.Name(), "who drives a crane") {
		t.Error("it is kept")
	}
	if n := len(s.questions()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// The last of many batches may hold one statement.
func TestASingleStatementIsKept(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	e, _ := connect(t, s)
	embed(t, semantic.KeptIn(e, c), "a")
	again, _ := connect(t, s)
	embed(t, semantic.KeptIn(again, c), "a")
	if n := len(s.questions()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestWhatWasAnsweredIsKeptWhenALaterBatchFails(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	failing := true
	s.instead = func(w http.ResponseWriter, _ *http.Request, q question, _ int) bool {
		if failing && q.Input[0] == "c" {
			http.Error(w, "no", http.StatusBadRequest)
			return true
		}
		return false
	}
	e, _ := connect(t, s, func(c *Config) { c.Limits.BatchTexts, c.Limits.InFlight = 1, 1 })
	statements := semantic.KeptIn(e, c)
	if _, err := statements.Embed(t.Context(), []string{"a", "b", "c", "d"}, nil); err == nil {
		t.Fatal("no error")
	}
	failing = false
	embed(t, statements, "a", "b", "c", "d")
	if d := cmp.Diff([]string{"a", "b", "c", "c", "d"}, input(s)); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

func TestTheModelsBeforeAreRemovedWhenToldSo(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	keep(t, c, "before", "a", []float32{1})
	e, _ := connect(t, s)
	statements := semantic.KeptIn(e, c)
	embed(t, statements, "a", "b") // some of a catalog, not all of it
	if !kept(t, c, "before", "a") {
		t.Error("the model before is gone while this one is not whole")
	}
	statements.Prune(t.Context())
	if !kept(t, c, e.Name(), "a", "b") {
		t.Error("its own are gone")
	}
	if kept(t, c, "before", "a") {
		t.Error("the model before is still there")
	}
}

func TestVectorsOfAnotherLengthAreAskedForAgain(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	e, _ := connect(t, s)
	keep(t, c, e.Name(), "a", []float32{0.6, 0.8})
	keep(t, c, e.Name(), "b", vectorOf("b"))
	embed(t, semantic.KeptIn(e, c), "a", "b")
	if d := cmp.Diff([]string{"a"}, input(s)); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

func TestManyTextsAreKept(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	const distinct = 2050
	var texts []string
	for i := range distinct + 50 {
		texts = append(texts, fmt.Sprint("text ", i%distinct))
	}
	e, _ := connect(t, s)
	for range 2 {
		embed(t, semantic.KeptIn(e, c), texts...)
	}
	if n := len(input(s)); n != distinct {
		t.Errorf("asked for %d texts, want %d", n, distinct)
	}
}

func TestAStoreThatFailsIsReported(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	e, _ := connect(t, s)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := semantic.KeptIn(e, c).Embed(stopped, []string{"a", "b"}, nil); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "kept vectors") {
		t.Errorf("error %v", err)
	}
	c.Close()
	if _, err := semantic.KeptIn(e, c).Embed(t.Context(), []string{"a", "b"}, nil); err == nil {
		t.Error("no error of a closed catalog")
	}
}

// unprunable is a catalog that somebody else is writing to for long.
type unprunable struct{ *catalog.Catalog }

func (unprunable) PruneVectors(context.Context, ...string) (int, error) {
	return 0, errors.New("database is locked")
}

func TestOldVectorsThatCannotBeRemovedHurtNobody(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	var logged bytes.Buffer
	e, _ := connect(t, s, logTo(&logged))
	statements := semantic.KeptIn(e, unprunable{c})
	statements.Prune(t.Context())
	embed(t, statements, "a", "b")
	if !strings.Contains(logged.String(), "could not be removed") {
		t.Errorf("logged\n%s", &logged)
	}
}
