package document

import (
	"fmt"
	"strings"
	"testing"

	"crosswalk/internal/document/samples"
	"crosswalk/internal/spec"
)

func cell(paragraphs ...string) string { return `<w:tc>` + strings.Join(paragraphs, "") + `</w:tc>` }

func TestWord(t *testing.T) {
	item := func(text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	tests := []struct{ name, body, want string }{
		{"paragraphs", samples.Paragraph("One.") + samples.Paragraph("Two."), "One.\n\nTwo.\n"},
		{"runs and breaks", `<w:p><w:r><w:t xml:space="preserve">Class </w:t></w:r><w:r><w:t>Code:</w:t><w:tab/><w:t>7</w:t><w:br/><w:t>Next</w:t></w:r></w:p>`, "Class Code:\t7\nNext\n"},
		{"a list", samples.Paragraph("Duties") + item("Files") + item("Types") + samples.Paragraph("End"), "Duties\n\n- Files\n- Types\n\nEnd\n"},
		{"headings", `<w:p><w:pPr><w:pStyle w:val="H2"/></w:pPr><w:r><w:t>Duties</w:t></w:r></w:p>` + samples.Paragraph("Files"), "## Duties\n\nFiles\n"},
		{"tracked changes", `<w:p><w:r><w:t xml:space="preserve">Files </w:t></w:r><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>`, "Files new\n"},
		{"a text box once", `<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>` + samples.Paragraph("In the box") + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + samples.Paragraph("In the box") + `</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Beside it</w:t></w:r></w:p>`, "In the box\n\nBeside it\n"},
		{"labels in a table", `<w:tbl><w:tr>` + cell(samples.Paragraph("Title")) + cell(samples.Paragraph("Clerk")) + `</w:tr><w:tr>` + cell(samples.Paragraph("Duties")) + cell(item("Files"), item("Types")) + `</w:tr></w:tbl>`, "Title: Clerk\n\nDuties:\n\n- Files\n- Types\n"},
		{"levels in a table", `<w:tbl><w:tr>` + cell(samples.Paragraph("Competency")) + cell(samples.Paragraph("Basic")) + cell(samples.Paragraph("Expert")) + `</w:tr><w:tr>` + cell(samples.Paragraph("Filing")) + cell(samples.Paragraph("Finds")) + cell(samples.Paragraph("Plans|keeps")) + `</w:tr></w:tbl>`, "| Competency | Basic | Expert |\n| --- | --- | --- |\n| Filing | Finds | Plans\\|keeps |\n"},
		{"a table inside a table", `<w:tbl><w:tr>` + cell(samples.Paragraph("Outer text that is longer than a label can be, which is sixty bytes"), `<w:tbl><w:tr>`+cell(samples.Paragraph("Pay"))+cell(samples.Paragraph("7"))+`</w:tr></w:tbl>`) + `</w:tr></w:tbl>`, "Outer text that is longer than a label can be, which is sixty bytes\nPay: 7\n"},
		{"formatting before a tracked change", `<w:p><w:pPr><w:pStyle w:val="H2"/><w:pPrChange><w:pPr><w:pStyle w:val="Old"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>Duties</w:t></w:r></w:p>`, "## Duties\n"},
		{"a row in a cell", `<w:tbl><w:tr><w:tc><w:tr>` + samples.Paragraph("Files") + `</w:tr></w:tc></w:tr></w:tbl>`, "Files\n"},
		{"soft hyphen and ligature", samples.Paragraph("manage\u00adment of ﬁles"), "management of files\n"},
	}
	styles := `<w:styles ` + samples.WordSpaces + `><w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style></w:styles>`
	numbering := `<w:numbering ` + samples.WordSpaces + `><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := read(t, "a.docx", samples.WordFile(tt.body, "word/styles.xml", styles, "word/numbering.xml", numbering))
			if doc.Format != Word || doc.Text != tt.want {
				t.Errorf("%s\ngot  %q\nwant %q", doc.Format, doc.Text, tt.want)
			}
		})
	}
}

func TestWordHeaders(t *testing.T) {
	head := `<w:hdr ` + samples.WordSpaces + `>` + samples.Paragraph("City of Dunes") + samples.Paragraph("Clerk") + `</w:hdr>`
	doc := read(t, "a.docx", samples.WordFile(samples.Paragraph("Clerk")+samples.Paragraph("Files."), "word/header1.xml", head, "word/header2.xml", head))
	if want := "City of Dunes\n\nClerk\n\nFiles.\n"; doc.Text != want {
		t.Errorf("%q", doc.Text)
	}
}

// manyHeaders is a document with one header more than is read.
func manyHeaders() []byte {
	var more []string
	for i := range maxHeaders + 1 {
		more = append(more, fmt.Sprintf("word/header%d.xml", i), `<w:hdr `+samples.WordSpaces+`/>`)
	}
	return samples.WordFile(samples.Paragraph("Clerk"), more...)
}

func TestArchivesRefused(t *testing.T) {
	deep := strings.Repeat("<w:p>", maxXMLDepth+1)
	tests := []struct {
		name    string
		raw     []byte
		code    spec.Code
		message string
	}{
		{"damaged", []byte("PK\x03\x04rest"), spec.Invalid, "damaged"},
		{"another archive", samples.Archive("a.txt", "text"), spec.Invalid, "not a Word document"},
		{"OpenDocument", samples.Archive("content.xml", "<a/>"), spec.Invalid, "save it as DOCX"},
		{"no text", samples.WordFile(""), spec.Invalid, "no text"},
		{"broken XML", samples.Archive(wordMain, "<w:p>"), spec.Invalid, wordMain},
		{"too deep", samples.Archive(wordMain, deep), spec.Invalid, "deep"},
		{"unpacks to too much", samples.Archive(wordMain, "<w:t>"+strings.Repeat(" ", maxUnpacked)), spec.TooLarge, "64 MiB"},
		{"too many headers", manyHeaders(), spec.TooLarge, "headers"},
		{"RTF", []byte(`{\rtf1 text}`), spec.Invalid, "save it as DOCX"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := reader.Read(t.Context(), "a.docx", tt.raw, nil)
			if spec.CodeOf(err) != tt.code || err == nil || !strings.Contains(err.Error(), tt.message) {
				t.Errorf("%v", err)
			}
		})
	}
}
