package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosswalk/internal/app"
	"crosswalk/internal/ingest"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

type ingestCommand struct {
	Path    string `arg:"" help:"A document (text, PDF, DOCX, HTML, Markdown, XLSX, CSV, JSON), a folder or a zip archive of them, or - for standard input."`
	Issuer  string `help:"Who issued the documents, like us-nc." placeholder:"ID"`
	Code    string `help:"Class code, where the text states none. For one document only."`
	Title   string `help:"Class title, where the text states none. For one document only."`
	Columns string `help:"Column mapping for a table: \"HEADING=COLUMN, ...\". Columns that are not named are guessed. COLUMN is one of code, title, employer, pay, summary, duties, knowledge, skills, abilities, qualifications, statement, kind. The mapping is kept for the issuer." placeholder:"LIST"`
	DryRun  bool   `help:"Read and report, store nothing."`

	Corrections string `help:"JSON file of corrections that replace what the reader found, in the format of POST /api/v1/documents. For one document only; needs --actor." placeholder:"FILE"`
}

// Run ingests every document. A bad one is reported and skipped; the command
// fails in the end if there was any.
func (c ingestCommand) Run(e *env) error {
	documents, leftOut, err := listDocuments(c.Path, e.in)
	if err != nil {
		return err
	}
	if len(leftOut) > 0 {
		fmt.Fprintf(e.errOut, "%s skipped (unsupported format): %s\n", plural(len(leftOut), "file"), clipped(leftOut))
	}
	if len(documents) > 1 && (c.Code != "" || c.Title != "" || c.Corrections != "") {
		return spec.Errorf(spec.Invalid, "--code, --title and --corrections are for one document, not for a folder").In("code")
	}
	corrections, err := c.corrections()
	if err != nil {
		return err
	}
	cfg := e.config()
	if c.DryRun { // all of it is done, in a copy that is thrown away
		scratch, err := os.MkdirTemp("", "crosswalk-dry-run-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(scratch)
		if err := app.Scratch(e.ctx, cfg, scratch); err != nil {
			return err
		}
		cfg.DataDir = scratch
	}
	a, err := app.Open(e.ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	ctx, err := e.acting(a, review.Analyst)
	if err != nil {
		return err
	}
	bar := e.progress(len(documents))
	failed := 0
	outcomes := []ingestOutcome{} // what JSON answers for a folder
	for i := range documents {
		documents[i].origin = c.origin(documents[i].origin)
	}
	for d, ahead := range readAhead(ctx, a, documents) {
		if err = e.ctx.Err(); err != nil {
			break
		}
		readings, err := ahead.wait()
		if err != nil {
			bar.Clear()
			failed++
			outcomes = append(outcomes, e.refuse(d.name, err))
		}
		if len(readings) > 1 && c.Corrections != "" {
			return spec.Errorf(spec.Invalid, "--corrections is for one document, and this file holds %d", len(readings)).In("corrections")
		}
		for _, reading := range readings {
			report, err := c.store(ctx, a, reading, d.origin, corrections)
			bar.Clear()
			if err != nil {
				failed++
				outcomes = append(outcomes, e.refuse(reading.Name, err))
				continue
			}
			if report.DryRun = c.DryRun; c.DryRun { // ids of the copy mean nothing
				report.SourceID, report.Class.SourceIDs = "", []string{}
			}
			outcomes = append(outcomes, ingestOutcome{Name: report.Name, IngestReport: report})
			if err := e.printOutcome(report); err != nil {
				return err
			}
		}
		bar.Add(1)
	}
	bar.Finish()
	if len(outcomes) > 1 {
		printSummary(e.errOut, outcomes, failed)
	}
	if e.cli.Format == "json" {
		var answer any = outcomes
		if len(outcomes) == 1 && (c.Path == "-" || documents[0].name == c.Path) {
			answer = outcomes[0]
		}
		if err := e.printJSON(answer); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d documents could not be ingested", failed, len(outcomes))
	}
	return nil
}

// corrections reads the file of corrections; nil when there is none.
func (c ingestCommand) corrections() ([]spec.Correction, error) {
	if c.Corrections == "" {
		return nil, nil
	}
	data, err := os.ReadFile(c.Corrections)
	if err != nil {
		return nil, err
	}
	list := []spec.Correction{}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&list); err != nil {
		return nil, spec.Errorf(spec.Invalid, "%s: %v", c.Corrections, err).In("corrections")
	}
	return list, nil
}

func (c ingestCommand) store(ctx context.Context, a *app.App, reading *app.Reading, o ingest.Origin, corrections []spec.Correction) (*app.IngestReport, error) {
	if corrections == nil {
		return a.Store(ctx, reading, o)
	}
	return a.StoreCorrected(ctx, []*app.Reading{reading}, o, corrections)
}

// refuse reports a document that could not be read or stored.
func (e *env) refuse(name string, err error) ingestOutcome {
	fmt.Fprintf(e.errOut, "%s: %v\n", name, err)
	return ingestOutcome{Name: name, Error: &ingestError{Code: spec.CodeOf(err), Detail: err.Error()}}
}

// printOutcome prints what became of a document, unless all are printed as JSON in
// the end.
func (e *env) printOutcome(report *app.IngestReport) error {
	if e.cli.Format == "json" {
		return nil
	}
	for _, r := range append([]*app.IngestReport{report}, report.Others...) {
		r.DryRun = report.DryRun
		if err := e.printReport(r); err != nil {
			return err
		}
	}
	return nil
}

// ingestOutcome is what became of one document: a report, or an error.
type ingestOutcome struct {
	Name string `json:"name"`
	*app.IngestReport
	Error *ingestError `json:"error,omitempty"`
}

type ingestError struct {
	Code   spec.Code `json:"code"`
	Detail string    `json:"detail"`
}

// maxNamed bounds the files that a message names.
const maxNamed = 10

func clipped(names []string) string {
	if len(names) <= maxNamed {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:maxNamed], ", ") + ", …"
}

// origin puts what the flags state before what the folder's manifest states.
func (c ingestCommand) origin(o ingest.Origin) ingest.Origin {
	o.Issuer = cmp.Or(c.Issuer, o.Issuer)
	o.Code = cmp.Or(c.Code, o.Code)
	o.Title = cmp.Or(c.Title, o.Title)
	o.Columns = cmp.Or(c.Columns, o.Columns)
	return o
}

// progress returns a progress bar on a terminal, and one that shows nothing
// elsewhere.
func (e *env) progress(total int) *progressbar.ProgressBar {
	if f, ok := e.errOut.(*os.File); ok && total > 1 && term.IsTerminal(int(f.Fd())) {
		return progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	}
	return progressbar.DefaultSilent(int64(total))
}

// phases returns a function that shows the progress of each phase on a terminal.
func (e *env) phases() func(phase string, done, total int) {
	bar, last := e.progress(notKnown), ""
	return func(phase string, done, total int) {
		if phase != last {
			bar.Describe(phase)
			last = phase
		}
		if total == 0 {
			bar.Clear()
			return
		}
		show(bar, done, total)
	}
}

func (e *env) printReport(r *app.IngestReport) error {
	outcome := r.Outcome
	if r.DryRun {
		outcome = dryOutcomes[outcome]
	}
	fmt.Fprintf(e.out, "%s: %s %s %q (%s, %s)\n", r.Name, outcome, r.Class.ID, r.Class.Title, r.Family, plural(r.Class.Statements, "statement"))
	w := e.table()
	for _, kind := range spec.Kinds {
		if byLevel, ok := r.Statements[kind]; ok {
			fmt.Fprintf(w, "  %s\t%s\n", kind.Words(), levelCounts(r.Class.Levels, byLevel))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if r.Corrected+r.LeftOut > 0 {
		fmt.Fprintf(e.out, "  by people: %d corrected, %d left out\n", r.Corrected, r.LeftOut)
	}
	for _, warning := range r.Warnings {
		if warning.Line > 0 {
			fmt.Fprintf(e.out, "  warning, line %d: %s\n", warning.Line, warning.Message)
		} else {
			fmt.Fprintf(e.out, "  warning: %s\n", warning.Message)
		}
	}
	return nil
}

// dryOutcomes says what an outcome is called before it happens.
var dryOutcomes = map[string]string{
	"added": "would be added as", "revised": "would be a new revision of", "reread": "would be read again as", "unchanged": "is unchanged:",
}

// levelCounts writes counts in the order of the levels: "47 (Contributing 14,
// Journey 14, Advanced 19)".
func levelCounts(levels []spec.Level, byLevel map[string]int) string {
	total := 0
	var parts []string
	for _, l := range levels {
		if n := byLevel[l.Label]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", l.Label, n))
		}
	}
	for _, n := range byLevel {
		total += n
	}
	if len(parts) == 0 {
		return fmt.Sprint(total)
	}
	if n := byLevel[""]; n > 0 {
		parts = append(parts, fmt.Sprintf("no level %d", n))
	}
	return fmt.Sprintf("%d (%s)", total, strings.Join(slices.Clip(parts), ", "))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "s") {
		noun += "e"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
