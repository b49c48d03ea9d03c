package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"pgregory.net/rapid"

	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// unit scales a vector to length 1.
func unit(v ...float32) vector.Row {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum > 0 {
		for i := range v {
			v[i] /= float32(math.Sqrt(sum))
		}
	}
	return vector.Round(v)
}

// placed are the docs of the other tests with vectors: the first axis is of
// bridges, the second of reports, and of the third nothing is known.
func placed() []Doc {
	out := slices.Clone(docs)
	at := map[string]vector.Row{"st-a": unit(3, 1, 0), "st-b": unit(1, 0, 0), "st-c": unit(0, 1, 0)}
	for i := range out {
		out[i].Vector = at[out[i].ID]
	}
	return append(out,
		Doc{ID: "st-d", Text: "Zymurgy", Kind: spec.Duty, ClassID: "us-tx:1", Vector: unit(0, 0, 0)},
		Doc{ID: "st-e", Text: "Keeps the records of viaducts", Kind: spec.Duty, ClassID: "us-tx:1", Framework: "Core",
			Level: &spec.Level{Ordinal: 2, Label: "Senior"}, Vector: unit(1, 0, 0)},
	)
}

const model = "toy-3"

func vectorStore(t testing.TB, docs []Doc) (Store, Version, *Index) {
	t.Helper()
	s, v := Store{Dir: filepath.Join(t.TempDir(), "index")}, VersionOf(7, "s", model)
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

func TestSearchByMeaning(t *testing.T) {
	_, _, x := vectorStore(t, placed())
	bridges, reports, both := unit(1, 0, 0), unit(0, 1, 0), unit(1, 1, 0)
	tests := []struct {
		name string
		q    Query
		want string
	}{
		{"the closest first, ties by id, none under the floor", Query{Vector: bridges}, "st-b st-e st-a"},
		{"another direction", Query{Vector: reports}, "st-c"},
		{"between two", Query{Vector: both}, "st-a st-b st-c st-e"},
		{"opposite", Query{Vector: unit(-1, 0, 0)}, ""},
		{"nothing known of the query", Query{Vector: unit(0, 0, 0)}, ""},
		{"kind", Query{Vector: bridges, Kind: "knowledge"}, "st-b"},
		{"class", Query{Vector: both, Class: "onet:2"}, "st-c"},
		{"issuer", Query{Vector: both, Issuer: "onet"}, "st-c"},
		{"framework", Query{Vector: both, Framework: "Core"}, "st-c st-e"},
		{"level by label", Query{Vector: bridges, Level: "SENIOR"}, "st-b st-e"},
		{"level by ordinal", Query{Vector: bridges, Level: "1"}, "st-a"},
		{"scope onet", Query{Vector: both, Scope: ScopeONET}, "st-c"},
		{"scope classes", Query{Vector: both, Scope: ScopeClasses}, "st-a st-b st-e"},
		{"all filters at once", Query{Vector: both, Kind: "duty", Class: "us-tx:1", Issuer: "us-tx", Level: "2", Scope: ScopeClasses, Framework: "Core"}, "st-e"},
		{"a value that nothing has", Query{Vector: both, Kind: "skill"}, ""},
		{"second page", Query{Vector: bridges, From: 1, Size: 1}, "st-e"},
		{"behind the last page", Query{Vector: bridges, From: 9}, ""},
		{"words and meaning", Query{Text: "reports", Vector: reports}, "st-c st-a"},
		{"what only the meaning finds", Query{Text: "bridge", Vector: bridges}, "st-b st-a st-e"},
		{"what only the words find", Query{Text: "zymurgy", Vector: bridges}, "st-b st-e st-a st-d"},
		{"words that nothing holds", Query{Text: "xylophone", Vector: bridges}, "st-b st-e st-a"},
		{"words and a filter", Query{Text: "bridge", Vector: bridges, Kind: "duty"}, "st-a st-e"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := find(t, x, tt.q); ids(got) != tt.want {
				t.Errorf("found %q, want %q", ids(got), tt.want)
			}
		})
	}
}

func TestByMeaningAloneTheScoreIsTheCosine(t *testing.T) {
	_, _, x := vectorStore(t, placed())
	h := find(t, x, Query{Vector: unit(1, 0, 0)}).Hits[2]
	if want := 3 / math.Sqrt(10); h.ID != "st-a" || math.Abs(h.Score-want) > 1e-6 || len(h.Parts) != 1 || h.Parts[0].Name != "meaning" {
		t.Errorf("%+v, want %v", h, want)
	}
}

func TestFacetsCountTheUnionOfWordsAndMeaning(t *testing.T) {
	_, _, x := vectorStore(t, placed())
	r := find(t, x, Query{Text: "zymurgy reports", Vector: unit(1, 0, 0), Size: 1, Facets: true})
	if r.Total != 5 || len(r.Hits) != 1 {
		t.Errorf("total %d, hits %d", r.Total, len(r.Hits))
	}
	want := map[string]string{
		"kind": "[{duty 3} {knowledge 1} {task 1}]", "class": "[{us-tx:1 4} {onet:2 1}]", "issuer": "[{us-tx 4} {onet 1}]",
		"level": "[{Senior 2} {Junior 1}]", "framework": "[{Core 2}]",
	}
	for name, counts := range want {
		if got := fmt.Sprint(r.Facets[name]); got != counts {
			t.Errorf("%s: %s, want %s", name, got, counts)
		}
	}
	if r := find(t, x, Query{Vector: unit(1, 0, 0), Facets: true}); r.Total != 3 || fmt.Sprint(r.Facets["kind"]) != "[{duty 2} {knowledge 1}]" {
		t.Errorf("by meaning alone: %d, %v", r.Total, r.Facets)
	}
}

func TestAnIndexWithoutVectorsDoesNotSearchByMeaning(t *testing.T) {
	_, _, x := store(t)
	if _, err := x.Search(t.Context(), Query{Vector: unit(1, 0, 0)}); err == nil {
		t.Error("no error")
	}
	_, _, y := vectorStore(t, placed())
	for _, bad := range [][]float32{{1}, {2, 0, 0}, {float32(math.NaN()), 0, 0}} {
		if _, err := y.Search(t.Context(), Query{Vector: vector.Round(bad)}); err == nil {
			t.Errorf("a query with %v: no error", bad)
		}
	}
}

func TestAStoppedSearchSaysSo(t *testing.T) {
	_, _, x := vectorStore(t, placed())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, text := range []string{"", "bridge"} {
		if _, err := x.Search(ctx, Query{Text: text, Vector: unit(1, 0, 0)}); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

func TestVectorsThatDoNotCompareAreRefused(t *testing.T) {
	for name, bad := range map[string][]float32{"another length": {1, 0}, "not of length 1": {3, 0, 0}, "not a number": {float32(math.NaN()), 0, 0}} {
		docs := placed()
		docs[3].Vector = vector.Round(bad)
		s := Store{Dir: t.TempDir()}
		if err := s.Build(t.Context(), VersionOf(1, "s", model), docs, func(int) {}); err == nil || !strings.Contains(err.Error(), docs[3].ID) {
			t.Errorf("%s: error %v", name, err)
		}
		if entries, _ := os.ReadDir(s.Dir); len(entries) != 0 {
			t.Errorf("%s: left behind %v", name, entries)
		}
	}
}

func TestVectorsAreKept(t *testing.T) {
	_, _, x := vectorStore(t, placed())
	if got, want := x.Vector("st-a"), unit(3, 1, 0); got.Scale != want.Scale || !slices.Equal(got.Cells, want.Cells) {
		t.Errorf("%v, want %v", got, want)
	}
	for id, what := range map[string]string{"st-d": "of zeros", "us-tx:1": "of a class", "st-x": "of nothing"} {
		if got := x.Vector(id); !got.Missing() {
			t.Errorf("vector %s: %v", what, got)
		}
	}
}

func TestAStatementWithoutAVectorYetIsFoundByItsWords(t *testing.T) {
	docs := placed()
	docs[slices.IndexFunc(docs, func(d Doc) bool { return d.ID == "st-a" })].Vector = vector.Row{}
	if n := Missing(docs); n != 1 {
		t.Errorf("%d are missing", n)
	}
	_, _, x := vectorStore(t, docs)
	for _, tt := range []struct {
		q    Query
		want string
	}{
		{Query{Vector: unit(1, 0, 0)}, "st-b st-e"},
		{Query{Text: "reports", Vector: unit(0, 1, 0)}, "st-c st-a"},
	} {
		if got := ids(find(t, x, tt.q)); got != tt.want {
			t.Errorf("%q finds %q, want %q", tt.q.Text, got, tt.want)
		}
	}
	for i := range docs {
		docs[i].Vector = vector.Row{}
	}
	_, _, x = vectorStore(t, docs)
	if got := ids(find(t, x, Query{Text: "reports", Vector: unit(0, 1)})); got != "st-a st-c" {
		t.Errorf("without any vector: %q", got)
	}
	if r := find(t, x, Query{Vector: unit(0, 1)}); r.Total != 0 {
		t.Errorf("by meaning without any vector: %q", ids(r))
	}
}

func TestAnIndexWithVectorsMissingIsNotTheWholeOne(t *testing.T) {
	s, whole, _ := vectorStore(t, placed())
	part := whole
	part.Missing = 2
	if s.Has(part) || part.folder() == whole.folder() || strings.Contains(whole.folder(), "missing") {
		t.Errorf("%s and %s", part.folder(), whole.folder())
	}
	if err := s.Build(t.Context(), part, placed(), func(int) {}); err != nil {
		t.Fatal(err)
	}
	x, err := s.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	x.Close()
	if err := s.Prune(whole); err != nil || s.Has(part) || !s.Has(whole) {
		t.Errorf("pruned: %v", err)
	}
}

// Statements of one text come with one vector, which is kept once.
func TestStatementsOfOneTextShareAVector(t *testing.T) {
	all := placed()
	for i := range all {
		if all[i].ID == "st-e" {
			all[i].Vector = all[slices.IndexFunc(all, func(d Doc) bool { return d.ID == "st-b" })].Vector
		}
	}
	_, _, alone := vectorStore(t, placed())
	_, _, x := vectorStore(t, all)
	if got, want := x.vectors.block.Len(), alone.vectors.block.Len()-1; got != want {
		t.Errorf("%d rows, want %d", got, want)
	}
	q := Query{Text: "bridges", Vector: unit(1, 0, 0)}
	if got, want := ids(find(t, x, q)), ids(find(t, alone, q)); got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}

// Rows are compared so many at a time; the last of them are compared too.
func TestEveryRowIsCompared(t *testing.T) {
	for _, n := range []int{rowsPerLook - 1, rowsPerLook, rowsPerLook + 1} {
		all := make([]Doc, n)
		for i := range all {
			all[i] = Doc{ID: fmt.Sprintf("st-%05d", i), Text: "Sweeps", ClassID: "us-tx:1", Vector: unit(0, 1)}
		}
		all[0].Vector, all[n-1].Vector = unit(1, 0), unit(1, 0)
		_, _, x := vectorStore(t, all)
		if got, want := ids(find(t, x, Query{Vector: unit(1, 0)})), all[0].ID+" "+all[n-1].ID; got != want {
			t.Errorf("of %d: %s, want %s", n, got, want)
		}
	}
}

func TestAnIndexWithDamagedVectorsIsRemoved(t *testing.T) {
	damage := map[string]func([]byte) []byte{
		"gone":              func([]byte) []byte { return nil },
		"cut":               func(b []byte) []byte { return b[:len(b)-1] },
		"longer":            func(b []byte) []byte { return append(b, 0) },
		"a bit of a vector": func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"a bit of the head": func(b []byte) []byte { b[12] ^= 1; return b },
		"a bit of an id":    func(b []byte) []byte { b[vectorHeaderBytes+len(model)] ^= 1; return b },
	}
	for name, f := range damage {
		t.Run(name, func(t *testing.T) {
			s, v, _ := vectorStore(t, placed())
			path := filepath.Join(s.Dir, v.folder(), vectorFile)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if damaged := f(whole); damaged == nil {
				err = os.Remove(path)
			} else {
				err = os.WriteFile(path, damaged, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Open(v); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("error %v, want not exist", err)
			}
			if s.Has(v) {
				t.Error("the damaged index is still there")
			}
		})
	}
}

func TestAnEmptyCatalogHasVectorsToo(t *testing.T) {
	_, _, x := vectorStore(t, nil)
	if r := find(t, x, Query{Text: "anything", Vector: unit(1, 0, 0), Facets: true}); r.Total != 0 || len(r.Facets) != len(facetFields) {
		t.Errorf("%+v", r)
	}
}

// drawDocs draws a catalog of few words, classes and directions, so that ties
// and zero vectors are common.
func drawDocs(t *rapid.T) []Doc {
	word := rapid.SampledFrom([]string{"bridges", "reports", "families", "courts", "budgets", "RN", "nurses"})
	n := rapid.IntRange(20, 60).Draw(t, "statements")
	var out []Doc
	for i := range n {
		class := rapid.SampledFrom([]string{"us-tx:1", "us-tx:2", "onet:3"}).Draw(t, "class")
		d := Doc{
			ID: fmt.Sprintf("st-%02d", i), Text: strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, "text"), " "),
			Title: word.Draw(t, "title"), Competency: word.Draw(t, "competency"), ClassID: class,
			Kind:      rapid.SampledFrom([]spec.Kind{spec.Duty, spec.Skill}).Draw(t, "kind"),
			Framework: rapid.SampledFrom([]string{"", "Core"}).Draw(t, "framework"),
			Vector:    drawVector(t),
		}
		if o := rapid.IntRange(0, 2).Draw(t, "level"); o > 0 {
			d.Level = &spec.Level{Ordinal: o, Label: []string{"Junior", "Senior"}[o-1]}
		}
		out = append(out, d)
	}
	out = append(out, Doc{ID: "us-tx:1", IsClass: true, Text: "bridges", ClassID: "us-tx:1"})
	return rapid.Permutation(out).Draw(t, "order")
}

func drawVector(t *rapid.T) vector.Row {
	v := make([]float32, 3)
	for i := range v {
		v[i] = float32(rapid.IntRange(-2, 2).Draw(t, "axis"))
	}
	return unit(v...)
}

func drawQuery(t *rapid.T) Query {
	return Query{
		Text:   rapid.SampledFrom([]string{"", "bridges", "reports of courts", "families budgets bridges", "none", "rn", "RN courts"}).Draw(t, "query"),
		Vector: drawVector(t), Facets: true, Size: 1000,
		Kind:      rapid.SampledFrom([]string{"", "", "duty"}).Draw(t, "kind"),
		Class:     rapid.SampledFrom([]string{"", "", "us-tx:2"}).Draw(t, "class"),
		Issuer:    rapid.SampledFrom([]string{"", "", "us-tx"}).Draw(t, "issuer"),
		Framework: rapid.SampledFrom([]string{"", "", "Core"}).Draw(t, "framework"),
		Level:     rapid.SampledFrom([]string{"", "", "senior", "1"}).Draw(t, "level"),
		Scope:     rapid.SampledFrom([]Scope{"", ScopeAll, ScopeClasses, ScopeONET}).Draw(t, "scope"),
	}
}

// What a search by meaning must hold whatever is in the catalog.
func TestSearchByMeaningHoldsItsRules(t *testing.T) {
	var catalogs [][]Doc
	var indexes []*Index
	for seed := range 5 {
		docs := rapid.Custom(drawDocs).Example(seed)
		_, _, x := vectorStore(t, docs)
		catalogs, indexes = append(catalogs, docs), append(indexes, x)
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(indexes)-1).Draw(t, "catalog")
		docs, x := catalogs[i], indexes[i]
		search := func(q Query) *Result {
			r, err := x.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		q := drawQuery(t)
		whole := search(q)

		const rounding = 1e-12
		// The parts add up to the score; the order is by score, then id.
		for i, h := range whole.Hits {
			sum := 0.0
			for _, p := range h.Parts {
				if p.Value <= 0 {
					t.Fatalf("%s: part %+v", h.ID, p)
				}
				sum += p.Value
			}
			if sum != h.Score || h.Score <= 0 || h.Score > 1 {
				t.Fatalf("%s: score %v, parts %v", h.ID, h.Score, h.Parts)
			}
			if i > 0 {
				before := whole.Hits[i-1]
				if h.Score > before.Score+rounding || h.Score == before.Score && h.ID < before.ID {
					t.Fatalf("%+v before %+v", before, h)
				}
			}
		}

		// Bleve's own search finds the same by words, and scores it alike.
		byWords := map[string]float64{}
		if words := q.words(); words != nil {
			found, err := x.bleve.Search(bleve.NewSearchRequestOptions(words.query(), 1000, 0, false))
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range found.Hits {
				if i := slices.IndexFunc(docs, func(d Doc) bool { return d.ID == h.ID }); passes(docs[i], q) {
					byWords[h.ID] = squash(h.Score)
				}
			}
		}
		alone := q
		alone.Vector = vector.Row{}
		words := search(alone)
		if len(words.Hits) != len(byWords) {
			t.Fatalf("%d hits by words, Bleve has %d", len(words.Hits), len(byWords))
		}
		for _, h := range words.Hits {
			if want, ok := byWords[h.ID]; !ok || math.Abs(h.Score-want) > rounding {
				t.Fatalf("%s scores %v by words, Bleve says %v", h.ID, h.Score, want)
			}
		}

		// The union has what the words find and what is close in meaning, and
		// both sides keep their own scores in it.
		union := map[string]float64{}
		ofWords, ofMeaning := q.shares(q.words())
		for _, d := range docs {
			if !passes(d, q) {
				continue
			}
			cosine := float64(vector.Dot(d.Vector, q.Vector))
			if byWords[d.ID] > 0 || cosine >= closeMeaning {
				union[d.ID] = ofWords*byWords[d.ID] + ofMeaning*min(1, max(0, cosine))
			}
		}
		if len(whole.Hits) != len(union) {
			t.Fatalf("%d hits, the union has %d", len(whole.Hits), len(union))
		}
		for _, h := range whole.Hits {
			if want, ok := union[h.ID]; !ok || math.Abs(h.Score-want) > rounding {
				t.Fatalf("%s scores %v, its sides say %v", h.ID, h.Score, want)
			}
		}

		// Total and facets count all hits.
		if whole.Total != len(whole.Hits) {
			t.Fatalf("total %d, hits %d", whole.Total, len(whole.Hits))
		}
		if d := difference(whole.Facets, count(docs, whole.Hits)); d != "" {
			t.Fatal(d)
		}
		if d := difference(words.Facets, count(docs, words.Hits)); d != "" {
			t.Fatal(d)
		}

		// Pages put together are the whole.
		var paged []Hit
		q.Size = rapid.IntRange(1, 7).Draw(t, "size")
		for q.From = 0; q.From < whole.Total; q.From += q.Size {
			paged = append(paged, search(q).Hits...)
		}
		if len(paged) != len(whole.Hits) {
			t.Fatalf("pages %v\nwhole %v", paged, whole.Hits)
		}
		for i, h := range paged {
			if w := whole.Hits[i]; h.ID != w.ID || math.Abs(h.Score-w.Score) > rounding {
				t.Fatalf("%+v on a page, %+v in the whole", h, w)
			}
		}
	})
}

// passes reports whether a doc passes the filters of a query.
func passes(d Doc, q Query) bool {
	is := func(filter, value string) bool { return filter == "" || filter == value }
	issuer := spec.IssuerOf(d.ClassID)
	return !d.IsClass && is(q.Kind, string(d.Kind)) && is(q.Class, d.ClassID) && is(q.Issuer, issuer) && is(q.Framework, d.Framework) &&
		(q.Level == "" || d.Level != nil && (strings.EqualFold(q.Level, d.Level.Label) || q.Level == fmt.Sprint(d.Level.Ordinal))) &&
		(q.Scope != ScopeONET || issuer == "onet") && (q.Scope != ScopeClasses || issuer != "onet")
}

// count counts hits by their docs.
func count(docs []Doc, hits []Hit) map[string]map[string]int {
	out := map[string]map[string]int{}
	for _, f := range facetFields {
		out[f.name] = map[string]int{}
	}
	for _, h := range hits {
		i := slices.IndexFunc(docs, func(d Doc) bool { return d.ID == h.ID })
		for _, f := range facetFields {
			if value, ok := docs[i].fields()[f.field].(string); ok {
				out[f.name][value]++
			}
		}
	}
	return out
}

func difference(got Facets, want map[string]map[string]int) string {
	for name, counts := range want {
		n := 0
		for _, v := range got[name] {
			if v.Count != counts[v.Value] {
				return fmt.Sprintf("facet %s: %v, want %v", name, got[name], counts)
			}
			n++
		}
		if n != len(counts) {
			return fmt.Sprintf("facet %s: %v, want %v", name, got[name], counts)
		}
	}
	return ""
}

func TestTheBestAreKeptInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOf(rapid.IntRange(0, 9)).Draw(t, "scores")
		b := best{most: rapid.IntRange(0, 12).Draw(t, "most")}
		var all []candidate
		for row, s := range scores {
			c := candidate{row, float64(s)}
			all = append(all, c)
			b.offer(c)
		}
		slices.SortStableFunc(all, func(c, d candidate) int { return int(d.score - c.score) })
		if want := all[:min(b.most, len(all))]; !slices.Equal(b.sorted(), want) {
			t.Fatalf("%v, want %v", b.heap, want)
		}
	})
}

func FuzzReadVectors(f *testing.F) {
	v, err := vectorsOf(placed())
	if err != nil {
		f.Fatal(err)
	}
	var file bytes.Buffer
	if err := v.write(&file, model); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add(file.Bytes()[:vectorHeaderBytes])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		readVectors(bytes.NewReader(data), int64(len(data)), model)
		// Nearly every change breaks the checksum: with the right one, what
		// lies behind it is tried as well.
		var h vectorHeader
		if binary.Read(bytes.NewReader(data), binary.NativeEndian, &h) != nil {
			return
		}
		sum := h.sum()
		sum.Write(data[vectorHeaderBytes:])
		binary.NativeEndian.PutUint32(data[vectorHeaderBytes-4:], sum.Sum32())
		v, err := readVectors(bytes.NewReader(data), int64(len(data)), model)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := v.write(&again, model); err != nil || !bytes.Equal(again.Bytes(), data) {
			t.Fatalf("read and written again it differs: %v", err)
		}
	})
}
