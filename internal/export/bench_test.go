package export

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"crosswalk/internal/review"
)

// many yields mappings that are made while they are ranged over, as a store
// does. Half of them are decided.
func many(n int) Records {
	return func(yield func(review.Record, error) bool) {
		for i := range n {
			p := codeProposal()
			p.Subject.ID = fmt.Sprint("us-ct:", i)
			p.Subject.ClassID = p.Subject.ID
			p.ID = fmt.Sprintf("map-%016x", i)
			var decisions []review.Decision
			if i%2 == 0 {
				decisions = []review.Decision{decide(p, 1, review.Accept, ann, nil), decide(p, 2, review.Sign, eve, nil)}
			}
			if !yield(review.NewRecord(p, decisions), nil) {
				return
			}
		}
	}
}

// benchmark100k also reports the most memory that the program has had.
func benchmark100k(b *testing.B, f Format) {
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Write(io.Discard, sampleSet, many(100_000)); err != nil {
			b.Fatal(err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-of-memory")
}

func BenchmarkSSSOM100k(b *testing.B) { benchmark100k(b, SSSOM) }
func BenchmarkCSV100k(b *testing.B)   { benchmark100k(b, CSV) }

func BenchmarkReadSSSOM100k(b *testing.B) { benchmarkRead(b, 0) }
func BenchmarkReadCSV100k(b *testing.B)   { benchmarkRead(b, 1) }

func benchmarkRead(b *testing.B, format int) {
	b.ReportAllocs()
	f := formats[format]
	for b.Loop() {
		in, out := io.Pipe()
		go func() { out.CloseWithError(f.Write(out, sampleSet, many(100_000))) }()
		n := 0
		for _, err := range f.read(in) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 100_000 {
			b.Fatal(n)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-of-memory")
}
