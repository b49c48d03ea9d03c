package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// A line is one line of a document: the span of its content, white space at
// both ends left out.
type line struct {
	spec.Span
	num       int // 1-based
	text      string
	pageStart bool // a form feed stands before it
	underline bool // a line of dashes or the like stands below it
}

func (l line) blank() bool { return l.text == "" }

// splitLines cuts text at line feeds, carriage returns and form feeds.
func splitLines(text string) []line {
	var lines []line
	pageStart := false
	for start, num := 0, 1; start <= len(text); num++ {
		end, next := len(text), len(text)+1
		if i := strings.IndexAny(text[start:], "\n\r\f"); i >= 0 {
			end, next = start+i, start+i+1
			if text[end] == '\r' && next < len(text) && text[next] == '\n' {
				next++
			}
		}
		span := trim(text, spec.Span{Start: start, End: end})
		lines = append(lines, line{Span: span, num: num, text: text[span.Start:span.End], pageStart: pageStart})
		pageStart = end < len(text) && text[end] == '\f'
		start = next
	}
	return lines
}

// trim narrows s until it neither begins nor ends with white space.
func trim(text string, s spec.Span) spec.Span {
	for s.Start < s.End {
		r, size := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.Start += size
	}
	for s.Start < s.End {
		r, size := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.End -= size
	}
	return s
}

// isSpace counts as space the zero-width characters that word processors leave, so
// that a line of them is blank, and the control characters that programs leave
// that take text out of PDF.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' || r == '\ufeff'
}

// trimEnds narrows s past white space and past any of the characters in
// cutset at its end. A full stop that belongs to "etc." stays.
func trimEnds(text string, s spec.Span, cutset string) spec.Span {
	s = trim(text, s)
	for s.Start < s.End && strings.IndexByte(cutset, text[s.End-1]) >= 0 {
		if text[s.End-1] == '.' && endsInAbbreviation(text[s.Start:s.End]) {
			break
		}
		s.End--
		s = trim(text, s)
	}
	return s
}

// Fold returns the words of s with every run of white space as one space. A
// line that ends in a hyphen is joined to the next without one.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space, newline := false, false
	var last rune
	for _, r := range s {
		if isSpace(r) {
			space = true
			newline = newline || r == '\n' || r == '\r' || r == '\f'
			continue
		}
		if space && b.Len() > 0 && !(newline && last == '-') {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		space, newline, last = false, false, r
	}
	return b.String()
}

// isUpper reports whether s is set in capitals: it has letters, and none of
// them is lower case.
func isUpper(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 2
}

// startsLower reports whether the first letter of s is lower case.
func startsLower(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return unicode.IsLower(r)
		}
		if unicode.IsDigit(r) {
			return false
		}
	}
	return false
}

// startsUpper reports whether s begins with a capital or a digit, quotation
// marks and brackets aside.
func startsUpper(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return !unicode.IsLower(r)
		}
	}
	return false
}

// terminated reports whether s ends as a sentence or list item does.
func terminated(s string) bool {
	s = strings.TrimRight(s, " \t\"'”’)")
	if s == "" || !strings.ContainsRune(".;:!?", rune(s[len(s)-1])) {
		return false
	}
	return !strings.HasSuffix(s, ".") || !endsInAbbreviation(s) || strings.HasSuffix(s, "etc.")
}
