package app

import (
	"fmt"
	"io"
	"log/slog"
	"runtime/metrics"
	"testing"
	"time"

	"crosswalk/internal/catalog"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// manyMappings puts mappings into a catalog, each with evidence and a decision.
func manyMappings(b testing.TB, a *App, n int) {
	b.Helper()
	ctx := review.WithActor(b.Context(), review.Actor{ID: "ada", Name: "Ada", Role: review.Reviewer})
	list := make([]review.Proposal, n)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i := range list {
		confidence := 0.2 + 0.6*float64(i)/float64(n)
		subject := fmt.Sprintf("us-xx:%06d", i)
		object := fmt.Sprintf("onet:%02d-%04d.00", 11+i%40, 1000+i%9000)
		list[i] = review.Proposal{
			ID: review.IDOf(review.ClassCode, subject, object), Kind: review.ClassCode, Raters: 1, Relation: spec.Broad,
			Subject:    review.Side{ID: subject, ClassID: subject, Label: fmt.Sprintf("Senior Clerk of the %dth Office", i), Text: review.Text{Hash: review.HashOf(subject), SourceIDs: []string{"src-0123456789abcdef"}}},
			Object:     review.Side{ID: object, ClassID: object, Label: "Office Clerks, General", Text: review.Text{Hash: review.HashOf(object), SourceIDs: []string{"src-fedcba9876543210"}}},
			Confidence: &confidence, Similarity: &confidence, Parts: []spec.Part{{Name: "words", Value: 0.1}, {Name: "meaning", Value: confidence - 0.1}},
			Made: review.Made{By: review.Itself(), At: at, Justification: composite, Release: "30.1"},
		}
		for e := range 3 {
			list[i].Evidence = append(list[i].Evidence, review.Evidence{
				Subject: "Files letters, memoranda and reports in the order of their dates", SubjectID: fmt.Sprint("st-", i, "-", e),
				Object: "Maintain and update filing, inventory, mailing, and database systems.", ObjectID: fmt.Sprint("st-o", i, "-", e), Likeness: 0.5, Shared: []string{"file", "report"},
			})
		}
	}
	if _, _, err := a.catalog.Propose(ctx, list); err != nil {
		b.Fatal(err)
	}
	if _, _, err := a.catalog.DecideAll(ctx, review.ClassCode, 0, catalog.Request{}, func(r review.Record) (review.Decision, error) {
		return review.Decision{Action: review.Accept, By: review.ActorOf(ctx), At: at, Seen: review.Seen{Subject: r.Subject.Text, Object: r.Object.Text}}, nil
	}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkExport writes 100,000 mappings out of the catalog, each with a
// decision and three pieces of evidence.
func BenchmarkExport(b *testing.B) {
	a, err := Open(b.Context(), Config{DataDir: b.TempDir(), Log: slog.New(slog.DiscardHandler), Now: time.Now, Version: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	manyMappings(b, a, 100_000)
	for _, f := range ExportFormats {
		b.Run(f.Name, func(b *testing.B) {
			peak := peakMemory(b)
			for b.Loop() {
				if err := a.Export(b.Context(), io.Discard, f, ExportRequest{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(peak()/1e6, "peak-MB")
		})
	}
}

// peakMemory watches how much memory the heap has in use, and returns the most
// that it saw.
func peakMemory(b *testing.B) func() float64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	done, most := make(chan struct{}), make(chan float64)
	go func() {
		top := 0.0
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				most <- top
				return
			case <-tick.C:
				metrics.Read(sample)
				top = max(top, float64(sample[0].Value.Uint64()))
			}
		}
	}()
	return func() float64 { close(done); return <-most }
}
