package eval

import (
	"database/sql"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	_ "github.com/mattn/go-sqlite3" // with FTS5 under the build tag sqlite_fts5
	"github.com/viterin/vek/vek32"

	"crosswalk/internal/coding"
	"crosswalk/internal/onet"
	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// The benchmarks code one class of 60 statements against every occupation:
// ours with evidence, and by the text search of Bleve and of SQLite, which add
// up for each occupation what its best tasks and titles score. They answer
// less; they are what one would do without a coder.

const benchStatements = 60

// benchJob is a real class with as many statements as the benchmark wants.
func benchJob(b *testing.B) coding.Job {
	b.Helper()
	if missing := absent(testData(), []string{ReleaseFile, codedClasses, codedSpecs}); missing != "" {
		b.Skipf("skipped: no data (%s)", missing)
	}
	classes, err := ReadCodedClasses(testData())
	if err != nil {
		b.Fatal(err)
	}
	for _, class := range classes {
		var statements []spec.Statement
		for _, st := range class.Statements {
			if st.Kind.IsRequirement() && !st.Boilerplate {
				statements = append(statements, st)
			}
		}
		if len(statements) >= benchStatements {
			return coding.Job{Title: class.Title, Statements: statements[:benchStatements]}
		}
	}
	b.Fatal("no class has so many statements")
	return coding.Job{}
}

func benchOccupations(b *testing.B) []coding.Occupation {
	b.Helper()
	r, err := onet.Open(filepath.Join(testData(), ReleaseFile))
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	occupations, err := Occupations(r)
	if err != nil {
		b.Fatal(err)
	}
	return occupations
}

// median runs f b.N times and reports the median of one run.
func median(b *testing.B, f func()) {
	b.Helper()
	times := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for range b.N {
		begun := time.Now()
		f()
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
}

func benchCoder(b *testing.B) *coding.Coder {
	b.Helper()
	return builtinCoder(b)
}

func BenchmarkCoding(b *testing.B) {
	job, coder := benchJob(b), benchCoder(b)
	median(b, func() {
		if a := codedJob(b, coder, job, 10, true); len(a.Candidates) != 10 {
			b.Fatalf("%+v", a)
		}
	})
}

// BenchmarkRelated ranks every occupation for a class of 30 statements, with
// evidence for the first 20.
func BenchmarkRelated(b *testing.B) {
	const statements, shown = 30, 20
	job := benchJob(b)
	job.Statements = job.Statements[:statements]
	coder := benchCoder(b)
	median(b, func() {
		if all := coder.Related("", job, shown); len(all[shown-1].Evidence) == 0 {
			b.Fatalf("%+v", all[shown-1])
		}
	})
}

// BenchmarkRelatedScan only reads what BenchmarkRelated compares: a vector of
// 256 numbers for every task.
func BenchmarkRelatedScan(b *testing.B) {
	tasks := 0
	for _, o := range benchOccupations(b) {
		tasks += len(o.Tasks)
	}
	cells := vek32.Repeat(1, 256*tasks) // written, so that each page is memory of its own
	median(b, func() {
		if sum := vek32.Sum(cells); sum == 0 {
			b.Fatal(sum)
		}
	})
}

// BenchmarkNewCoder prepares the occupations, and says what they hold.
func BenchmarkNewCoder(b *testing.B) {
	occupations := benchOccupations(b)
	embedding, err := semantic.BuiltinModel()
	if err != nil {
		b.Fatal(err)
	}
	held := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	before := held()
	place, err := placers()
	if err != nil {
		b.Fatal(err)
	}
	var coder *coding.Coder
	for b.Loop() {
		if coder, err = coding.NewCoder(b.Context(), occupations, embedding, place); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(held()-before, "MiB-held")
	runtime.KeepAlive(coder)
}

// entries calls f for every task and title of an occupation.
func entries(occupations []coding.Occupation, f func(code, text string)) {
	for _, o := range occupations {
		for _, t := range append([]string{o.Title, o.Description}, o.Titles...) {
			f(o.Code, t)
		}
		for _, t := range o.Tasks {
			f(o.Code, t.Text)
		}
	}
}

func BenchmarkCodingByBleveAlone(b *testing.B) {
	job := benchJob(b)
	x, err := bleve.NewUsing(b.TempDir()+"/index", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	batch, n := x.NewBatch(), 0
	entries(benchOccupations(b), func(code, text string) {
		if err := batch.Index(code+"#"+strconv.Itoa(n), map[string]string{"text": strings.Join(semantic.Stems(text), " ")}); err != nil {
			b.Fatal(err)
		}
		if n++; n%1000 == 0 {
			if err := x.Batch(batch); err != nil {
				b.Fatal(err)
			}
			batch.Reset()
		}
	})
	if err := x.Batch(batch); err != nil {
		b.Fatal(err)
	}
	median(b, func() {
		scores := map[string]float64{}
		for _, text := range jobTexts(job) {
			q := bleve.NewMatchQuery(strings.Join(semantic.Stems(text), " "))
			found, err := x.Search(bleve.NewSearchRequestOptions(q, 50, 0, false))
			if err != nil {
				b.Fatal(err)
			}
			for _, hit := range found.Hits {
				code, _, _ := strings.Cut(hit.ID, "#")
				scores[code] += hit.Score
			}
		}
		if len(scores) == 0 {
			b.Fatal("nothing found")
		}
	})
}

func jobTexts(job coding.Job) []string {
	texts := []string{job.Title}
	for _, st := range job.Statements {
		texts = append(texts, st.Text)
	}
	return texts
}

func BenchmarkCodingBySQLiteAlone(b *testing.B) {
	job := benchJob(b)
	db, err := sql.Open("sqlite3", filepath.Join(b.TempDir(), "fts.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE VIRTUAL TABLE entry USING fts5(code UNINDEXED, text)`); err != nil {
		b.Skipf("skipped: built without FTS5, add -tags sqlite_fts5 (%v)", err)
	}
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	entries(benchOccupations(b), func(code, text string) {
		if _, err := tx.Exec(`INSERT INTO entry VALUES (?, ?)`, code, strings.Join(semantic.Stems(text), " ")); err != nil {
			b.Fatal(err)
		}
	})
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	find, err := db.Prepare(`SELECT code, bm25(entry) FROM entry WHERE entry MATCH ? ORDER BY rank LIMIT 50`)
	if err != nil {
		b.Fatal(err)
	}
	defer find.Close()
	median(b, func() {
		scores := map[string]float64{}
		for _, text := range jobTexts(job) {
			stems := semantic.Stems(text)
			if len(stems) == 0 {
				continue
			}
			rows, err := find.Query(`"` + strings.Join(stems, `" OR "`) + `"`)
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				var code string
				var score float64
				if err := rows.Scan(&code, &score); err != nil {
					b.Fatal(err)
				}
				scores[code] -= score
			}
			if err := rows.Close(); err != nil {
				b.Fatal(err)
			}
		}
		if len(scores) == 0 {
			b.Fatal("nothing found")
		}
	})
}
