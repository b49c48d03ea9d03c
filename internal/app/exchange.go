package app

import (
	"context"
	"errors"
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

// ExportRequest says which mappings are exported: all where nothing is said.
type ExportRequest struct {
	MappingsRequest
	Waiting bool // only what waits for who asks
}

// Export writes mappings by id. The same mappings give the same bytes.
func (a *App) Export(ctx context.Context, w io.Writer, f export.Format, r ExportRequest) error {
	s, err := r.selection()
	if err != nil {
		return err
	}
	who := review.ActorOf(ctx)
	fits := func(*review.Record) bool { return true }
	if r.Waiting {
		decided, err := a.catalog.ClassesDecidedOn(ctx)
		if err != nil {
			return err
		}
		fits = func(r *review.Record) bool { return waitsFor(r, who) && !spare(r, decided) }
	} else if !who.Role.May(review.Admin) && (s.State == review.Proposed || s.State == review.InReview) {
		// By the state as a second rater may see it, so that the file has what
		// the page lists and tells no more.
		state := s.State
		s.State = ""
		fits = func(r *review.Record) bool { return seenBy(r, who).Outcome.State == state }
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
	return a.catalog.Records(ctx, s, f.Evidence, func(records export.Records) error {
		return f.Write(w, set, visibleTo(who, only(fits, records)))
	})
}

// spare reports whether a class has a code already, so that nobody need decide
// on another one that was proposed for it.
func spare(r *review.Record, decided map[string]bool) bool {
	return r.Kind == review.ClassCode && decided[r.Subject.ID] && (r.Outcome.State == review.Proposed || r.Outcome.State == review.InReview)
}

// only leaves out what does not fit.
func only(fits func(*review.Record) bool, records export.Records) export.Records {
	return func(yield func(review.Record, error) bool) {
		for r, err := range records {
			if err == nil && !fits(&r) {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// visibleTo hides from somebody who may still be the second rater what the first
// one said, in a file as on a page. An admin gets all of it, and so is no blind
// rater of what is in review then.
func visibleTo(who review.Actor, records export.Records) export.Records {
	if who.Role.May(review.Admin) {
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
	out.Added, out.Unchanged, err = a.catalog.ImportMappings(ctx, a.completed(ctx, read(r)))
	return out, err
}

// completed fills in what mappings of elsewhere do not say: the class that a
// statement is of, the words of a side, and when they came here.
func (a *App) completed(ctx context.Context, records iter.Seq2[review.Record, error]) iter.Seq2[review.Record, error] {
	return func(yield func(review.Record, error) bool) {
		for r, err := range records {
			if err == nil {
				if r.Made.At.IsZero() {
					r.Made.At = a.cfg.Now().UTC()
				}
				err = errors.Join(a.completeSide(ctx, &r.Proposal, &r.Proposal.Subject), a.completeSide(ctx, &r.Proposal, &r.Proposal.Object))
				if r.Made.By.Role == review.System && r.Relation == spec.Exact {
					r.Relation = spec.Close // only a person says exact
				}
				r = review.NewRecord(r.Proposal, r.Decisions)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func (a *App) completeSide(ctx context.Context, p *review.Proposal, s *review.Side) error {
	if s.Text.Hash != "" || s.ID == review.NoTerm {
		return nil
	}
	if p.Kind == review.Statement && s.ClassID == "" {
		v, release, err := a.view()
		if err != nil {
			return err
		}
		defer release()
		if st := v.statement[s.ID]; st != nil {
			s.ClassID, s.Label = st.ClassID, st.Text
		}
	}
	text, err := a.textOf(ctx, s)
	if err == nil && text.Hash != "" {
		s.Text = text
	}
	return err
}
