package ingest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// newDraft prepares a text for reading: its lines, without page furniture,
// and the list signs that it uses.
func newDraft(text string) *draft {
	d := &draft{text: text, lines: splitLines(text), doc: &Document{Text: text}}
	d.takeRules()
	d.takePageFurniture()
	d.learnMarkers()
	return d
}

var (
	rulePattern = regexp.MustCompile(`^(?:[-–—=_~*•.#]\s?){3,}$`)
	barePage    = regexp.MustCompile(`(?i)^(?:[-–—]\s*)?(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?(?:\s*[-–—])?$`)
	pageInLine  = regexp.MustCompile(`(?i)(?:^|\s)page\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?(?:\s|$)`)
	continued   = regexp.MustCompile(`(?i)^[^.;]+\((?:continued|cont(?:'d|\.|inued)?)\)$`)
	digits      = regexp.MustCompile(`\d+`)
)

// Bounds on a running head or foot.
const (
	maxFurnitureWords = 16
	maxFurnitureLines = 3
)

// takeRules blanks the lines that are drawn and not written; the line above
// one is underlined.
func (d *draft) takeRules() {
	for i, l := range d.lines {
		if !rulePattern.MatchString(l.text) {
			continue
		}
		if i > 0 && !d.lines[i-1].blank() {
			d.lines[i-1].underline = true
		}
		d.blank(i)
	}
}

// takePageFurniture blanks page numbers, running heads and running feet: what
// names a page, and what stands beside a page break time and again.
func (d *draft) takePageFurniture() {
	furniture := make([]bool, len(d.lines))
	for i, l := range d.lines {
		furniture[i] = barePage.MatchString(l.text) || continued.MatchString(l.text) && len(strings.Fields(l.text)) <= maxFurnitureWords ||
			pageInLine.MatchString(l.text) && len(strings.Fields(l.text)) <= maxFurnitureWords
	}
	seen := map[string]int{}
	shape := func(i int) string { return digits.ReplaceAllString(Fold(d.lines[i].text), "0") }
	for range maxFurnitureLines {
		clear(seen)
		var beside []int
		for i, l := range d.lines {
			if l.blank() || furniture[i] || len(strings.Fields(l.text)) > maxFurnitureWords {
				continue
			}
			if l.pageStart || d.besidePageBreak(i, furniture) {
				beside = append(beside, i)
				seen[shape(i)]++
			}
		}
		title := d.firstWords()
		for _, i := range beside {
			furniture[i] = seen[shape(i)] > 1 || i != title && SameTitle(d.lines[i].text, d.lines[title].text)
		}
	}
	first, n := 0, 0
	for i, l := range d.lines {
		if !furniture[i] {
			continue
		}
		if n++; n == 1 {
			first = l.num
		}
		d.furniture = append(d.furniture, l)
		d.blank(i)
	}
	if n > 0 {
		d.warn(first, "%s left out: page numbers, running heads or feet", counted(n, "line"))
	}
}

// besidePageBreak reports whether the nearest line with words above or below
// the i-th is a page number, or begins a page.
func (d *draft) besidePageBreak(i int, furniture []bool) bool {
	for k := i - 1; k >= 0; k-- {
		if furniture[k] {
			return true
		}
		if !d.lines[k].blank() {
			break
		}
	}
	for k := i + 1; k < len(d.lines); k++ {
		if furniture[k] || d.lines[k].pageStart {
			return true
		}
		if !d.lines[k].blank() {
			break
		}
	}
	return false
}

func (d *draft) blank(i int) {
	d.lines[i].Span = spec.Span{Start: d.lines[i].Start, End: d.lines[i].Start}
	d.lines[i].text = ""
}

// bulletSigns begin a list item wherever they stand.
const bulletSigns = "•·‣▪▫◦○●■□►▸➢➤❖✓✔✗§→»\uf0b7\uf0a7\uf0d8\uf076"

// dashSigns begin a list item when white space follows.
const dashSigns = "-–—*"

// A marker is a way to begin list items that is ordinary text as well: it
// counts only in a document that uses it as a list does.
type marker struct {
	pattern *regexp.Regexp
	// first and second must both begin lines; where they are empty, any two
	// lines do.
	first, second string
}

var markers = []marker{
	{regexp.MustCompile(`^\(?(\d{1,2})[.)]\s+`), "1", "2"},
	{regexp.MustCompile(`^(\d{1,2}\.\d{1,2})\.?\s+`), "", ""},
	{regexp.MustCompile(`^\(?([a-z])[.)]\s+`), "a", "b"},
	{regexp.MustCompile(`^\(?([A-Z])[.)]\s+`), "A", "B"},
	{regexp.MustCompile(`^\(?([ivx]{1,4})[.)]\s+`), "i", "ii"},
	{regexp.MustCompile(`^(\d{1,3}(?:\.\d)?\s?%)\s*(?:of (?:the )?time)?\s*[-–—:.]?\s*`), "", ""},
	{regexp.MustCompile(`^([A-Z]\d{1,2})[.):]?\s+`), "", ""},
	{regexp.MustCompile(`^(o)\s+`), "", ""},
	{regexp.MustCompile(`^(>)\s+`), "", ""},
	{regexp.MustCompile(`^(\+)\s+`), "", ""},
	{regexp.MustCompile(`^([-*])(?:[A-Za-z])`), "", ""},
}

// learnMarkers finds which markers the document uses.
func (d *draft) learnMarkers() {
	for _, m := range markers {
		lines, first, second := 0, m.first == "", m.second == ""
		for _, l := range d.lines {
			if found := m.pattern.FindStringSubmatch(l.text); found != nil {
				lines++
				first = first || found[1] == m.first
				second = second || found[1] == m.second
			}
		}
		if lines > 1 && first && second {
			d.markers = append(d.markers, m.pattern)
		}
	}
}

// bullet returns the span of a list item's words, and whether l begins with
// the sign of a list item.
func (d *draft) bullet(l line) (spec.Span, bool) {
	r, size := utf8.DecodeRuneInString(l.text)
	switch {
	case l.text == "":
		return l.Span, false
	case strings.ContainsRune(bulletSigns, r):
		return trim(d.text, spec.Span{Start: l.Start + size, End: l.End}), true
	case strings.ContainsRune(dashSigns, r):
		if next, _ := utf8.DecodeRuneInString(l.text[size:]); l.text[size:] == "" || isSpace(next) {
			return trim(d.text, spec.Span{Start: l.Start + size, End: l.End}), true
		}
	}
	for _, m := range d.markers {
		found := m.FindStringSubmatchIndex(l.text)
		if found == nil {
			continue
		}
		end := found[1]
		if r == '-' || r == '*' { // the letter behind the sign belongs to the words
			end = found[3]
		}
		return trim(d.text, spec.Span{Start: l.Start + end, End: l.End}), true
	}
	return l.Span, false
}

// isTitleCase reports whether s is set like a title: its first word and every
// longer one begin with a capital.
func isTitleCase(s string) bool {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '/' || r == '-' })
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(“\"'"))
		if unicode.IsLetter(r) && !unicode.IsUpper(r) && (i == 0 || len(w) > 4) {
			return false
		}
	}
	return len(words) > 0
}
