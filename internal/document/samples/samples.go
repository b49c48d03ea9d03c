// Package samples makes small files for tests: PDF and Word documents that hold what a
// test says.
package samples

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
)

// A Word is text at a place of a page, in points from its lower left corner.
type Word struct {
	X, Y float64
	Text string
}

// PDF writes a document of pages, in Helvetica of 10 points.
func PDF(pages ...[]Word) []byte {
	var streams []string
	for _, page := range pages {
		var b strings.Builder
		for _, w := range page {
			fmt.Fprintf(&b, "BT /F1 10 Tf %g %g Td (%s) Tj ET\n", w.X, w.Y, strings.NewReplacer("(", `\(`, ")", `\)`, `\`, `\\`).Replace(w.Text))
		}
		streams = append(streams, b.String())
	}
	return Assemble(streams, "")
}

// Assemble writes pages with these contents; picture is an object that they may
// draw as /Im.
func Assemble(contents []string, picture string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(body string) int {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
		return len(offsets)
	}
	b.WriteString("%PDF-1.4\n")
	pages := 2 + 2*len(contents) // objects before that of the pages
	font := object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	resources := fmt.Sprintf("<< /Font << /F1 %d 0 R >> >>", font)
	if picture != "" {
		pages++
		resources = fmt.Sprintf("<< /XObject << /Im %d 0 R >> >>", object(picture))
	}
	var kids []string
	for _, c := range contents {
		content := object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(c), c))
		page := object(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] /Resources %s /Contents %d 0 R >>", pages, resources, content))
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " ")))
	root := object(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R >>", pages))
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, root, xref)
	return b.Bytes()
}

// Lines sets lines one below the other from a place.
func Lines(x, y float64, texts ...string) []Word {
	out := make([]Word, len(texts))
	for i, t := range texts {
		out[i] = Word{x, y - 12*float64(i), t}
	}
	return out
}

// WordMain is where a Word document has its text.
const WordMain = "word/document.xml"

// WordSpaces declares the names of its elements.
const WordSpaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// WordFile writes a Word document with a body of elements, and more files, name and
// content in turn.
func WordFile(body string, more ...string) []byte {
	return Archive(append([]string{WordMain, `<w:document ` + WordSpaces + `><w:body>` + body + `</w:body></w:document>`}, more...)...)
}

// Paragraph is one of a Word document.
func Paragraph(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

// Archive packs files, name and content in turn.
func Archive(files ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			panic(err) // memory takes what is written
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
