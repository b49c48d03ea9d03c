package semantic_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"crosswalk/internal/catalog"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
)

// lengths is a model that places texts by their length, and writes down what it
// was asked, batch by batch.
type lengths struct {
	asked [][]string
	fails error
	long  float32 // of the vectors
}

func (l *lengths) Name() string    { return "lengths-1" }
func (l *lengths) Dimensions() int { return 2 }

func (l *lengths) Embed(_ context.Context, texts []string) ([]float32, error) {
	l.asked = append(l.asked, slices.Clone(texts))
	if l.fails != nil {
		return nil, l.fails
	}
	var out []float32
	for _, t := range texts {
		out = append(out, l.place(t)...)
	}
	return out, nil
}

func (l *lengths) place(text string) []float32 {
	if len(text)%2 == 0 {
		return []float32{0, l.long}
	}
	return []float32{0.6 * l.long, 0.8 * l.long}
}

func keptIn(t *testing.T, l *lengths) (*semantic.Kept, *catalog.Catalog) {
	t.Helper()
	c, err := catalog.Open(t.Context(), filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	l.long = 1
	return &semantic.Kept{Embedder: l, Store: c, Batch: 2}, c
}

func rows(l *lengths, texts ...string) []vector.Row {
	var out []vector.Row
	for _, t := range texts {
		switch {
		case t == "":
			out = append(out, vector.Row{})
		case strings.TrimSpace(t) == "":
			out = append(out, vector.Round([]float32{0, 0}))
		default:
			out = append(out, vector.Round(l.place(t)))
		}
	}
	return out
}

func TestATextIsEmbeddedOnceAndThenReadBack(t *testing.T) {
	l := &lengths{}
	k, _ := keptIn(t, l)
	var told []string
	texts := []string{"a", "bb", " ", "a", "ccc", "dd", "e"}
	for range 2 {
		got, err := k.Embed(t.Context(), texts, func(done, total int) { told = append(told, fmt.Sprintf("%d/%d", done, total)) })
		if d := cmp.Diff(rows(l, texts...), got); err != nil || d != "" {
			t.Errorf("%v (-want +got)\n%s", err, d)
		}
	}
	if d := cmp.Diff([][]string{{"a", "bb"}, {"ccc", "dd"}, {"e"}}, l.asked); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
	if d := cmp.Diff([]string{"0/5", "2/5", "4/5", "5/5"}, told); d != "" {
		t.Errorf("told (-want +got)\n%s", d)
	}
}

func TestLoadingMakesNothing(t *testing.T) {
	l := &lengths{}
	k, _ := keptIn(t, l)
	if _, err := k.Embed(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	got, err := k.Load(t.Context(), []string{"bb", "a", " "})
	if d := cmp.Diff(rows(l, "", "a", " "), got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
	if len(l.asked) != 1 {
		t.Errorf("asked %v", l.asked)
	}
}

func TestReadingKeepsNothing(t *testing.T) {
	l := &lengths{}
	k, _ := keptIn(t, l)
	if _, err := k.Embed(t.Context(), []string{"a"}, nil); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		got, err := k.Read(t.Context(), []string{"bb", "a", " ", "ccc"})
		if d := cmp.Diff(rows(l, "bb", "a", " ", "ccc"), got); err != nil || d != "" {
			t.Errorf("%v (-want +got)\n%s", err, d)
		}
	}
	if d := cmp.Diff([][]string{{"a"}, {"bb", "ccc"}, {"bb", "ccc"}}, l.asked); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
}

func TestWhatWasMadeIsKeptWhenALaterBatchFails(t *testing.T) {
	l := &lengths{}
	k, _ := keptIn(t, l)
	ctx, cancel := context.WithCancel(t.Context())
	texts := []string{"a", "bb", "ccc", "dd"}
	stop := func(done, _ int) {
		if done > 0 {
			cancel()
		}
	}
	if _, err := k.Embed(ctx, texts, stop); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that is stopped: %v", err)
	}
	l.fails = errors.New("out of memory")
	if _, err := k.Embed(t.Context(), texts, nil); !errors.Is(err, l.fails) || !strings.Contains(err.Error(), "lengths-1") {
		t.Errorf("a call that fails: %v", err)
	}
	got, err := k.Load(t.Context(), texts)
	if d := cmp.Diff(rows(l, "a", "bb", "", ""), got); err != nil || d != "" {
		t.Errorf("%v (-want +got)\n%s", err, d)
	}
}

func TestVectorsThatCannotBeComparedAreNotKept(t *testing.T) {
	l := &lengths{}
	k, _ := keptIn(t, l)
	l.long = 3
	if _, err := k.Embed(t.Context(), []string{"a"}, nil); err == nil || !strings.Contains(err.Error(), `lengths-1: vector of "a": length`) {
		t.Errorf("error %v", err)
	}
	if got, err := k.Load(t.Context(), []string{"a"}); err != nil || !got[0].Missing() {
		t.Errorf("kept %v, %v", got, err)
	}
}

func TestOnlyWhatIsWorthItIsKept(t *testing.T) {
	l := &lengths{long: 1}
	k := semantic.KeptIn(l, nil)
	if k.Keeps() {
		t.Error("vectors of a plain embedder are kept")
	}
	for range 2 {
		got, err := k.Embed(t.Context(), []string{"a", "bb", "a"}, nil)
		if d := cmp.Diff(rows(l, "a", "bb", "a"), got); err != nil || d != "" {
			t.Errorf("%v (-want +got)\n%s", err, d)
		}
	}
	if d := cmp.Diff([][]string{{"a", "bb"}, {"a", "bb"}}, l.asked); d != "" {
		t.Errorf("asked (-want +got)\n%s", d)
	}
	k.Prune(t.Context())
	if semantic.KeptIn(nil, nil) != nil {
		t.Error("no embedder was wrapped")
	}
}
