package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosswalk/internal/app"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

type ingestCommand struct {
	Path   string `arg:"" help:"A text document, a folder of them, or - for standard input."`
	Issuer string `help:"Who issued the documents, like us-nc." placeholder:"ID"`
	Code   string `help:"Class code, where the text states none. For one document only."`
	Title  string `help:"Class title, where the text states none. For one document only."`
	DryRun bool   `help:"Read and report, store nothing."`
}

// document is one input of the command.
type document struct {
	name string
	read func() ([]byte, error)
}

// Run ingests every document. A bad one is reported and skipped; the command
// fails in the end if there was any.
func (c ingestCommand) Run(e *env) error {
	documents, origins, err := c.documents(e.in)
	if err != nil {
		return err
	}
	if len(documents) > 1 && (c.Code != "" || c.Title != "") {
		return errors.New("--code and --title are for one document, not for a folder")
	}
	ingestOne := func(d document, raw []byte, o ingest.Origin) (*app.IngestReport, error) {
		return app.Preview(d.name, raw, o, time.Now())
	}
	if !c.DryRun {
		a, err := app.Open(e.ctx, e.config())
		if err != nil {
			return err
		}
		defer a.Close()
		ingestOne = func(d document, raw []byte, o ingest.Origin) (*app.IngestReport, error) {
			return a.Ingest(e.ctx, d.name, raw, o)
		}
	}
	bar := e.progress(len(documents))
	failed := 0
	for _, d := range documents {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		raw, err := d.read()
		var report *app.IngestReport
		if err == nil {
			report, err = ingestOne(d, raw, c.origin(origins[filepath.Base(d.name)]))
		}
		bar.Clear()
		if err != nil {
			failed++
			fmt.Fprintf(e.errOut, "%s: %v\n", d.name, err)
		} else if err := e.printReport(report); err != nil {
			return err
		}
		bar.Add(1)
	}
	bar.Finish()
	if failed > 0 {
		return fmt.Errorf("%d of %d documents could not be ingested", failed, len(documents))
	}
	return nil
}

// origin puts what the flags state before what the folder's manifest states.
func (c ingestCommand) origin(o ingest.Origin) ingest.Origin {
	o.Issuer = cmp.Or(c.Issuer, o.Issuer)
	o.Code = cmp.Or(c.Code, o.Code)
	o.Title = cmp.Or(c.Title, o.Title)
	return o
}

// manifestFile may stand in a folder of documents and state their origins.
const manifestFile = "manifest.json"

// documents lists the inputs in the order of their names, and the origins
// that a manifest in the folder states, by file name.
func (c ingestCommand) documents(in io.Reader) ([]document, map[string]ingest.Origin, error) {
	if c.Path == "-" {
		return []document{{"-", func() ([]byte, error) { return readLimited(in) }}}, nil, nil
	}
	info, err := os.Stat(c.Path)
	if err != nil {
		return nil, nil, err
	}
	if !info.IsDir() {
		return []document{fileDocument(c.Path)}, nil, nil
	}
	origins, err := readManifest(filepath.Join(c.Path, manifestFile))
	if err != nil {
		return nil, nil, err
	}
	var out []document
	err = filepath.WalkDir(c.Path, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && path != c.Path {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if ext := strings.ToLower(filepath.Ext(path)); d.Type().IsRegular() && (ext == ".txt" || ext == ".text" || ext == ".md") {
			out = append(out, fileDocument(path))
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s holds no .txt, .text or .md file", c.Path)
	}
	return out, origins, err
}

func fileDocument(path string) document {
	return document{path, func() ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readLimited(f)
	}}
}

// readLimited reads a document, and one byte more than the limit of one that
// is too large.
func readLimited(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, ingest.MaxBytes+1))
}

func readManifest(path string) (map[string]ingest.Origin, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := ingest.ParseManifest(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	origins := make(map[string]ingest.Origin, len(list))
	for _, o := range list {
		origins[o.File] = o
	}
	return origins, nil
}

// progress returns a progress bar on a terminal, and one that shows nothing
// elsewhere.
func (e *env) progress(total int) *progressbar.ProgressBar {
	if f, ok := e.errOut.(*os.File); ok && total > 1 && term.IsTerminal(int(f.Fd())) {
		return progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	}
	return progressbar.DefaultSilent(int64(total))
}

func (e *env) printReport(r *app.IngestReport) error {
	if e.cli.Format == "json" {
		return e.printJSON(r)
	}
	fmt.Fprintf(e.out, "%s: %s %s %q (%s, %s)\n", r.Name, r.Outcome, r.Class.ID, r.Class.Title, r.Family, plural(r.Class.Statements, "statement"))
	w := e.table()
	for _, kind := range spec.Kinds {
		if byLevel, ok := r.Statements[kind]; ok {
			fmt.Fprintf(w, "  %s\t%s\n", kind.Words(), levelCounts(r.Class.Levels, byLevel))
		}
	}
	if err := w.Flush(); err != nil {
		return err
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
	return fmt.Sprintf("%d %ss", n, noun)
}
