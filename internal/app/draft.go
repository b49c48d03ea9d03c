package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/catalog"
	"crosswalk/internal/document"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

// MaxDocument bounds the text of a document, in bytes.
const MaxDocument = document.MaxBytes

// MaxFile bounds a file of another format, in bytes.
const MaxFile = document.MaxFileBytes

// FileNames are the endings of the names of files that are read.
func FileNames() []string { return document.Names() }

// maxStated bounds what is stated of a document beside its text, in characters.
const maxStated = 500

// DocumentRequest is a document with what is stated of it. Empty fields are not
// stated.
type DocumentRequest struct {
	Name        string `json:"name,omitempty" doc:"Of the file, to name it in the answer"`
	Text        string `json:"text" doc:"The document, up to 2 MiB of text; a file of another format is sent as the file of a form"`
	Issuer      string `json:"issuer,omitempty" doc:"Who issued the class" example:"us-nc"`
	Code        string `json:"code,omitempty" doc:"Class code, where the text states none"`
	Title       string `json:"title,omitempty" doc:"Class title, where the text states none, or as it is rightly spelt"`
	Publisher   string `json:"publisher,omitempty" doc:"Who issued the document; the issuer of the class when not stated"`
	Licence     string `json:"licence,omitempty"`
	Attribution string `json:"attribution,omitempty" doc:"What to name when the text is shown; the publisher when not stated"`
	Format      string `json:"format,omitempty" doc:"Form of the file that the text was taken from, as a reading answered it; the text is taken as it is then" enum:"text,pdf,pdf-scanned,docx,html,xlsx,csv,job-posting,case"`
	Columns     string `json:"columns,omitempty" doc:"Of a table: which column says what, as HEADING=COLUMN with commas between. Columns are code, title, employer, pay, summary, duties, knowledge, skills, abilities, qualifications, statement and kind. Those not named are guessed; what is stated is kept for the issuer" example:"Job Name=title, What you do=duties"`
}

// origin checks and gives back what is stated of a document.
func (r *DocumentRequest) origin() (ingest.Origin, error) {
	for _, stated := range []struct{ field, value string }{
		{"name", r.Name}, {"issuer", r.Issuer}, {"code", r.Code}, {"title", r.Title},
		{"publisher", r.Publisher}, {"licence", r.Licence}, {"attribution", r.Attribution}, {"columns", r.Columns},
	} {
		switch {
		case !utf8.ValidString(stated.value) || strings.ContainsFunc(stated.value, unicode.IsControl):
			return ingest.Origin{}, spec.Errorf(spec.Invalid, "must be one line of text").In(stated.field)
		case utf8.RuneCountInString(stated.value) > maxStated:
			return ingest.Origin{}, spec.Errorf(spec.Invalid, "is over the limit of %d characters", maxStated).In(stated.field)
		}
	}
	if r.Format != "" && !slices.Contains(document.Formats, document.Format(r.Format)) {
		return ingest.Origin{}, spec.Errorf(spec.Invalid, "is no format that is read").In("format")
	}
	trim := strings.TrimSpace
	return ingest.Origin{
		Issuer: trim(r.Issuer), Code: trim(r.Code), Title: trim(r.Title),
		Publisher: trim(r.Publisher), Licence: trim(r.Licence), Attribution: trim(r.Attribution),
		Columns: trim(r.Columns), Format: r.Format,
	}, nil
}

// Draft is what a document is read as, and what storing it would do. Nothing of
// it is stored.
type Draft struct {
	Name    string       `json:"name"`
	Format  string       `json:"format" doc:"Form of the file: text, pdf, docx, ..."`
	SHA256  string       `json:"sha256" doc:"Checksum of a text as received; of other files, that of the text taken from them"`
	Reading string       `json:"reading" doc:"Hash of all that follows. Sent back with what is to be stored, it makes sure that this is what is stored"`
	Classes []DraftClass `json:"classes" nullable:"false" doc:"Classes that the document is of: one, those of a series, or those of a table, in their order"`
	Text    string       `json:"text,omitempty" doc:"The text that was taken from a file of another format: spans point into it. Of a file of several documents, each class has its own"`
	Several bool         `json:"-"` // documents are in the file
	Lines   ingest.Lines `json:"-"`
}

// DraftClass is what a document says of one class.
type DraftClass struct {
	Outcome     catalog.Outcome  `json:"outcome" enum:"added,revised,reread,unchanged" doc:"What storing it would do"`
	Supersedes  string           `json:"supersedes" doc:"Source in force that would step down, or be read again; empty when there is none"`
	Family      string           `json:"family" doc:"Document family that read it"`
	Publisher   string           `json:"publisher"`
	Licence     string           `json:"licence"`
	Attribution string           `json:"attribution"`
	Class       spec.Class       `json:"class"`
	Statements  []spec.Statement `json:"statements" nullable:"false" doc:"In the order of the text, as people corrected them before. Their source_id is empty: they are not stored"`
	LeftOut     []spec.Statement `json:"left_out" nullable:"false" doc:"Passages that people left out before; corrected says who"`
	Warnings    []spec.Warning   `json:"warnings" nullable:"false" doc:"What the reader was not sure of"`
	Unread      []UnreadHeading  `json:"not_understood" nullable:"false" doc:"Headings that no rule knows, with what stands under them"`
	Text        string           `json:"text,omitempty" doc:"Of a file of several documents: the text of this one"`
}

// ReadDocument says what a document is read as and what storing it would do,
// with what people corrected in the same text before.
func (a *App) ReadDocument(ctx context.Context, r DocumentRequest) (*Draft, error) {
	readings, stated, err := a.readRequest(ctx, r)
	if err != nil {
		return nil, err
	}
	docs, err := a.identify(ctx, readings, stated)
	if err != nil {
		return nil, err
	}
	return a.draft(ctx, r.Name, docs, len(readings) > 1)
}

// CorrectDocument does the same with corrections in the place of those before.
func (a *App) CorrectDocument(ctx context.Context, r DocumentRequest, given []spec.Correction) (*Draft, error) {
	docs, err := a.correctDocument(ctx, r, given)
	if err != nil {
		return nil, err
	}
	return a.draft(ctx, r.Name, docs, false)
}

func (a *App) correctDocument(ctx context.Context, r DocumentRequest, given []spec.Correction) ([]corrected, error) {
	readings, stated, err := a.readRequest(ctx, r)
	if err != nil {
		return nil, err
	}
	return a.correctReadings(ctx, readings, stated, given)
}

func (a *App) correctReadings(ctx context.Context, readings []*Reading, stated ingest.Origin, given []spec.Correction) ([]corrected, error) {
	if len(readings) > 1 && len(given) > 0 {
		return nil, spec.Errorf(spec.Invalid, "the file holds %d documents: correct them one by one", len(readings)).In("corrections")
	}
	docs, err := a.identifyAll(ctx, readings, stated)
	if err != nil {
		return nil, err
	}
	return a.withCorrections(ctx, docs, given)
}

// StoreCorrected stores what was read, as Store does, with what somebody says of
// its passages in the place of all that was said of the text before.
func (a *App) StoreCorrected(ctx context.Context, readings []*Reading, stated ingest.Origin, given []spec.Correction) (*IngestReport, error) {
	docs, err := a.correctReadings(ctx, readings, stated, given)
	if err != nil {
		return nil, err
	}
	return a.storeAs(ctx, readings, docs, stated)
}

func (a *App) readRequest(ctx context.Context, r DocumentRequest) ([]*Reading, ingest.Origin, error) {
	stated, err := r.origin()
	if err != nil {
		return nil, stated, err
	}
	readings, err := a.Read(ctx, r.Name, []byte(r.Text), stated)
	if err != nil {
		if e, ok := err.(*spec.Error); ok && e.Field == "" {
			err = e.In("text")
		}
		return nil, stated, err
	}
	return readings, stated, nil
}

// StoreRequest is a document to be stored.
type StoreRequest struct {
	DocumentRequest
	Corrections *[]spec.Correction `json:"corrections,omitempty" doc:"What you say of passages in the place of what was read. They take the place of all that was said of this text before: an empty list takes it back. Absent, that stays"`
	Reading     string             `json:"reading,omitempty" maxLength:"64" doc:"As the reading answered it: 409 when the document would be read otherwise by now"`
}

// StoreDocument stores a document, with what people say of its passages, in one
// transaction. It is a Conflict when the document would be read otherwise than
// the caller saw it.
func (a *App) StoreDocument(ctx context.Context, r StoreRequest) (*IngestReport, error) {
	if r.Reading != "" {
		now, err := a.ReadDocument(ctx, r.DocumentRequest)
		if err != nil {
			return nil, err
		}
		if now.Reading != r.Reading {
			return nil, spec.Errorf(spec.Conflict, "the document is read otherwise by now; look at it again").In("reading")
		}
	}
	readings, stated, err := a.readRequest(ctx, r.DocumentRequest)
	if err != nil {
		return nil, err
	}
	if r.Corrections == nil {
		return a.StoreAll(ctx, readings, stated)
	}
	return a.StoreCorrected(ctx, readings, stated, *r.Corrections)
}

func (a *App) draft(ctx context.Context, name string, docs []corrected, several bool) (*Draft, error) {
	d := &Draft{Name: name, Format: docs[0].Source.Format, SHA256: docs[0].Source.SHA256, Several: several}
	if !several {
		d.Text, d.Lines = docs[0].Text, ingest.LinesOf(docs[0].Text)
	}
	for i := range docs {
		c, err := a.draftClass(ctx, &docs[i])
		if err != nil {
			return nil, err
		}
		if several {
			c.Text = docs[i].Text
		}
		d.Classes = append(d.Classes, c)
	}
	// The time of ingest is no part of it, nor is anything that differs from one
	// reading to the next.
	whole, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(whole)
	d.Reading = hex.EncodeToString(sum[:16])
	return d, nil
}

func (a *App) draftClass(ctx context.Context, doc *corrected) (DraftClass, error) {
	outcome, current, err := a.catalog.Plan(ctx, doc.record())
	if err != nil {
		return DraftClass{}, err
	}
	r := a.newReport("", doc.Identified, outcome)
	c := DraftClass{
		Outcome: outcome, Family: r.Family, Publisher: r.Publisher, Licence: r.Licence, Attribution: doc.Source.Attribution,
		Class: r.Class, Statements: doc.Statements, LeftOut: doc.LeftOut, Warnings: r.Warnings, Unread: r.Unread,
	}
	if outcome != catalog.Unchanged {
		c.Supersedes = current
	}
	if c.LeftOut == nil {
		c.LeftOut = []spec.Statement{}
	}
	if c.Statements == nil {
		c.Statements = []spec.Statement{}
	}
	return c, nil
}

// CatchUp brings the answers up to date with the catalog, and waits for it for
// a while. It goes on when the wait is over; the error is nil then.
func (a *App) CatchUp(ctx context.Context, patience time.Duration) error {
	done := make(chan error, 1)
	go func() { done <- a.Refresh(context.WithoutCancel(ctx)) }()
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case err := <-done:
		return err
	case <-wait.Done():
		return nil
	}
}
