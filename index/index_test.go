package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crosswalk/internal/spec"
)

var docs = []Doc{
	{ID: "us-tx:1", IsClass: true, Text: "Bridge Inspector 1", ClassID: "us-tx:1"},
	{ID: "onet:2", IsClass: true, Text: "Librarians 2", ClassID: "onet:2"},
	{ID: "st-a", Text: "Inspects bridges and writes reports", Title: "Bridge Inspector", Kind: spec.Duty, ClassID: "us-tx:1", Level: &spec.Level{Ordinal: 1, Label: "Junior"}},
	{ID: "st-b", Text: "Knowledge of bridge design", Title: "Bridge Inspector", Competency: "Structures", Kind: spec.Knowledge, ClassID: "us-tx:1", Level: &spec.Level{Ordinal: 2, Label: "Senior"}},
	{ID: "st-c", Text: "Helps readers find reports", Title: "Librarians", Framework: "Core", Kind: spec.Task, ClassID: "onet:2"},
}

func store(t testing.TB) (Store, Version, *Index) {
	t.Helper()
	s, v := Store{Dir: filepath.Join(t.TempDir(), "index")}, VersionOf(7, "s", "none")
	if err := s.Build(context.Background(), v, docs, func(int) {}); err != nil {
		t.Fatal(err)
	}
	x, err := s.Open(v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return s, v, x
}

func find(t testing.TB, x *Index, q Query) *Result {
	t.Helper()
	if q.Size == 0 {
		q.Size = 10
	}
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ids(r *Result) string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, h.ID)
	}
	return strings.Join(out, " ")
}

func TestSearch(t *testing.T) {
	_, _, x := store(t)
	tests := []struct {
		name string
		q    Query
		want string
	}{
		{"other forms of a word", Query{Text: "inspecting bridge"}, "st-a st-b"},
		{"the statement before its class's title", Query{Text: "librarians readers bridge"}, "st-c st-b st-a"},
		{"the title alone finds nothing", Query{Text: "inspector"}, ""},
		{"competency", Query{Text: "structures"}, "st-b"},
		{"kind", Query{Text: "bridge", Kind: "knowledge"}, "st-b"},
		{"class", Query{Text: "reports", Class: "us-tx:1"}, "st-a"},
		{"issuer", Query{Text: "reports", Issuer: "onet"}, "st-c"},
		{"framework", Query{Text: "reports", Framework: "Core"}, "st-c"},
		{"level by label", Query{Text: "bridge", Level: "SENIOR"}, "st-b"},
		{"level by ordinal", Query{Text: "bridge", Level: "1"}, "st-a"},
		{"scope onet", Query{Text: "reports", Scope: ScopeONET}, "st-c"},
		{"scope classes", Query{Text: "reports", Scope: ScopeClasses}, "st-a"},
		{"classes by title", Query{Text: "bridges", Classes: true}, "us-tx:1"},
		{"second page", Query{Text: "reports", From: 1}, "st-c"},
		{"only stop words", Query{Text: "of the and"}, ""},
		{"nothing", Query{Text: ""}, ""},
		{"unknown word", Query{Text: "zymurgy"}, ""},
		{"query syntax is text", Query{Text: `+text:structures -"duty" *`}, "st-b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := find(t, x, tt.q)
			if ids(got) != tt.want {
				t.Errorf("found %q, want %q", ids(got), tt.want)
			}
		})
	}
}

func TestScoresAreTheSumOfTheirParts(t *testing.T) {
	_, _, x := store(t)
	last := 1.0
	for _, h := range find(t, x, Query{Text: "bridge inspector reports structures"}).Hits {
		sum := 0.0
		for _, p := range h.Parts {
			sum += p.Value
		}
		if math.Abs(sum-h.Score) > 1e-9 || h.Score <= 0 || h.Score >= 1 {
			t.Errorf("%s: score %v, parts %v", h.ID, h.Score, h.Parts)
		}
		if h.Score > last {
			t.Errorf("%s scores more than the hit before it", h.ID)
		}
		last = h.Score
	}
}

func TestFacetsCountAllMatches(t *testing.T) {
	_, _, x := store(t)
	r := find(t, x, Query{Text: "bridge reports", Size: 1, Facets: true})
	if r.Total != 3 || len(r.Hits) != 1 {
		t.Errorf("total %d, hits %d", r.Total, len(r.Hits))
	}
	if got := fmt.Sprint(r.Facets["issuer"]); got != "[{us-tx 2} {onet 1}]" {
		t.Errorf("issuers %s", got)
	}
	if got := fmt.Sprint(r.Facets["level"]); got != "[{Junior 1} {Senior 1}]" {
		t.Errorf("levels %s", got)
	}
}

func TestAnIndexOfAnotherVersionIsNotOpened(t *testing.T) {
	s, v, _ := store(t)
	for _, other := range []Version{
		VersionOf(v.Catalog+1, v.Stamp, v.Model), VersionOf(v.Catalog, v.Stamp, "other"), VersionOf(v.Catalog, "t", v.Model),
		{Format: v.Format + 1, Analyzer: v.Analyzer, Model: v.Model, Catalog: v.Catalog},
		{Format: v.Format, Analyzer: v.Analyzer + 1, Model: v.Model, Catalog: v.Catalog},
	} {
		if _, err := s.Open(other); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%+v: error %v, want not exist", other, err)
		}
	}
}

func TestADamagedIndexIsRemoved(t *testing.T) {
	s, v, _ := store(t)
	other := VersionOf(8, "s", "none")
	if err := s.Build(t.Context(), other, docs, func(int) {}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, other.folder(), "index_meta.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(other); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want not exist", err)
	}
	if s.Has(other) {
		t.Error("the damaged index is still there")
	}
	if !s.Has(v) {
		t.Error("the whole index is gone")
	}
}

func TestAnIndexServesWhileItsFilesAreReplaced(t *testing.T) {
	s, v, x := store(t)
	next := VersionOf(8, "s", "none")
	if err := s.Build(t.Context(), next, docs[:3], func(int) {}); err != nil {
		t.Fatal(err)
	}
	if err := s.Prune(next); err != nil {
		t.Fatal(err)
	}
	if s.Has(v) {
		t.Error("the old index was not removed")
	}
	if got := ids(find(t, x, Query{Text: "reports"})); got != "st-a st-c" {
		t.Errorf("the old index finds %q after its removal", got)
	}
}

func TestAStoppedBuildLeavesNoIndex(t *testing.T) {
	s, v := Store{Dir: t.TempDir()}, VersionOf(1, "s", "none")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Build(ctx, v, docs, func(int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	entries, err := os.ReadDir(s.Dir)
	if err != nil || len(entries) != 0 || s.Has(v) {
		t.Errorf("left behind %v, %v", entries, err)
	}
}

func TestAnEmptyCatalogHasAnIndexToo(t *testing.T) {
	s, v := Store{Dir: t.TempDir()}, VersionOf(0, "s", "none")
	if err := s.Build(t.Context(), v, nil, func(int) {}); err != nil {
		t.Fatal(err)
	}
	x, err := s.Open(v)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if r := find(t, x, Query{Text: "anything none"}); r.Total != 0 {
		t.Errorf("found %q", ids(r))
	}
}

func TestTwoOpenOneIndex(t *testing.T) {
	s, v, x := store(t)
	y, err := s.Open(v)
	if err != nil {
		t.Fatal(err)
	}
	defer y.Close()
	if a, b := ids(find(t, x, Query{Text: "bridge"})), ids(find(t, y, Query{Text: "bridge"})); a != b {
		t.Errorf("%q and %q", a, b)
	}
}

func FuzzSearch(f *testing.F) {
	_, _, x := store(f)
	f.Add("bridge reports", "duty", "Senior")
	f.Add(`kind:duty "a b" ~ * \`, "", "1")
	f.Add(`"writes reports" IT “of bridge design”`, "", "")
	f.Fuzz(func(t *testing.T, text, kind, level string) {
		texts := func(id string) []string {
			i := slices.IndexFunc(docs, func(d Doc) bool { return d.ID == id })
			return []string{docs[i].Text, docs[i].Competency}
		}
		r, err := x.Search(t.Context(), Query{Text: text, Phrases: Phrases(text), TextsOf: texts, Kind: kind, Level: level, Size: 5, Facets: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.Hits {
			if h.Score <= 0 || h.Score > 1 {
				t.Fatalf("score %v", h.Score)
			}
		}
	})
}
