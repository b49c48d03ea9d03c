package app

import (
	"context"
	"io"
	"iter"
	"strings"

	"crosswalk/internal/export"
	"crosswalk/internal/onet"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// ExportFormats lists the formats in which mappings are written.
var ExportFormats = []export.Format{export.SSSOM, export.CSV, export.XLSX, export.JSONLD, export.CASE, export.CTDL}

// importFormats are those that are read back.
var importFormats = map[string]func(io.Reader) iter.Seq2[review.Record, error]{
	export.SSSOM.Name: export.ReadSSSOM, export.CSV.Name: export.ReadCSV,
}

// ExportFormat finds a format by its name.
func ExportFormat(name string) (export.Format, error) {
	var names []string
	for _, f := range ExportFormats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return export.Format{}, spec.Errorf(spec.Invalid, "there is no format %q; there are %s", name, strings.Join(names, ", ")).In("format")
}

// What an export says of itself.
const (
	setID      = "https://w3id.org/crosswalk/mappings"
	setTitle   = "Crosswalk mappings"
	setLicence = "https://creativecommons.org/licenses/by/4.0/" // as the O*NET texts in it ask
	setTool    = "Crosswalk"
)

// Export writes the mappings of a kind and in a state, all where they are
// empty, by id. The same mappings give the same bytes.
func (a *App) Export(ctx context.Context, w io.Writer, f export.Format, kind review.Kind, state review.State) error {
	s, err := (&MappingsRequest{Kind: kind, State: state}).selection()
	if err != nil {
		return err
	}
	set := export.Set{ID: setID, Title: setTitle, Licence: setLicence, Tool: setTool, Version: a.cfg.Version}
	summary, err := a.catalog.Summarize(ctx, s)
	if err != nil {
		return err
	}
	set.Date, set.Issuers = summary.Latest, summary.Issuers
	for _, release := range summary.Releases {
		set.Attributions = append(set.Attributions, onet.Attribution(release))
	}
	who := review.ActorOf(ctx)
	return a.catalog.Records(ctx, s, f.Evidence, func(records export.Records) error {
		return f.Write(w, set, visibleTo(who, records))
	})
}

// visibleTo hides from somebody who may still be the second rater what the first
// one said, in a file as on a page.
func visibleTo(who review.Actor, records export.Records) export.Records {
	if who.Role.May(review.Approver) {
		return records
	}
	return func(yield func(review.Record, error) bool) {
		for r, err := range records {
			if err == nil && r.Outcome.State == review.InReview {
				r = review.NewRecord(r.Proposal, review.Visible(&r.Outcome, r.Decisions, who))
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// Imported says what became of imported mappings.
type Imported struct {
	Added     int `json:"added"`
	Unchanged int `json:"unchanged" doc:"Mappings that were there already, with the same history"`
}

// Import stores mappings that were exported, with their histories, all or none.
// Errors name the line and the column.
func (a *App) Import(ctx context.Context, format string, r io.Reader) (*Imported, error) {
	read, ok := importFormats[format]
	if !ok {
		return nil, spec.Errorf(spec.Invalid, "%q is not read back; sssom and csv are", format).In("format")
	}
	if _, err := a.deciding(ctx); err != nil {
		return nil, err
	}
	out := &Imported{}
	var err error
	out.Added, out.Unchanged, err = a.catalog.ImportMappings(ctx, read(r))
	return out, err
}
