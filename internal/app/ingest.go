package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/catalog"
	"crosswalk/internal/document"
	"crosswalk/internal/ingest"
	"crosswalk/internal/onet"
	"crosswalk/internal/spec"
)

// IngestReport says what became of one document, or would become of it.
type IngestReport struct {
	Name       string                       `json:"name"`
	DryRun     bool                         `json:"dry_run" doc:"True when it was stored in a copy only, which is gone: outcome says what would have been done"`
	Outcome    string                       `json:"outcome" enum:"added,revised,reread,unchanged" doc:"added: the first text of this document; revised: another text, which supersedes the one before; reread: the same text, read by a newer reader, with another title, publisher or licence stated, or with other corrections"`
	Format     string                       `json:"format" doc:"Form of the file: text, pdf, docx, ..."`
	Family     string                       `json:"family"`
	SourceID   string                       `json:"source_id" doc:"Empty in a dry run"`
	Publisher  string                       `json:"publisher"`
	Licence    string                       `json:"licence"`
	Class      spec.Class                   `json:"class"`
	Statements map[spec.Kind]map[string]int `json:"statements" doc:"Counts by kind, then by level label; the empty label is for statements without a level"`
	Warnings   []spec.Warning               `json:"warnings"`
	Unread     []UnreadHeading              `json:"not_understood" doc:"Headings that no rule knows, with what stands under them: kept as kind other"`
	Corrected  int                          `json:"corrected" doc:"Statements whose kind or level a person corrected" minimum:"0"`
	LeftOut    int                          `json:"left_out" doc:"Passages that a person left out" minimum:"0"`
	Others     []*IngestReport              `json:"others,omitempty" doc:"The other classes of the same specification, or of the same table"`
}

// An UnreadHeading is a heading that no rule knows.
type UnreadHeading struct {
	Heading    string `json:"heading" doc:"As the document words it; empty for what stands under none"`
	Statements int    `json:"statements"`
	Characters int    `json:"characters" doc:"Bytes of their text"`
}

// unread counts what was kept as of no known kind, by heading, in the order of
// the document.
func unread(statements []spec.Statement) []UnreadHeading {
	out := []UnreadHeading{}
	at := map[string]int{}
	for _, st := range statements {
		if st.Kind != spec.Other {
			continue
		}
		i, ok := at[st.Section]
		if !ok {
			i = len(out)
			at[st.Section] = i
			out = append(out, UnreadHeading{Heading: st.Section})
		}
		out[i].Statements++
		out[i].Characters += st.Span.Len()
	}
	return out
}

// Withdraw takes a class out of force. Its documents stay readable.
func (a *App) Withdraw(ctx context.Context, classID string) error {
	return a.catalog.Withdraw(ctx, classID)
}

// A Reading is a document that has been read and not stored yet.
type Reading struct {
	// Name is that of the file, with the part that it is of a table or a list.
	Name string
	file document.Document
	raw  []byte             // the text, as it was received or taken from the file
	docs []*ingest.Document // one for each class
}

// Read reads the documents of a file: one, or those of a table or a list. It
// stores nothing, and several files may be read at once.
func (a *App) Read(ctx context.Context, name string, raw []byte, stated ingest.Origin) ([]*Reading, error) {
	files, err := a.readFile(ctx, name, raw, stated)
	if err != nil {
		return nil, err
	}
	if len(files) > 1 && (stated.Code != "" || stated.Title != "") {
		return nil, spec.Errorf(spec.Invalid, "the file is of %d classes: a code or a title is of one", len(files)).In("code")
	}
	out := make([]*Reading, len(files))
	for i, f := range files {
		r := &Reading{Name: name, file: f, raw: []byte(f.Text)}
		if f.Part != "" {
			r.Name = strings.TrimSpace(name + " " + f.Part)
		}
		if f.Format == document.Text {
			r.raw = raw
		}
		r.docs = a.headings.ReadAll(f.Text)
		for _, doc := range r.docs {
			doc.Warnings = append(doc.Warnings, f.Warnings...)
			if doc.Class.Title == "" && len(r.docs) == 1 {
				doc.Class.Title = ingest.TitleIn(f.Window)
			}
		}
		out[i] = r
	}
	return out, nil
}

// readFile turns a file into text. What is stated of the columns of a table goes
// before what was stated for the same employer before; that is used where the
// table has those columns.
func (a *App) readFile(ctx context.Context, name string, raw []byte, stated ingest.Origin) ([]document.Document, error) {
	if stated.Format != "" {
		text, err := document.Decode(raw)
		return []document.Document{{Format: document.Format(stated.Format), Text: text}}, err
	}
	columns, err := document.ParseColumns(stated.Columns)
	if err != nil {
		return nil, err
	}
	if columns != nil || stated.Issuer == "" {
		return a.documents.Read(ctx, name, raw, columns)
	}
	kept, err := a.catalog.Columns(ctx, stated.Issuer)
	if err != nil {
		return nil, err
	}
	if columns, err = document.ParseColumns(kept); err == nil && columns != nil {
		files, err := a.documents.Read(ctx, name, raw, columns)
		if other := (*spec.Error)(nil); !errors.As(err, &other) || other.Field != "columns" {
			return files, err
		}
	}
	return a.documents.Read(ctx, name, raw, nil)
}

// Ingest reads the documents of a file and stores them, as StoreAll does.
func (a *App) Ingest(ctx context.Context, name string, raw []byte, stated ingest.Origin) (*IngestReport, error) {
	readings, err := a.Read(ctx, name, raw, stated)
	if err != nil {
		return nil, err
	}
	return a.StoreAll(ctx, readings, stated)
}

// Store stores what was read, once, in one transaction. What cannot be stored
// changes nothing. Of a specification of several classes the report is of the
// first, with the others in it. What people corrected in the same text before
// stays corrected.
func (a *App) Store(ctx context.Context, reading *Reading, stated ingest.Origin) (*IngestReport, error) {
	return a.StoreAll(ctx, []*Reading{reading}, stated)
}

// StoreAll stores all documents of a file in one transaction, as Store does.
func (a *App) StoreAll(ctx context.Context, readings []*Reading, stated ingest.Origin) (*IngestReport, error) {
	docs, err := a.identify(ctx, readings, stated)
	if err != nil {
		return nil, err
	}
	return a.storeAs(ctx, readings, docs, stated)
}

// storeAs stores documents, and keeps what was stated of the columns of a table.
func (a *App) storeAs(ctx context.Context, readings []*Reading, docs []corrected, stated ingest.Origin) (*IngestReport, error) {
	report, err := a.store(ctx, readings[0].Name, docs)
	if err == nil && stated.Columns != "" && stated.Issuer != "" {
		err = a.catalog.KeepColumns(ctx, stated.Issuer, stated.Columns)
	}
	return report, err
}

func (a *App) store(ctx context.Context, name string, docs []corrected) (*IngestReport, error) {
	records := make([]catalog.Record, len(docs))
	for i, doc := range docs {
		records[i] = doc.record()
	}
	stored, err := a.catalog.PutAll(ctx, records)
	if err != nil {
		return nil, err
	}
	var first *IngestReport
	for i, doc := range docs {
		r := a.newReport(name, doc.Identified, stored[i].Outcome)
		r.SourceID = stored[i].SourceID
		r.Class.SourceIDs = []string{r.SourceID}
		if doc.Class.Issuer == index.IssuerONET {
			warnings, err := a.checkAnchors(ctx, doc.Class.ID)
			if err != nil {
				return nil, err
			}
			r.Warnings = append(r.Warnings, warnings...)
		}
		if first == nil {
			first = r
		} else {
			first.Others = append(first.Others, r)
		}
	}
	return first, nil
}

func record(doc *ingest.Identified) catalog.Record {
	return catalog.Record{
		Key: doc.Key, Reader: ingest.Version, Source: doc.Source, Text: doc.Text,
		Class: doc.Class, Statements: doc.Statements,
	}
}

// identify finds out what a document is, for each class that it is of, as
// people corrected it before. What the caller states of its origin goes before
// what the seeds' manifest and the catalog know of it; a code or title that is
// stated can be of one class only.
func (a *App) identify(ctx context.Context, readings []*Reading, stated ingest.Origin) ([]corrected, error) {
	docs, err := a.identifyAll(ctx, readings, stated)
	if err != nil {
		return nil, err
	}
	return a.asCorrected(ctx, docs)
}

// identifyAll does so for all documents of a file, which must be of different
// classes.
func (a *App) identifyAll(ctx context.Context, readings []*Reading, stated ingest.Origin) ([]*ingest.Identified, error) {
	var out []*ingest.Identified
	from := map[string]string{} // part of the file by class
	for _, r := range readings {
		ids, err := a.identifyReading(ctx, r, stated)
		if err != nil && len(readings) > 1 {
			return nil, inReading(err, r)
		}
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if before := from[id.Class.ID]; before != "" && len(readings) > 1 {
				return nil, spec.Errorf(spec.Conflict, "%s and %s are both of %s: each class needs a code of its own", before, r.file.Part, id.Class.ID).In("code")
			}
			from[id.Class.ID] = r.file.Part
		}
		out = append(out, ids...)
	}
	return out, nil
}

// inReading says in which part of a file an error is.
func inReading(err error, r *Reading) error {
	if e, ok := err.(*spec.Error); ok {
		return spec.Errorf(e.Code, "%s: %v", r.file.Part, err).In(e.Field)
	}
	return fmt.Errorf("%s: %w", r.file.Part, err)
}

func (a *App) identifyReading(ctx context.Context, reading *Reading, stated ingest.Origin) ([]*ingest.Identified, error) {
	raw, docs := reading.raw, reading.docs
	if len(docs) == 1 {
		stated.Code, stated.Title = cmp.Or(stated.Code, reading.file.Code), cmp.Or(stated.Title, reading.file.Title)
	}
	stated, err := withSeedOrigin(stated, checksum(raw))
	if err != nil {
		return nil, err
	}
	if len(docs) > 1 {
		hasCode := func(d *ingest.Document) bool { return strings.EqualFold(d.Class.Code, stated.Code) }
		if stated.Code != "" && !slices.ContainsFunc(docs, hasCode) {
			return nil, spec.Errorf(spec.Conflict, "the text is of %d classes, and none has the code %q", len(docs), stated.Code).In("code")
		}
		stated.Code, stated.Title = "", ""
	}
	out := make([]*ingest.Identified, len(docs))
	for i, doc := range docs {
		if out[i], err = a.identifyOne(ctx, doc, raw, stated); err != nil {
			return nil, err
		}
		out[i].Source.Format = string(reading.file.Format)
	}
	return out, nil
}

// identifyOne finds out which class's a document is, and whether it is a new
// text of a document that the catalog has.
func (a *App) identifyOne(ctx context.Context, doc *ingest.Document, raw []byte, stated ingest.Origin) (*ingest.Identified, error) {
	now := a.cfg.Now()
	id, err := ingest.Identify(doc, raw, stated, now)
	if err != nil {
		return nil, err
	}
	known, err := a.catalog.Documents(ctx, id.Class.ID)
	if err != nil {
		return nil, err
	}
	madeUp := stated.Code == "" && doc.Class.Code == ""
	if len(known) > 0 && known[0].ClassID != id.Class.ID { // the same but for letter case
		_, stated.Code, _ = strings.Cut(known[0].ClassID, ":")
		if id, err = ingest.Identify(doc, raw, stated, now); err != nil {
			return nil, err
		}
	}
	if err := checkMadeUp(id, madeUp, known); err != nil {
		return nil, err
	}
	before := predecessor(id, stated, known)
	if before == nil {
		if slices.ContainsFunc(known, func(d catalog.Document) bool { return d.Key == id.Key }) {
			id.SetKey(id.Key + "|" + id.Source.SHA256[:8]) // of a document that has another publisher by now
		}
		return id, a.warnBeside(ctx, id, known)
	}
	origin := ingest.Origin{Publisher: before.Publisher, Licence: before.Licence, Attribution: before.Attribution}
	if origin.Title, err = a.keptTitle(ctx, doc, before); err != nil {
		return nil, err
	}
	if id, err = ingest.Identify(doc, raw, merge(stated, origin), now); err != nil {
		return nil, err
	}
	id.SetKey(before.Key)
	if !ingest.SameTitle(id.Class.Title, before.Title) {
		id.Warn("the text before had the title %q; if this is another class, it needs a code of its own", before.Title)
	}
	return id, nil
}

// checkMadeUp refuses a text whose class code was made up from its title, where
// the class is there with another text: two classes may share a title.
func checkMadeUp(id *ingest.Identified, madeUp bool, known []catalog.Document) error {
	same := slices.ContainsFunc(known, func(d catalog.Document) bool { return d.SHA256 == id.Source.SHA256 })
	if madeUp && len(known) > 0 && !same {
		return spec.Errorf(spec.Conflict, "the text states no class code, and %s is there with another text: "+
			"state the code %q if this is a new text of that class, another code if it is another class", id.Class.ID, id.Class.Code).In("code")
	}
	return nil
}

// warnBeside warns of a document that will stand beside another one.
func (a *App) warnBeside(ctx context.Context, id *ingest.Identified, known []catalog.Document) error {
	for _, d := range known {
		id.Warn("%s has a document of publisher %q too; what both require counts. State that publisher if this text is to replace it", id.Class.ID, d.Publisher)
	}
	others, err := a.catalog.ClassesOfText(ctx, id.Source.SHA256)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other != id.Class.ID && id.Class.Position == 0 {
			id.Warn("the same text is in the catalog as %s; withdraw that class if this is its right name", other)
		}
	}
	return nil
}

// keptTitle returns the title of the revision before, where the text has the
// one that it had then, or none: somebody may have stated it, or spelt it
// right.
func (a *App) keptTitle(ctx context.Context, doc *ingest.Document, before *catalog.Document) (string, error) {
	if doc.Class.Title == "" || ingest.SameTitle(doc.Class.Title, before.Title) {
		return before.Title, nil
	}
	text, err := a.catalog.SourceText(ctx, before.SourceID)
	if err != nil {
		return "", err
	}
	for _, old := range a.headings.ReadAll(text) {
		if (old.Class.Code == doc.Class.Code || doc.Class.Code == "") && ingest.SameTitle(doc.Class.Title, old.Class.Title) {
			return before.Title, nil
		}
	}
	return "", nil
}

// predecessor finds the document of the same class that id is a text of: the
// one with the same text, or else the one of the same publisher, or of any
// where none is stated. Of several it is the one of the same family. It is
// nil when none is, or when that leaves a choice. What came with an O*NET
// release changes with releases only.
func predecessor(id *ingest.Identified, stated ingest.Origin, known []catalog.Document) *catalog.Document {
	known = slices.DeleteFunc(slices.Clone(known), func(d catalog.Document) bool { return d.Family == onet.Family })
	only := func(fits func(catalog.Document) bool) (found *catalog.Document, n int) {
		for i := range known {
			if fits(known[i]) {
				found = &known[i]
				n++
			}
		}
		return found, n
	}
	if same, n := only(func(d catalog.Document) bool { return d.SHA256 == id.Source.SHA256 }); n > 0 {
		return same
	}
	published := func(d catalog.Document) bool { return stated.Publisher == "" || d.Publisher == stated.Publisher }
	if one, n := only(published); n == 1 {
		return one
	}
	one, n := only(func(d catalog.Document) bool { return published(d) && d.Family == id.Source.Family })
	if n == 1 {
		return one
	}
	return nil
}

func (a *App) newReport(name string, doc *ingest.Identified, outcome catalog.Outcome) *IngestReport {
	s := doc.Source
	r := &IngestReport{
		Name: name, Outcome: string(outcome), Format: s.Format, Family: s.Family, Publisher: s.Publisher, Licence: s.Licence,
		Class: doc.Class, Statements: count(doc.Statements), Unread: unread(doc.Statements), Warnings: append([]spec.Warning{}, s.Warnings...),
	}
	r.Class.Statements = len(doc.Statements)
	for _, st := range doc.Statements {
		if st.Corrected != nil {
			r.Corrected++
		}
	}
	r.LeftOut = len(doc.LeftOut)
	r.Class.SourceIDs = []string{}
	for i := range r.Class.Levels {
		l := &r.Class.Levels[i]
		a.placeOnLadder(doc.Class.ID, l)
		if l.Rung == nil {
			r.Warnings = append(r.Warnings, spec.Warning{Message: fmt.Sprintf(
				"level %q is not on the common ladder, so it compares with no other class's levels; %s places it", l.Label, ladderFile)})
		}
	}
	return r
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
