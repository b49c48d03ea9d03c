package ingest

import (
	"regexp"
	"strings"

	"crosswalk/internal/spec"
)

// A unit is the smallest part of a document with its own role: a heading, a list
// item, a sentence. A line broken in mid-sentence gives a unit that continues the
// previous one.
type unit struct {
	spec.Span
	line    line // in which it begins
	end     line // in which it ends
	text    string
	bullet  bool // begins with a list marker
	opens   bool // first in its line
	apart   bool // after a blank line or at the start
	last    bool // last in its line
	above   bool // of a list: the next line is an item, and this is none
	isLabel bool // a label before a colon, with text after it
}

// units cuts the lines of a text into units, in order.
func (d *draft) units() []unit {
	var out []unit
	apart, margin := true, d.margin()
	listed := d.listedLines()
	for i, l := range d.lines {
		if l.blank() {
			apart = true
			continue
		}
		span, bullet := d.bullet(l)
		first, end := len(out), l
		if first > 0 && margin > 0 && !listed[i] && d.wrapped(&out[first-1], l, apart, margin) {
			first--
			span.Start = out[first].Start
			l, bullet = out[first].line, out[first].bullet
			apart = out[first].apart
			out = out[:first]
		}
		for _, s := range d.pieces(span) {
			out = append(out, unit{Span: s, line: l, end: end, text: d.text[s.Start:s.End], bullet: bullet && len(out) == first, opens: len(out) == first, apart: apart && len(out) == first})
		}
		if len(out) > first {
			out[len(out)-1].last = true
			out[len(out)-1].above = !bullet && d.listBelow(i)
			if len(out) > first+1 && strings.HasSuffix(out[first].text, ":") {
				out[first].isLabel = true
			}
		}
		apart = false
	}
	return out
}

// listBelow reports whether the line below the i-th is an item of a list.
func (d *draft) listBelow(i int) bool {
	if i+1 >= len(d.lines) {
		return false
	}
	_, listed := d.bullet(d.lines[i+1])
	return listed
}

// listedLines marks the lines of blocks in which every line is an entry.
func (d *draft) listedLines() []bool {
	out := make([]bool, len(d.lines))
	for start := 0; start < len(d.lines); {
		end := start
		for end < len(d.lines) && !d.lines[end].blank() {
			end++
		}
		if end > start && looksListed(d.lines[start:end]) {
			for i := start; i < end; i++ {
				out[i] = true
			}
		}
		start = max(end, start+1)
	}
	return out
}

// wrapped reports whether a line continues the last unit of the previous line,
// which was broken at a margin or at the end of a page.
func (d *draft) wrapped(u *unit, l line, apart bool, margin int) bool {
	if _, bullet := d.bullet(l); bullet || u.Len() > longestUnit || terminated(u.text) || d.surelyHeading(u) || frontKey.MatchString(l.text) {
		return false
	}
	if apart {
		return startsLower(l.text) && len(strings.Fields(u.text)) >= wordsOfASentence
	}
	return startsLower(l.text) || float64(u.end.Len()) >= nearMargin*float64(margin) && u.end.Len() >= wrapped && !isTitleCase(l.text) && !isUpper(l.text)
}

// surelyHeading reports whether more than its length marks a unit as a heading.
func (d *draft) surelyHeading(u *unit) bool {
	if !looksLikeHeading(u) {
		return false
	}
	_, known := d.topicOf(strings.Trim(u.text, "#*: "))
	return known || isTitleCase(u.text) || isUpper(u.text) || strings.HasSuffix(u.text, ":") || listSign.MatchString(u.text)
}

const (
	// widestPage is the longest line, in bytes, of a text broken at a margin: in a
	// text with longer lines, every line is a paragraph.
	widestPage = 130
	// nearMargin is the share of the longest line at or above which a line was
	// broken by the margin, not by its writer.
	nearMargin = 0.85
)

// margin returns the length of the longest line of a text broken at a margin, or
// 0 for other texts.
func (d *draft) margin() int {
	widest := 0
	for _, l := range d.lines {
		widest = max(widest, l.Len())
	}
	if widest > widestPage {
		return 0
	}
	return widest
}

// longestUnit bounds a unit that spans many lines, in bytes.
const longestUnit = 4000

// wordsOfASentence is the fewest words in a unit that may continue after a blank
// line, as at the end of a page.
const wordsOfASentence = 4

// longestLabel bounds a label before a colon, in bytes.
const longestLabel = 60

// pieces cuts a line into a label before a colon, sentences, and the parts between
// semicolons.
func (d *draft) pieces(s spec.Span) []spec.Span {
	var out []spec.Span
	text := d.text[s.Start:s.End]
	if m := labelPattern.FindStringSubmatchIndex(text); m != nil && m[1] < len(text) && m[3] <= longestLabel {
		if _, known := d.topicOf(text[m[2]:m[3]]); known || isTitleCase(text[m[2]:m[3]]) {
			out = append(out, trim(d.text, spec.Span{Start: s.Start, End: s.Start + m[1]}))
			s.Start += m[1]
		}
	}
	for _, sentence := range sentences(d.text, s) {
		out = append(out, lists(d.text, sentence)...)
	}
	return out
}

// frameBefore matches a frame with a colon inside a sentence: "..., including
// knowledge of: ".
var frameBefore = regexp.MustCompile(`(?i)\b((?:(?:working |general |thorough |some )?(?:knowledge|understanding) of|(?:ability|abilities|able) to|skills? (?:in|to|at)|familiarity with))\s*:\s+`)

// lists cuts a sentence at its semicolons and after the introduction to the list:
// a frame with a colon, or the colon before several entries.
func lists(text string, s spec.Span) []spec.Span {
	var out []spec.Span
	for _, part := range semicolons(text, s) {
		words := text[part.Start:part.End]
		end := 0
		if m := frameBefore.FindStringIndex(words); m != nil {
			end = m[1]
		} else if len(out) == 0 && strings.Count(text[s.Start:s.End], ";") > 1 {
			end = strings.Index(words, ": ") + 1
		}
		if end > 0 {
			out = append(out, trim(text, spec.Span{Start: part.Start, End: part.Start + end}))
			part = trim(text, spec.Span{Start: part.Start + end, End: part.End})
		}
		if part.Len() > 0 {
			out = append(out, part)
		}
	}
	return out
}
