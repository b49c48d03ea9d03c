// Package document turns the files that employers have into text: PDF, Word,
// web pages, spreadsheets, job postings as JSON, and text itself. What it returns
// is what the reader reads, and what every quotation points into. Headings and
// lists keep their signs, as Markdown writes them; pages are separated by form
// feeds.
package document

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

// MaxFileBytes bounds a file that is not plain text: those carry pictures and
// fonts. The text in it is bounded by MaxBytes.
const MaxFileBytes = 16 << 20

// A Format is a file format. It is detected from the content of a file.
type Format string

// Formats of files.
const (
	Text        Format = "text"
	PDF         Format = "pdf"
	ScannedPDF  Format = "pdf-scanned" // read by optical character recognition
	Word        Format = "docx"
	WebPage     Format = "html"
	Spreadsheet Format = "xlsx"
	CSV         Format = "csv"
	Posting     Format = "job-posting" // JSON, schema.org
	Framework   Format = "case"        // JSON, a CASE package
)

// Formats lists every format.
var Formats = []Format{Text, PDF, ScannedPDF, Word, WebPage, Spreadsheet, CSV, Posting, Framework}

// A Document is the text of one job, or of one table row.
type Document struct {
	Format Format
	// Part says which part of a file that has several: "row 3". Empty for the
	// whole file.
	Part string
	Text string
	// What the file states beside its text. Empty where it states nothing.
	Code, Title string
	// Window is the title of a web page, which may name the site as well.
	Window   string
	Warnings []spec.Warning
}

// A Reader reads files. Its zero value is ready for use and keeps nothing.
type Reader struct {
	// CacheDir holds the compiled PDF engine, so that it is compiled only once; it
	// may be deleted at any time. Empty: every process compiles it.
	CacheDir string
	// Known reports whether a lower-case word is a real word. The PDF reader uses
	// it to restore ligatures and broken words. May be nil.
	Known func(word string) bool

	// Recogniser is the program that recognises characters in scans. Empty means
	// tesseract, if it is installed.
	Recogniser string

	pdf pdfEngine
}

// Close frees what reading took.
func (r *Reader) Close() error { return r.pdf.close() }

// Read returns the documents of a file, at least one. The name only tells
// CSV and TSV from plain text; every other format is detected from the content.
// Columns names the columns of a table; those that it does not name are guessed.
func (r *Reader) Read(ctx context.Context, name string, raw []byte, columns Columns) (docs []Document, err error) {
	defer func() { // one file must not end the reading of a folder
		if p := recover(); p != nil {
			docs, err = nil, spec.Errorf(spec.Internal, "reading this file failed unexpectedly: %v", p)
		}
	}()
	format, err := formatOf(name, raw)
	if err != nil {
		return nil, err
	}
	if format != Text && len(raw) > MaxFileBytes {
		return nil, spec.Errorf(spec.TooLarge, "the file is over the limit of %d MiB", MaxFileBytes>>20)
	}
	switch format {
	case PDF:
		docs, err = one(r.readPDF(ctx, raw))
	case Word:
		docs, err = one(readWord(raw))
	case WebPage:
		docs, err = one(readWebPage(raw))
	case Spreadsheet, CSV:
		docs, err = readTable(format, raw, columns)
	case Posting:
		docs, err = readJSON(raw)
	default:
		var text string
		text, err = Decode(raw)
		docs = []Document{{Format: Text, Text: text}}
	}
	if err != nil {
		return nil, err
	}
	for i := range docs {
		if err := check(&docs[i]); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

func one(d Document, err error) ([]Document, error) { return []Document{d}, err }

// check refuses a document without text, or with too much.
func check(d *Document) error {
	if d.Format != Text {
		d.Text = strings.ReplaceAll(strings.ToValidUTF8(d.Text, ""), "\x00", "")
	}
	switch {
	case strings.TrimSpace(d.Text) == "":
		return spec.Errorf(spec.Invalid, "the file contains no text")
	case len(d.Text) > MaxBytes:
		return spec.Errorf(spec.TooLarge, "the text of this file is over the limit of %d MiB", MaxBytes>>20)
	}
	return nil
}

// knownNames are the endings of the names of files that are read.
var knownNames = []string{".txt", ".text", ".md", ".markdown", ".pdf", ".docx", ".html", ".htm", ".xlsx", ".csv", ".tsv", ".json"}

// Names returns the endings of the names of files that are read.
func Names() []string { return slices.Clone(knownNames) }

// HasKnownName reports whether a file of a folder is a document, by its name.
func HasKnownName(name string) bool {
	return slices.Contains(knownNames, strings.ToLower(filepath.Ext(name)))
}

// refused are files that are not read, with what to do about it.
var refused = []struct{ prefix, what string }{
	{"\x1f\x8b", "a gzip archive; unpack it first"},
	{"\x7fELF", "a program"},
	{"{\\rtf", "an RTF document; save it as DOCX"},
	{"\xd0\xcf\x11\xe0", "an Office document of before 2007; save it as DOCX or XLSX"},
	{"\x89PNG", "a picture; print it to PDF"},
	{"\xff\xd8\xff", "a picture; print it to PDF"},
	{"\xff\xfe", "text in UTF-16; save it as UTF-8"},
	{"\xfe\xff", "text in UTF-16; save it as UTF-8"},
	{"PK\x05\x06", "an empty archive"},
}

// formatOf knows a format by the first bytes of a file, or what is in it.
func formatOf(name string, raw []byte) (Format, error) {
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		return officeFormat(raw)
	}
	for _, f := range refused {
		if bytes.HasPrefix(raw, []byte(f.prefix)) {
			return "", spec.Errorf(spec.Invalid, "this is %s", f.what)
		}
	}
	head := bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch ext := strings.ToLower(filepath.Ext(name)); {
	case bytes.HasPrefix(raw[:min(len(raw), 1024)], []byte("%PDF-")), bytes.Contains(raw[:min(len(raw), 1024)], []byte("\n%PDF-")):
		return PDF, nil
	case looksLikeWebPage(head):
		return WebPage, nil
	case looksLikeJSON(head):
		return Posting, nil
	case ext == ".csv", ext == ".tsv":
		return CSV, nil
	}
	return Text, nil
}

// errOffice is the answer to an archive that is no Office document.
var errOffice = errors.New("this archive is not a Word document or a spreadsheet. Unpack it first; on the command line, give it a .zip name")
