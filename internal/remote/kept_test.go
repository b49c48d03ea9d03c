package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/catalog"
	"crosswalk/internal/semantic"
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

func embed(t *testing.T, e semantic.Embedder, texts ...string) {
	t.Helper()
	got, err := e.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(vectorsOf(texts...), got); d != "" {
		t.Errorf("%q (-want +got)\n%s", texts, d)
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
	kept := semantic.KeptIn(e, c)
	embed(t, kept, "a", "", "b", "a")
	embed(t, kept, "b", "c", "a")
	again, _ := connect(t, s) // as after a restart
	embed(t, semantic.KeptIn(again, c), "c", "b", " ", "a", "c")
	if d := cmp.Diff([]string{"a", "b", "c"}, input(s)); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
	if kept.Name() != e.Name() || kept.Dimensions() != testDims {
		t.Errorf("it is called %s, and %s when kept", e.Name(), kept.Name())
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
		embed(t, e, "who drives a crane")
	}
	if v, err := c.Vectors(t.Context(), e.Name(), []string{"who drives a crane"}); err != nil || v[0] != nil {
		t.Errorf("kept %v, %v", v, err)
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
	kept := semantic.KeptIn(e, c)
	if _, err := kept.Embed(t.Context(), []string{"a", "b", "c", "d"}); err == nil {
		t.Fatal("no error")
	}
	failing = false
	embed(t, kept, "a", "b", "c", "d")
	if d := cmp.Diff([]string{"a", "b", "c", "c", "d"}, input(s)); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

func TestTheModelsBeforeAreRemovedWhenToldSo(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	if err := c.KeepVectors(t.Context(), "before", []string{"a"}, [][]float32{{1}}); err != nil {
		t.Fatal(err)
	}
	e, _ := connect(t, s)
	kept := semantic.KeptIn(e, c)
	embed(t, kept, "a", "b") // a batch of a catalog, not all of it
	if v, err := c.Vectors(t.Context(), "before", []string{"a"}); err != nil || v[0] == nil {
		t.Errorf("the model before is gone while this one is not whole: %v", err)
	}
	semantic.Prune(t.Context(), kept)
	if v, err := c.Vectors(t.Context(), e.Name(), []string{"a", "b"}); err != nil || v[0] == nil || v[1] == nil {
		t.Errorf("its own are gone: %v, %v", v, err)
	}
	if v, err := c.Vectors(t.Context(), "before", []string{"a"}); err != nil || v[0] != nil {
		t.Errorf("the model before is still there: %v, %v", v, err)
	}
}

func TestVectorsOfAnotherLengthAreAskedForAgain(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	e, _ := connect(t, s)
	if err := c.KeepVectors(t.Context(), e.Name(), []string{"a", "b"}, [][]float32{{1, 2}, vectorOf("b")}); err != nil {
		t.Fatal(err)
	}
	embed(t, semantic.KeptIn(e, c), "a", "b")
	if d := cmp.Diff([]string{"a"}, input(s)); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

func TestManyTextsAreKept(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	var texts []string
	for i := range storeChunk + 100 {
		texts = append(texts, fmt.Sprint("text ", i%(storeChunk+50)))
	}
	e, _ := connect(t, s)
	for range 2 {
		embed(t, semantic.KeptIn(e, c), texts...)
	}
	if n := len(input(s)); n != storeChunk+50 {
		t.Errorf("asked for %d texts, want %d", n, storeChunk+50)
	}
}

func TestAStoreThatFailsIsReported(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	e, _ := connect(t, s)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := semantic.KeptIn(e, c).Embed(stopped, []string{"a", "b"}); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "kept vectors") {
		t.Errorf("error %v", err)
	}
	c.Close()
	if _, err := semantic.KeptIn(e, c).Embed(t.Context(), []string{"a", "b"}); err == nil {
		t.Error("no error of a closed catalog")
	}
}

// unprunable is a catalog that somebody else is writing to for long.
type unprunable struct{ *catalog.Catalog }

func (unprunable) PruneVectors(context.Context, string) (int, error) {
	return 0, errors.New("database is locked")
}

func TestOldVectorsThatCannotBeRemovedHurtNobody(t *testing.T) {
	s, c := startService(t), openCatalog(t)
	var logged bytes.Buffer
	e, _ := connect(t, s, logTo(&logged))
	kept := semantic.KeptIn(e, unprunable{c})
	semantic.Prune(t.Context(), kept)
	embed(t, kept, "a", "b")
	if !strings.Contains(logged.String(), "could not be removed") {
		t.Errorf("logged\n%s", &logged)
	}
}

// plain is an embedder whose vectors cost nothing.
type plain struct{ semantic.Embedder }

func TestOnlyWhatIsWorthItIsKept(t *testing.T) {
	if e := (plain{}); semantic.KeptIn(e, nil) != semantic.Embedder(e) {
		t.Error("a plain embedder was wrapped")
	}
	semantic.Prune(t.Context(), plain{})
	if semantic.KeptIn(nil, nil) != nil {
		t.Error("no embedder was wrapped")
	}
}
