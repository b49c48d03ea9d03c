package document

import (
	"strings"
	"testing"
	"unicode/utf8"

	"crosswalk/internal/document/samples"
	"crosswalk/internal/spec"
)

// quick recognises no scans: that takes a second a page.
var quick = &Reader{CacheDir: cacheDir, Recogniser: "none", Known: reader.Known}

// checkRead holds what is true of every reading: text in UTF-8, or an error that
// says why.
func checkRead(t *testing.T, name string, raw []byte) {
	t.Helper()
	docs, err := quick.Read(t.Context(), name, raw, nil)
	if err != nil {
		if spec.CodeOf(err) == spec.Internal {
			t.Errorf("an error without a reason for the caller: %v", err)
		}
		return
	}
	for _, d := range docs {
		if !utf8.ValidString(d.Text) || strings.TrimSpace(d.Text) == "" || len(d.Text) > MaxBytes {
			t.Errorf("%q", d.Text)
		}
		if d.Format != Text && strings.ContainsRune(d.Text, 0) {
			t.Errorf("a zero byte in %q", d.Text)
		}
	}
}

func FuzzPDF(f *testing.F) {
	f.Add(samples.PDF(samples.Lines(72, 700, "The harbour master plans the work of the crew.")))
	f.Add(samples.Assemble([]string{""}, ""))
	f.Fuzz(func(t *testing.T, raw []byte) { checkRead(t, "", append([]byte("%PDF-1.4\n"), raw...)) })
}

func FuzzWord(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>One</w:t></w:r></w:p>`, `<w:styles><w:style w:styleId="A"><w:name w:val="heading 1"/></w:style></w:styles>`)
	f.Add(`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, ``)
	f.Fuzz(func(t *testing.T, body, styles string) {
		checkRead(t, "", samples.WordFile(body, "word/styles.xml", styles))
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(samples.WordFile(samples.Paragraph("One")))
	f.Add(workbook(f, []string{"Title", "Duties"}, []string{"Diver", "Dives"}))
	f.Fuzz(func(t *testing.T, raw []byte) { checkRead(t, "", append([]byte("PK\x03\x04"), raw...)) })
}

func FuzzWebPage(f *testing.F) {
	f.Add(posting)
	f.Add(`<script type="application/ld+json">{"@type":"JobPosting"}</script><table><tr><td><table><td>a`)
	f.Fuzz(func(t *testing.T, page string) { checkRead(t, "", []byte("<html>"+page)) })
}

func FuzzTable(f *testing.F) {
	f.Add("Title,Duties\nDiver,\"Dives\"\n")
	f.Add("Title;Kind;Statement\nDiver;Duty;Dives\n")
	f.Fuzz(func(t *testing.T, table string) { checkRead(t, "a.csv", []byte(table)) })
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"@type":"JobPosting","title":"Diver","description":"<p>Dives"}`)
	f.Add(`{"CFDocument":{},"CFItems":[{"identifier":"a","fullStatement":"b"}],"CFAssociations":[{"associationType":"isChildOf","originNodeURI":{"identifier":"a"},"destinationNodeURI":{"identifier":"a"}}]}`)
	f.Fuzz(func(t *testing.T, raw string) { checkRead(t, "", []byte(raw)) })
}

func FuzzParseColumns(f *testing.F) {
	f.Add("Job Name=title, What you do=duties")
	f.Fuzz(func(t *testing.T, s string) {
		columns, err := ParseColumns(s)
		if err != nil && columns != nil {
			t.Error("columns beside an error")
		}
	})
}
