package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"crosswalk/internal/catalog"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
	"crosswalk/seeds"
)

// IngestReport says what became of one document.
type IngestReport struct {
	Name       string                       `json:"name"`
	Outcome    string                       `json:"outcome" doc:"added, revised, reread, unchanged, or would be ingested (dry run)"`
	Family     string                       `json:"family"`
	SourceID   string                       `json:"source_id"`
	Class      spec.Class                   `json:"class"`
	Statements map[spec.Kind]map[string]int `json:"statements" doc:"Counts by kind, then by level label; the empty label is for statements without a level"`
	Warnings   []spec.Warning               `json:"warnings"`
}

// Previewed is the outcome of a document that was read and not stored.
const Previewed = "dry run"

// Preview reads one document and stores nothing. What the caller states of
// its origin goes before what the seeds' manifest knows of it.
func Preview(name string, raw []byte, stated ingest.Origin, now time.Time) (*IngestReport, error) {
	doc, err := identify(raw, stated, now)
	if err != nil {
		return nil, err
	}
	return newReport(name, doc), nil
}

func identify(raw []byte, stated ingest.Origin, now time.Time) (*ingest.Identified, error) {
	known, err := seedOrigins()
	if err != nil {
		return nil, err
	}
	sum := checksum(raw)
	for _, o := range known {
		if o.SHA256 == sum {
			stated = merge(stated, o)
		}
	}
	text, err := ingest.Decode(raw)
	if err != nil {
		return nil, err
	}
	return ingest.Identify(ingest.Read(text), raw, stated, now)
}

func newReport(name string, doc *ingest.Identified) *IngestReport {
	r := &IngestReport{
		Name: name, Outcome: Previewed, Family: doc.Source.Family, Class: doc.Class,
		Statements: count(doc.Statements), Warnings: doc.Source.Warnings,
	}
	r.Class.Statements = len(doc.Statements)
	r.Class.SourceIDs = []string{}
	if r.Warnings == nil {
		r.Warnings = []spec.Warning{}
	}
	return r
}

// Ingest reads one document and stores it, in one transaction. A document
// that cannot be read changes nothing.
func (a *App) Ingest(ctx context.Context, name string, raw []byte, stated ingest.Origin) (*IngestReport, error) {
	doc, err := identify(raw, stated, a.cfg.Now())
	if err != nil {
		return nil, err
	}
	outcome, id, err := a.catalog.Put(ctx, catalog.Record{
		Key: doc.Key, Reader: ingest.Version, Source: doc.Source, Text: doc.Text,
		Class: doc.Class, Statements: doc.Statements,
	})
	if err != nil {
		return nil, err
	}
	r := newReport(name, doc)
	r.Outcome, r.SourceID = string(outcome), id
	r.Class.SourceIDs = []string{id}
	return r, nil
}

func count(statements []spec.Statement) map[spec.Kind]map[string]int {
	out := map[spec.Kind]map[string]int{}
	for _, st := range statements {
		if out[st.Kind] == nil {
			out[st.Kind] = map[string]int{}
		}
		label := ""
		if st.Level != nil {
			label = st.Level.Label
		}
		out[st.Kind][label]++
	}
	return out
}

// merge fills what is not stated from what is known.
func merge(stated, known ingest.Origin) ingest.Origin {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&stated.Issuer, known.Issuer)
	fill(&stated.Code, known.Code)
	fill(&stated.Title, known.Title)
	fill(&stated.Publisher, known.Publisher)
	fill(&stated.Licence, known.Licence)
	fill(&stated.Attribution, known.Attribution)
	return stated
}

func checksum(raw []byte) string {
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:])
}

// seedOrigins returns the origins of the seed documents.
var seedOrigins = sync.OnceValues(func() ([]ingest.Origin, error) {
	data, err := seeds.Files.ReadFile(seeds.Manifest)
	if err != nil {
		return nil, fmt.Errorf("seeds: %w", err)
	}
	list, err := ingest.ParseManifest(data)
	if err != nil {
		return nil, fmt.Errorf("seeds: %w", err)
	}
	return list, nil
})

// ingestSeeds stores the seed documents that the catalog has not seen. A seed
// that somebody has replaced by a newer revision stays replaced.
func (a *App) ingestSeeds(ctx context.Context) error {
	origins, err := seedOrigins()
	if err != nil {
		return err
	}
	for i, o := range origins {
		a.report(Readiness{Phase: "ingesting the seed documents", Done: i, Total: len(origins)})
		settled, err := a.catalog.Settled(ctx, o.SHA256, ingest.Version)
		if err != nil {
			return err
		}
		if settled {
			continue
		}
		raw, err := seeds.Files.ReadFile(o.File)
		if err != nil {
			return fmt.Errorf("seeds: %w", err)
		}
		if _, err := a.Ingest(ctx, o.File, raw, o); err != nil {
			return fmt.Errorf("seed %s: %w", o.File, err)
		}
	}
	return nil
}
