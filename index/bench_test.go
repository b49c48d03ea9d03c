package index

import (
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/mattn/go-sqlite3" // with FTS5 under the build tag sqlite_fts5

	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// The benchmarks search a generated catalog of the size of an O*NET release:
// as many statements and classes, with as many words, which are as frequent
// there (Zipf's law: the first stands in 2,700 tasks of 18,800, the 100th in
// 320, the 1,000th in 30); the statements of a class are on few subjects, and
// their vectors lie around those. Queries have 2, 4, 6 and 9 words. The goal:
// words and meaning together under 5 ms on one core.
const (
	benchStatements = 19_000
	benchClasses    = 1_000
	benchDims       = 256
	benchSubjects   = 400
	benchWords      = 7_000
	benchSize       = 20 // hits per page
)

// benchCatalog makes docs and queries, the same every time.
func benchCatalog() (docs []Doc, queries []Query) {
	random := rand.New(rand.NewPCG(1, 2))
	frequency := rand.NewZipf(random, 1.2, 20, benchWords-1)
	syllables := []string{"ba", "co", "di", "fu", "ga", "lo", "me", "ni", "po", "ra", "su", "te", "vi"}
	word := func(n uint64) string {
		var b strings.Builder
		for n += 200; n > 0; n /= uint64(len(syllables)) { // three syllables or more: no stop word
			b.WriteString(syllables[n%uint64(len(syllables))])
		}
		return b.String()
	}
	direction := func(around []float32, spread float64) vector.Row {
		v := make([]float32, benchDims)
		for i := range v {
			v[i] = float32(random.NormFloat64() * spread / math.Sqrt(benchDims))
			if around != nil {
				v[i] += around[i]
			}
		}
		return unit(v...)
	}
	subjects := make([][]float32, benchSubjects)
	ofSubject := make([][]uint64, benchSubjects)
	for i := range subjects {
		subjects[i] = direction(nil, 1).Floats()
		for range 40 {
			ofSubject[i] = append(ofSubject[i], frequency.Uint64())
		}
	}
	text := func(subject, words int) string {
		out := make([]string, words)
		for i := range out {
			if i%2 == 0 {
				out[i] = word(ofSubject[subject][random.IntN(len(ofSubject[subject]))])
			} else {
				out[i] = word(frequency.Uint64())
			}
		}
		return strings.Join(out, " ")
	}
	kinds := []spec.Kind{spec.Task, spec.Duty, spec.Knowledge, spec.Skill, spec.Ability}
	for c := range benchClasses {
		class := fmt.Sprintf("%s:%d", []string{"onet", "us-tx", "us-ca"}[c%3], c)
		title := text(random.IntN(benchSubjects), 3)
		docs = append(docs, Doc{ID: class, IsClass: true, Text: title, ClassID: class})
		own := []int{random.IntN(benchSubjects), random.IntN(benchSubjects), random.IntN(benchSubjects)}
		for s := range benchStatements / benchClasses {
			subject := own[s%len(own)]
			d := Doc{
				ID: fmt.Sprintf("st-%016x", random.Uint64()), Text: text(subject, 5+random.IntN(9)), Title: title,
				Kind: kinds[s%len(kinds)], ClassID: class, Vector: direction(subjects[subject], 1.2),
			}
			if c%3 != 0 {
				d.Level = &spec.Level{Ordinal: 1 + s%3, Label: []string{"Junior", "Senior", "Master"}[s%3]}
			}
			docs = append(docs, d)
		}
	}
	for i := range 200 {
		subject := random.IntN(benchSubjects)
		queries = append(queries, Query{
			Text: text(subject, []int{2, 4, 6, 9}[i%4]), Vector: direction(subjects[subject], 1), Size: benchSize, Facets: true,
		})
	}
	return docs, queries
}

// median runs f b.N times and reports the median of one run, which a stray
// pause of the machine does not move.
func median(b *testing.B, f func(i int)) {
	b.Helper()
	times := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for i := range b.N {
		begun := time.Now()
		f(i)
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkSearch compares the ways of one search, facets and parts of a page
// included, with a bare scan of the same vectors.
func BenchmarkSearch(b *testing.B) {
	docs, queries := benchCatalog()
	_, _, x := vectorStore(b, docs)
	search := func(change func(q *Query)) func(b *testing.B) {
		return func(b *testing.B) {
			found := 0
			median(b, func(i int) {
				q := queries[i%len(queries)]
				change(&q)
				r, err := x.Search(b.Context(), q)
				if err != nil {
					b.Fatal(err)
				}
				found += r.Total
			})
			b.ReportMetric(float64(found)/float64(b.N), "found")
		}
	}
	b.Run("scan", func(b *testing.B) {
		var sum float32
		dots := make([]float32, x.vectors.block.Len())
		median(b, func(i int) {
			x.vectors.block.Dots(queries[i%len(queries)].Vector, 0, dots)
			sum += dots[i%len(dots)]
		})
		b.SetBytes(int64(len(x.vectors.block.Cells)))
		if sum == 0 {
			b.Fatal("nothing was compared")
		}
	})
	// Bleve's own search, which does not say what makes its scores.
	b.Run("bleve", func(b *testing.B) {
		median(b, func(i int) {
			words := queries[i%len(queries)].words()
			req := bleve.NewSearchRequestOptions(words.query(), benchSize, 0, false)
			req.SortBy([]string{"-_score", "_id"})
			for _, f := range facetFields {
				req.AddFacet(f.name, bleve.NewFacetRequest(f.field, maxFacetValues))
			}
			if _, err := x.bleve.SearchInContext(b.Context(), req); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("fts5", func(b *testing.B) { benchFTS5(b, docs, queries) })
	b.Run("words", search(func(q *Query) { q.Vector = vector.Row{} }))
	b.Run("meaning", search(func(q *Query) { q.Text = "" }))
	b.Run("hybrid", search(func(*Query) {}))
	b.Run("hybrid/filtered", search(func(q *Query) { q.Kind, q.Scope = "duty", ScopeClasses }))
	b.Run("hybrid/tenth_page", search(func(q *Query) { q.From = 9 * benchSize }))
	b.Run("hybrid/page_of_200", search(func(q *Query) { q.Size = 200 }))
}

// benchFTS5 asks SQLite's full-text index for the best page of the same
// words, without facets, filters or parts.
func benchFTS5(b *testing.B, docs []Doc, queries []Query) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // another connection would be another memory
	if _, err := db.Exec(`CREATE VIRTUAL TABLE entry USING fts5(id UNINDEXED, text)`); err != nil {
		b.Skipf("skipped: built without FTS5, add -tags sqlite_fts5 (%v)", err)
	}
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for _, d := range docs {
		if _, err := tx.Exec(`INSERT INTO entry VALUES (?, ?)`, d.ID, d.Text); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	median(b, func(i int) {
		words := strings.Fields(queries[i%len(queries)].Text)
		rows, err := db.Query(`SELECT id, bm25(entry) FROM entry WHERE entry MATCH ? ORDER BY rank LIMIT ?`, `"`+strings.Join(words, `" OR "`)+`"`, benchSize)
		if err != nil {
			b.Fatal(err)
		}
		var id string
		var score float64
		for rows.Next() {
			if err := rows.Scan(&id, &score); err != nil {
				b.Fatal(err)
			}
		}
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkOpen opens an index with its vectors, which is what a start costs
// when nothing has changed.
func BenchmarkOpen(b *testing.B) {
	docs, _ := benchCatalog()
	s, v, _ := vectorStore(b, docs)
	median(b, func(int) {
		x, err := s.Open(v)
		if err != nil {
			b.Fatal(err)
		}
		x.Close()
	})
}

// BenchmarkBuild builds the index of docs whose vectors are there.
func BenchmarkBuild(b *testing.B) {
	docs, _ := benchCatalog()
	s, v, _ := vectorStore(b, docs)
	median(b, func(int) {
		if err := s.Build(b.Context(), v, docs, func(int) {}); err != nil {
			b.Fatal(err)
		}
	})
}
