package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"crosswalk/internal/spec"
)

// Bounds of a Word document. A larger file is not a genuine document.
const (
	maxEntries   = 10_000
	maxUnpacked  = 64 << 20 // of all parts that are read
	maxHeaders   = 20
	maxLevels    = 9 // of a list
	maxXMLDepth  = 256
	wordMain     = "word/document.xml"
	workbookMain = "xl/workbook.xml"
)

// officeFormat says which Office document an archive is.
func officeFormat(raw []byte) (Format, error) {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return "", spec.Errorf(spec.Invalid, "this archive is damaged: %v", err)
	}
	if len(archive.File) > maxEntries {
		return "", spec.Errorf(spec.TooLarge, "this archive has more than %d entries", maxEntries)
	}
	for _, f := range archive.File {
		switch f.Name {
		case wordMain:
			return Word, nil
		case workbookMain:
			return Spreadsheet, nil
		case "content.xml":
			return "", spec.Errorf(spec.Invalid, "this is an OpenDocument file; save it as DOCX or XLSX")
		}
	}
	return "", spec.Errorf(spec.Invalid, "%v", errOffice)
}

// readWord reads the paragraphs, lists and tables of a Word document, in their
// order, with what stands in its headers and in text boxes. Deletions that are
// tracked are left out, insertions are in.
func readWord(raw []byte) (Document, error) {
	doc := Document{Format: Word}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return doc, spec.Errorf(spec.Invalid, "this archive is damaged: %v", err)
	}
	w := &wordReader{left: maxUnpacked, headings: map[string]int{}, listStyles: map[string]numbering{}, lists: map[numbering]bool{}}
	parts := map[string]func(*xml.Decoder) error{
		"word/styles.xml": w.readStyles, "word/numbering.xml": w.readNumbering,
	}
	for _, name := range []string{"word/styles.xml", "word/numbering.xml"} {
		if err := w.readPart(archive, name, parts[name]); err != nil && !errors.Is(err, errNoPart) {
			return doc, err
		}
	}
	headers := 0
	for _, f := range archive.File {
		if !strings.HasPrefix(f.Name, "word/header") {
			continue
		}
		if headers++; headers > maxHeaders {
			return doc, spec.Errorf(spec.TooLarge, "this Word document has more than %d headers", maxHeaders)
		}
		if err := w.readPart(archive, f.Name, w.readBody); err != nil {
			return doc, err
		}
	}
	heads := w.lines
	w.lines = nil
	if err := w.readPart(archive, wordMain, w.readBody); err != nil {
		return doc, err
	}
	// A header of the first page stands there too; what only says its title
	// again is not needed.
	doc.Text = joinLines(append(withoutRepeated(heads, w.lines), w.lines...))
	return doc, nil
}

// withoutRepeated leaves out the lines of a header that repeat one another or a
// line of the text.
func withoutRepeated(heads, body []textLine) []textLine {
	seen := map[string]bool{}
	for _, l := range body {
		seen[strings.ToLower(strings.TrimLeft(l.text, "# "))] = true
	}
	var out []textLine
	for _, l := range heads {
		key := strings.ToLower(strings.TrimLeft(l.text, "# "))
		if l.text != "" && !seen[key] {
			seen[key] = true
			out = append(out, l)
		}
	}
	return out
}

var errNoPart = errors.New("this Word document lacks its text")

// readPart passes an entry of the archive to read, up to the limit on its size.
func (w *wordReader) readPart(archive *zip.Reader, name string, read func(*xml.Decoder) error) error {
	for _, f := range archive.File {
		if f.Name != name {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return spec.Errorf(spec.Invalid, "%s: %v", name, err)
		}
		defer r.Close()
		limited := &io.LimitedReader{R: r, N: w.left}
		err = read(xml.NewDecoder(limited))
		w.left = limited.N
		if err != nil {
			if limited.N <= 0 {
				return spec.Errorf(spec.TooLarge, "%s: this Word document unpacks to more than %d MiB", name, maxUnpacked>>20)
			}
			return spec.Errorf(spec.Invalid, "%s: %v", name, err)
		}
		return nil
	}
	return errNoPart
}

// numbering names one level of one list.
type numbering struct{ list, level string }

// A wordReader reads the parts of a Word document.
type wordReader struct {
	left       int64                // bytes that may still be unpacked
	headings   map[string]int       // style -> level of its heading, from 1
	listStyles map[string]numbering // style -> list that its paragraphs are in
	lists      map[numbering]bool   // numbering levels that print no sign
	lines      []textLine
}

// attr returns an attribute by its local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readStyles learns which styles are headings, and which are of a list.
func (w *wordReader) readStyles(d *xml.Decoder) error {
	style := ""
	return walk(d, func(e xml.StartElement) bool {
		switch e.Name.Local {
		case "style":
			style = attr(e, "styleId")
			w.named(style, style)
		case "name":
			w.named(style, attr(e, "val"))
		case "outlineLvl":
			if n, err := strconv.Atoi(attr(e, "val")); err == nil && n >= 0 && n < 9 {
				w.headings[style] = n + 1
			}
		case "numId":
			n := w.listStyles[style]
			n.list = attr(e, "val")
			w.listStyles[style] = n
		case "ilvl":
			n := w.listStyles[style]
			n.level = attr(e, "val")
			w.listStyles[style] = n
		}
		return true
	}, nil, nil)
}

// named learns from the name of a style what it is.
func (w *wordReader) named(style, name string) {
	name = strings.ToLower(strings.ReplaceAll(name, " ", ""))
	if name == "title" {
		w.headings[style] = 1
	}
	if rest, ok := strings.CutPrefix(name, "heading"); ok {
		if n, err := strconv.Atoi(rest); err == nil && n > 0 {
			w.headings[style] = n
		}
	}
}

// readNumbering learns which lists have no sign.
func (w *wordReader) readNumbering(d *xml.Decoder) error {
	abstract, level := "", ""
	without := map[string]map[string]bool{} // levels of abstract lists
	list := ""
	return walk(d, func(e xml.StartElement) bool {
		switch e.Name.Local {
		case "abstractNum":
			abstract = attr(e, "abstractNumId")
		case "lvl":
			level = attr(e, "ilvl")
		case "numFmt":
			if attr(e, "val") == "none" {
				if without[abstract] == nil {
					without[abstract] = map[string]bool{}
				}
				if len(without[abstract]) < maxLevels {
					without[abstract][level] = true
				}
			}
		case "num":
			list = attr(e, "numId")
		case "abstractNumId":
			for level := range without[attr(e, "val")] {
				w.lists[numbering{list, level}] = true
			}
		}
		return true
	}, nil, nil)
}

// walk reads a part, element by element. enter says whether to go into an
// element; leave is told of every end, and text of what stands between.
func walk(d *xml.Decoder, enter func(xml.StartElement) bool, leave func(xml.EndElement), text func(string)) error {
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return fmt.Errorf("elements stand more than %d deep", maxXMLDepth)
			}
			if !enter(e) {
				if err := d.Skip(); err != nil {
					return err
				}
				depth--
			}
		case xml.EndElement:
			depth--
			if leave != nil {
				leave(e)
			}
		case xml.CharData:
			if text != nil {
				text(string(e))
			}
		}
	}
}

// readBody reads the paragraphs and tables of a part.
func (w *wordReader) readBody(d *xml.Decoder) error {
	b := bodyReader{wordReader: w}
	if err := walk(d, b.enter, b.leave, b.text); err != nil {
		return err
	}
	w.lines = append(w.lines, b.out.lines...)
	return nil
}

// A bodyReader reads paragraphs. They stand in cells, cells in tables, and a text
// box stands with its own paragraphs inside another one.
type bodyReader struct {
	*wordReader
	out        writer
	paragraphs []*openParagraph // that are open, the innermost last
	inText     bool             // of a run
}

// An openParagraph is a paragraph that is being read.
type openParagraph struct {
	text    strings.Builder
	style   string
	list    numbering
	inList  bool
	letters int // of its text
	bold    int // of its letters
	isBold  bool
}

func (b *bodyReader) paragraph() *openParagraph {
	if len(b.paragraphs) == 0 {
		return nil
	}
	return b.paragraphs[len(b.paragraphs)-1]
}

func (b *bodyReader) enter(e xml.StartElement) bool {
	p := b.paragraph()
	switch e.Name.Local {
	case "del", "moveFrom", "Fallback", "instrText", "delText", "commentReference",
		"pPrChange", "rPrChange": // how it was formatted before a tracked change
		return false
	case "tbl":
		b.out.openTable()
	case "tr":
		b.out.openRow()
	case "tc":
		b.out.openCell()
	case "p":
		if e.Name.Space == drawingSpace { // text inside a picture of a chart
			return false
		}
		b.paragraphs = append(b.paragraphs, &openParagraph{})
	}
	if p == nil {
		return true
	}
	switch e.Name.Local {
	case "pStyle":
		p.style = attr(e, "val")
	case "numId":
		p.list.list, p.inList = attr(e, "val"), true
	case "ilvl":
		p.list.level = attr(e, "val")
	case "r":
		p.isBold = false
	case "b":
		if v := attr(e, "val"); v != "0" && v != "false" {
			p.isBold = true
		}
	case "t":
		b.inText = true
	case "tab", "ptab":
		if !b.inProperties(e) {
			p.text.WriteByte('\t')
		}
	case "br", "cr":
		p.text.WriteByte('\n')
	case "noBreakHyphen":
		p.text.WriteByte('-')
	case "sym":
		p.text.WriteRune('•')
	}
	return true
}

const drawingSpace = "http://schemas.openxmlformats.org/drawingml/2006/main"

// inProperties reports whether a tab is a stop that a paragraph sets, not one in
// its text.
func (b *bodyReader) inProperties(e xml.StartElement) bool { return attr(e, "pos") != "" }

func (b *bodyReader) text(s string) {
	p := b.paragraph()
	if p == nil || !b.inText {
		return
	}
	p.text.WriteString(s)
	n := len(strings.TrimSpace(s))
	p.letters += n
	if p.isBold {
		p.bold += n
	}
}

func (b *bodyReader) leave(e xml.EndElement) {
	switch e.Name.Local {
	case "t":
		b.inText = false
	case "p":
		if n := len(b.paragraphs) - 1; n >= 0 && e.Name.Space != drawingSpace {
			p := b.paragraphs[n]
			b.paragraphs = b.paragraphs[:n]
			b.add(p)
		}
	case "tc":
		b.out.closeCell()
	case "tr":
		b.out.closeRow()
	case "tbl":
		b.out.closeTable()
	}
}

// add writes a paragraph as lines.
func (b *bodyReader) add(p *openParagraph) {
	l := textLine{heading: b.headings[p.style]}
	list := b.listStyles[p.style]
	if p.inList {
		list = p.list
	}
	if list.level == "" {
		list.level = "0"
	}
	l.item = list.list != "" && list.list != "0" && l.heading == 0 && !b.lists[list]
	if l.heading == 0 && !l.item && p.letters > 0 && p.bold == p.letters {
		l.bold = true
	}
	b.out.paragraph(l, p.text.String())
}
